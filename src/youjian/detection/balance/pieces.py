"""One day of one tank cut into pieces at its rises, each piece as sufficient statistics."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from youjian.detection.balance.account import Block, block
from youjian.detection.balance.design import DAY_US, Columns
from youjian.detection.balance.levels import Floats
from youjian.detection.balance.noise import Noise, covariance
from youjian.detection.balance.rises import Rise
from youjian.detection.balance.stretch import SECOND, Stretch
from youjian.detection.pairs import Integers

SALE, RATE, JUMP, FIRST_NOZZLE = 0, 1, 2, 3
"""The hypotheses' shapes: a share of all sales, litres a day, one step, and then each meter."""

_LEAD, _SETTLE = 120 * SECOND, 25 * 60 * SECOND
_MOST_ROWS = 75
_NIGHT_PHASE = 16 * 3600 * SECOND


@dataclass(frozen=True)
class Piece:
    """Rows between two rises: their statistics, and what the books say of the piece as a whole.

    `rise` is the one it begins with (None: the day's beginning). `sold` are the litres each nozzle sold over
    the piece, `days` how long it lasts; `first_flat` the mean level plus sold of its first rows.
    """

    start: int
    end: int
    rise: Rise | None
    seen: Block | None
    sold: Floats
    days: float
    first_flat: float


@dataclass(frozen=True)
class Frame:
    """How a tank's levels are modelled on a day."""

    columns: Columns
    noise: Noise
    capacity_l: float


def cut(day: Stretch, rises: list[Rise], start: int, end: int, frame: Frame) -> list[Piece]:
    """The pieces of a day [start, end) in order."""
    bounds = [(start, None), *((max(rise.start, start), rise) for rise in rises), (end, None)]
    made: list[Piece] = []
    for (begin, rise), (finish, _) in pairwise(bounds):
        rows = _rows_of(day, (begin, finish), rise, end)
        made.append(_piece(day, rows, (begin, finish), rise, frame))
    return made


def _rows_of(day: Stretch, span: tuple[int, int], rise: Rise | None, end: int) -> Integers:
    """Bins of a piece: not within the rise and its waves, nor just before the next one."""
    begin, finish = span
    first = begin if rise is None else max(rise.end, begin) + _SETTLE
    last = finish if finish == end else finish - _LEAD
    mine = (day.at >= first) & (day.at <= last)
    if rise is not None and not mine.any():
        mine = (day.at >= rise.end) & (day.at <= last)
    return np.flatnonzero(mine)


def _piece(day: Stretch, rows: Integers, span: tuple[int, int], rise: Rise | None, frame: Frame) -> Piece:
    before, after = day.sold_at(span[0]), day.sold_at(span[1])
    over, days = after - before, (span[1] - span[0]) / DAY_US
    if not rows.size:
        return Piece(*span, rise, None, over, days, np.nan)
    at, level, count, since_sold = _merged(day, rows)
    since_sold = since_sold - before
    flat = level + since_sold.sum(axis=1)
    since = (at - span[0]) / DAY_US
    phase = ((at + _NIGHT_PHASE) % DAY_US) / DAY_US
    book = flat.mean() - since_sold.sum(axis=1)
    design = frame.columns.rows(since_sold, book, since, phase, frame.capacity_l)
    shapes = np.column_stack([-since_sold.sum(axis=1), -since, np.zeros(len(since)), -since_sold])
    seen = block(design, flat, shapes, covariance(since * 24.0, count, frame.noise))
    return Piece(*span, rise, seen, over, days, float(flat[:3].mean()))


def _merged(day: Stretch, rows: Integers) -> tuple[Floats, Floats, Floats, Floats]:
    """Time, level, readings and litres sold of the rows; of neighbours together where there are many."""
    width = -(-len(rows) // _MOST_ROWS)
    firsts = np.arange(0, len(rows), width)
    count = day.count[rows].astype(np.float64)
    total = np.add.reduceat(count, firsts)
    at = np.add.reduceat(day.at[rows] * count, firsts) / total
    level = np.add.reduceat(day.level[rows] * count, firsts) / total
    sold = np.add.reduceat(day.sold[rows] * count[:, None], firsts, axis=0) / total[:, None]
    return at, level, total, sold
