"""One writer of day seals per station: a lock of the session, gone with its process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection

_SPACE = 7054
_ANCHORS = (7053, 101)


def try_lock(conn: Connection[Any], station_id: str) -> bool:
    """Become the one who seals a station, until `unlock` or the end of the session; False when another is."""
    row = conn.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_SPACE, station_id]).fetchone()
    return bool(row and row[0])


def unlock(conn: Connection[Any], station_id: str) -> None:
    """Let others seal a station."""
    conn.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_SPACE, station_id])


@contextmanager
def only_anchoring(conn: Connection[Any]) -> Iterator[bool]:
    """Be the one who anchors, if nobody else is. The connection is in autocommit."""
    row = conn.execute("SELECT pg_try_advisory_lock(%s, %s)", _ANCHORS).fetchone()
    ours = bool(row and row[0])
    try:
        yield ours
    finally:
        if ours and not conn.closed:
            conn.execute("SELECT pg_advisory_unlock(%s, %s)", _ANCHORS)


@contextmanager
def only_writer(conn: Connection[Any], station_id: str) -> Iterator[None]:
    """Wait to become the one who seals a station. The connection is in autocommit."""
    conn.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_SPACE, station_id])
    try:
        yield
    finally:
        unlock(conn, station_id)
