"""What customers ask for: when they come, how much they take, how fast it flows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PETROL = frozenset({"92", "95", "98", "92E", "95E"})

FILLS_A_DAY = {"92": 85.0, "95": 60.0, "98": 22.0, "92E": 85.0, "95E": 60.0}
DIESEL_FILLS_A_DAY = 32.0

HOURS = np.array([
    0.22, 0.15, 0.12, 0.12, 0.18, 0.40, 0.85, 1.45, 1.65, 1.50, 1.40, 1.35,
    1.15, 1.10, 1.25, 1.35, 1.45, 1.75, 1.70, 1.35, 1.05, 0.80, 0.55, 0.31,
])  # fmt: skip
"""Arrivals by the hour in Asia/Shanghai, relative to the day's mean."""

_PRESETS_FEN = np.array([10_000, 15_000, 20_000, 25_000, 30_000, 50_000])
_PRESET_SHARES = np.array([0.22, 0.10, 0.36, 0.07, 0.20, 0.05])
_PRESET_SHARE = 0.55
_STEP_ML = 10
_HANDLING_S = 4.0

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Purchases:
    """Fuellings asked for: litres in the dispenser's steps of 10 mL, yuan, seconds at the pump."""

    volume_ml: IntArray
    amount_fen: IntArray
    duration_s: FloatArray


def fills_a_day(product: str) -> float:
    """Mean fuellings of one nozzle in a day at a mid-size station."""
    return FILLS_A_DAY.get(product, DIESEL_FILLS_A_DAY)


def arrival_after(at: float, patience: float, per_day: float) -> float:
    """When the next customer comes: `patience` is a draw from the unit exponential, used up hour by hour.

    >>> noon = 4 * 3600.0
    >>> arrival_after(noon, 1.0, 24.0) - noon < 3600
    True
    """
    rest, moment = patience * 86400 / per_day, at
    while True:
        weight = float(HOURS[int((moment / 3600 + 8) % 24)])
        hour_ends = (moment // 3600 + 1) * 3600
        if rest <= (hour_ends - moment) * weight:
            return moment + rest / weight
        rest -= (hour_ends - moment) * weight
        moment = hour_ends


def purchases(
    rng: np.random.Generator, count: int, product: str, price_fen: int, most_ml: int | None = None
) -> Purchases:
    """Draw fuellings: part preset in round yuan (stopping at the nearest 0.01 L), part full tanks.

    `most_ml` bounds the volume, for stations driven faster than real ones.
    """
    preset = rng.random(count) < _PRESET_SHARE
    yuan = rng.choice(_PRESETS_FEN, size=count, p=_PRESET_SHARES)
    preset_ml = _steps(yuan * 1000 / price_fen)
    full_ml = _steps(_full_tanks_ml(rng, count, product))
    volume = np.where(preset, preset_ml, full_ml)
    amount = np.where(preset, yuan, amounts_fen(full_ml, price_fen))
    if most_ml is not None:
        small = np.minimum(volume, _steps(most_ml * rng.uniform(0.4, 1.0, count)))
        amount = np.where(small < volume, amounts_fen(small, price_fen), amount)
        volume = small
    return Purchases(volume, amount, durations_s(rng, volume, product))


def amounts_fen(volume_ml: IntArray, price_fen: int) -> IntArray:
    """Money for litres at a price, rounded half up to the fen as dispensers do."""
    return (volume_ml * price_fen + 500) // 1000


def durations_s(rng: np.random.Generator, volume_ml: IntArray, product: str) -> FloatArray:
    """Seconds at the pump: 30–38 L/min for cars, about twice that for trucks."""
    usual = rng.normal(34.0, 2.5, len(volume_ml)).clip(26.0, 40.0)
    flow = usual if product in PETROL else np.where(volume_ml > 100_000, 2.1 * usual, 1.2 * usual)
    return np.round(volume_ml / 1000 / flow * 60 + _HANDLING_S * (volume_ml > 5000), 3)


def _full_tanks_ml(rng: np.random.Generator, count: int, product: str) -> FloatArray:
    cars = rng.normal(38_000, 10_000, count).clip(8_000, 62_000)
    if product in PETROL:
        return cars
    trucks = rng.normal(190_000, 60_000, count).clip(70_000, 380_000)
    return np.where(rng.random(count) < 0.3, trucks, cars * 1.3)


def _steps(volume_ml: FloatArray) -> IntArray:
    return np.maximum(np.rint(volume_ml / _STEP_ML), 1).astype(np.int64) * _STEP_ML
