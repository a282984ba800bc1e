"""Holds: stretches of a station's days that stay whole, in ledger and archive, while somebody needs them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True)
class Hold:
    """One hold; in force until it is released."""

    id: int
    station_id: str
    first_day: date
    last_day: date
    reason: str
    placed_by: str
    placed_at: datetime
    released_by: str | None
    released_at: datetime | None


def place(
    conn: Connection[Any], station_id: str, first: date, last: date, *, reason: str, placed_by: str
) -> int:
    """Hold the days of a station from `first` to `last`; returns the hold's number.

    A day that was dropped from the ledger already is held in the archive. Raises ValueError for days in the
    wrong order or without a reason.
    """
    if last < first:
        raise ValueError(f"a hold from {first} to {last} holds no day: give the earlier day first")
    if not reason.strip():
        raise ValueError("a hold needs a reason: name the case or the request it is for")
    row = conn.execute(
        "INSERT INTO ledger.holds (station_id, first_day, last_day, reason, placed_by)"
        " VALUES (%s, %s, %s, %s, %s) RETURNING id",
        [station_id, first, last, reason.strip(), placed_by],
    ).fetchone()
    if row is None:
        raise LookupError(f"the hold of {station_id} was not written")
    return int(row[0])


def release(conn: Connection[Any], number: int, released_by: str) -> Hold:
    """End a hold. Raises LookupError when there is none of this number in force."""
    cursor = conn.cursor(row_factory=class_row(Hold))
    row = cursor.execute(
        "UPDATE ledger.holds SET released_by = %s, released_at = now()"
        " WHERE id = %s AND released_at IS NULL RETURNING *",
        [released_by, number],
    ).fetchone()
    if row is None:
        raise LookupError(f"there is no hold {number} in force")
    return row


def holds(conn: Connection[Any], *, released: bool = False) -> list[Hold]:
    """Holds in force, or all that there ever were, in the order of their numbers."""
    cursor = conn.cursor(row_factory=class_row(Hold))
    query = "SELECT * FROM ledger.holds WHERE %s OR released_at IS NULL ORDER BY id"
    return cursor.execute(query, [released]).fetchall()
