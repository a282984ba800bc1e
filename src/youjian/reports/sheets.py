"""What a report shows of one tank, taken from its book: curves, nights, what came in, how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.books import StationBook, last_night
from youjian.detection.balance.nights import night_at
from youjian.detection.balance.papers import Paper
from youjian.detection.balance.standing import Standing
from youjian.detection.balance.tank_book import TankBook
from youjian.reports.axes import Floats, Integers
from youjian.reports.unloadings import Unloading, unloadings

_WAVES_US = 25 * 60 * 1_000_000
_ENOUGH_NIGHTS = 3


@dataclass(frozen=True)
class Window:
    """The nights that a report is about, `first` to `last` (`detection.balance.nights.night_of`).

    `start` is when the first night's day, or what is known of it, begins (µs UTC).
    """

    first: int
    last: int
    start: int

    @property
    def end(self) -> int:
        """The last night, µs UTC."""
        return night_at(self.last)


@dataclass(frozen=True)
class Curves:
    """Settled levels in bins of ten minutes: net litres at 20 °C by the gauge, and what the book expects.

    The book is the first level plus what came in less what was sold. `calm` is 0 while fuel comes in.
    """

    at: Integers
    gauge_l: Floats
    book_l: Floats
    calm: Floats

    @property
    def missing_l(self) -> Floats:
        """Book less gauge: positive when more left the tank than is recorded."""
        return self.book_l - self.gauge_l


@dataclass(frozen=True)
class Totals:
    """A window's stock book, litres at 20 °C: opening + in - sold = closing, and what the gauge has."""

    opening_l: float
    documented_l: float
    undocumented_l: float
    sold_l: float
    closing_l: float

    @property
    def booked_l(self) -> float:
        """Closing stock by the book."""
        return self.opening_l + self.documented_l + self.undocumented_l - self.sold_l

    @property
    def missing_l(self) -> float:
        """Book less gauge at the end."""
        return self.booked_l - self.closing_l


@dataclass(frozen=True)
class TankSheet:
    """One tank, or tanks that share their level, over a window.

    `standing` is the account from which meters and loss are told (None before anything was read): that of the
    last night, or of an earlier one, `undisturbed`, where fuel is missing since then.
    """

    tank_ids: tuple[int, ...]
    product: str
    capacity_l: float
    nozzles: tuple[int, ...]
    curves: Curves
    nights: Integers
    surprises: Floats
    unloadings: tuple[Unloading, ...]
    totals: Totals | None
    standing: Standing | None
    undisturbed: bool = False


@dataclass(frozen=True)
class StationSheet:
    """The tanks of a station, documents to which no level rose, and what the levels say of the map.

    `moved` are nozzles whose fuel comes out of another tank than the register says.
    """

    window: Window
    tanks: tuple[TankSheet, ...]
    lonely: tuple[Paper, ...]
    moved: dict[int, int]


def station_sheet(book: StationBook, window: Window, missing_since: Mapping[int, int]) -> StationSheet:
    """Bring a station's books to the window's last night, and take what is to be shown.

    `missing_since` says of tanks since when (µs) fuel is missing: what went without a record is not to be
    taken for an error of the meters, so the account from before is shown if it has seen enough nights. A
    window that begins before the books do is cut.
    """
    book.advance(window.last)
    begins = [int(level.at[0]) for group in book.groups for level in group.levels]
    window = Window(max(window.first, book.first), window.last, max(window.start, min(begins)))
    came = unloadings(book, window.first, window.last, window.end)
    lonely = tuple(paper for paper in came.lonely if window.start <= paper.at < window.end)
    tanks = [
        _tank(book, group, window, came.of_tank[group.tank_id], missing_since.get(group.tank_id))
        for group in book.groups
    ]
    ordered = sorted(tanks, key=lambda tank: tank.tank_ids)
    return StationSheet(window, tuple(ordered), lonely, dict(book.map.moved))


def _tank(
    book: StationBook, group: TankBook, window: Window, came: list[Unloading], missing: int | None
) -> TankSheet:
    told = [night for night in range(window.first, window.last + 1) if night in group.surprises]
    curves = curves_of(group, window, came)
    last = _standing(book, group, window.last)
    before = None if missing is None else _standing(book, group, last_night(missing))
    enough = before is not None and before.night - before.first >= _ENOUGH_NIGHTS
    return TankSheet(
        tank_ids=tuple(sorted(level.tank_id for level in group.levels)),
        product=group.product,
        capacity_l=group.capacity_l,
        nozzles=group.nozzles,
        curves=curves,
        nights=np.array([night_at(night) for night in told], dtype=np.int64),
        surprises=np.array([group.surprises[night] for night in told]),
        unloadings=tuple(came),
        totals=_totals(curves, came),
        standing=before if enough else last,
        undisturbed=enough,
    )


def _standing(book: StationBook, group: TankBook, night: int) -> Standing | None:
    return next((s for s in book.standings.get(night, []) if s.tank_id == group.tank_id), None)


def curves_of(group: TankBook, window: Window, came: list[Unloading]) -> Curves:
    """Gauge and book of a tank over the days of a window."""
    at, level, sold = _seen(group, window)
    if not len(at):
        return Curves(at, level, sold, np.zeros(0))
    book = level[0] + sold[0] - sold
    calm = np.ones(len(at))
    for one in came:
        book += one.booked_l * (_risen(at, one) - _risen(at[:1], one))
        calm[(at >= one.start) & (at < one.end + _WAVES_US)] = 0.0
    return Curves(at, level, book, calm)


def _risen(at: Integers, one: Unloading) -> Floats:
    """Which share of an unloading had come in at moments."""
    return np.clip((at - one.start) / max(one.end - one.start, 1), 0.0, 1.0)


def _seen(group: TankBook, window: Window) -> tuple[Integers, Floats, Floats]:
    """Times and levels of the bins, and litres sold from the window's beginning until each."""
    parts: list[tuple[Integers, Floats, Floats]] = []
    before = 0.0
    for night in range(window.first, window.last + 1):
        if night not in group.days:
            continue
        seen, start = group.days[night].seen, night_at(night - 1)
        mine = seen.at >= start
        opening = float(seen.sold_at(start).sum())
        parts.append((seen.at[mine], seen.level[mine], before + seen.sold[mine].sum(axis=1) - opening))
        before += float(seen.sold_at(night_at(night)).sum()) - opening
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0)
    at, level, sold = (np.concatenate(column) for column in zip(*parts, strict=True))
    return at, level, sold


def _totals(curves: Curves, came: list[Unloading]) -> Totals | None:
    """From the first bin to the last: what was unloaded and sold in between."""
    if len(curves.at) < 2:
        return None
    first, last = curves.at[:1], curves.at[-1:]
    share = [float((_risen(last, one) - _risen(first, one))[0]) for one in came]
    parts = list(zip(came, share, strict=True))
    documented = sum(part * one.booked_l for one, part in parts if one.documented_l is not None)
    free = sum(part * one.booked_l for one, part in parts if one.documented_l is None)
    opening, closing = float(curves.gauge_l[0]), float(curves.gauge_l[-1])
    sold = opening + documented + free - float(curves.book_l[-1])
    return Totals(opening, documented, free, sold, closing)
