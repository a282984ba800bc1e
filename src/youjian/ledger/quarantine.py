"""Quarantine (待核数据): records that were acknowledged but could not be stored, kept as they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import class_row

Status = Literal["held", "replayed", "discarded"]


@dataclass(frozen=True)
class Held:
    """A record set aside, with the reason and its bytes."""

    id: int
    received_at: datetime
    station_id: str | None
    collector_id: str | None
    door: str
    table_name: str
    record_index: int
    batch_id: int | None
    reason: str
    detail: str
    raw: bytes
    status: Status


_SELECT = """
SELECT
    id, received_at, station_id, collector_id, door, table_name, record_index, batch_id, reason, detail, raw,
    status
FROM ledger.quarantine
"""


def put(conn: Connection[Any], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set records aside; each row is the columns of `Held` from `received_at` to `raw`."""
    if not rows:
        return
    conn.execute(
        """
        INSERT INTO ledger.quarantine
            (received_at, station_id, collector_id, door, table_name, record_index, batch_id, reason, detail,
            raw)
        SELECT * FROM unnest(
            %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::integer[], %s::bigint[],
            %s::text[], %s::text[], %s::bytea[]
        )
        """,
        [list(column) for column in zip(*rows, strict=True)],
    )


def held(conn: Connection[Any], *, status: Status = "held", after: int = 0, limit: int = 100) -> list[Held]:
    """Records of one status in order of arrival, from the one after id `after`."""
    cursor = conn.cursor(row_factory=class_row(Held))
    return cursor.execute(
        _SELECT + "WHERE status = %s AND id > %s ORDER BY id LIMIT %s", [status, after, limit]
    ).fetchall()


def get(conn: Connection[Any], quarantine_id: int) -> Held | None:
    """One record set aside, or None."""
    cursor = conn.cursor(row_factory=class_row(Held))
    return cursor.execute(_SELECT + "WHERE id = %s", [quarantine_id]).fetchone()


def mark(conn: Connection[Any], quarantine_id: int, status: Literal["replayed", "discarded"]) -> bool:
    """Settle a held record; False when it was settled before or is not there."""
    done = conn.execute(
        "UPDATE ledger.quarantine SET status = %s WHERE id = %s AND status = 'held'", [status, quarantine_id]
    )
    return done.rowcount == 1
