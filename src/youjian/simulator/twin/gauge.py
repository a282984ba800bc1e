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
    beat = np.arange(spec.start + rng.uniform(0, spec.reading_s), spec.end - 60, spec.reading_s)
    at = beat + rng.uniform(-1.5, 1.5, len(beat))
    if spec.messy and rng.random() < 0.3:
        at = _with_burst(rng, at)
    kept = rng.random(len(at)) >= tank.gauge.loss
    return at[kept & (at >= spec.start) & (at < spec.end)]


def _with_burst(rng: np.random.Generator, at: FloatArray) -> FloatArray:
    """A console that answers every few seconds for some minutes."""
    first = float(rng.choice(at))
    extra = first + np.arange(1.0, rng.uniform(200, 1200), rng.uniform(3, 8))
    extra = extra[extra < at[-1]]
    return np.unique(np.round(np.concatenate((at, extra)), 3))


def read(spec: Spec, course: Course, at: FloatArray, litres: FloatArray, water_mm: FloatArray) -> Readings:
    """Readings of a tank that holds `litres` of fuel over so much water."""
    tank = course.tank
    rng = spec.rng(7, tank.tank_id)
    water_l = np.interp(water_mm, tank.shape.heights_mm, tank.shape.volumes_l)
    true_mm = tank.shape.height(litres + water_l)
    said = true_mm + tank.gauge.offset_mm + _waves(rng, course, at)
    said = sticking(said, tank.gauge.friction_mm) + _errors(rng, tank.gauge, at, spec.reading_s)
    height = stepped(np.clip(said, 0, tank.shape.diameter_mm), tank.gauge.step_mm)
    temp = np.round(_thermistors(rng, course, at), 1)
    water = stepped(water_mm, tank.gauge.step_mm)
    volume = np.round(tank.shape.charted(height) - tank.shape.charted(water), 1)
    return Readings(at, height, water, temp, volume, np.full(len(at), np.nan))


def recharted(readings: Readings, shape: Shape) -> Readings:
    """The gauge's own litres by another chart."""
    litres = np.round(shape.charted(readings.product_mm) - shape.charted(readings.water_mm), 1)
    return replace(readings, volume_l=litres)


def stepped(height: FloatArray, step: float) -> FloatArray:
    """Rounded to the probe's step."""
    return np.round(np.round(height / step) * step, 2)


def _errors(rng: np.random.Generator, gauge: GaugeSpec, at: FloatArray, beat_s: float) -> FloatArray:
    """Drift that remembers, with heavy tails; a slow creep; a day that is no sine; white noise."""
    shocks = np.clip(rng.standard_t(4, len(at)), -8, 8) / np.sqrt(2)
    drift = gauge.drift_mm * np.sqrt(1 - gauge.phi**2) * recursion(gauge.phi, shocks)
    slow = np.exp(-beat_s / (1.5 * DAY))
    creep = gauge.creep_mm * np.sqrt(1 - slow**2) * recursion(slow, rng.standard_normal(len(at)))
    return drift + creep + _daily(rng, gauge, at) + rng.normal(0, gauge.white_mm, len(at))


def _daily(rng: np.random.Generator, gauge: GaugeSpec, at: FloatArray) -> FloatArray:
    """Sun on the manhole: a steep rise before noon, a slow fall, stronger on some days than on others."""
    hour = (local_hour(at) - rng.uniform(7, 10)) % 24
    form = np.where(hour < 4, hour / 4, np.exp(-(hour - 4) / 6)) - 0.4
    day = np.floor((at + 8 * HOUR) / DAY).astype(np.int64)
    strength = rng.uniform(0.3, 1.6, int(day.max() - day.min()) + 1) if len(at) else np.ones(1)
    return gauge.daily_mm * form * strength[day - day.min()] if len(at) else form


def _waves(rng: np.random.Generator, course: Course, at: FloatArray) -> FloatArray:
    """The surface moves while pumps run and after a drop."""
    gauge = course.tank.gauge
    swing = np.cos(rng.uniform(0, 2 * np.pi, len(at)))
    selling = course.outflow.rate(at) > 1e-6
    since = course.heat.since_pour(at)
    after = np.where(since < 0, 1.0, np.exp(-np.clip(since, 0, None) / rng.uniform(100, 400)))
    poured = np.searchsorted(course.heat.begin, at, "right") > 1
    return swing * (gauge.slosh_selling_mm * selling * 0.7 + gauge.slosh_drop_mm * after * poured)


def _thermistors(rng: np.random.Generator, course: Course, at: FloatArray) -> FloatArray:
    """Five sensors' mean: an offset, and layers for a day after a drop."""
    gauge = course.tank.gauge
    since = np.clip(course.heat.since_pour(at), 0, None)
    layers = gauge.layer_c * np.clip(1 - since / DAY, 0, 1) ** 2 * np.where(rng.random() < 0.5, -1, 1)
    slow = 0.05 * recursion(0.98, rng.normal(0, np.sqrt(1 - 0.98**2), len(at)))
    return course.heat.at(at) + gauge.temp_offset_c + layers + slow
