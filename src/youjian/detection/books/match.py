"""Documents, gauge and trips of one station joined, and what each join says (单据核对).

Pure: rows of the contract and rises in, groups out. Who belongs together is found by number first, then by
product, time and litres at 20 °C; what people joined by hand counts before both.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from youjian.detection.books.match_checks import (
    Check,
    checks_of,
    claim_of,
    rough_claim,
    stands_against,
    undecided_of,
)
from youjian.detection.books.match_rises import Claim, Rose, joined
from youjian.detection.books.match_trips import arrived, covered, pairs
from youjian.detection.books.products import family
from youjian.detection.evidence import Row
from youjian.detection.moments import micros, moment_of
from youjian.detection.parameters import DeliveryVariance, TransportUnmatched

State = Literal[
    "document_without_rise", "rise_without_document", "trip_without_document", "short", "over",
    "document_without_trip", "undecidable", "waiting", "matched",
]  # fmt: skip
"""What a group stands for; of several the first counts."""
Kind = Literal["d", "r", "t"]
Node = tuple[Kind, str]
"""A document, a rise or a trip by its number within the station."""
_ORDER: tuple[State, ...] = get_args(State)
_RISE_WAIT = timedelta(hours=13)
"""A rise may come so long after a document: twelve hours, and an hour for readings to arrive."""
_PAPER_WAIT = timedelta(hours=72)
"""A document may come so long after a rise (`stock.unrecorded_delivery`)."""


@dataclass(frozen=True)
class Limits:
    """What the rules of detection allow, whose judgement this follows."""

    trips: TransportUnmatched
    drops: DeliveryVariance


@dataclass(frozen=True)
class Station:
    """What is known of a station: rows of `deliveries` and `trips`, rises, and what people joined.

    `gauged` names the documents around whose time the tanks' readings are whole; `tied` are pairs that
    people joined, `parted` pairs that they took apart.
    """

    documents: Sequence[Row]
    trips: Sequence[Row]
    rises: Sequence[Rose]
    gauged: Collection[str]
    tied: Collection[tuple[Node, Node]] = ()
    parted: Collection[tuple[Node, Node]] = ()


@dataclass(frozen=True)
class Group:
    """What belongs together, what each comparison says, and the state of the whole.

    `missing` names what stands against a decision; `due` is when another paper's time is over.
    """

    documents: tuple[Row, ...]
    rises: tuple[Rose, ...]
    trips: tuple[Row, ...]
    checks: tuple[Check, ...]
    state: State
    missing: tuple[str, ...]
    due: datetime | None

    @property
    def key(self) -> str:
        """The name of the group: of its first document, else of its trip, else of its rise."""
        if self.documents:
            return f"d:{self.documents[0]['delivery_id']}"
        return f"t:{self.trips[0]['waybill_no']}" if self.trips else f"r:{self.rises[0].key}"

    @property
    def nodes(self) -> list[Node]:
        """Everything in it: documents, then trips, then rises."""
        return [
            *(("d", d["delivery_id"]) for d in self.documents),
            *(("t", t["waybill_no"]) for t in self.trips),
            *(("r", r.key) for r in self.rises),
        ]

    @property
    def at(self) -> datetime:
        """When it was."""
        if self.documents:
            return self.documents[0]["delivered_at"]
        return arrived(self.trips[0]) if self.trips else moment_of(self.rises[0].start)

    @property
    def product(self) -> str:
        """The product by the first paper, or the family of the rise."""
        papers = self.documents or self.trips
        return papers[0]["product"] if papers else self.rises[0].family


def matched(station: Station, limits: Limits, now: datetime) -> list[Group]:
    """Every document, rise and trip of a station in exactly one group, in the order of time."""
    station = _ordered(station)
    found = pairs(station.trips, station.documents, limits.trips)
    by_number = (_pair("d", d, "t", t) for t, d in sorted(found))
    links = [*station.tied, *_apart_from(station, by_number), *_apart_from(station, _by_gauge(station))]
    groups = _groups(_components(_nodes(station), links), station)
    with_trip = {d["delivery_id"] for parts in groups for d in parts.documents if parts.trips}
    during, _ = covered(station.trips, station.documents, with_trip, limits.trips)
    court = _Court(limits, station.gauged, {d["delivery_id"] for d in during}, now)
    return sorted(map(court.judged, groups), key=lambda group: (group.at, group.key))


def _ordered(station: Station) -> Station:
    """By number, as detection reads them: what is alike is joined in this order."""
    return replace(
        station,
        documents=sorted(station.documents, key=lambda d: d["delivery_id"]),
        trips=sorted(station.trips, key=lambda t: t["waybill_no"]),
        rises=sorted(station.rises, key=lambda r: (r.start, r.key)),
    )


def _by_gauge(station: Station) -> Iterator[tuple[Node, Node]]:
    """Documents with rises, then trips without a document with the rises that are left."""
    claims = [claim_of(d) or rough_claim(d) for d in station.documents]
    bound = {number for pair in station.tied if {k for k, _ in pair} == {"d", "r"} for _, number in pair}
    for papers, rises in joined(
        [c for c in claims if c.delivery_id not in bound], [r for r in station.rises if r.key not in bound]
    ):
        bound.update(r.key for r in rises)
        yield from (_pair("d", c.delivery_id, "r", r.key) for c in papers for r in rises)
    named = {d["waybill_no"].strip() for d in station.documents if d["waybill_no"] is not None}
    alone = [t for t in station.trips if t["waybill_no"].strip() not in named and t["unloaded_at"]]
    for carried, rises in joined(
        [_claim_of_trip(t) for t in alone], [r for r in station.rises if r.key not in bound]
    ):
        yield from (_pair("t", c.delivery_id, "r", r.key) for c in carried for r in rises)


def _pair(one: Kind, one_number: str, other: Kind, other_number: str) -> tuple[Node, Node]:
    return (one, one_number), (other, other_number)


def _claim_of_trip(trip: Row) -> Claim:
    volume = (trip["unloaded_ml"] or trip["loaded_ml"]) / 1000
    kind = family(trip["product"])
    return Claim(trip["waybill_no"], None, kind, micros(arrived(trip)), volume, 0.01 * volume)


def _apart_from(station: Station, links: Iterable[tuple[Node, Node]]) -> Iterator[tuple[Node, Node]]:
    parted = {frozenset(pair) for pair in station.parted}
    return (pair for pair in links if frozenset(pair) not in parted)


def _nodes(station: Station) -> list[Node]:
    return [
        *(("d", d["delivery_id"]) for d in station.documents),
        *(("r", r.key) for r in station.rises),
        *(("t", t["waybill_no"]) for t in station.trips),
    ]


def _components(nodes: Sequence[Node], links: Sequence[tuple[Node, Node]]) -> list[list[Node]]:
    """Which nodes hang together, in the order of `nodes`; links to what is not there count for nothing."""
    head = {node: node for node in nodes}

    def top(node: Node) -> Node:
        while head[node] != node:
            node = head[node]
        return node

    for one, other in links:
        if one in head and other in head:
            head[top(other)] = top(one)
    made: dict[Node, list[Node]] = {}
    for node in nodes:
        made.setdefault(top(node), []).append(node)
    return list(made.values())


@dataclass(frozen=True)
class Parts:
    """What hangs together, each kind in the order of time."""

    documents: tuple[Row, ...]
    rises: tuple[Rose, ...]
    trips: tuple[Row, ...]


def _groups(components: Sequence[Sequence[Node]], station: Station) -> list[Parts]:
    documents = {d["delivery_id"]: d for d in station.documents}
    rises = {r.key: r for r in station.rises}
    trips = {t["waybill_no"]: t for t in station.trips}
    return [
        Parts(
            tuple(sorted((documents[n] for k, n in part if k == "d"), key=_document_order)),
            tuple(sorted((rises[n] for k, n in part if k == "r"), key=lambda r: (r.start, r.key))),
            tuple(sorted((trips[n] for k, n in part if k == "t"), key=_trip_order)),
        )
        for part in components
    ]


def _document_order(document: Row) -> tuple[datetime, str]:
    return document["delivered_at"], document["delivery_id"]


def _trip_order(trip: Row) -> tuple[datetime, str]:
    return arrived(trip), trip["waybill_no"]


@dataclass(frozen=True)
class _Court:
    """Who says what a group stands for, at a moment."""

    limits: Limits
    gauged: Collection[str]
    trips_due: Collection[str]
    now: datetime

    def judged(self, parts: Parts) -> Group:
        """A group with its comparisons and its state."""
        documents, rises, trips = parts.documents, parts.rises, parts.trips
        checks = tuple(checks_of(documents, rises, trips, self.limits.drops, self.limits.trips))
        lacks = list(self._lacks(parts))
        lacking = tuple(dict.fromkeys(undecided_of(documents, rises, trips, self.gauged)))
        waits = [due for _, due in lacks if due > self.now]
        states: list[State] = [state for state, due in lacks if due <= self.now]
        states.extend("short" if c.apart_l < 0 else "over" for c in checks if c.beyond)
        if waits:
            states.append("waiting")
        if stands_against(lacking, trips, self.limits.trips):
            states.append("undecidable")
        due = min(waits, default=None)
        return Group(documents, rises, trips, checks, _first(states), lacking, due)

    def _lacks(self, parts: Parts) -> Iterator[tuple[State, datetime]]:
        """What a group has nothing of, and when the time of that was over."""
        wait = timedelta(days=self.limits.trips.wait_days)
        for d in parts.documents:
            if not parts.rises and d["delivery_id"] in self.gauged:
                yield "document_without_rise", _known(d, d["delivered_at"]) + _RISE_WAIT
            if not parts.trips and d["delivery_id"] in self.trips_due:
                yield "document_without_trip", _known(d, d["delivered_at"]) + wait
        if parts.documents:
            return
        for t in parts.trips:
            unloaded = t["unloaded_at"] is not None
            yield "trip_without_document" if unloaded else "undecidable", _known(t, arrived(t)) + wait
        if parts.rises and not parts.trips:
            yield "rise_without_document", moment_of(parts.rises[0].end) + _PAPER_WAIT


def _known(row: Row, at: datetime) -> datetime:
    return max(row["received_at"] or at, at)


def _first(states: Collection[State]) -> State:
    """The gravest of what was found; nothing found is a match."""
    for one in _ORDER:
        if one in states:
            return one
    return "matched"
