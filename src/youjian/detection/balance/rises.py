"""Rises: where level plus litres sold goes up, so that fuel came in (or the gauge moved)."""

from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats
from youjian.detection.balance.stretch import SECOND, median
from youjian.detection.pairs import Integers, Mask

_HOUR = 3600 * SECOND
_NEAR_BINS = 3
_FLAT_SHARE = 0.06
_FLAT_L = 8.0


@dataclass(frozen=True)
class Rise:
    """Fuel that came in between `start` and `end` (µs): `litres` net at 20 °C, sales in between added back.

    `gap` tells that no reading was there for over an hour in between; `open` that it ends with what is known;
    `earlier_l` of it came the day before. `level_rise` is how far the level itself went up at its steepest,
    `level_change` from beginning to end.
    """

    start: int
    end: int
    litres: float
    sd: float
    level_rise: float
    level_change: float
    gap: bool
    open: bool
    earlier_l: float = 0.0


def find_rises(at: Integers, flat: Floats, level: Floats, least_l: float, noise_l: float) -> list[Rise]:
    """Every rise of at least `least_l` litres within an hour, or across a gap, in the order of time.

    `at` are bin times, `flat` level plus sold, `noise_l` the standard deviation of one bin.
    """
    if len(at) < 2:
        return []
    hour_on = np.searchsorted(at, at + _HOUR, side="right") - 1
    hour_on = np.maximum(hour_on, np.minimum(np.arange(len(at)) + 1, len(at) - 1))
    climb = _highest(flat, hour_on) - flat
    found: list[Rise] = []
    done = 0
    for first in np.flatnonzero(climb >= least_l).tolist():
        if first < done:
            continue
        steepest = first + int(np.argmax(np.diff(flat[first : int(hour_on[first]) + 1])))
        low, high = _bounds(steepest, flat, climb >= least_l, noise_l)
        low = max(low, done)
        rise = _rise(at, flat, level, (done, low, high), noise_l)
        done = high
        if rise.litres >= least_l:
            found.append(rise)
    return found


def _highest(flat: Floats, until: Integers) -> Floats:
    """The highest of each bin and those after it until a bin (some bins on at most)."""
    highest, here = flat.copy(), np.arange(len(flat))
    for ahead in range(1, int((until - here).max()) + 1):
        there = np.minimum(here + ahead, until)
        np.maximum(highest, flat[there], out=highest)
    return highest


def _rise(at: Integers, flat: Floats, level: Floats, bounds: tuple[int, int, int], noise_l: float) -> Rise:
    """The rise between two bins; what came before `done` belongs to an earlier one."""
    done, low, high = bounds
    before = flat[max(low - _NEAR_BINS + 1, done) : low + 1]
    after = flat[high : high + _NEAR_BINS]
    return Rise(
        start=int(at[low]),
        end=int(at[high]),
        litres=median(after) - median(before),
        sd=float(noise_l * np.sqrt(1 / len(after) + 1 / len(before))),
        level_rise=float(np.max(np.diff(level[low : high + 1]), initial=0.0)),
        level_change=float(level[high] - level[low]),
        gap=bool(np.any(np.diff(at[low : high + 1]) > _HOUR)),
        open=high >= len(at) - 2,
    )


def _bounds(step: int, flat: Floats, climbing: Mask, noise_l: float) -> tuple[int, int]:
    """From the lowest bin before the steepest climb (after bin `step`) to where nothing more comes."""
    calm = max(_FLAT_L, 3.0 * noise_l, _FLAT_SHARE * (flat[step + 1] - flat[step]))
    low, high = step, step + 1
    while low > 0 and flat[low] - flat[low - 1] > calm:
        low -= 1
    while high < len(flat) - 1 and (flat[high + 1] - flat[high] > calm or climbing[high]):
        high += 1
    return low, high
