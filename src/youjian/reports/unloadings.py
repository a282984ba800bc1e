"""What came into the tanks, document against gauge, as the books have it at their last night."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from youjian.detection.balance.books import StationBook
from youjian.detection.balance.papers import Paper, match_drops
from youjian.detection.balance.rises import Rise
from youjian.detection.balance.standing import Arrival
from youjian.detection.balance.tank_book import TankBook
from youjian.detection.balance.watching import moved

_CRUDE_L, _CRUDE_SHARE = 30.0, 0.006


@dataclass(frozen=True)
class Unloading:
    """A rise of one tank's level with what is written about it, net litres at 20 °C.

    `documented_l` is None where no document speaks of it; of a document for several tanks it is this tank's
    share by the gauge, and `shared` tells so. `excess_l` is the gauge above the document and `sd_l` its
    standard deviation, as the tank's account has them; `moved_l` what the station's own returns and transfers
    brought.
    """

    tank_id: int
    start: int
    end: int
    papers: tuple[Paper, ...]
    documented_l: float | None
    gauged_l: float
    excess_l: float
    sd_l: float
    shared: bool = False
    moved_l: float = 0.0

    @property
    def booked_l(self) -> float:
        """What the book takes in: the document's litres, the gauge's where nothing is written."""
        return self.gauged_l if self.documented_l is None else self.documented_l


@dataclass(frozen=True)
class Unloadings:
    """Of a station: what came in, by the name of the tank's book, and documents to which no rise belongs."""

    of_tank: dict[int, list[Unloading]]
    lonely: tuple[Paper, ...]


def unloadings(book: StationBook, first: int, last: int, as_of: int) -> Unloadings:
    """Everything that came in at nights `first` to `last`, as known at a moment (µs)."""
    of_tank = {group.tank_id: list(_alone(book, group, first, last, as_of)) for group in book.groups}
    used = {paper.delivery_id for found in of_tank.values() for one in found for paper in one.papers}
    free = [paper for paper in book.papers if paper.known <= as_of and paper.delivery_id not in used]
    lonely: list[Paper] = []
    for product in sorted({group.product for group in book.groups} | {paper.product for paper in free}):
        mine = [group for group in book.groups if group.product == product]
        lonely += _share([of_tank[g.tank_id] for g in mine], [p for p in free if p.product == product])
    return Unloadings(of_tank, tuple(sorted(lonely, key=lambda paper: (paper.at, paper.delivery_id))))


def whole(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Arrivals of several days in the order of time; one that crosses a night stands once.

    Its later part is kept, and with it the document that either part was matched to.
    """
    found: list[Arrival] = []
    for arrival in arrivals:
        if arrival.rise.earlier_l and found and found[-1].rise.open:
            before = found.pop()
            found.append(_joined(before, arrival))
        else:
            found.append(arrival)
    return found


def _joined(before: Arrival, after: Arrival) -> Arrival:
    rise = replace(after.rise, start=min(before.rise.start, after.rise.start))
    if after.papers or not before.papers:
        return replace(after, rise=rise)
    told = sum(paper.net_l for paper in before.papers)
    return replace(
        after, rise=rise, papers=before.papers, excess_l=rise.litres - told, sd_l=_crude(rise.litres)
    )


def _alone(book: StationBook, group: TankBook, first: int, last: int, as_of: int) -> Iterator[Unloading]:
    nights = range(first, last + 1)
    for arrival in whole([a for night in nights for a in group.arrivals.get(night, [])]):
        rise, told = arrival.rise, sum(paper.net_l for paper in arrival.papers)
        documented = told if arrival.papers else None
        gauged = told + arrival.excess_l if arrival.papers else rise.litres
        yield Unloading(
            tank_id=group.tank_id,
            start=rise.start,
            end=rise.end,
            papers=arrival.papers,
            documented_l=documented,
            gauged_l=gauged,
            excess_l=arrival.excess_l,
            sd_l=float(arrival.sd_l),
            moved_l=0.0 if arrival.papers else moved(book, rise, as_of),
        )


def _share(tanks: list[list[Unloading]], free: list[Paper]) -> list[Paper]:
    """Give documents for several tanks to the rises they speak of, in place; returns those left over."""
    lonely: list[Paper] = []
    rises = [(i, _rise(one)) for i, found in enumerate(tanks) for one in found if one.documented_l is None]
    for drop in match_drops(rises, free):
        if not drop.rises:
            lonely += drop.papers
        elif drop.papers:
            told = sum(paper.net_l for paper in drop.papers)
            share = told / sum(rise.litres for _, rise in drop.rises)
            for place, rise in drop.rises:
                row = next(n for n, one in enumerate(tanks[place]) if _rise(one) == rise)
                tanks[place][row] = _shared(tanks[place][row], drop.papers, share, len(drop.rises) > 1)
    return lonely


def _shared(one: Unloading, papers: tuple[Paper, ...], share: float, several: bool) -> Unloading:
    told = one.gauged_l * share
    return replace(
        one,
        papers=papers,
        documented_l=told,
        excess_l=one.gauged_l - told,
        sd_l=_crude(one.gauged_l),
        shared=several,
        moved_l=0.0,
    )


def _rise(one: Unloading) -> Rise:
    """Enough of a rise for matching it with documents."""
    return Rise(one.start, one.end, one.gauged_l, one.sd_l, one.gauged_l, one.gauged_l, False, False)


def _crude(litres: float) -> float:
    """Standard deviation of a rise that no account weighed: gauge and chart, L."""
    return float(np.hypot(_CRUDE_L, _CRUDE_SHARE * litres))
