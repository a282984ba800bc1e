"""The watch over rises: what came into the tanks in the last hours, with its documents, as then known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.books import StationBook
from youjian.detection.balance.papers import Drop, Paper, match_drops
from youjian.detection.balance.rises import Rise, find_rises
from youjian.detection.balance.sales import NEVER
from youjian.detection.balance.stretch import SECOND
from youjian.detection.balance.tank_book import TankBook

_WELL = 0.08
"""How well a trip must fit: twice as well as `match_drops` asks for, since a rise is measured again."""
_REACH = 12 * 3600 * SECOND


@dataclass(frozen=True)
class Seen:
    """A rise of one tank with what speaks for and against it.

    `on_its_way` tells that no document fits it but a tanker's trip does.
    """

    group: TankBook
    rise: Rise
    drop: Drop
    noise_l: float
    moved_l: float
    settled: bool
    on_its_way: bool

    @property
    def litres(self) -> float:
        """Net litres that neither a document nor a transfer or return accounts for."""
        return self.rise.litres - self.moved_l

    @property
    def gap_sd(self) -> float:
        """Standard deviation of a rise across a hole, L: chart and meters over what was sold."""
        hours = (self.rise.end - self.rise.start) / (3600 * SECOND)
        sold = max(self.rise.litres - self.rise.level_change, 0.0)
        return float(np.hypot(8.0 + 2.0 * hours**0.5, 0.012 * sold))


def seen_between(book: StationBook, product: str, since: int, until: int, as_of: int) -> list[Seen]:
    """The rises of a product's tanks in a span, as known at a moment, each with its drop."""
    groups = [group for group in book.groups if group.product == product]
    rises: list[tuple[int, Rise]] = []
    noise: dict[int, float] = {}
    for place, group in enumerate(groups):
        found, noise[place] = _rises(book, group, since, until, as_of)
        rises += [(place, rise) for rise in found]
    drops = match_drops(rises, _near(book.papers, product, since, until, as_of))
    bare = [rise for drop in drops if not drop.papers for rise in drop.rises]
    trips = _near(book.trips, product, since, until, as_of) if bare else []
    promised = {rise for drop in match_drops(bare, trips) if drop.papers for rise in drop.rises}
    return [
        Seen(
            groups[place],
            rise,
            drop,
            noise[place],
            moved(book, rise, as_of),
            settled=not rise.open,
            on_its_way=(place, rise) in promised,
        )
        for drop in drops
        for place, rise in drop.rises
    ]


def all_promised(book: StationBook, product: str, rises: Sequence[tuple[int, Rise]], as_of: int) -> bool:
    """Whether the trips known at a moment fit every one of some rises well, so that none needs a look."""
    since, until = min(rise.start for _, rise in rises), max(rise.end for _, rise in rises)
    drops = match_drops(rises, _near(book.trips, product, since, until, as_of))
    return all(
        abs(drop.excess_l) <= _WELL * sum(trip.net_l for trip in drop.papers) for drop in drops if drop.rises
    )


def _near(papers: Sequence[Paper], product: str, since: int, until: int, as_of: int) -> list[Paper]:
    """The documents of a product around a span, as known at a moment."""
    return [
        paper
        for paper in papers
        if paper.product == product and paper.known <= as_of and since - _REACH <= paper.at <= until + _REACH
    ]


def _rises(
    book: StationBook, group: TankBook, since: int, until: int, as_of: int
) -> tuple[list[Rise], float]:
    start = group.seen_before(since, as_of)
    seen = group.stretch(book.sales, start, until, as_of)
    noise = group.noise_of(seen)
    return [rise for rise in group.rises_in(seen, noise) if rise.end >= since], noise.bin_l


def moved(book: StationBook, rise: Rise, as_of: int) -> float:
    """Litres that came from the station's own nozzles: returns and transfers around a rise."""
    margin = 3600 * SECOND
    low, high = np.searchsorted(book.sales.ended, [rise.start - margin, rise.end + margin // 2])
    near = book.sales.where(slice(int(low), int(high))).at(as_of)
    return float(near.elsewhere.sum())


@dataclass(frozen=True)
class Candidate:
    """A rise that all records together show, and when a document that fits it became known (None: never)."""

    tank_id: int
    product: str
    rise: Rise
    documented: int | None


def candidates(book: StationBook, least_l: float) -> list[Candidate]:
    """Every rise that all records together show: where to look. Not causal, so never itself a finding."""
    found: list[Candidate] = []
    book = book.with_whole_map()
    for product in of_product(book.groups):
        rises = [
            (place, rise)
            for place, group in enumerate(book.groups)
            if group.product == product
            for rise in _ever(book, group, least_l)
        ]
        for drop in match_drops(rises, [paper for paper in book.papers if paper.product == product]):
            known = max((paper.known for paper in drop.papers), default=None)
            found += [
                Candidate(book.groups[place].tank_id, product, rise, known) for place, rise in drop.rises
            ]
    return found


def _ever(book: StationBook, group: TankBook, least_l: float) -> list[Rise]:
    first = min(int(level.at[0]) for level in group.levels)
    last = max(int(level.at[-1]) for level in group.levels)
    seen = group.stretch(book.sales, first, last + 1, _LATEST)
    return find_rises(seen.at, seen.flat, seen.level, least_l, 1.0)


_LATEST = NEVER - 1


def of_product(groups: Sequence[TankBook]) -> list[str]:
    """The products of some tanks, each once."""
    return sorted({group.product for group in groups})
