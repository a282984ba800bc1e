"""The book of one tank, or of tanks that share their level: its days, and its account after each."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from youjian.detection.balance.account import Account, Block
from youjian.detection.balance.changes import CHART, METER, Change
from youjian.detection.balance.design import DAY_US, Columns
from youjian.detection.balance.levels import Floats, Levels
from youjian.detection.balance.nights import night_at
from youjian.detection.balance.noise import Noise
from youjian.detection.balance.papers import Paper
from youjian.detection.balance.pieces import FIRST_NOZZLE, JUMP, RATE, SALE, Frame, Piece, cut
from youjian.detection.balance.rises import Rise, find_rises
from youjian.detection.balance.sales import Sales
from youjian.detection.balance.settings import Settings
from youjian.detection.balance.standing import Arrival, Standing
from youjian.detection.balance.stretch import SECOND, Stretch, median, stretch

HOUR = 3600 * SECOND
LOOK_BACK, FARTHEST = 3 * HOUR, 5 * DAY_US
"""How far a day looks back, and how far at most where nothing was read before it (then an hour more)."""
_BIN_S = 600
_LOST_L, _LOST_SD = 600.0, 10.0


@dataclass(frozen=True)
class Day:
    """What one day of one tank was, as known when it was built."""

    seen: Stretch
    changes: tuple[Change, ...]
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
    settings: Settings
    changes: tuple[Change, ...]
    late: dict[int, set[int]]
    days: dict[int, Day] = field(default_factory=dict[int, Day])
    matched: dict[int, tuple[tuple[Paper, ...], ...]] = field(
        default_factory=dict[int, tuple[tuple[Paper, ...], ...]]
    )
    accounts: dict[int, Account] = field(default_factory=dict[int, Account])
    arrivals: dict[int, list[Arrival]] = field(default_factory=dict[int, list[Arrival]])
    surprises: dict[int, float] = field(default_factory=dict[int, float])
    litres: dict[int, Floats] = field(default_factory=dict[int, Floats])
    slopes: dict[int, Floats] = field(default_factory=dict[int, Floats])
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

    def build(self, sales: Sales, number: int, as_of: int) -> None:
        """Build (again) a day as known at a moment."""
        start, end = night_at(number - 1), night_at(number)
        seen = self.stretch(sales, self.seen_before(start, as_of), end, as_of)
        noise = self.noise_of(seen)
        rises = self.rises_since(seen, noise, start)
        fall = float(np.max(-np.diff(seen.flat[seen.at >= start]), initial=0.0))
        changes = tuple(c for c in self.changes if start <= c.at < end and c.known <= as_of)
        self.days[number] = Day(seen, changes, rises, noise, fall)

    def stretch(self, sales: Sales, start: int, end: int, as_of: int) -> Stretch:
        """A stretch of this book, as known at a moment."""
        return stretch(
            self.levels, sales, self.nozzles, start=start, end=end, as_of=as_of, width=_BIN_S * SECOND
        )

    def rises_in(self, seen: Stretch, noise: Noise) -> list[Rise]:
        """The rises of a stretch that stand out of the gauge's noise."""
        least = max(self.settings.least_rise_l, 10 * noise.bin_l)
        return find_rises(seen.at, seen.flat, seen.level, least, noise.bin_l)

    def rises_since(self, seen: Stretch, noise: Noise, start: int) -> list[Rise]:
        """The rises that go on after a day's beginning; of one that began before, what came after."""
        return _of_day(self.rises_in(seen, noise), seen, start, self.settings.least_rise_l)

    def seen_before(self, start: int, as_of: int) -> int:
        """Some hours before a day's beginning; where nothing was read then, before the hole it begins in."""
        since = start - LOOK_BACK
        for level in self.levels:
            low, high = (int(i) for i in np.searchsorted(level.at, [start - FARTHEST, start]))
            known = level.at[low:high][level.known[low:high] <= as_of]
            if len(known):
                since = min(since, int(known[-1]) - HOUR)
        return since

    def noise_of(self, seen: Stretch) -> Noise:
        """The gauge's noise of this day: white by neighbours, the slow part by litres per millimetre."""
        usual = self.settings.noise
        level = self.levels[0]
        height = (
            level.height_mm[np.searchsorted(level.at, seen.at[len(seen.at) // 2])] if len(seen.at) else 1000.0
        )
        size = sum(one.slope_l(float(height)) for one in self.levels) / 15.0
        steps = np.diff(seen.flat)[np.diff(seen.at) < 2 * _BIN_S * SECOND]
        white = 1.05 * median(np.abs(steps)) if len(steps) > 10 else usual.bin_l * size
        return replace(
            usual,
            bin_l=float(np.clip(white, 0.5 * size, 8.0 * size)),
            wander_l=usual.wander_l * size,
            day_l=usual.day_l * size,
            books_l_day=usual.books_l_day * size,
        )

    def run(self, number: int) -> None:
        """The account after a day, from the account before it."""
        day = self.days[number]
        start, end = night_at(number - 1), night_at(number)
        frame = Frame(self.columns, day.noise, self.capacity_l)
        pieces = cut(day.seen, day.rises, day.changes, (start, end), frame)
        account = self.accounts.get(number - 1) or self._opened(pieces)
        if account is None:
            return
        account = self._supposed(account, number)
        self.arrivals[number], account = self.walk(account, pieces, self.matched.get(number, ()), day.noise)
        self.accounts[number] = account
        self.slopes[number] = np.sum([piece.slope for piece in pieces], axis=0)
        self.litres[number] = day.seen.sold_at(end) - day.seen.sold_at(start)
        mine = np.flatnonzero((account.onset == number) & (account.shape == SALE))
        info = float(account.info[mine[0]])
        self.surprises[number] = float(account.score[mine[0]]) / np.sqrt(info) if info > 0 else 0.0

    def _opened(self, pieces: list[Piece]) -> Account | None:
        """The account before its first day; None where that day has no reading."""
        first = next((piece.first_flat for piece in pieces if piece.seen is not None), None)
        if first is None:
            return None
        return Account.opening(first, self.columns.prior_sd(self.settings.priors))

    def _supposed(self, account: Account, number: int) -> Account:
        """With the hypotheses that begin this day, without those that are too old."""
        shapes = np.append([SALE, RATE, JUMP], FIRST_NOZZLE + np.arange(len(self.nozzles))).astype(np.int64)
        account = account.forget(number - self.settings.onsets)
        return account.suppose(shapes, number, (shapes == JUMP).astype(np.float64))

    def standing(self, first: int, number: int) -> Standing | None:
        """What the account says at a night; None before anything was read."""
        account = self.accounts.get(number)
        if account is None:
            return None
        nights = range(min(self.accounts), number + 1)
        amplitude, sd = account.amplitude()
        kept = [*range(1, 1 + len(self.nozzles)), self.columns.loss]
        every = (arrival for night in nights for arrival in self.arrivals[night])
        excesses = [arrival.plain_share for arrival in every if arrival.papers]
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
            excesses=np.array(excesses),
            slope=np.sum([self.slopes[night] for night in nights], axis=0),
        )

    def walk(
        self,
        account: Account,
        pieces: list[Piece],
        matched: Sequence[tuple[Paper, ...]],
        noise: Noise,
    ) -> tuple[list[Arrival], Account]:
        """The account after the pieces of a day, and what came in at its rises with the documents joined."""
        arrivals: list[Arrival] = []
        papers_of = dict(zip([p.rise for p in pieces if p.rise], matched, strict=False))
        for piece in pieces:
            for change in piece.changes:
                account = self._released(account, change)
            if piece.rise is not None:
                papers = papers_of.get(piece.rise, ())
                arrival, account = self._arrive(account, piece.rise, piece.seen, papers)
                arrivals.append(arrival)
            if piece.seen is not None:
                account = _observed(account, piece.seen)
            depends = np.zeros(self.columns.count)
            depends[self.columns.meters], depends[self.columns.loss] = -piece.sold, -piece.days
            total = float(piece.sold.sum())
            shapes = np.concatenate([[total, piece.days, 0.0], piece.sold])
            drift = noise.books_l_day**2 * piece.days
            account = account.go_on(-total, depends, drift, shapes)
        return arrivals, account

    def _released(self, account: Account, change: Change) -> Account:
        """With what a change made another unknown again, and nothing supposed of it from before."""
        prior, columns = self.columns.prior_sd(self.settings.priors), self.columns
        if change.matter == METER:
            place = self.nozzles.index(change.number)
            return account.release(np.array([1 + place]), prior).drop(FIRST_NOZZLE + place)
        shape = np.arange(columns.scale + 1, columns.loss)
        if change.matter == CHART:
            account = account.release(np.append([0, columns.scale], shape), prior)
        else:
            account = account.release(np.array([0]), prior).loosen(shape, self.settings.new_gauge_l)
        return account.drop(JUMP)

    def _arrive(
        self, account: Account, rise: Rise, seen: Block | None, papers: tuple[Paper, ...]
    ) -> tuple[Arrival, Account]:
        """What came in by documents and by the level, and the account after it."""
        settings = self.settings
        told = sum(paper.net_l for paper in papers) - (rise.earlier_l if papers else 0.0)
        came = rise.litres - rise.earlier_l
        nothing, shapes = np.zeros(self.columns.count), np.zeros(FIRST_NOZZLE + len(self.nozzles))
        unsure = (settings.document_share * told) ** 2 + settings.document_l**2 if papers else 0.0
        depends = nothing.copy()
        depends[self.columns.document] = told
        crude = float(np.hypot(30.0, 0.006 * came))
        expected = account.go_on(told, depends, unsure, shapes)
        excess, sd = (came - told, crude) if seen is None else expected.step(seen)
        arrival = Arrival(self.tank_id, rise, papers, excess, sd)
        if papers and abs(excess) < 0.015 * told + 60.0:
            return arrival, account.go_on(told, depends, unsure + settings.after_drop_l**2, shapes)
        return arrival, account.go_on(came, nothing, settings.free_l**2, shapes)


def _observed(account: Account, seen: Block) -> Account:
    """After the rows of a piece; far from all that the books allow (after a hole) the level is free."""
    gain = account.gain(seen)
    step, sd = account.step(seen, gain)
    if abs(step) < max(_LOST_L, _LOST_SD * sd):
        return account.observe(seen, gain)
    nothing, unmoved = np.zeros(len(account.mean)), np.zeros(int(account.shape.max(initial=0)) + 1)
    return account.go_on(0.0, nothing, step**2, unmoved).observe(seen)


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
