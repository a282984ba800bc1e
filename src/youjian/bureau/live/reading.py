"""What the live tables share: statements, the cursor of now, the parts that are told beside the rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.live.cursors import Cursor, digest, xid32
from youjian.bureau.times import now
from youjian.contract.fields import business_day

Line = tuple[Any, ...]
CHANGED = "mod({row}.xmin::text::bigint - %(xid)s + 4294967296, 4294967296) < 2147483648"
"""Whether a row's transaction is not before `xid`: who holds a cursor at `xid` may not have seen it."""


def changed(row: str) -> str:
    """The condition over the table's alias `row`."""
    return CHANGED.format(row=row)


def fetch(statement: str, **values: Any) -> list[Line]:
    """All rows of a statement, within the transaction's scope."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def running_xid() -> int:
    """The oldest transaction that has not ended: what is read from now on sees everything before it."""
    return fetch("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")[0][0]


def cursor_now(actor: Actor, tables: Sequence[str]) -> Cursor:
    """Where a screen stands that reads from now on; must be made before anything is read."""
    xid = running_xid()
    counted = " UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in tables)  # noqa: S608
    counts = fetch(counted)
    return Cursor(xid, business_day(now()), digest(actor.scope), digest([count for (count,) in counts]), ())


def register_moved(since: Cursor, tables: Sequence[str]) -> bool:
    """Whether a row of the register was written since a cursor."""
    found = " OR ".join(f"EXISTS (SELECT FROM {table} AS r WHERE {changed('r')})" for table in tables)
    return bool(fetch(f"SELECT {found}", xid=xid32(since.xid))[0][0])


def links() -> list[Line]:
    """Each connected station with the state of its collector."""
    return fetch(
        "SELECT station_id, status FROM device_states WHERE device = 'collector' ORDER BY station_id"
    )


def alerts() -> list[Line]:
    """What has alerts that are not closed: station, subject, worst colour."""
    return fetch(_ALERTS)


def stations() -> list[Line]:
    """Stations that are not closed: id, name, region, company, state of business."""
    return fetch(
        "SELECT station_id, name, region_code, uscc, status FROM stations"
        " WHERE status <> 'closed' ORDER BY station_id"
    )


def companies() -> dict[str, str]:
    """Names of the companies that run a station of the scope."""
    return dict(
        fetch("SELECT uscc, name FROM companies WHERE uscc IN (SELECT uscc FROM stations) ORDER BY uscc")
    )


def epoch(moment: datetime | None) -> int | None:
    """A moment in whole seconds since 1970, UTC."""
    return None if moment is None else int(moment.timestamp())


_ALERTS = """
SELECT DISTINCT ON (a.station_id, told.subject) a.station_id, told.subject, a.colour
FROM bureau.alerts_alert AS a
CROSS JOIN LATERAL (
    SELECT a.subject UNION SELECT f.subject FROM bureau.alerts_alertfinding AS f WHERE f.alert_id = a.id
) AS told
WHERE a.status <> 'closed'
ORDER BY a.station_id, told.subject, a.rank DESC
"""
