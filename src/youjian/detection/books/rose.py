"""Whether a tank rose: the largest climb of its level within an hour and a half."""

import numpy as np

from youjian.detection.balance.levels import Floats, Levels
from youjian.detection.books.station import StationBooks
from youjian.detection.pairs import Integers

_STEP = 30 * 60 * 1_000_000
_STEPS = 3


def rose(books: StationBooks, tank: int, start: int, end: int, as_of: int) -> float | None:
    """Litres at 20 °C by which a tank's level climbed most in [start, end] (µs); None when it was not gauged.

    Every half hour of the span needs a reading: a climb that nobody saw is not said to be absent.
    """
    gauged = half_hours(books.levels[tank], start, end, as_of)
    if gauged is None:
        return None
    _, levels = gauged
    climbs = [float(np.max(levels[step:] - levels[:-step], initial=0.0)) for step in range(1, _STEPS + 1)]
    return max(climbs)


def half_hours(level: Levels, start: int, end: int, as_of: int) -> tuple[Integers, Floats] | None:
    """Every half hour of [start, end] (µs) with the litres at 20 °C then; None unless each has a reading."""
    low, high = (int(i) for i in np.searchsorted(level.at, [start - _STEP, end]))
    seen = level.known[low:high] <= as_of
    at, net = level.at[low:high][seen], level.net_l[low:high][seen]
    grid = np.arange(start, end + 1, _STEP)
    last = np.searchsorted(at, grid, side="right") - 1
    if not len(at) or (last < 0).any() or (grid - at[last] > _STEP).any():
        return None
    return grid, net[last]


def climbed(books: StationBooks, tank: int, as_of: int, least_l: float) -> float:
    """Litres at 20 °C of all climbs of at least `least_l` within half an hour ever known, added up."""
    level = books.levels[tank]
    net = level.net_l[level.known <= as_of]
    at = level.at[level.known <= as_of]
    if len(at) < 2:
        return 0.0
    hours = np.arange(int(at[0]), int(at[-1]) + 1, _STEP)
    grid = np.searchsorted(at, hours, side="right") - 1
    steps = np.diff(net[grid])
    return float(steps[steps >= least_l].sum())
