"""Stock in tanks at a boundary of the books, and the moment near it at which the books are cut."""

from collections.abc import Sequence

import numpy as np

from youjian.detection.balance.levels import Levels
from youjian.detection.books.station import StationBooks
from youjian.detection.pairs import Integers

HOUR = 3600 * 1_000_000
_REACH = HOUR // 4
_FEWEST = 3
FAR = 24 * HOUR
"""A paper this far from a moment says nothing of it."""


def quiet_moment(
    books: StationBooks, tanks: Sequence[int], between: tuple[int, int], drops: Integers, as_of: int
) -> int | None:
    """The full hour in [start, end] at which to cut the books: every tank is gauged, and no paper is near.

    A paper may carry a time hours away from its unloading; beyond a day distance does not count any more. Of
    equally good hours the last is taken. None when the tanks are gauged at no hour together.
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
    if not len(drops):
        return int(hours[-1])
    away = np.minimum(np.abs(hours[:, None] - drops[None, :]).min(axis=1), FAR)
    return int(hours[np.flatnonzero(away == away.max())[-1]])


def stock20(books: StationBooks, tank: int, at: int, as_of: int) -> float:
    """Litres at 20 °C in a tank around a moment: the median of a half hour's readings."""
    level = books.levels[tank]
    low, high = (int(i) for i in np.searchsorted(level.at, [at - _REACH, at + _REACH]))
    seen = level.known[low:high] <= as_of
    return float(np.median(level.net_l[low:high][seen]))


def _known_at(level: Levels, start: int, end: int, as_of: int) -> Integers:
    low, high = (int(i) for i in np.searchsorted(level.at, [start, end]))
    return level.at[low:high][level.known[low:high] <= as_of]
