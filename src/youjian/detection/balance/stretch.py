"""A stretch of time of one tank (or tanks that share their level): settled levels beside litres sold.

The station's clock is cut into bins. A bin's level is the mean over its settled readings: no nozzle of the
tank running, no test return on its way back, nothing being unloaded. All is taken as known at one moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from youjian.detection.balance.levels import Floats, Levels
from youjian.detection.balance.sales import Sales
from youjian.detection.pairs import Integers, Mask

SECOND = 1_000_000
_BEFORE, _AFTER = 20 * SECOND, 45 * SECOND
_RETURNING = 30 * 60 * SECOND
_LONGEST = 24 * 3600 * SECOND
_SPIKE_L = 12.0
_FROZEN_L = 150.0


@dataclass(frozen=True)
class Stretch:
    """Bins with at least one settled reading.

    `at` is the mean time of a bin's settled readings (µs), `level` their mean net litres, `count` how many,
    `sold` the litres at 20 °C that each of `nozzles` sold from the beginning of the stretch until then.
    `readings` are the times of all readings, settled or not; after the n-th of the fuellings' `ends` each
    nozzle had sold row n of `after`.
    """

    nozzles: tuple[int, ...]
    at: Integers
    level: Floats
    count: Integers
    sold: Floats
    readings: Integers
    ends: Integers
    after: Floats

    @cached_property
    def flat(self) -> Floats:
        """Level plus litres sold: constant while the books hold."""
        return self.level + self.sold.sum(axis=1)

    def sold_at(self, moment: int) -> Floats:
        """Litres that each nozzle sold from the beginning of the stretch until a moment."""
        return self.after[np.searchsorted(self.ends, moment, side="left")]

    def until(self, moment: int) -> "Stretch":
        """The same without the bins from a moment on."""
        end = int(np.searchsorted(self.at, moment))
        return replace(
            self,
            at=self.at[:end],
            level=self.level[:end],
            count=self.count[:end],
            sold=self.sold[:end],
        )


def stretch(
    levels: Sequence[Levels],
    sales: Sales,
    nozzles: tuple[int, ...],
    *,
    start: int,
    end: int,
    as_of: int,
    width: int,
) -> Stretch:
    """The bins of [start, end) from what was known at `as_of`; tanks that share their level are summed."""
    mine = _of_tanks(sales, [level.tank_id for level in levels], start, end, as_of)
    parts = [_readings(level, start, end, as_of) for level in levels]
    fullest = max(range(len(parts)), key=lambda i: len(parts[i].at))
    sold = np.zeros((len(mine) + 1, len(nozzles)))
    left = np.where((mine.ended >= start) & (mine.ended < end), mine.litres, 0.0)
    left *= _net_factor(levels[fullest], parts[fullest], mine.ended)
    for place, nozzle in enumerate(nozzles):
        sold[1:, place] = np.where(mine.nozzle == nozzle, left, 0.0)
    sold = np.cumsum(sold, axis=0)
    made: list[_Bins] = []
    for part in parts:
        settled = part.where(_settled(part.at, mine))
        moving = settled.where(_moving(settled, mine.ended, sold.sum(axis=1)))
        made.append(_bins(moving, mine.ended, sold, start, width))
    _, when, level, count, sold_then = made[0] if len(made) == 1 else _summed(made)
    return Stretch(nozzles, when, level, count, sold_then, parts[fullest].at, mine.ended, sold)


@dataclass(frozen=True)
class _Readings:
    """Known readings of one tank in the order of time."""

    at: Integers
    net_l: Floats
    temp_c: Floats
    height_mm: Floats

    def where(self, mask: Mask) -> "_Readings":
        return _Readings(self.at[mask], self.net_l[mask], self.temp_c[mask], self.height_mm[mask])


def _of_tanks(sales: Sales, tanks: list[int], start: int, end: int, as_of: int) -> Sales:
    low, high = np.searchsorted(sales.ended, [start - _RETURNING, end + _LONGEST])
    near = sales.where(slice(int(low), int(high)))
    chosen = near.tank == tanks[0]
    for tank in tanks[1:]:
        chosen |= near.tank == tank
    chosen &= (near.started < end) & (near.known <= as_of) & (as_of < near.superseded)
    return near.where(chosen)


def _readings(level: Levels, start: int, end: int, as_of: int) -> _Readings:
    low, high = (int(i) for i in np.searchsorted(level.at, [start, end]))
    rows = slice(low, high)
    part = _Readings(level.at[rows], level.net_l[rows], level.temp_c[rows], level.height_mm[rows])
    seen = level.known[low:high] <= as_of
    return part if seen.all() else part.where(seen)


def _net_factor(level: Levels, part: _Readings, at: Integers) -> Floats:
    """From ambient litres to litres at 20 °C at moments, by the readings of a stretch."""
    warm = np.interp(at, part.at, part.temp_c) if len(part.at) else np.full(len(at), 20.0)
    return level.vcf20(warm)


def _settled(at: Integers, mine: Sales) -> Mask:
    """Readings at which no nozzle runs and no return is on its way."""
    if not len(mine):
        return np.ones(len(at), dtype=bool)
    begins = np.sort(mine.started - _BEFORE)
    ends = np.sort(mine.ended + np.where(mine.returned, _RETURNING, _AFTER))
    running = np.searchsorted(begins, at, side="right") - np.searchsorted(ends, at, side="left")
    return running <= 0


def _moving(part: _Readings, sold_at: Integers, total: Floats) -> Mask:
    """Settled readings of a gauge that moves: a level that stands still while much is sold tells nothing."""
    if not len(part.at):
        return np.ones(0, dtype=bool)
    firsts = np.flatnonzero(np.append(True, part.height_mm[1:] != part.height_mm[:-1]))
    after = np.append(firsts[1:], len(part.at))
    gone = total[np.searchsorted(sold_at, part.at, side="left")]
    return np.repeat(gone[after - 1] - gone[firsts] < _FROZEN_L, after - firsts)


_Bins = tuple[Integers, Integers, Floats, Integers, Floats]
"""Number, mean time, mean level, readings and litres sold by nozzle, of each bin."""


def _bins(part: _Readings, sold_at: Integers, sold: Floats, start: int, width: int) -> _Bins:
    """Means per bin of time, level and litres sold; readings far from their bin's middle are left out."""
    at, net = part.at, part.net_l
    if not len(at):
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0), none, np.zeros((0, sold.shape[1]))
    row = np.searchsorted(sold_at, at, side="left")
    flat = net + sold.sum(axis=1)[row]
    keep = _near_middle(flat, (at - start) // width)
    at, net, row = at[keep], net[keep], row[keep]
    numbers = (at - start) // width
    firsts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
    counts = np.diff(np.append(firsts, len(at)))
    when = at[0] + np.add.reduceat(at - at[0], firsts) // counts
    level = np.add.reduceat(net, firsts) / counts
    mean_sold = np.add.reduceat(sold[row], firsts, axis=0) / counts[:, None]
    return numbers[firsts], when, level, counts, mean_sold


def _near_middle(flat: Floats, numbers: Integers) -> Mask:
    """Whether a reading is near its bin's median: waves and slips of the float stand out."""
    firsts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
    counts = np.diff(np.append(firsts, len(flat)))
    rows = np.arange(len(firsts))
    row = np.repeat(rows, counts)
    by_bin = np.full((len(firsts), int(counts.max())), np.inf)
    by_bin[row, np.arange(len(flat)) - firsts[row]] = flat
    middle = np.sort(by_bin, axis=1)[rows, (counts - 1) // 2]
    away = np.abs(flat - middle[row])
    return away <= max(_SPIKE_L, 6.0 * median(away))


def median(values: Floats) -> float:
    """The middle value, without the checks that cost a short array most of its time; NaN without any."""
    ordered, half = np.sort(values), len(values) // 2
    if not len(ordered):
        return float("nan")
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def _summed(made: list[_Bins]) -> _Bins:
    """Bins that all tanks of a group have, their levels summed."""
    common = made[0][0]
    for numbers, *_ in made[1:]:
        common = np.intersect1d(common, numbers, assume_unique=True)
    rows = [np.searchsorted(numbers, common) for numbers, *_ in made]
    level = np.sum([part[2][row] for part, row in zip(made, rows, strict=True)], axis=0)
    count = np.min([part[3][row] for part, row in zip(made, rows, strict=True)], axis=0)
    first = made[0]
    return common, first[1][rows[0]], level, count, first[4][rows[0]]
