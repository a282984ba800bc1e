"""How exactly the A/L by volume, the A/L by rate and the ratio as written agree in a record.

A measured rate and a measured volume differ a little; when both are rewritten as fuel times a drawn ratio
they agree to rounding. Distances are in units of what rounding alone allows: at most 1 is an exact match.
"""

from dataclasses import dataclass

import numpy as np

from youjian.detection.pairs import Integers, Mask
from youjian.detection.vapour.fills import Floats

_MOST_DECIMALS = 4
_UNROUNDED = 9
_RELATIVE = 1e-6


@dataclass(frozen=True)
class Measured:
    """What the monitors wrote, in L and L/min, in the order of nozzle and time."""

    nozzle: Integers
    fuel_l: Floats
    vapour_l: Floats
    ratio: Floats
    fuel_l_min: Floats
    vapour_l_min: Floats


def half_steps(values: Floats, nozzle: Integers) -> Floats:
    """Half the last decimal that a device has shown so far, for every record; 0 where it does not round.

    >>> half_steps(np.array([1.5, 1.25, 1.0]), np.array([0, 0, 0])).tolist()
    [0.05, 0.005, 0.005]
    """
    decimals = np.zeros(len(values), dtype=np.int64)
    for places in range(_MOST_DECIMALS + 1):
        scaled = values * 10.0**places
        decimals += np.abs(scaled - np.rint(scaled)) > _RELATIVE * np.maximum(np.abs(scaled), 1)
    decimals[decimals > _MOST_DECIMALS] = _UNROUNDED
    finest = np.maximum.accumulate(decimals + 100 * nozzle) - 100 * nozzle
    return np.where(finest == _UNROUNDED, 0.0, 0.5 * 10.0 ** -finest.astype(np.float64))


def usable(told: Measured) -> Mask:
    """Records that say all five figures; nothing is compared with a zero."""
    return (told.fuel_l > 0) & (told.vapour_l > 0) & (told.ratio > 0) & (told.fuel_l_min > 0)


def distances(told: Measured) -> tuple[Floats, Floats, Floats]:
    """Three distances from an exact match: to the ratio as written, between the two A/L, by volume alone.

    The first is sharp when the ratio was written as drawn, the second holds when it was rounded afterwards,
    the third when the rate was left as measured.
    """
    steps = [
        half_steps(values, told.nozzle)
        for values in (told.fuel_l, told.vapour_l, told.ratio, told.fuel_l_min, told.vapour_l_min)
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        by_volume, by_rate = _as_written(told, steps)
        between = _between(told, steps)
    fine = usable(told)
    found = (np.maximum(by_volume, by_rate), between, by_volume)
    written, agreed, volume = (np.where(fine, distance, np.inf) for distance in found)
    return written, agreed, volume


def _as_written(told: Measured, steps: list[Floats]) -> tuple[Floats, Floats]:
    _, vapour, _, _, rate = steps
    by_volume = np.abs(told.vapour_l - told.fuel_l * told.ratio) / (vapour + _RELATIVE * told.vapour_l)
    by_rate = np.abs(told.vapour_l_min - told.fuel_l_min * told.ratio) / (
        rate + _RELATIVE * told.vapour_l_min
    )
    return by_volume, by_rate


def _between(told: Measured, steps: list[Floats]) -> Floats:
    fuel, vapour, ratio, fuel_rate, vapour_rate = steps
    by_volume = told.vapour_l / told.fuel_l
    by_rate = told.vapour_l_min / told.fuel_l_min
    volume_step = (vapour + by_volume * fuel) / told.fuel_l
    rate_step = (vapour_rate + by_volume * fuel_rate) / told.fuel_l_min
    apart = np.abs(by_volume - by_rate) / (volume_step + rate_step + _RELATIVE)
    written = np.abs(told.ratio - by_volume) / (ratio + volume_step + _RELATIVE)
    return np.maximum(apart, written)
