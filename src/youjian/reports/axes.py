"""Scales, round ticks and days on an axis, and lines thinned to what can be seen."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from youjian.reports.numbers import of_micros, short_clock
from youjian.reports.svg import Point

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_POINTS = 300
"""Points of one line at most."""
DAY_US = 86_400 * 1_000_000
_MIDNIGHT_US = 16 * 3600 * 1_000_000
_DAYS = (1, 2, 5, 7, 14, 30, 60, 120)


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` stand between the coordinates `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The coordinate of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def held(self, value: float) -> float:
        """The same, of what is outside at the end of the scale."""
        return self(min(max(value, self.low), self.high))


def steps(low: float, high: float, about: int) -> list[float]:
    """Round values (1, 2, 5 by powers of ten) that cover a range, about so many.

    >>> steps(0, 27_300, 4)
    [0.0, 10000.0, 20000.0, 30000.0]
    >>> steps(-0.2, 0.3, 4)
    [-0.2, 0.0, 0.2, 0.4]
    """
    wish = max(high - low, 1e-9) / about
    power = 10.0 ** math.floor(math.log10(wish))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= wish * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, max(last, first + 1) + 1)]


def days(start: int, end: int, most: int) -> list[tuple[int, str]]:
    """Midnights in Shanghai between two moments (µs UTC) with their dates, `most` at most."""
    first = -((_MIDNIGHT_US - start) // DAY_US)
    last = (end - _MIDNIGHT_US) // DAY_US
    every = next((n for n in _DAYS if (last - first) / n < most), _DAYS[-1])
    moments = [_MIDNIGHT_US + DAY_US * day for day in range(first, last + 1, every)]
    return [(moment, short_clock(moment)[:5]) for moment in moments]


def year(moment: int) -> str:
    """The year in Shanghai of a moment (µs UTC)."""
    return str(of_micros(moment + 8 * 3600 * 1_000_000).year)


def thinned(at: Integers, values: Floats, most: int = MOST_POINTS) -> Integers:
    """Which points to keep: the lowest and the highest of equal stretches of time, and the first and last."""
    if len(at) <= most:
        return np.arange(len(at))
    bins = (most - 2) // 2
    bin_of = np.minimum((at - at[0]) * bins // max(int(at[-1] - at[0]), 1), bins - 1)
    order = np.lexsort((values, bin_of))
    firsts = np.flatnonzero(np.append(True, np.diff(bin_of[order]) > 0))
    lasts = np.append(firsts[1:], len(at)) - 1
    return np.unique(np.concatenate([[0], order[firsts], order[lasts], [len(at) - 1]]))


def runs(at: Integers, values: Floats, x: Scale, y: Scale, hole_us: int) -> list[list[Point]]:
    """A line through points, thinned, and broken where nothing was seen for longer than `hole_us`."""
    made: list[list[Point]] = [[]]
    breaks = np.append(False, np.diff(at) > hole_us) if len(at) else np.zeros(0, dtype=bool)
    part = np.cumsum(breaks)
    before = -1
    for row in thinned(at, values).tolist():
        if before >= 0 and part[row] != part[before]:
            made.append([])
        made[-1].append((x(float(at[row])), y.held(float(values[row]))))
        before = row
    return [run for run in made if run]
