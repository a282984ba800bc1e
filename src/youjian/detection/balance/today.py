"""The running day of a station's tanks: last night's fit, run on over what was recorded since.

The fit predicts the day; what the day shows beyond that is one night's hypotheses, asked before the night. A
nozzle whose records may still be on their way says nothing: the day is looked at until the moment up to which
every nozzle with a share in the tank's sales was heard.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.account import Account
from youjian.detection.balance.books import StationBook
from youjian.detection.balance.design import DAY_US, Columns
from youjian.detection.balance.fits import StationFit, TankFit
from youjian.detection.balance.nights import night_at
from youjian.detection.balance.noise import Noise
from youjian.detection.balance.papers import Paper, match_drops
from youjian.detection.balance.pieces import JUMP, RATE, SALE, Frame, cut
from youjian.detection.balance.rises import Rise
from youjian.detection.balance.sales import Sales
from youjian.detection.balance.settings import Settings
from youjian.detection.balance.stretch import SECOND, Stretch
from youjian.detection.balance.tank_book import HOUR, LOOK_BACK, TankBook
from youjian.detection.pairs import Mask

_LEAST_SHARE = 0.03
"""A nozzle with less of the tank's sales than this need not be heard."""
_SETTLING = HOUR
_SHAPES = np.array([SALE, RATE, JUMP], dtype=np.int64)


@dataclass(frozen=True)
class Supposed:
    """A hypothesis about the running day: amplitude and standard deviation, scaled by the nights before."""

    amplitude: float
    sd: float

    @property
    def z(self) -> float:
        """How many standard deviations."""
        return self.amplitude / self.sd


@dataclass(frozen=True)
class Today:
    """One tank's day so far, from the night (µs) to the moment up to which all was heard.

    `sold_l` are the net litres recorded, `fall_l` by how much level plus sold went down, without any
    model, `largest_l` the largest sudden fall; `sale`, `rate` and `jump` what explains it.
    """

    fit: TankFit
    start: int
    until: int
    sold_l: float
    fall_l: float
    largest_l: float
    sale: Supposed
    rate: Supposed
    jump: Supposed


@dataclass(frozen=True)
class Worth:
    """By how much level plus sold must fall before a day is looked into: litres, or a share of the sales."""

    litres: float
    share: float

    def falls(self, day: Stretch, start: int) -> Mask:
        """At which bins of a day, from some hours before its beginning on, that much is gone."""
        low = int(np.searchsorted(day.at, start - LOOK_BACK))
        flat = day.flat[low:]
        sold = day.sold[low:].sum(axis=1) - float(day.sold_at(start).sum())
        return np.maximum.accumulate(flat) - flat >= np.maximum(self.litres, self.share * sold)


@dataclass(frozen=True)
class _Asked:
    """Of which books and sales, from which night (µs) on, and at which moment."""

    book: StationBook
    sales: Sales
    settings: Settings
    start: int
    as_of: int


@dataclass(frozen=True)
class _Seen:
    """What is seen of one tank's day."""

    fit: TankFit
    group: TankBook
    until: int
    day: Stretch
    noise: Noise
    rises: list[Rise]


def today(
    book: StationBook, fit: StationFit, settings: Settings, as_of: int, worth: Worth
) -> Iterator[Today]:
    """Every tank of which something can be said at a moment of the day after a fit, and that lost enough."""
    sales = book.registered.on_tanks(fit.moved) if fit.moved else book.registered
    asked = _Asked(book, sales, settings, night_at(fit.night), as_of)
    seen = [one for tank in fit.tanks if (one := _seen(tank, asked))]
    papers = _papers_of(fit, seen, asked)
    for place, one in enumerate(seen):
        if not worth.falls(one.day, asked.start).any():
            continue
        if not any(rise.open or rise.end > one.until - _SETTLING or rise.earlier_l for rise in one.rises):
            yield _today(one, papers[place], asked.start)


def heard_until(sales: Sales, nozzles: tuple[int, ...], start: int, as_of: int) -> int:
    """The moment up to which every nozzle that matters was heard; `start` when one was not heard since."""
    low = int(np.searchsorted(sales.ended, start - DAY_US))
    known = sales.where(slice(low, int(np.searchsorted(sales.ended, as_of, side="right")))).at(as_of)
    litres = {nozzle: float(known.litres[known.nozzle == nozzle].sum()) for nozzle in nozzles}
    least = _LEAST_SHARE * sum(litres.values())
    last = [int(known.started[known.nozzle == nozzle].max()) for nozzle in nozzles if litres[nozzle] > least]
    return max(min(last, default=start), start)


