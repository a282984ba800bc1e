"""When each door was open, and what its journal says of those who knocked.

Silence of a station counts only while the door was open, so intake opens a span when it starts, says every
few seconds that it lives, and closes the span when it stops. A killed intake leaves its last sign of life.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True)
class DoorSpan:
    """A stretch of time in which a door was open: from `started_at` to `ended_at`."""

    id: int
    door: str
    started_at: datetime
    last_alive_at: datetime
    stopped_at: datetime | None

    @property
    def ended_at(self) -> datetime:
        """The stop, or else the last sign of life."""
        return self.stopped_at or self.last_alive_at


@dataclass(frozen=True)
class DoorEntry:
    """An entry of a door's journal: who knocked and what was odd about it."""

    at: datetime
    door: str
    peer: str
    kind: str
    detail: str
    station_id: str | None = None
    raw: bytes | None = None


def open_span(conn: Connection[Any], door: str, now: datetime) -> int:
    """Note that a door opens; returns the span's id."""
    row = conn.execute(
        "INSERT INTO ledger.door_spans (door, started_at, last_alive_at) VALUES (%s, %s, %s) RETURNING id",
        [door, now, now],
    ).fetchone()
    if row is None:
        raise LookupError(f"the span of door {door} was not written")
    return int(row[0])


def keep_alive(conn: Connection[Any], span_id: int, now: datetime) -> None:
    """Note that the door of this span is still open."""
    conn.execute(
        "UPDATE ledger.door_spans SET last_alive_at = greatest(last_alive_at, %s) WHERE id = %s",
        [now, span_id],
    )


def close_span(conn: Connection[Any], span_id: int, now: datetime) -> None:
    """Note that the door of this span was closed on purpose."""
    conn.execute(
        "UPDATE ledger.door_spans SET last_alive_at = %s, stopped_at = %s WHERE id = %s", [now, now, span_id]
    )


def door_spans(
    conn: Connection[Any], door: str | None = None, since: datetime | None = None
) -> list[DoorSpan]:
    """Spans in order of their start: of one door or all, those that lasted beyond `since`."""
    cursor = conn.cursor(row_factory=class_row(DoorSpan))
    return cursor.execute(
        """
        SELECT id, door, started_at, last_alive_at, stopped_at FROM ledger.door_spans
        WHERE (%(door)s::text IS NULL OR door = %(door)s)
            AND (%(since)s::timestamptz IS NULL OR coalesce(stopped_at, last_alive_at) > %(since)s)
        ORDER BY started_at, id
        """,
        {"door": door, "since": since},
    ).fetchall()


def write_journal(conn: Connection[Any], entries: Sequence[DoorEntry]) -> None:
    """Append entries to the doors' journal."""
    with conn.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO ledger.door_journal (at, door, peer, station_id, kind, detail, raw)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            """,
            [(e.at, e.door, e.peer, e.station_id, e.kind, e.detail, e.raw) for e in entries],
        )
