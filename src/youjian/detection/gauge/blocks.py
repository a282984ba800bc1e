"""Half hours of a tank's readings: how far the level went, and how often it moved at all."""

from dataclasses import dataclass

import numpy as np

from youjian.detection.gauge.series import MINUTE, Floats, Integers, Readings, Series

LENGTH = 30 * MINUTE
_SAME = 1e-9


@dataclass(frozen=True)
class Blocks:
    """Half hours by the clock that hold readings; `number` counts half hours since 1970.

    `first` and `last` are places in `readings`; `moved` counts readings unlike the one before, within a
    block; `step_mm` is the smallest move seen until its end (infinite: none).
    """

    readings: Readings
    number: Integers
    first: Integers
    last: Integers
    moved: Integers
    low: Floats
    high: Floats
    step_mm: Floats

    def __len__(self) -> int:
        return len(self.number)

    @property
    def compared(self) -> Integers:
        """How many readings of a block could be compared with the one before."""
        return self.last - self.first

    def last_at(self) -> Integers:
        """When the last reading of each block was made."""
        return self.readings.at[self.last]


def blocks_of(readings: Readings) -> Blocks:
    """The half hours of some readings."""
    if not len(readings):
        none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Blocks(readings, none, none, none, none, nothing, nothing, nothing)
    number = readings.at // LENGTH
    first = np.append(0, np.flatnonzero(np.diff(number)) + 1)
    level = readings.level_mm
    step = np.append(0.0, np.abs(np.diff(level)))
    moves = step > _SAME
    smallest = np.minimum.accumulate(np.where(moves, step, np.inf))
    moves[first] = False
    last = np.append(first[1:], len(readings)) - 1
    return Blocks(
        readings,
        number[first],
        first,
        last,
        np.add.reduceat(moves.astype(np.int64), first),
        np.minimum.reduceat(level, first),
        np.maximum.reduceat(level, first),
        smallest[last],
    )


class BlockSeries:
    """The half hours of one tank: worked out once for all readings, cut to what was known at a moment."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self.all = blocks_of(series.all)

    def known(self, as_of: int) -> Blocks:
        """The half hours as a fresh look at what was known would give them."""
        if not self.series.in_order(as_of):
            return blocks_of(self.series.known(as_of))
        count = self.series.settled(as_of)
        whole = int(np.searchsorted(self.all.last, count, side="left"))
        if whole == len(self.all):
            return self.all
        return self._cut(whole, count)

    def _cut(self, whole: int, count: int) -> Blocks:
        """The first whole blocks, and the one that was still being filled."""
        readings, all_ = self.series.all.chosen(slice(0, count)), self.all
        begun = int(all_.first[whole])
        if begun >= count:
            return Blocks(readings, *_integers(all_, whole), *_floats(all_, whole))
        since = max(begun - 1, 0)
        tail = blocks_of(readings.chosen(slice(since, count)))
        step = min(float(all_.step_mm[whole - 1]) if whole else np.inf, float(tail.step_mm[-1]))
        return Blocks(
            readings,
            np.append(all_.number[:whole], tail.number[-1]),
            np.append(all_.first[:whole], begun),
            np.append(all_.last[:whole], count - 1),
            np.append(all_.moved[:whole], tail.moved[-1]),
            np.append(all_.low[:whole], tail.low[-1]),
            np.append(all_.high[:whole], tail.high[-1]),
            np.append(all_.step_mm[:whole], step),
        )


def _integers(blocks: Blocks, count: int) -> tuple[Integers, Integers, Integers, Integers]:
    return blocks.number[:count], blocks.first[:count], blocks.last[:count], blocks.moved[:count]


def _floats(blocks: Blocks, count: int) -> tuple[Floats, Floats, Floats]:
    return blocks.low[:count], blocks.high[:count], blocks.step_mm[:count]