def _seen(fit: TankFit, asked: _Asked) -> _Seen | None:
    """The day of a tank; None where its books cannot simply be run on."""
    book, sales, start, as_of = asked.book, asked.sales, asked.start, asked.as_of
    levels = [book.levels[tank_id] for tank_id in fit.tank_ids if tank_id in book.levels]
    if len(levels) != len(fit.tank_ids) or not all(level.at.size for level in levels):
        return None
    until = heard_until(sales, fit.nozzles, start, as_of)
    changed = (c for c in book.changes if start - LOOK_BACK <= c.at <= until and c.known <= as_of)
    if until <= start or any(change.concerns(fit.tank_ids, fit.nozzles) for change in changed):
        return None
    low, high = (int(place) for place in np.searchsorted(sales.ended, [start - LOOK_BACK, until]))
    known = sales.where(slice(low, high)).at(as_of)
    if not np.isin(known.nozzle[np.isin(known.tank, fit.tank_ids)], fit.nozzles).all():
        return None
    columns = Columns(len(fit.nozzles), asked.settings.knots)
    group = TankBook(levels, fit.nozzles, fit.product, fit.capacity_l, columns, asked.settings, (), {})
    day = group.stretch(sales, start - LOOK_BACK, until, as_of)
    noise = group.noise_of(day)
    return _Seen(fit, group, until, day, noise, group.rises_since(day, noise, start))


def _papers_of(fit: StationFit, seen: list[_Seen], asked: _Asked) -> dict[int, tuple[tuple[Paper, ...], ...]]:
    """The documents of each tank's rises of the day; those that earlier rises took are not asked again."""
    joined = {name for tank in fit.tanks for name in tank.joined}
    known = (p for p in asked.book.papers if p.known <= asked.as_of and p.at >= asked.start - 12 * HOUR)
    free = [paper for paper in known if paper.delivery_id not in joined]
    of_rise: dict[tuple[int, int], tuple[Paper, ...]] = {}
    for product in sorted({one.fit.product for one in seen}):
        rises = [(i, r) for i, one in enumerate(seen) if one.fit.product == product for r in one.rises]
        for drop in match_drops(rises, [p for p in free if p.product == product]):
            for place, rise in drop.rises:
                of_rise[place, rise.start] = drop.papers if len(drop.rises) == 1 else ()
    return {
        place: tuple(of_rise.get((place, rise.start), ()) for rise in one.rises)
        for place, one in enumerate(seen)
    }


def _today(one: _Seen, papers: tuple[tuple[Paper, ...], ...], start: int) -> Today:
    fit, nothing = one.fit, np.zeros(0, dtype=np.int64)
    frame = Frame(one.group.columns, one.noise, fit.capacity_l)
    pieces = cut(one.day, one.rises, (), (start, one.until), frame)
    account = Account(
        fit.mean, fit.cov, nothing, nothing, np.zeros((len(fit.mean), 0)), np.zeros(0), np.zeros(0)
    )
    account = account.suppose(_SHAPES, 0, (_SHAPES == JUMP).astype(np.float64))
    _, account = one.group.walk(account, pieces, papers, one.noise)
    amplitude, sd = account.amplitude()
    supposed = [Supposed(float(a), float(s) * fit.scale) for a, s in zip(amplitude, sd, strict=True)]
    day = one.day
    steps = -np.diff(day.flat[day.at >= start])
    return Today(
        fit,
        start,
        one.until,
        float((day.sold_at(one.until) - day.sold_at(start)).sum()),
        sum(piece.slope[0] for piece in pieces),
        float(np.max(steps, initial=0.0)),
        *supposed,
    )


def days_that_fell(book: StationBook, worth: Worth) -> list[tuple[int, int]]:
    """Spans (µs) in which level plus sold fell by enough since the night, as all records show it.

    Also whole days of which records came late or were corrected: what was known meanwhile may have shown it.
    """
    spans: list[tuple[int, int]] = []
    for one in {id(b): b for b in (book, book.with_whole_map())}.values():
        for group in one.groups:
            first, last = int(min(x.at[0] for x in group.levels)), int(max(x.at[-1] for x in group.levels))
            day = group.stretch(one.sales, first, last + 1, _EVER)
            spans += _falls(day, worth)
            spans += _late(group, one.sales)
    return spans


_EVER = np.iinfo(np.int64).max - 1
_LATE_US = 1200 * SECOND
_NIGHT_PHASE = 18 * 3600 * SECOND


def _falls(whole: Stretch, worth: Worth) -> Iterator[tuple[int, int]]:
    numbers: list[int] = np.unique((whole.at - _NIGHT_PHASE) // DAY_US).tolist()
    for number in numbers:
        start = number * DAY_US + _NIGHT_PHASE
        day = whole.until(start + DAY_US)
        down = np.flatnonzero(worth.falls(day, start))
        if down.size:
            first = int(np.searchsorted(day.at, start - LOOK_BACK)) + int(down[0])
            yield int(day.at[first]) - 2 * 600 * SECOND, start + DAY_US


def _late(group: TankBook, sales: Sales) -> Iterator[tuple[int, int]]:
    mine = sales.where(np.isin(sales.tank, [level.tank_id for level in group.levels]))
    odd = (mine.known > mine.ended + _LATE_US) | (mine.superseded <= _EVER)
    late = [mine.ended[odd], *(level.at[level.known > level.at + _LATE_US] for level in group.levels)]
    for number in np.unique((np.concatenate(late) - _NIGHT_PHASE) // DAY_US).tolist():
        start = number * DAY_US + _NIGHT_PHASE
        yield start, start + DAY_US
