"""Days whose falls of level repeat those of an earlier stretch, though noise, level or scale differ.

The gaps between falls make rhythms; where three rhythms of a day came before at one distance, all falls
around are matched one by one at that distance, by time and size. Each match is worth the bits by which
chance would have missed it, each miss costs some.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from youjian.detection import parameters as p
from youjian.detection.gauge.series import MINUTE, Floats, Integers, Readings
from youjian.detection.pairs import Mask

_DAY = 1440
_SHANGHAI = 480
_LONGEST_HOLD = 15
_NEAR_MIN = 1
_THINNED = 7
_BEAT = 4
"""Minutes to which the gaps of a rhythm are told."""
_SLOWEST = 127
_GAPS = 4
_AROUND_MIN = 90
_UNMATCHED_BITS = 5.0


@dataclass(frozen=True)
class Falls:
    """Single falls of a level: the minute each began, counted from the grid's start, and how far it went.

    `unsure_mm` is what the gauge of that day leaves open of it. A day's falls follow from that day alone.
    """

    minute: Integers
    size_mm: Floats
    unsure_mm: Floats

    @cached_property
    def _count_before(self) -> Integers:
        """How many falls began before each minute."""
        return np.append(0, np.cumsum(np.bincount(self.minute)))

    def before(self, minute: Integers) -> Integers:
        """How many falls began before some minutes."""
        return self._count_before[np.clip(minute, 0, len(self._count_before) - 1)]


@dataclass(frozen=True)
class Grid:
    """Levels by business day (rows) and minute, NaN where unknown; `start` is minutes since 1970."""

    start: int
    level_mm: Floats
    step_mm: Floats

    @property
    def days(self) -> range:
        """The business days that the grid holds, counted from its first."""
        return range(len(self.level_mm))


@dataclass(frozen=True)
class Alike:
    """A stretch of a day that repeats another, minutes of the grid; `bits` against chance."""

    day: int
    start: int
    end: int
    lag: int
    falls: int
    bits: float


def grid_of(readings: Readings) -> Grid:
    """The last level of each minute; a level is held for a quarter of an hour at most, then unknown."""
    minute = readings.at // MINUTE
    start = int((minute[0] + _SHANGHAI) // _DAY * _DAY - _SHANGHAI)
    days = (int(minute[-1]) - start) // _DAY + 1
    place = np.zeros(days * _DAY, dtype=np.int64)
    place[minute - start] = np.arange(len(minute))
    place = np.maximum.accumulate(place)
    unknown = np.arange(days * _DAY) - (minute[place] - start) > _LONGEST_HOLD
    level = np.where(unknown, np.nan, readings.level_mm[place])
    level[: int(minute[0]) - start] = np.nan
    return Grid(start, level.reshape(days, _DAY), _steps(readings, (minute - start) // _DAY, days))


def _steps(readings: Readings, day: Integers, days: int) -> Floats:
    """The smallest move of each day; 1 mm on days without any."""
    moves = np.abs(np.diff(readings.level_mm))
    moves[moves < 1e-6] = 1.0
    first = np.searchsorted(day[1:], np.arange(days))
    there = first < len(moves)
    smallest = np.full(days, 1.0)
    if there.any():
        smallest[there] = np.minimum.reduceat(moves, first[there])
    return smallest


def alike(grid: Grid, days: range | list[int], parameters: p.GaugeReplayed) -> Iterator[Alike]:
    """For each of some days the stretch of it that best repeats an earlier one, if any does beyond chance."""
    falls = _falls(grid)
    if len(falls.minute) <= 2 * _GAPS:
        return
    lags = _lags(falls)
    for day in days:
        best = _best(falls, day, sorted(lags.get(day, ())))
        if best is not None and best.bits >= parameters.least_bits and best.falls >= parameters.least_falls:
            yield best


def _lags(falls: Falls) -> dict[int, set[int]]:
    """By day, distances in minutes at which at least three rhythms of falls came before."""
    gaps = np.diff(falls.minute)
    voted = [_again(falls.minute, (gaps + phase) // _BEAT) for phase in range(0, _BEAT, _BEAT // 2)]
    target, source = np.concatenate(voted, axis=1)
    votes = np.unique(np.stack((target // _DAY, target - source, target)), axis=1)
    day, lag, target = votes
    agree = (day[2:] == day[:-2]) & (lag[2:] - lag[:-2] <= 2 * _NEAR_MIN) & (lag[2:] >= _AROUND_MIN)
    agree &= (target[2:] != target[1:-1]) & (target[1:-1] != target[:-2])
    elected: dict[int, set[int]] = {}
    for place in (np.flatnonzero(agree) + 1).tolist():
        elected.setdefault(int(day[place]), set()).add(int(lag[place]))
    return elected


def _again(minute: Integers, beats: Integers) -> Integers:
    """The minutes at which a rhythm came again (first row) and came before (second row)."""
    beats = np.minimum(beats, _SLOWEST)
    rhythm = np.zeros(len(beats) - _GAPS + 1, dtype=np.int64)
    for i in range(_GAPS):
        rhythm = rhythm << 7 | beats[i : i + len(rhythm)]
    keyed = np.sort(rhythm << 24 | np.arange(len(rhythm)))
    again = np.flatnonzero(np.diff(keyed >> 24) == 0)
    source, target = keyed[again] & 0xFFFFFF, keyed[again + 1] & 0xFFFFFF
    return np.stack((minute[target + _GAPS], minute[source + _GAPS]))


def _falls(grid: Grid) -> Falls:
    """Falls within two minutes that are more than the gauge's step and its usual unrest of the day."""
    level = grid.level_mm
    drop = level[:, :-2] - level[:, 2:]
    usual = _middle(np.abs(drop[:, ::_THINNED]))
    least = np.maximum(np.maximum(1.0, 1.5 * grid.step_mm), 5 * usual)
    falling = np.zeros((len(level), _DAY), dtype=np.bool_)
    falling[:, :-2] = drop >= least[:, None]
    flat = falling.ravel()
    begun = np.flatnonzero(flat & ~np.append(False, flat[:-1]))
    ended = np.flatnonzero(flat & ~np.append(flat[1:], False))
    whole = level.ravel()
    return Falls(begun, whole[begun] - whole[ended + 2], (grid.step_mm + 3 * usual)[begun // _DAY])


def _middle(values: Floats) -> Floats:
    """The median of each row's known values; 0 where none is known."""
    ordered = np.sort(values, axis=1)
    known = np.count_nonzero(np.isfinite(ordered), axis=1)
    middle = ordered[np.arange(len(ordered)), np.maximum(known // 2 - (known % 2 == 0), 0)]
    return np.where(known, middle, 0.0)


def _alike_share(size_mm: Floats, unsure_mm: Floats) -> float:
    """The chance that two falls go equally far, as far as the gauge can tell."""
    ordered, near = np.sort(size_mm), 0.1 * size_mm + unsure_mm
    above = np.searchsorted(ordered, size_mm + near, side="right")
    below = np.searchsorted(ordered, size_mm - near, side="left")
    return float((above - below).sum()) / max(len(ordered), 1) ** 2


def _best(falls: Falls, day: int, lags: list[int]) -> Alike | None:
    """The stretch that repeats most, ending on a day and begun on it or the day before."""
    bounds = ((day - 1) * _DAY, day * _DAY, (day + 1) * _DAY)
    low, middle, high = (int(np.searchsorted(falls.minute, bound)) for bound in bounds)
    if high == middle or not lags:
        return None
    tried = np.add.outer(np.array(lags), np.arange(-_NEAR_MIN, _NEAR_MIN + 1)).ravel()
    matched, bits = _at_lags(falls, slice(low, high), tried)
    total = np.zeros((len(tried), high - low + 1))
    np.cumsum(bits, axis=1, out=total[:, 1:])
    gain = (total[:, 1:] - np.minimum.accumulate(total[:, :-1], axis=1))[:, middle - low :]
    lag = int(gain.max(axis=1).argmax())
    last = middle - low + int(gain[lag].argmax())
    first = int(total[lag, : last + 1].argmin())
    start, end = int(falls.minute[low + first]), int(falls.minute[low + last])
    count = int(np.count_nonzero(matched[lag, first : last + 1]))
    return Alike(end // _DAY, start, end, int(tried[lag]), count, float(gain[lag].max()))


def _at_lags(falls: Falls, mine: slice, lags: Integers) -> tuple[Mask, Floats]:
    """Whether each of some falls (columns) came before at each distance (rows), and what that is worth."""
    size, unsure = falls.size_mm[mine], falls.unsure_mm[mine]
    want = falls.minute[mine] - lags[:, None]
    after = falls.before(want)
    matched = np.zeros(want.shape, dtype=np.bool_)
    for place in (np.maximum(after - 1, 0), np.minimum(after, len(falls.minute) - 1)):
        near = np.abs(falls.minute[place] - want) <= _NEAR_MIN
        matched |= near & (np.abs(falls.size_mm[place] - size) <= 0.1 * size + unsure)
    around = falls.before(want + _AROUND_MIN) - falls.before(want - _AROUND_MIN)
    share = _alike_share(size, unsure)
    chance = np.clip(around / (2 * _AROUND_MIN) * (2 * _NEAR_MIN + 1), 0.01, 1.0) * share
    return matched, np.where(matched, -np.log2(chance), -_UNMATCHED_BITS)
