"""What each station was last judged at, and whether anything may have changed since."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

_STAMPED = timedelta(minutes=1)
"""A record is stamped this long before its writer has its turn, at most."""


def last_judged(conn: Connection[Any]) -> dict[str, datetime]:
    """By station, the last tick of the watch at which it was judged."""
    rows = conn.execute("SELECT station_id, tick FROM ledger.watched").fetchall()
    return {str(station_id): tick for station_id, tick in rows}


def quiet_stations(conn: Connection[Any], tick: datetime, rule_set: str) -> frozenset[str]:
    """The stations for which a tick can bring nothing new: nobody has to look at them.

    Since the tick at which they were judged nothing of theirs was stored, the register did not change, no
    door opened or closed, no night was judged, the same rule set holds, and no rule named a moment up to this
    tick.
    """
    rows = conn.execute(_QUIET, {"tick": tick, "rule_set": rule_set, "stamped": _STAMPED}).fetchall()
    return frozenset(str(row[0]) for row in rows)


def pass_over(conn: Connection[Any], stations: Collection[str], tick: datetime) -> None:
    """Note that these stations had nothing new up to a tick."""
    conn.execute("UPDATE ledger.watched SET tick = %s WHERE station_id = ANY(%s)", [tick, list(stations)])


def note_judged(
    conn: Connection[Any], station_id: str, tick: datetime, quiet_until: datetime | None, rule_set: str
) -> None:
    """Note that a station was judged at a tick, and until when nothing changes by itself (None: unknown)."""
    conn.execute(_JUDGED, [station_id, tick, quiet_until, rule_set])


def stored_since(conn: Connection[Any], station_id: str, moment: datetime) -> bool:
    """Whether records of a station may have become known after a moment."""
    row = conn.execute(
        "SELECT stored_at >= %s FROM ledger.station_locks WHERE station_id = %s",
        [moment - _STAMPED, station_id],
    ).fetchone()
    return bool(row and row[0])


_QUIET = """
SELECT w.station_id FROM ledger.watched AS w LEFT JOIN ledger.station_locks AS l USING (station_id)
WHERE w.quiet_until > %(tick)s AND w.rule_set = %(rule_set)s
    AND coalesce(l.stored_at < w.tick - %(stamped)s, true)
    AND NOT EXISTS (
        SELECT FROM ledger.register_changes AS c
        WHERE c.at >= w.tick - %(stamped)s AND (c.station_id = w.station_id OR c.station_id IS NULL)
    )
    AND NOT EXISTS (
        SELECT FROM ledger.door_spans AS d
        WHERE d.started_at >= w.tick - %(stamped)s OR d.stopped_at >= w.tick - %(stamped)s
    )
    AND NOT EXISTS (SELECT FROM bureau.watch_night AS n WHERE n.finished_at >= w.tick)
"""
_JUDGED = """
INSERT INTO ledger.watched AS w (station_id, tick, quiet_until, rule_set) VALUES (%s, %s, %s, %s)
ON CONFLICT (station_id) DO UPDATE
SET tick = excluded.tick, quiet_until = excluded.quiet_until, rule_set = excluded.rule_set
WHERE w.tick <= excluded.tick
"""
