"""What the gauges of a station say for its stock book: stock at midnights, unloadings, litres at 20 °C."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats, Levels, net_factor, station_levels
from youjian.detection.balance.rises import Rise, find_rises
from youjian.detection.balance.sales import Sales, station_sales
from youjian.detection.balance.stretch import Stretch, median, stretch
from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, Mask

_MINUTE = 60 * 1_000_000
_NEAR, _FAR = 30 * _MINUTE, 120 * _MINUTE
_WARM_WITHIN = 24 * 60 * _MINUTE
_BIN_US = 10 * _MINUTE
_LEAST_L, _LEAST_NOISES = 100.0, 10.0
_USUAL_NOISE_L, _NOISE_L = 2.0, (0.5, 8.0)
_EVER = 2**62


@dataclass(frozen=True)
class Group:
    """One tank, or tanks that share their level: what they held, and the rises of their stock.

    `tank_id` is the first of them, `stock` litres at 20 °C beside what was sold.
    """

    tank_id: int
    product: str
    tanks: int
    stock: Stretch
    rises: tuple[Rise, ...]

    def held_l(self, moment: int) -> float | None:
        """Litres at 20 °C held at a moment (µs); None while fuel comes in, or where no reading is near."""
        before, after = moment - _FAR, moment + _FAR
        for rise in self.rises:
            if rise.start < moment < rise.end:
                return None
            if rise.end <= moment:
                before = max(before, rise.end)
            else:
                after = min(after, rise.start)
                break
        flat = self._flat_near(moment, before, after)
        return None if flat is None else flat - float(self.stock.sold_at(moment).sum())

    def _flat_near(self, moment: int, before: int, after: int) -> float | None:
        """Level plus sold around a moment: of the hour around it, else of the nearest on either side."""
        at = self.stock.at
        low, high = np.searchsorted(at, [max(before, moment - _NEAR), min(after, moment + _NEAR) + 1])
        if low == high:
            low, high = np.searchsorted(at, [before, after + 1])
            middle = int(np.searchsorted(at, moment))
            low, high = max(int(low), middle - 1), min(int(high), middle + 1)
        return median(self.stock.flat[int(low) : int(high)]) if low < high else None


@dataclass(frozen=True)
class StationGauge:
    """The gauges of a station over a stretch of time."""

    levels: Mapping[int, Levels]
    groups: tuple[Group, ...]

    def factors(self, tank: Integers, at: Integers) -> tuple[Floats, Mask]:
        """From ambient litres to litres at 20 °C of what left tanks at moments, and where it is known.

        It is not known for a tank of which no reading lies within a day.
        """
        factor, known = np.ones(len(at)), np.zeros(len(at), dtype=bool)
        for tank_id, level in self.levels.items():
            mine = np.flatnonzero(tank == tank_id)
            if not len(mine) or not len(level.at):
                continue
            place = np.searchsorted(level.at, at[mine])
            after = np.abs(level.at[np.minimum(place, len(level.at) - 1)] - at[mine])
            before = np.abs(level.at[np.maximum(place - 1, 0)] - at[mine])
            known[mine] = np.minimum(before, after) <= _WARM_WITHIN
            factor[mine] = net_factor(level.expansion, np.interp(at[mine], level.at, level.temp_c))
        return factor, known


def station_gauge(facts: Facts, station_id: str, tanks: Sequence[Row], start: int, end: int) -> StationGauge:
    """The gauges of a station in [start, end) (µs), by all that the facts hold. `tanks`: the register's."""
    levels, sales = station_levels(facts, station_id), station_sales(facts, station_id)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in tanks:
        groups[row["manifold"] or f"tank {row['tank_id']}"].append(row)
    made = [_group(rows, levels, sales, start, end) for rows in groups.values()]
    return StationGauge(levels, tuple(sorted(made, key=lambda group: group.tank_id)))


def _group(rows: Sequence[Row], levels: Mapping[int, Levels], sales: Sales, start: int, end: int) -> Group:
    tanks = sorted(int(row["tank_id"]) for row in rows)
    nozzles = tuple(np.unique(sales.nozzle[np.isin(sales.tank, tanks)]).tolist())
    seen = stretch(
        [levels[tank] for tank in tanks], sales, nozzles, start=start, end=end, as_of=_EVER, width=_BIN_US
    )
    noise = _noise_l(seen)
    least = max(_LEAST_L, _LEAST_NOISES * noise)
    rises = tuple(find_rises(seen.at, seen.flat, seen.level, least, noise))
    return Group(tanks[0], rows[0]["product"], len(tanks), seen, rises)


def _noise_l(seen: Stretch) -> float:
    steps = np.diff(seen.flat)[np.diff(seen.at) < 2 * _BIN_US]
    white = 1.05 * median(np.abs(steps)) if len(steps) > 10 else _USUAL_NOISE_L
    return float(np.clip(white, *_NOISE_L))
