"""What a probe says of a tank: friction, drift with memory, heavy tails, waves, steps."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.twin.clock import DAY, HOUR, FloatArray, local_hour
from youjian.simulator.twin.memory import recursion, sticking
from youjian.simulator.twin.shape import Shape
from youjian.simulator.twin.spec import GaugeSpec, Spec, TankSpec
from youjian.simulator.twin.tankworld import Course


@dataclass(frozen=True)
class Readings:
    """Readings of one tank; `at` is true time, `late` seconds until the platform has them (nan: at once)."""

    at: FloatArray
    product_mm: FloatArray
    water_mm: FloatArray
    temp_c: FloatArray
    volume_l: FloatArray
    late: FloatArray

    def take(self, which: np.ndarray) -> "Readings":
        """Some of the readings."""
        return Readings(
            *(getattr(self, n)[which] for n in ("at", "product_mm", "water_mm", "temp_c", "volume_l", "late"))
        )


def moments_of(spec: Spec, tank: TankSpec) -> FloatArray:
    """When the probe is asked: a regular beat with jitter, some answers lost."""
    rng = spec.rng(6, tank.tank_id)
    beat = np.arange(spec.start + rng.uniform(0, spec.reading_s), spec.end - 1, spec.reading_s)
    at = beat + rng.uniform(-1.5, 1.5, len(beat))
    kept = rng.random(len(at)) >= tank.gauge.loss
    return at[kept & (at >= spec.start) & (at < spec.end)]


def read(spec: Spec, course: Course, at: FloatArray, ambient: FloatArray | None = None) -> Readings:
    """Readings of a course at moments; `ambient` overrides the course's own litres (siphons)."""
    tank = course.tank
    rng = spec.rng(7, tank.tank_id)
    litres = course.ambient(at) if ambient is None else ambient
    water_l = _litres_of_water(tank)
    true_mm = tank.shape.height(litres + water_l)
    said = true_mm + tank.gauge.offset_mm + _waves(rng, spec, course, at)
    said = sticking(said, tank.gauge.friction_mm) + _errors(rng, tank.gauge, at)
    height = _stepped(np.clip(said, 0, tank.shape.diameter_mm), tank.gauge.step_mm)
    temp = np.round(_thermistors(rng, spec, course, at), 1)
    water = np.full(len(at), np.round(tank.water_mm, 1))
    volume = np.round(tank.shape.charted(height) - tank.shape.charted(water), 1)
    return Readings(at, height, water, temp, volume, np.full(len(at), np.nan))


def recharted(readings: Readings, shape: Shape) -> Readings:
    """The gauge's own litres by another chart."""
    litres = np.round(shape.charted(readings.product_mm) - shape.charted(readings.water_mm), 1)
    return replace(readings, volume_l=litres)


def _litres_of_water(tank: TankSpec) -> float:
    return float(np.interp(tank.water_mm, tank.shape.heights_mm, tank.shape.volumes_l))


def _stepped(height: FloatArray, step: float) -> FloatArray:
    return np.round(np.round(height / step) * step, 2)


def _errors(rng: np.random.Generator, gauge: GaugeSpec, at: FloatArray) -> FloatArray:
    """Drift that remembers, with heavy tails, a day that is no sine, and white noise."""
    shocks = np.clip(rng.standard_t(4, len(at)), -8, 8) / np.sqrt(2)
    drift = gauge.drift_mm * np.sqrt(1 - gauge.phi**2) * recursion(gauge.phi, shocks)
    return drift + _daily(rng, gauge, at) + rng.normal(0, gauge.white_mm, len(at))


def _daily(rng: np.random.Generator, gauge: GaugeSpec, at: FloatArray) -> FloatArray:
    """Sun on the manhole: a steep rise before noon, a slow fall, stronger on some days than on others."""
    hour = (local_hour(at) - rng.uniform(7, 10)) % 24
    form = np.where(hour < 4, hour / 4, np.exp(-(hour - 4) / 6)) - 0.4
    day = np.floor((at + 8 * HOUR) / DAY).astype(np.int64)
    strength = rng.uniform(0.3, 1.6, int(day.max() - day.min()) + 1) if len(at) else np.ones(1)
    return gauge.daily_mm * form * strength[day - day.min()] if len(at) else form


def _waves(rng: np.random.Generator, spec: Spec, course: Course, at: FloatArray) -> FloatArray:
    """The surface moves while pumps run and after a drop."""
    gauge = course.tank.gauge
    swing = np.cos(rng.uniform(0, 2 * np.pi, len(at)))
    selling = course.outflow.rate(at) > 1e-6
    since = course.heat.since_pour(at)
    after = np.where(since < 0, 1.0, np.exp(-np.clip(since, 0, None) / rng.uniform(100, 400)))
    poured = np.searchsorted(course.heat.begin, at, "right") > 1
    return swing * (gauge.slosh_selling_mm * selling * 0.7 + gauge.slosh_drop_mm * after * poured)


def _thermistors(rng: np.random.Generator, spec: Spec, course: Course, at: FloatArray) -> FloatArray:
    """Five sensors' mean: an offset, and layers for a day after a drop."""
    gauge = course.tank.gauge
    since = np.clip(course.heat.since_pour(at), 0, None)
    layers = gauge.layer_c * np.clip(1 - since / DAY, 0, 1) ** 2 * np.where(rng.random() < 0.5, -1, 1)
    slow = 0.05 * recursion(0.98, rng.normal(0, np.sqrt(1 - 0.98**2), len(at)))
    return course.heat.at(at) + gauge.temp_offset_c + layers + slow
