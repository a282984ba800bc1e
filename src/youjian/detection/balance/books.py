"""The books of a station: an account for every tank, night after night, as it was known each night."""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from youjian.detection.balance.changes import Change, station_changes
from youjian.detection.balance.design import DAY_US, Columns
from youjian.detection.balance.fits import Fits, StationFit, fit_of, fits_name
from youjian.detection.balance.late import late_days
from youjian.detection.balance.levels import LAST, Levels, of_station, station_levels
from youjian.detection.balance.mapping import Falls, Map, read_map
from youjian.detection.balance.nights import night_at, night_of
from youjian.detection.balance.papers import Paper, match_drops, papers_of, trips_of, trips_to
from youjian.detection.balance.sales import NEVER, Sales, station_sales
from youjian.detection.balance.settings import Settings
from youjian.detection.balance.standing import Standing
from youjian.detection.balance.stretch import SECOND
from youjian.detection.balance.tank_book import TankBook
from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers

_LONGEST_HOLE = 60 * DAY_US


@dataclass(frozen=True)
class Records:
    """What the books of a station are made from: every version, with the moments since when each is known."""

    tanks: list[Row]
    levels: dict[int, Levels]
    sales: Sales
    papers: list[Paper]
    trips: list[Paper]
    changes: list[Change]


class StationBook:
    """All tanks of one station."""

    def __init__(self, records: Records, settings: Settings) -> None:
        self.tanks, self.levels = records.tanks, records.levels
        self.papers, self.trips = records.papers, records.trips
        self.changes, self.settings = records.changes, settings
        self.registered, self.sales = records.sales, records.sales
        self.map: Map = Map({}, frozenset())
        self.nozzles = [int(nozzle) for nozzle in np.unique(self.sales.nozzle)]
        self.falls: dict[int, Falls] = {}
        self.standings: dict[int, list[Standing]] = {}
        self.fits: dict[int, StationFit] = {}
        firsts = [int(night_of(_beginning(level.at))[0]) for level in self.levels.values() if level.at.size]
        self.first = min(firsts, default=0)
        self.done = self.first - 1
        self.groups = self._groups()

    def advance(self, number: int) -> None:
        """Bring every account to a night; without any reading there is none."""
        while self.groups and self.done < number:
            self.done += 1
            self._read_map(self.done)
            self._night(self.done, self.done)
            told = [group.standing(self.first, self.done) for group in self.groups]
            known = [standing for standing in told if standing is not None]
            self.standings[self.done] = known
            self.fits[self.done] = fit_of(self.groups, known, self.map.moved, self.done)

    def with_whole_map(self) -> "StationBook":
        """The same books by the map that all records together show. Not causal."""
        lasts = [last_night(int(one.at[-1])) for one in self.levels.values() if one.at.size]
        span = night_at(self.first - 1), night_at(max(lasts, default=self.first))
        every = Falls.of_span(self.levels, self.registered, self.nozzles, span, NEVER - 1)
        known = read_map([every], self.nozzles, self._tanks_registered(*span))
        if known == self.map:
            return self
        whole = copy(self)
        whole.map = known
        whole.sales = self.registered.on_tanks(whole.map.moved)
        whole.groups = whole._groups()
        return whole

    @cached_property
    def _turns(self) -> dict[int, tuple[Integers, Integers]]:
        """Since when each nozzle drew from which tanks, by the register."""
        turns: dict[int, tuple[Integers, Integers]] = {}
        for nozzle in self.nozzles:
            own = self.registered.nozzle == nozzle
            tanks = self.registered.tank[own]
            first = np.append(0, np.flatnonzero(np.diff(tanks)) + 1)
            turns[nozzle] = self.registered.ended[own][first], tanks[first]
        return turns

    def _tanks_registered(self, since: int, until: int) -> dict[int, int]:
        """The tank each nozzle drew from, by the register; without those that it moved in that span."""
        found: dict[int, int] = {}
        for nozzle, (begins, tanks) in self._turns.items():
            first, last = np.maximum(np.searchsorted(begins, [since, until]) - 1, 0)
            if first == last:
                found[nozzle] = int(tanks[last])
        return found

    def group_of(self, tank_id: int) -> TankBook | None:
        """The book that a tank's name in findings belongs to."""
        return next((group for group in self.groups if group.tank_id == tank_id), None)

    def _groups(self) -> list[TankBook]:
        """One book a tank; tanks on one manifold, or found to share what they sell, have one together."""
        name = {t["tank_id"]: t["manifold"] or f"tank:{t['tank_id']}" for t in self.tanks}
        for pair in sorted(sorted(p) for p in self.map.joined):
            old, new = name[pair[1]], name[pair[0]]
            name = {tank: new if called == old else called for tank, called in name.items()}
        grouped: dict[str, list[Row]] = defaultdict(list)
        for tank in self.tanks:
            if self.levels[tank["tank_id"]].at.size:
                grouped[name[tank["tank_id"]]].append(tank)
        return [self._group(rows) for rows in grouped.values()]

    def _group(self, tanks: list[Row]) -> TankBook:
        mine = [self.levels[tank["tank_id"]] for tank in tanks]
        ids = tuple(level.tank_id for level in mine)
        own = np.isin(self.sales.tank, ids)
        nozzles = tuple(int(n) for n in np.unique(self.sales.nozzle[own]))
        changes = tuple(change for change in self.changes if change.concerns(ids, nozzles))
        return TankBook(
            levels=mine,
            nozzles=nozzles,
            product=tanks[0]["product"],
            capacity_l=sum(float(tank["capacity_l"]) for tank in tanks),
            columns=Columns(len(nozzles), self.settings.knots),
            settings=self.settings,
            changes=changes,
            late=late_days(mine, self.sales.where(own), changes),
        )

    def _read_map(self, number: int) -> None:
        """Look at what the levels say of the map; where it changed, all books begin again."""
        as_of = night_at(number)
        self.falls[number] = Falls.of_span(
            self.levels, self.registered, self.nozzles, (night_at(number - 1), as_of), as_of
        )
        if number - self.first > 1 and number % 3:
            return
        since = max(self.first, number - 9)
        days = [self.falls[day] for day in range(since, number + 1)]
        now = read_map(days, self.nozzles, self._tanks_registered(night_at(since - 1), as_of))
        if now == self.map:
            return
        self.map = now
        self.sales = self.registered.on_tanks(now.moved) if now.moved else self.registered
        self.groups = self._groups()
        if number > self.first:
            self._night(number - 1, self.first, rebuilt_at=number)

    def _night(self, number: int, first: int, rebuilt_at: int | None = None) -> None:
        """Every account to a night, from the first day that is new or changed by late records."""
        as_of = night_at(number if rebuilt_at is None else rebuilt_at)
        for group in self.groups:
            again = {day for day in group.late.get(number, set()) if self.first <= day <= number}
            again |= set(range(first, number + 1))
            for day in sorted(again):
                group.build(self.sales, day, as_of)
            group.dirty = min(again)
        self._match(number, as_of, first)
        for group in self.groups:
            for day in range(group.dirty, number + 1):
                group.run(day)

    def _match(self, number: int, as_of: int, first: int) -> None:
        """Join rises and documents of the last days again; where that changed, an account is run again."""
        first = max(min(number - 8, first), self.first)
        known = [p for p in self.papers if p.known <= as_of and p.at >= night_at(first - 1)]
        for product in sorted({group.product for group in self.groups}):
            mine = [(i, g) for i, g in enumerate(self.groups) if g.product == product]
            rises = [(i, rise) for i, g in mine for rise in g.rises(first, number)]
            of_rise: dict[tuple[int, int], tuple[Paper, ...]] = {}
            for drop in match_drops(rises, [p for p in known if p.product == product]):
                for place, rise in drop.rises:
                    of_rise[place, rise.start] = drop.papers if len(drop.rises) == 1 else ()
            for place, group in mine:
                for day in range(first, number + 1):
                    now = tuple(of_rise.get((place, rise.start), ()) for rise in group.days[day].rises)
                    if group.matched.get(day, ()) != now:
                        group.matched[day] = now
                        group.dirty = min(group.dirty, day)


