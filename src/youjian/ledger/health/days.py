"""Days: partitions made ahead, station-days sealed in time, anchors fresh."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection

from youjian.contract.fields import business_day
from youjian.ledger import partitions
from youjian.ledger.health.check import Check, judged

_AGED = timedelta(hours=48)
_SLACK = timedelta(days=1)
_ANCHOR_LATE = timedelta(minutes=15)


def look(conn: Connection[Any], now: datetime) -> Iterator[Check]:
    """Every check of days."""
    today = business_day(now)
    for one in partitions.state(conn, today):
        missing = ", ".join(day.isoformat() for day in one.missing)
        said = f"{one.count} days, {one.bytes / (1 << 20):,.0f} MiB"
        said += f", missing {missing}" if missing else ""
        said += f", {len(one.waiting)} past their time" if one.waiting else ""
        remedy = "start the worker: it makes them ahead and drops what is sealed" if missing else _WAITING
        yield judged(
            f"partitions of {one.table}", said, remedy, failed=bool(missing), warning=bool(one.waiting)
        )
    yield _sealed(conn, business_day(now - _AGED - _SLACK))
    yield _failures(conn)
    yield _anchored(conn, now)


_WAITING = "`youjian retention run --dry-run` names what keeps each of them"


def _sealed(conn: Connection[Any], due: date) -> Check:
    row = conn.execute(_BEHIND, {"due": due}).fetchone()
    sealed, behind, oldest, unsealed = row or (0, 0, None, 0)
    said = f"{sealed} stations are sealed through {due}" if sealed else "no station's day is over yet"
    if behind or unsealed:
        said = f"{behind} stations wait since {oldest or 'their first day'}, {unsealed} were never sealed"
    remedy = "look at the worker's log; `youjian seal --now` seals by hand"
    return judged("sealed days", said, remedy, failed=bool(behind or unsealed))


def _failures(conn: Connection[Any]) -> Check:
    rows = conn.execute(
        "SELECT station_id, day, error FROM ledger.sealing_failures ORDER BY since"
    ).fetchall()
    said = f"{len(rows)} stations cannot be sealed" if rows else "no day fails to be sealed"
    first = f"first {rows[0][0]} {rows[0][1]}: {rows[0][2]}" if rows else ""
    return judged("sealing", said, first, failed=bool(rows))


def _anchored(conn: Connection[Any], now: datetime) -> Check:
    row = conn.execute(_UNANCHORED).fetchone()
    waiting, since = row or (0, None)
    late = since is not None and now - since > _ANCHOR_LATE
    said = (
        f"{waiting} seals not anchored, the oldest of {since:%Y-%m-%d %H:%M}Z"
        if waiting
        else "all seals anchored"
    )
    remedy = "is the second place there? The worker writes an anchor every minute"
    return judged("anchors", said, remedy, failed=late)


_BEHIND = """
SELECT count(t.station_id), count(*) FILTER (WHERE t.through < %(due)s), min(t.through) + 1,
    count(*) FILTER (WHERE t.station_id IS NULL AND EXISTS (
        SELECT FROM ledger.nozzle_states AS n
        WHERE n.station_id = s.station_id AND n.ended_at < now() - interval '4 days'
    ))
FROM ledger.stations AS s LEFT JOIN ledger.sealed_through AS t USING (station_id) WHERE s.status <> 'closed'
"""
_UNANCHORED = "SELECT count(*), min(sealed_at) FROM ledger.day_seals WHERE anchor IS NULL"
