"""What a year's sales leave in the tanks: tankers when a tank runs low, and readings where the books look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.stock_book.sales import Sold
from youjian.fuel.correction import vcf20
from youjian.simulator.twin.clock import DAY, HOUR, FloatArray, IntArray, months
from youjian.simulator.twin.spec import Spec, TankSpec

_MINUTE = 60.0
_POUR_L_PER_S = 8.0
_MIDNIGHT_AT = (-20 * _MINUTE, -10 * _MINUTE, 0.0, 10 * _MINUTE, 20 * _MINUTE)
_POUR_AT = tuple(minute * _MINUTE for minute in range(-60, 121, 10))
_WARMTH = np.linspace(-20, 45, 651)


@dataclass(frozen=True)
class Pour:
    """Fuel unloaded into a tank: litres at 20 °C that came in, between two moments (s)."""

    tank_id: int
    number: int
    start: float
    litres20: float
    temp_c: float

    @property
    def end(self) -> float:
        """When the hose was empty."""
        return self.start + self.litres20 / _POUR_L_PER_S


@dataclass(frozen=True)
class Contents:
    """A tank's year: what left it at 20 °C, what was poured in."""

    spec: Spec
    tank: TankSpec
    ended_s: FloatArray
    left20: FloatArray
    pours: tuple[Pour, ...]

    def litres20(self, at: FloatArray) -> FloatArray:
        """Litres at 20 °C in the tank at moments (s)."""
        gone = np.concatenate([[0.0], np.cumsum(self.left20)])[np.searchsorted(self.ended_s, at, "right")]
        held = self.tank.opening * self.tank.capacity_l - gone
        for pour in self.pours:
            held = held + pour.litres20 * np.clip((at - pour.start) / (pour.end - pour.start), 0, 1)
        return held

    def readings(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Moments (s), heights (mm) and temperatures (°C) that the gauge says."""
        at = _moments(self.spec, self.pours)
        rng = self.spec.rng(43, self.tank.tank_id)
        temp = warmth(self.spec, at)
        litres = self.litres20(at) / factor(self.tank, temp)
        seen = self.tank.shape.height(litres) + rng.normal(0, 0.3, len(at))
        return at, np.round(seen, 1), np.round(temp, 1)


def contents_of(spec: Spec, sold: Sequence[Sold]) -> list[Contents]:
    """Every tank's year."""
    return [
        _contents(spec, tank, [s for s in sold if s.nozzle.tank_id == tank.tank_id]) for tank in spec.tanks
    ]


def warmth(spec: Spec, at: FloatArray) -> FloatArray:
    """Temperature in the tanks through the year, °C."""
    return 18.0 - 9.0 * np.cos((at - spec.start) / (365.25 * DAY) * 2 * np.pi - 0.75)


def factor(tank: TankSpec, temp_c: FloatArray) -> FloatArray:
    """VCF20 of a tank's fuel at temperatures."""
    return np.interp(temp_c, _WARMTH, _factors(tank))


def _factors(tank: TankSpec) -> FloatArray:
    coarse = _WARMTH[::50]
    return np.interp(_WARMTH, coarse, [vcf20(tank.density20, float(t)) for t in coarse])


def _contents(spec: Spec, tank: TankSpec, sold: Sequence[Sold]) -> Contents:
    ended = np.concatenate([s.ended for s in sold]) / 1e6
    left = np.concatenate([s.left_ml for s in sold]) / 1000
    order = np.argsort(ended, kind="stable")
    ended, left = ended[order], left[order]
    made = Contents(spec, tank, ended, left * factor(tank, warmth(spec, ended)), ())
    return replace(made, pours=_pours(made))


def _pours(empty: Contents) -> tuple[Pour, ...]:
    """A tanker some hours after the tank has fallen to where fuel is ordered."""
    spec, tank = empty.spec, empty.tank
    rng, gone = spec.rng(42, tank.tank_id), np.cumsum(empty.left20)
    held, made = tank.opening * tank.capacity_l, list[Pour]()
    while True:
        low = np.searchsorted(gone, held - tank.reorder * tank.capacity_l)
        if low >= len(gone):
            return tuple(made)
        start = max(
            float(empty.ended_s[low]) + rng.uniform(0.5, 3) * HOUR, made[-1].end + HOUR if made else 0.0
        )
        if start > spec.end - 6 * HOUR:
            return tuple(made)
        there = held - float(gone[min(np.searchsorted(empty.ended_s, start), len(gone) - 1)])
        litres = round(min(0.96 * tank.safe_l - there, 25_000.0))
        pour = Pour(
            tank.tank_id,
            len(made) + 1,
            start,
            float(litres),
            float(warmth(spec, np.array([start]))[0]) + rng.normal(0, 2),
        )
        held += pour.litres20
        made.append(pour)


def _moments(spec: Spec, pours: Sequence[Pour]) -> FloatArray:
    """Every half hour; every ten minutes round midnights, unloadings and ends of months."""
    midnights = spec.start + np.arange(int(spec.days) + 1) * DAY
    near = [np.arange(spec.start, spec.end + HOUR, HOUR / 2)]
    near += [midnights + apart for apart in _MIDNIGHT_AT]
    starts = np.array([pour.start for pour in pours])
    near += [starts + apart for apart in _POUR_AT]
    ends = [end for _, _, end in months(spec.start, spec.end - 1)]
    near += [np.arange(end - 2 * DAY, end + HOUR, 10 * _MINUTE) for end in ends]
    at = np.unique(np.round(np.concatenate(near)))
    return np.asarray(at[(at >= spec.start) & (at < spec.end + HOUR)], dtype=np.float64)


def months_of(at_us: IntArray) -> IntArray:
    """The month (0…11 of the year) of moments, Asia/Shanghai."""
    local = (at_us + 8 * 3_600_000_000).astype("M8[us]").astype("M8[M]")
    return local.astype(np.int64) % 12
