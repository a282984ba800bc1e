"""Stations whose records came days after they were made: how far back the watch has to look for them.

A mark is left in the transaction that stores such records (a trigger on `ledger.late_days`), one for each
station and day, with the time at which the last of them came.
"""

from datetime import datetime
from typing import Any

from psycopg import Connection

from youjian.contract.fields import business_day


def late_stations(conn: Connection[Any], since: datetime, before: datetime) -> frozenset[str]:
    """The stations that got records since a moment of days that were over before another one."""
    rows = conn.execute(
        "SELECT DISTINCT station_id FROM ledger.late_arrivals WHERE arrived_at >= %s AND day <= %s",
        [since, business_day(before)],
    )
    return frozenset(str(row[0]) for row in rows)


def forget(conn: Connection[Any], before: datetime) -> int:
    """Delete the marks of records that came before a moment; returns how many there were."""
    return conn.execute("DELETE FROM ledger.late_arrivals WHERE arrived_at < %s", [before]).rowcount
