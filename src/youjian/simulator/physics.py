"""What a station is really like, drawn once from a seed: true tanks, meter errors, climate, vapour.

The register says what is certified; this says what is so. Both stay close for an honest station. Times are
Unix seconds; every function takes one or many of them.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from youjian.contract.registry import Tank
from youjian.fuel.charts import Chart
from youjian.fuel.correction import vcf20
from youjian.simulator.demand import PETROL, FloatArray, fills_a_day
from youjian.simulator.registry import StationPlan

_YEAR_S = 365.2425 * 86400
_DAY_S = 86400.0
_WARMEST_S = 210 * _DAY_S
_CHART_SCALE_SD = 0.0012
_CHART_WAVES_L = 6.0
_METER_ERROR_SD = 0.0008
_METER_ERROR_LIMIT = 0.0025
GAUGE_NOISE_MM = 0.12
GAUGE_RESOLUTION_MM = 0.1
_GAUGE_SWING_MM = 0.1
PROBE_RESOLUTION_C = 0.01
TRUCK_L_MIN = 800.0
COMPARTMENTS_L = (12_000.0, 10_000.0, 8_000.0, 6_000.0, 5_000.0, 4_000.0)


@dataclass(frozen=True)
class TankPhysics:
    """One tank: the certified chart, and the volumes that its heights really hold (`true_l`, every mm)."""

    tank: Tank
    chart: Chart
    true_mm: FloatArray
    true_l: FloatArray
    water_mm: float
    warmth_c: float

    def temperature_c(self, at: float | FloatArray) -> FloatArray:
        """Product temperature: the damped year of a buried tank, a little of the day."""
        seconds = np.asarray(at, dtype=np.float64)
        year = 6.5 * np.cos(2 * np.pi * (seconds - _WARMEST_S) / _YEAR_S)
        day = 0.15 * np.sin(2 * np.pi * (seconds + 2 * 3600) / _DAY_S)
        return 18.5 + self.warmth_c + year + day

    def vcf20(self, at: float | FloatArray) -> FloatArray:
        """Factor from ambient litres to litres at 20 °C at a moment."""
        return vcf20(self.tank.density20_kg_m3, self.temperature_c(at))

    def liquid_mm(self, net20_l: float | FloatArray, at: float | FloatArray) -> FloatArray:
        """True total liquid height of a stock of litres at 20 °C, water below it."""
        ambient = np.asarray(net20_l) / self.vcf20(at)
        return np.interp(ambient + self.water_l, self.true_l, self.true_mm)

    def gauge_mm(
        self, net20_l: float | FloatArray, at: float | FloatArray, noise: float | FloatArray
    ) -> FloatArray:
        """What the gauge says of it: with the day's swing, noise (standard normal) and its resolution."""
        swing = _GAUGE_SWING_MM * np.sin(2 * np.pi * np.asarray(at) / _DAY_S)
        raw = self.liquid_mm(net20_l, at) + swing + GAUGE_NOISE_MM * np.asarray(noise)
        return np.round(
            np.clip(np.rint(raw / GAUGE_RESOLUTION_MM) * GAUGE_RESOLUTION_MM, 0, self.true_mm[-1]), 3
        )

    def chart_l(self, height_mm: float | FloatArray) -> FloatArray:
        """Product volume that the certified chart gives for a total liquid height, L."""
        inside = np.clip(height_mm, self.chart.heights_mm[0], self.chart.heights_mm[-1])
        return self.chart.volume_l(inside) - self.chart.volume_l(self.water_mm)

    @cached_property
    def water_l(self) -> float:
        """True volume of the water on the floor, L."""
        return float(np.interp(self.water_mm, self.true_mm, self.true_l))

    @property
    def reorder_l(self) -> float:
        """Stock at which the station orders, litres at 20 °C."""
        return 0.35 * self.tank.safe_fill_l

    def opening_l(self) -> float:
        """A stock to begin with, litres at 20 °C, the same for the same seed."""
        return self.tank.safe_fill_l * (0.55 + 0.3 * (zlib.crc32(repr(self.warmth_c).encode()) % 1000) / 1000)

    def drop_l(self, net20_l: float) -> float:
        """Litres at 20 °C that a truck leaves: one or two whole compartments that fit under the safe fill."""
        room = 0.97 * self.tank.safe_fill_l - net20_l
        first = next((size for size in COMPARTMENTS_L if size <= room), 0.0)
        second = next((size for size in COMPARTMENTS_L if size <= room - first), 0.0)
        return first + second if first else max(room, 0.0) // 100 * 100


