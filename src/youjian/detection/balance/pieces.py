"""One day of one tank cut into pieces at its rises, each piece as sufficient statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from youjian.detection.balance.account import Block, block
from youjian.detection.balance.changes import Change
from youjian.detection.balance.design import DAY_US, Columns
from youjian.detection.balance.levels import Floats
from youjian.detection.balance.noise import Noise, covariance
from youjian.detection.balance.rises import Rise
from youjian.detection.balance.stretch import SECOND, Stretch
from youjian.detection.pairs import Integers

SALE, RATE, JUMP, FIRST_NOZZLE = 0, 1, 2, 3
"""The hypotheses' shapes: a share of all sales, litres a day, one step, and then each meter."""

_LEAD, _SETTLE = 120 * SECOND, 25 * 60 * SECOND
_ENDS = 3
_MOST_ROWS = 75
_NIGHT_PHASE = 16 * 3600 * SECOND


@dataclass(frozen=True)
class Piece:
    """Rows between two rises: their statistics, and what the books say of the piece as a whole.

    `rise` and `changes` are what it begins with (none: the day's beginning). `sold` are the litres each
    nozzle sold over the piece, `days` how long it lasts; `slope` tells how far level plus sold went down over
    its rows, and the litres sold meanwhile; `first_flat` the mean level plus sold of its first
    rows.
    """

    start: int
    end: int
    rise: Rise | None
    changes: tuple[Change, ...]
    seen: Block | None
    sold: Floats
    days: float
    first_flat: float
    slope: tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """How a tank's levels are modelled on a day."""

    columns: Columns
    noise: Noise
    capacity_l: float


@dataclass(frozen=True)
class _Bound:
    """Where a piece begins: at a rise, at changes, or with the day."""

    at: int
    rise: Rise | None = None
    changes: tuple[Change, ...] = ()


def cut(
    day: Stretch, rises: list[Rise], changes: Sequence[Change], span: tuple[int, int], frame: Frame
) -> list[Piece]:
    """The pieces of a day [start, end) in order."""
    bounds = _bounds(rises, changes, span)
    return [_piece(day, _rows_of(day, pair, span[1]), pair, frame) for pair in pairwise(bounds)]


def _bounds(rises: list[Rise], changes: Sequence[Change], span: tuple[int, int]) -> list[_Bound]:
    """The day's beginning, its rises, its changes (one near a rise counts with it), and its end."""
    near: list[tuple[Change, ...]] = [
        tuple(c for c in changes if rise.start - _LEAD <= c.at <= rise.end + _SETTLE) for rise in rises
    ]
    alone = [change for change in changes if not any(change in some for some in near)]
    made = [_Bound(max(r.start, span[0]), r, some) for r, some in zip(rises, near, strict=True)]
    made += [_Bound(change.at, None, (change,)) for change in alone]
    return [_Bound(span[0]), *sorted(made, key=lambda bound: bound.at), _Bound(span[1])]


def _rows_of(day: Stretch, pair: tuple[_Bound, _Bound], end: int) -> Integers:
    """Bins of a piece: not within the rise and its waves, near a change, or just before the next rise."""
    begin, finish = pair
    first, last = begin.at, finish.at if finish.at == end else finish.at - _LEAD
    if begin.rise is not None:
        first = max(begin.rise.end, begin.at) + _SETTLE
    elif begin.changes:
        first += _SETTLE
    if finish.changes and finish.rise is None:
        last = finish.at - _SETTLE
    mine = (day.at >= first) & (day.at <= last)
    if begin.rise is not None and not mine.any():
        mine = (day.at >= begin.rise.end) & (day.at <= last)
    return np.flatnonzero(mine)


def _piece(day: Stretch, rows: Integers, pair: tuple[_Bound, _Bound], frame: Frame) -> Piece:
    begin, span = pair[0], (pair[0].at, pair[1].at)
    before, after = day.sold_at(span[0]), day.sold_at(span[1])
    over, days = after - before, (span[1] - span[0]) / DAY_US
    if not rows.size:
        return Piece(*span, begin.rise, begin.changes, None, over, days, np.nan, (0.0, 0.0))
    at, level, count, since_sold = _merged(day, rows)
    since_sold = since_sold - before
    flat = level + since_sold.sum(axis=1)
    since = (at - span[0]) / DAY_US
    phase = ((at + _NIGHT_PHASE) % DAY_US) / DAY_US
    book = flat.mean() - since_sold.sum(axis=1)
    design = frame.columns.rows(since_sold, book, since, phase, frame.capacity_l)
    shapes = np.column_stack([-since_sold.sum(axis=1), -since, np.zeros(len(since)), -since_sold])
    seen = block(design, flat, shapes, covariance(since * 24.0, count, frame.noise))
    return Piece(
        *span,
        begin.rise,
        begin.changes,
        seen,
        over,
        days,
        float(flat[:3].mean()),
        _slope(flat, since_sold.sum(axis=1)),
    )


def _slope(flat: Floats, sold: Floats) -> tuple[float, float]:
    """How far level plus sold went down over a piece, and the litres sold meanwhile."""
    if len(flat) < 2 * _ENDS:
        return 0.0, 0.0
    return float(flat[:_ENDS].mean() - flat[-_ENDS:].mean()), float(
        sold[-_ENDS:].mean() - sold[:_ENDS].mean()
    )


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
