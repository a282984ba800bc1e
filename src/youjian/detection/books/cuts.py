"""The moment near a boundary of the books at which they are cut: no pour may lie on both sides of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats, Levels
from youjian.detection.books.papers import Paper
from youjian.detection.books.rose import half_hours
from youjian.detection.books.station import StationBooks
from youjian.detection.books.stock import HOUR
from youjian.detection.pairs import Integers

FAR = 24 * HOUR
"""A paper this far from a moment says nothing of it."""
_SEEN = 2 * HOUR
"""A pour that the gauge saw is over by then."""
_REACH = HOUR // 4
_FEWEST = 3
_LEAST_L = 50.0
_LIKE = (0.93, 1.03)
"""What a tank rose by beside its document: vehicles may fill up meanwhile."""


@dataclass(frozen=True)
class Near:
    """A time in which fuel may have come, µs, and from which distance on it says nothing of a moment."""

    start: int
    end: int
    reach: int


def near(books: StationBooks, tanks: Sequence[int], paper: Paper, as_of: int) -> Near:
    """When a paper's fuel came: the time of the one rise like it within a day, else around the paper.

    A paper may carry a time hours away from its unloading.
    """
    rises = [rise for tank in tanks for rise in _rises(books.levels[tank], paper.at, as_of)]
    like = [r for r in rises if _LIKE[0] * paper.litres20 <= r[2] <= _LIKE[1] * paper.litres20]
    if len(like) != 1:
        return Near(paper.at, paper.at, FAR)
    return Near(min(paper.at, like[0][0]), max(paper.at, like[0][1]), _SEEN)


def quiet_moment(
    books: StationBooks, tanks: Sequence[int], between: tuple[int, int], drops: Sequence[Near], as_of: int
) -> int | None:
    """The full hour in [start, end] at which to cut the books: every tank is gauged, and no pour is near.

    Of equally good hours the last is taken. None when the tanks are gauged at no hour together.
    """
    start, end = between
    hours = np.arange(-(-start // HOUR), end // HOUR + 1) * HOUR
    gauged = np.ones(len(hours), dtype=bool)
    for tank in tanks:
        at = _known_at(books.levels[tank], start - _REACH, end + _REACH, as_of)
        gauged &= np.diff(np.searchsorted(at, [hours - _REACH, hours + _REACH]), axis=0)[0] >= _FEWEST
    hours = hours[gauged]
    if not len(hours) or not tanks:
        return None
    away = np.ones(len(hours))
    for one in drops:
        distance = np.maximum(np.maximum(one.start - hours, hours - one.end), 0)
        away = np.minimum(away, distance / one.reach)
    return int(hours[np.flatnonzero(away == away.max())[-1]])


def _rises(level: Levels, around: int, as_of: int) -> Iterator[tuple[int, int, float]]:
    """Start, end (µs) and litres of a tank's rises within a day of a moment; none where it was not gauged."""
    gauged = half_hours(level, around - FAR, around + FAR, as_of)
    if gauged is not None:
        yield from _climbs(*gauged)


def _climbs(grid: Integers, litres: Floats) -> Iterator[tuple[int, int, float]]:
    """Runs of steps that climb, each as one."""
    rising = np.concatenate(([False], np.diff(litres) >= _LEAST_L, [False]))
    starts, ends = (np.flatnonzero(np.diff(rising.astype(int)) == sign) for sign in (1, -1))
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(grid[first]), int(grid[last]), float(litres[last] - litres[first])


def _known_at(level: Levels, start: int, end: int, as_of: int) -> Integers:
    low, high = (int(i) for i in np.searchsorted(level.at, [start, end]))
    return level.at[low:high][level.known[low:high] <= as_of]