@dataclass(frozen=True)
class NozzlePhysics:
    """One nozzle: its meter's error E = (indicated − delivered)/delivered, its vapour recovery."""

    nozzle_id: int
    tank_id: int
    product: str
    price_fen: int
    meter_error: float
    vapour_ratio: float
    vapour_count_error: float
    fills_a_day: float

    @property
    def has_vapour(self) -> bool:
        """GB 20952 asks vapour recovery of petrol nozzles only."""
        return self.product in PETROL


@dataclass(frozen=True)
class StationPhysics:
    """One station as it really is."""

    plan: StationPlan
    seed: int
    tanks: dict[int, TankPhysics]
    nozzles: dict[int, NozzlePhysics]

    @property
    def station_id(self) -> str:
        """The station's identifier."""
        return self.plan.station_id

    def generator(self, *stream: int) -> np.random.Generator:
        """A generator that depends on the seed, the station and the stream's numbers alone."""
        return np.random.default_rng([self.seed, int(self.station_id), *stream])

    def pressure_pa(self, at: float | FloatArray, noise: float | FloatArray) -> FloatArray:
        """Vapour-space pressure of a tight system: breathing of the day, never resting at zero."""
        seconds = np.asarray(at, dtype=np.float64)
        breath = 130 * np.sin(2 * np.pi * (seconds - 1 * 3600) / _DAY_S) + 60 * np.sin(
            2 * np.pi * seconds / 2700
        )
        return np.round(215 + breath + 18 * np.asarray(noise, dtype=np.float64), 1)

    def vapour_ppm(self, noise: float | FloatArray) -> FloatArray:
        """Vapour concentration at the vent, µmol/mol."""
        return np.round(np.clip(420 + 90 * np.asarray(noise, dtype=np.float64), 0, None), 0)


def make_physics(plan: StationPlan, seed: int) -> StationPhysics:
    """Draw the truth about a station; the same plan and seed give the same station."""
    rng = np.random.default_rng([seed, int(plan.station_id)])
    size = float(np.clip(rng.lognormal(0.0, 0.25), 0.5, 1.7))
    tanks = {tank_id: _tank(rng, tank, plan.charts[tank_id]) for tank_id, tank in sorted(plan.tanks.items())}
    nozzles = {nozzle_id: _nozzle(rng, plan, nozzle_id, size) for nozzle_id in sorted(plan.nozzles)}
    return StationPhysics(plan, seed, tanks, nozzles)


def _tank(rng: np.random.Generator, tank: Tank, chart: Chart) -> TankPhysics:
    heights = np.arange(0.0, chart.heights_mm[-1] + 0.5, 1.0)
    certified = chart.volume_l(np.clip(heights, chart.heights_mm[0], None))
    share = heights / heights[-1]
    phases = rng.uniform(0, 2 * np.pi, 3)
    waves = sum(np.sin(2 * np.pi * (k + 1) * share + phases[k]) for k in range(3))
    true = certified * (1 + rng.normal(0, _CHART_SCALE_SD)) + _CHART_WAVES_L * waves * np.sin(np.pi * share)
    rising = np.maximum.accumulate(np.clip(true, 0.0, None)) + 1e-6 * heights
    return TankPhysics(
        tank, chart, heights, rising, round(float(rng.uniform(0, 14)), 1), float(rng.normal(0, 0.8))
    )


def _nozzle(rng: np.random.Generator, plan: StationPlan, nozzle_id: int, size: float) -> NozzlePhysics:
    nozzle = plan.nozzles[nozzle_id]
    error = float(np.clip(rng.normal(0, _METER_ERROR_SD), -_METER_ERROR_LIMIT, _METER_ERROR_LIMIT))
    return NozzlePhysics(
        nozzle_id=nozzle_id,
        tank_id=nozzle.tank_id,
        product=nozzle.product,
        price_fen=plan.prices_fen[nozzle.product],
        meter_error=error,
        vapour_ratio=float(rng.normal(1.08, 0.025)),
        vapour_count_error=float(np.clip(rng.normal(0, 0.002), -0.005, 0.005)),
        fills_a_day=fills_a_day(nozzle.product) * size,
    )
