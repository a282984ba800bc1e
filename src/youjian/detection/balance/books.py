"""The books of a station: one account for every tank, night after night, exactly as it was known each night."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from youjian.detection.balance.account import Account, Block
from youjian.detection.balance.design import DAY_US, Columns
from youjian.detection.balance.levels import LAST, Floats, Levels, of_station, station_levels
from youjian.detection.balance.mapping import Falls, Map, read_map
from youjian.detection.balance.noise import Noise
from youjian.detection.balance.papers import Paper, match_drops, papers_of
from youjian.detection.balance.pieces import FIRST_NOZZLE, JUMP, RATE, SALE, Piece, cut
from youjian.detection.balance.rises import Rise, find_rises
from youjian.detection.balance.sales import NEVER, Sales, station_sales
from youjian.detection.balance.settings import Settings
from youjian.detection.balance.standing import Arrival, Standing
from youjian.detection.balance.stretch import SECOND, Stretch, stretch
from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers

_NIGHT = 18 * 3600 * SECOND
_BIN_S = 600
_LOOK_BACK = 3 * 3600 * SECOND
_LOST_L, _LOST_SD = 600.0, 10.0
_FARTHEST = 5 * DAY_US


def night_of(at: Integers) -> Integers:
    """The number of the first night (02:00 Asia/Shanghai) at or after moments in µs."""
    return -((_NIGHT - at) // DAY_US)


def night_at(number: int) -> int:
    """The moment of a night, µs UTC."""
    return _NIGHT + number * DAY_US


@dataclass(frozen=True)
class Day:
    """What one day of one tank was, as known when it was built."""

    seen: Stretch
    rises: list[Rise]
    noise: Noise
    fall_l: float


@dataclass
class TankBook:
    """One tank, or tanks that share their level: its days and its account after each of them."""

    levels: list[Levels]
    nozzles: tuple[int, ...]
    product: str
    capacity_l: float
    columns: Columns
    late: dict[int, set[int]]
    days: dict[int, Day] = field(default_factory=dict[int, Day])
    matched: dict[int, tuple[tuple[Paper, ...], ...]] = field(
        default_factory=dict[int, tuple[tuple[Paper, ...], ...]]
    )
    accounts: dict[int, Account] = field(default_factory=dict[int, Account])
    arrivals: dict[int, list[Arrival]] = field(default_factory=dict[int, list[Arrival]])
    surprises: dict[int, float] = field(default_factory=dict[int, float])
    litres: dict[int, Floats] = field(default_factory=dict[int, Floats])
    dirty: int = 0

    @property
    def tank_id(self) -> int:
        """The smallest of its tanks: its name in findings."""
        return min(level.tank_id for level in self.levels)

    def rises(self, first: int, last: int) -> list[Rise]:
        """The rises of some days; one that crosses a night stands once, in its second day."""
        found: list[Rise] = []
        for day in range(first, last + 1):
            mine = self.days[day].rises
            if found and mine and mine[0].earlier_l and found[-1].open:
                found.pop()
            found += mine
        return found

    def build(self, sales: Sales, number: int, as_of: int, settings: Settings) -> None:
        """Build (again) a day as known at a moment."""
        start, end = night_at(number - 1), night_at(number)
        since = self.seen_before(start, as_of)
        seen = stretch(self.levels, sales, self.nozzles, since, end, as_of, _BIN_S)
        noise = self.noise_of(seen, settings.noise)
        least = max(settings.least_rise_l, 10 * noise.bin_l)
        rises = find_rises(seen.at, seen.flat, seen.level, least, noise.bin_l)
        fall = float(np.max(-np.diff(seen.flat[seen.at >= start]), initial=0.0))
        self.days[number] = Day(seen, _of_day(rises, seen, start, settings.least_rise_l), noise, fall)

    def seen_before(self, start: int, as_of: int) -> int:
        """Some hours before a day's beginning; where nothing was read then, before the hole it begins in."""
        since = start - _LOOK_BACK
        for level in self.levels:
            low, high = (int(i) for i in np.searchsorted(level.at, [start - _FARTHEST, start]))
            known = level.at[low:high][level.known[low:high] <= as_of]
            if len(known):
                since = min(since, int(known[-1]) - 3600 * SECOND)
        return since

    def noise_of(self, seen: Stretch, usual: Noise) -> Noise:
        """The gauge's noise of this day: white by neighbours, the slow part by litres per millimetre."""
        level = self.levels[0]
        height = (
            level.height_mm[np.searchsorted(level.at, seen.at[len(seen.at) // 2])] if len(seen.at) else 1000.0
        )
        size = sum(one.slope_l(float(height)) for one in self.levels) / 15.0
        steps = np.diff(seen.flat)[np.diff(seen.at) < 2 * _BIN_S * SECOND]
        white = 1.05 * float(np.median(np.abs(steps))) if len(steps) > 10 else usual.bin_l * size
        return replace(
            usual,
            bin_l=float(np.clip(white, 0.5 * size, 8.0 * size)),
            wander_l=usual.wander_l * size,
            day_l=usual.day_l * size,
            books_l_day=usual.books_l_day * size,
        )

    def run(self, number: int, settings: Settings) -> None:
        """The account after a day, from the account before it."""
        day, noise = self.days[number], self.days[number].noise
        start, end = night_at(number - 1), night_at(number)
        prior = self.columns.prior_sd(settings.priors)
        pieces = cut(day.seen, start, end, day.rises, self.columns, noise, self.capacity_l)
        account = self.accounts.get(number - 1)
        if account is None:
            first = next((p.first_flat for p in pieces if p.seen is not None), None)
            if first is None:
                return
            account = Account.opening(first, prior)
        shapes = np.append([SALE, RATE, JUMP], FIRST_NOZZLE + np.arange(len(self.nozzles))).astype(np.int64)
        account = account.forget(number - settings.onsets)
        account = account.suppose(shapes, number, (shapes == JUMP).astype(np.float64))
        self.arrivals[number], account = self._walk(
            account, pieces, self.matched.get(number, ()), noise, settings
        )
        self.accounts[number] = account
        self.litres[number] = day.seen.sold_at(end) - day.seen.sold_at(start)
        mine = np.flatnonzero((account.onset == number) & (account.shape == SALE))
        info = float(account.info[mine[0]])
        self.surprises[number] = float(account.score[mine[0]]) / np.sqrt(info) if info > 0 else 0.0

    def standing(self, first: int, number: int) -> Standing | None:
        """What the account says at a night; None before anything was read."""
        account = self.accounts.get(number)
        if account is None:
            return None
        nights = range(min(self.accounts), number + 1)
        amplitude, sd = account.amplitude()
        kept = [*range(1, 1 + len(self.nozzles)), self.columns.loss]
        documents = sum(1 for night in nights for arrival in self.arrivals[night] if arrival.papers)
        return Standing(
            tank_id=self.tank_id,
            product=self.product,
            nozzles=self.nozzles,
            first=nights[0],
            night=number,
            mean=account.mean[kept],
            cov=account.cov[np.ix_(kept, kept)],
            shape=account.shape,
            onset=account.onset,
            amplitude=amplitude,
            sd=sd,
            sold=np.array([self.litres[night] for night in nights]),
            surprises=np.array([self.surprises[night] for night in nights]),
            falls=np.array([self.days[night].fall_l for night in nights]),
            arrivals=tuple(
                a for night in range(max(first, number - 8), number + 1) for a in self.arrivals.get(night, [])
            ),
            documents=documents,
        )

    def _walk(
        self,
        account: Account,
        pieces: list[Piece],
        matched: Sequence[tuple[Paper, ...]],
        noise: Noise,
        settings: Settings,
    ) -> tuple[list[Arrival], Account]:
        arrivals: list[Arrival] = []
        papers_of = dict(zip([p.rise for p in pieces if p.rise], matched, strict=False))
        for piece in pieces:
            if piece.rise is not None:
                papers = papers_of.get(piece.rise, ())
                arrival, account = self._arrive(account, piece, papers, settings)
                arrivals.append(arrival)
            if piece.seen is not None:
                account = _steadied(account, piece.seen).observe(piece.seen)
            depends = np.zeros(self.columns.count)
            depends[self.columns.meters], depends[self.columns.loss] = -piece.sold, -piece.days
            total = float(piece.sold.sum())
            shapes = np.concatenate([[total, piece.days, 0.0], piece.sold])
            drift = noise.books_l_day**2 * piece.days
            account = account.go_on(-total, depends, drift, shapes)
        return arrivals, account

    def _arrive(
        self, account: Account, piece: Piece, papers: tuple[Paper, ...], settings: Settings
    ) -> tuple[Arrival, Account]:
        rise = piece.rise
        assert rise is not None
        told = sum(paper.net_l for paper in papers) - (rise.earlier_l if papers else 0.0)
        nothing = np.zeros(self.columns.count)
        shapes = np.zeros(FIRST_NOZZLE + len(self.nozzles))
        unsure = (settings.document_share * told) ** 2 + settings.document_l**2 if papers else 0.0
        depends = nothing.copy()
        depends[self.columns.document] = told
        expected = account.go_on(told, depends, unsure, shapes)
        came = rise.litres - rise.earlier_l
        crude = float(np.hypot(30.0, 0.006 * came))
        excess, sd = (came - told, crude) if piece.seen is None else expected.step(piece.seen)
        arrival = Arrival(self.tank_id, rise, papers, excess, sd)
        if papers and abs(excess) < 0.015 * told + 60.0:
            return arrival, account.go_on(told, depends, unsure + settings.after_drop_l**2, shapes)
        return arrival, account.go_on(came, nothing, settings.free_l**2, shapes)


class StationBook:
    """All tanks of one station."""

    def __init__(
        self,
        tanks: list[Row],
        levels: dict[int, Levels],
        sales: Sales,
        papers: list[Paper],
        settings: Settings,
    ) -> None:
        self.tanks, self.levels, self.papers, self.settings = tanks, levels, papers, settings
        self.registered, self.sales, self.map = sales, sales, Map({}, frozenset())
        self.nozzles = [int(nozzle) for nozzle in np.unique(sales.nozzle)]
        self.falls: dict[int, Falls] = {}
        self.standings: dict[int, list[Standing]] = {}
        firsts = [int(night_of(level.at[:1])[0]) for level in levels.values() if level.at.size]
        self.first = min(firsts, default=0)
        self.done = self.first - 1
        self.groups = self._groups()

    def advance(self, number: int) -> None:
        """Bring every account to a night."""
        while self.done < number:
            self.done += 1
            self._read_map(self.done)
            self._night(self.done, self.done)
            told = [group.standing(self.first, self.done) for group in self.groups]
            self.standings[self.done] = [standing for standing in told if standing is not None]

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
        return [_group(rows, self.levels, self.sales, self.settings) for rows in grouped.values()]

    def _read_map(self, number: int) -> None:
        """Look at what the levels say of the map; a map that changed means all books again from the beginning."""
        as_of = night_at(number)
        self.falls[number] = Falls.of_day(
            self.levels, self.registered, self.nozzles, night_at(number - 1), as_of, as_of
        )
        days = [self.falls[day] for day in range(max(self.first, number - 9), number + 1)]
        last = {int(n): int(self.registered.tank[self.registered.nozzle == n][-1]) for n in self.nozzles}
        now = read_map(days, self.nozzles, last)
        if now == self.map or number - self.first > 1 and number % 3:
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
                group.build(self.sales, day, as_of, self.settings)
            group.dirty = min(again)
        self._match(number, as_of, first)
        for group in self.groups:
            for day in range(group.dirty, number + 1):
                group.run(day, self.settings)

    def _match(self, number: int, as_of: int, first: int) -> None:
        """Join rises and documents of the last days again; where that changed, an account is run again."""
        first = max(min(number - 8, first), self.first)
        known = [p for p in self.papers if p.known <= as_of and p.at >= night_at(first - 1)]
        for product in sorted({group.product for group in self.groups}):
            mine = [(i, g) for i, g in enumerate(self.groups) if g.product == product]
            rises = [
                (i, rise) for i, g in mine for day in range(first, number + 1) for rise in g.days[day].rises
            ]
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
    levels = station_levels(facts, station_id)
    sales = station_sales(facts, station_id)
    papers = papers_of(of_station(facts.history("deliveries"), station_id)) if facts.has("deliveries") else []
    tanks = of_station(facts.known("tanks", LAST), station_id).to_pylist()
    return StationBook(tanks, levels, sales, papers, settings)


def _steadied(account: Account, seen: Block) -> Account:
    """Where levels are far from all that the books allow (a hole in what is known), the level is free again."""
    step, sd = account.step(seen)
    if abs(step) < max(_LOST_L, _LOST_SD * sd):
        return account
    nothing = np.zeros(len(account.mean))
    return account.go_on(0.0, nothing, step**2, np.zeros(int(account.shape.max(initial=0)) + 1))


def _of_day(rises: list[Rise], seen: Stretch, start: int, least_l: float) -> list[Rise]:
    """The rises that go on after the day's beginning; of one that began before, what came after."""
    mine: list[Rise] = []
    for rise in rises:
        if rise.start >= start:
            mine.append(rise)
        elif rise.end >= start:
            place = int(np.searchsorted(seen.at, start))
            rest = float(np.interp(rise.end, seen.at, seen.flat) - seen.flat[max(place - 1, 0)])
            if rest >= least_l:
                mine.append(replace(rise, start=start, earlier_l=rise.litres - rest))
    return mine


def _group(tanks: list[Row], levels: dict[int, Levels], sales: Sales, settings: Settings) -> TankBook:
    mine = [levels[tank["tank_id"]] for tank in tanks]
    own = np.isin(sales.tank, [level.tank_id for level in mine])
    nozzles = tuple(int(n) for n in np.unique(sales.nozzle[own]))
    capacity = sum(float(tank["capacity_l"]) for tank in tanks)
    late = _late(mine, sales.where(own))
    return TankBook(mine, nozzles, tanks[0]["product"], capacity, Columns(len(nozzles), settings.knots), late)


def _late(levels: list[Levels], sales: Sales) -> dict[int, set[int]]:
    """For every night the earlier days of which records became known (or were superseded) only by then."""
    late: dict[int, set[int]] = defaultdict(set)
    for level in levels:
        _add_late(late, night_of(level.at), night_of(level.at), night_of(level.known))
    first, last = night_of(sales.started - 60 * SECOND), night_of(sales.ended + 60 * SECOND)
    _add_late(late, first, last, night_of(sales.known))
    gone = sales.superseded < NEVER
    _add_late(late, first[gone], last[gone], night_of(sales.superseded[gone]))
    return late


def _add_late(late: dict[int, set[int]], first: Integers, last: Integers, known: Integers) -> None:
    for row in np.flatnonzero(known > first):
        for day in range(int(first[row]), int(min(last[row], known[row] - 1)) + 1):
            late[int(known[row])].add(day)


def standings(facts: Facts, settings: Settings, as_of: datetime) -> Iterator[tuple[str, Standing]]:
    """What every tank's account says at the night that `as_of` is, station by station; nothing at other moments."""
    moment = int(as_of.timestamp()) * SECOND
    number = int(night_of(np.array([moment]))[0])
    if night_at(number) != moment:
        return
    for station_id in facts.known("stations", as_of)["station_id"].to_pylist():
        book = book_of(facts, station_id, settings)
        book.advance(number)
        for standing in book.standings.get(number, []):
            yield station_id, standing


def book_of(facts: Facts, station_id: str, settings: Settings) -> StationBook:
    """The books of a station, made once for its facts."""
    return facts.derived(f"books of {station_id}", lambda: station_book(facts, station_id, settings))