def station_book(facts: Facts, station_id: str, settings: Settings) -> StationBook:
    """The books of a station, not yet advanced to any night."""
    papers = papers_of(of_station(facts.history("deliveries"), station_id)) if facts.has("deliveries") else []
    records = Records(
        tanks=of_station(facts.known("tanks", LAST), station_id).to_pylist(),
        levels=facts.derived(f"balance.levels:{station_id}", lambda: station_levels(facts, station_id)),
        sales=facts.derived(f"balance.sales:{station_id}", lambda: station_sales(facts, station_id)),
        papers=papers,
        trips=trips_of(trips_to(facts.history("trips"), station_id)) if facts.has("trips") else [],
        changes=station_changes(facts, station_id),
    )
    return StationBook(records, settings)


def standings(facts: Facts, settings: Settings, as_of: datetime) -> Iterator[tuple[str, Standing]]:
    """What every tank's account said at the last night at or before a moment, station by station."""
    number = last_night(int(as_of.timestamp()) * SECOND)
    for station_id in facts.known("stations", as_of)["station_id"].to_pylist():
        book = book_of(facts, station_id, settings)
        book.advance(number)
        for standing in book.standings.get(number, []):
            yield station_id, standing


def _beginning(at: Integers) -> Integers:
    """The first reading, or the one after a hole of months: a wrong date must not make years of nights."""
    holes = np.flatnonzero(np.diff(at) > _LONGEST_HOLE)
    place = int(holes[-1]) + 1 if holes.size else 0
    return at[place : place + 1]


def last_night(micros: int) -> int:
    """The number of the last night at or before a moment (µs)."""
    return int(night_of(np.array([micros + 1]))[0]) - 1


def book_of(facts: Facts, station_id: str, settings: Settings) -> StationBook:
    """The books of a station, made once for its facts."""
    name = f"balance.books:{station_id}:{hash(settings)}"
    return facts.derived(name, lambda: station_book(facts, station_id, settings))


class BookFits:
    """The fits of books that can be advanced to any night."""

    def __init__(self, book: StationBook) -> None:
        self._book = book

    def at(self, night: int) -> StationFit | None:
        """The fit of a night; None before anything was read."""
        self._book.advance(night)
        return self._book.fits.get(night)


def fits_of(facts: Facts, station_id: str, settings: Settings) -> Fits:
    """The fits of a station's nights: those that were kept, where the facts hold such, else made anew."""
    return facts.derived(fits_name(station_id), lambda: BookFits(book_of(facts, station_id, settings)))
