"""Acknowledged batches as they were sent, kept for the day the platform asks for a range again.

A range is kept as an order and carried out batch by batch: the wanted records with the very bytes they had,
the part of their device's chain beside them, marked `again`.
"""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Raw, Struct

from youjian.protocols import station

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NEVER = (2**62, -(2**62))
"""The span of a body in which no range is looked for."""


class Wanted(Struct, frozen=True):
    """Records of these tables (None: of all) whose own time is from `start` to before `end`."""

    start: datetime
    end: datetime
    tables: tuple[str, ...] | None = None

    def takes(self, table: str, record: bytes) -> bool:
        """Whether a record is wanted."""
        if self.tables is not None and table not in self.tables:
            return False
        at = moment_of(record)
        return at is not None and self.start <= at < self.end

    def of(self, body: station.BatchBody) -> frozenset[tuple[str, int]]:
        """Table and index of the wanted records of a batch."""
        return frozenset(
            (table, index)
            for table, raws in body.records.items()
            for index, raw in enumerate(raws)
            if self.takes(table, bytes(raw))
        )


class Order(Struct, frozen=True):
    """A range being sent again: the next kept batch to look at, and the last one."""

    id: int
    next_id: int
    through_id: int
    wanted: Wanted


class _Times(Struct):
    ended_at: datetime | None = None
    at: datetime | None = None
    read_at: datetime | None = None
    delivered_at: datetime | None = None


_DECODE = msgspec.json.Decoder(_Times).decode


def moment_of(record: bytes) -> datetime | None:
    """The device's time of a record: when it ended, was seen, read or delivered; None when it names none."""
    try:
        times = _DECODE(record)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    found = times.ended_at or times.at or times.read_at or times.delivered_at
    return found if found is not None and found.tzinfo is not None else None


# kept batches


@dataclass(frozen=True)
class Kept:
    """An acknowledged batch: its body as it was sent."""

    id: int
    packed: bytes

    @property
    def body(self) -> station.BatchBody:
        """The body read; an empty one where somebody has made it unreadable."""
        try:
            return station.decode_body(station.unpack(self.packed, "gzip"), station.BatchBody)
        except station.BodyError:
            return station.BatchBody(sent_at=_EPOCH, records={})


def keep(db: sqlite3.Connection, packed: bytes, body: station.BatchBody | None) -> None:
    """Keep an acknowledged body with the span of its records' times.

    Without `body` it is kept for the chain of batches alone: its records stand in an earlier one.
    """
    records = body.records.values() if body is not None else ()
    moments = [_micros(at) for raws in records for raw in raws if (at := moment_of(bytes(raw)))]
    span = (min(moments), max(moments)) if moments else _NEVER
    db.execute("INSERT INTO sent (body, first_at, last_at) VALUES (?, ?, ?)", (packed, *span))


def kept(db: sqlite3.Connection, wanted: Wanted, first_id: int, through_id: int) -> Kept | None:
    """The first kept batch of these that may hold wanted records."""
    row = db.execute(_NEXT, (first_id, through_id, _micros(wanted.end), _micros(wanted.start))).fetchone()
    return Kept(*row) if row else None


def drop_oldest(db: sqlite3.Connection, most: int) -> int:
    """Drop the oldest kept batches; how many went."""
    return db.execute(
        "DELETE FROM sent WHERE id IN (SELECT id FROM sent ORDER BY id LIMIT ?)", (most,)
    ).rowcount


# orders


def make(start: datetime, end: datetime, tables: Collection[str] | None) -> Wanted:
    """A range as the platform named it."""
    return Wanted(start, end, None if tables is None else tuple(sorted(tables)))


def put(db: sqlite3.Connection, first_id: int, through_id: int, wanted: Wanted) -> None:
    """Keep an order until all of it is acknowledged."""
    db.execute(
        "INSERT INTO resends (next_id, through_id, wanted) VALUES (?, ?, ?)",
        (first_id, through_id, msgspec.json.encode(wanted)),
    )


def oldest(db: sqlite3.Connection) -> Order | None:
    """The order that is carried out now."""
    row = db.execute("SELECT id, next_id, through_id, wanted FROM resends ORDER BY id LIMIT 1").fetchone()
    if row is None:
        return None
    return Order(row[0], row[1], row[2], msgspec.json.decode(row[3], type=Wanted))


def move(db: sqlite3.Connection, order_id: int, next_id: int) -> None:
    """Go on behind what is acknowledged; an order that is done is forgotten."""
    db.execute("UPDATE resends SET next_id = ? WHERE id = ?", (next_id, order_id))
    db.execute("DELETE FROM resends WHERE id = ? AND next_id > through_id", (order_id,))


# bodies out of bodies


def parts_again(
    body: station.BatchBody, wanted: frozenset[tuple[str, int]], behind: Mapping[str, int]
) -> tuple[dict[str, list[Raw]], list[station.RecordChain]]:
    """The wanted records of a body and their parts of the chains; between them the others stand as c(n).

    `behind`: how many records each table of the batch to be built holds already.
    """
    records: dict[str, list[Raw]] = {}
    places: dict[tuple[str, int], tuple[str, int]] = {}
    for table, index in sorted(wanted):
        own = records.setdefault(table, [])
        places[table, index] = (table, behind.get(table, 0) + len(own))
        own.append(body.records[table][index])
    chains = [part for sent in body.chains if (part := _part_again(body, sent, places)) is not None]
    return records, chains


def _part_again(
    body: station.BatchBody, sent: station.RecordChain, places: dict[tuple[str, int], tuple[str, int]]
) -> station.RecordChain | None:
    """The stretch of a part from its first to its last wanted record."""
    named = [index for index, entry in enumerate(sent.records) if entry in places]
    if not named:
        return None
    first, last = named[0], named[-1]
    contents = [content_sent(body, entry) for entry in sent.records[: last + 1]]
    digests = [bytes.fromhex(sent.previous_digest)]
    digests += station.digests(digests[0], contents)
    stretch = enumerate(sent.records[first : last + 1], start=first)
    whole = last == len(sent.records) - 1
    return station.RecordChain(
        device=sent.device,
        first_no=sent.first_no + first,
        previous_digest=digests[first].hex(),
        digest=sent.digest if whole else digests[last + 1].hex(),
        records=[
            contents[at].hex() if isinstance(entry, str) else places.get(entry, contents[at].hex())
            for at, entry in stretch
        ],
        again=True,
    )


def content_sent(body: station.BatchBody, entry: tuple[str, int] | str) -> bytes:
    """c(n) of an entry of a body's own chains."""
    if isinstance(entry, str):
        return bytes.fromhex(entry)
    table, index = entry
    return station.content_digest(table, bytes(body.records[table][index]))


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


_NEXT = """
SELECT id, body FROM sent WHERE id >= ? AND id <= ? AND first_at < ? AND last_at >= ? ORDER BY id LIMIT 1
"""
