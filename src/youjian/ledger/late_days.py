"""Marks of days that got records after their end: what the sealing of days looks at again.

A mark is written in the transaction that stores the records, so either a seal's snapshot has both or the mark
outlives the seal.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any

from psycopg import Connection, sql

from youjian.contract.fields import business_day, day_bounds
from youjian.contract.tables import Table
from youjian.ledger.columns import DEVICE_TABLES, column_types
from youjian.ledger.staging import Staged


def note(conn: Connection[Any], staged: Iterable[Staged], now: datetime) -> None:
    """Mark the days that were over when records of this transaction were stored; one statement.

    Call it after the inserts. `now` is when the records came in; the clock is asked again, because a day may
    have ended while the writer waited for its turn. The days of documents and of conflicts are marked over or
    not: both are few, and a station that has no devices yet begins with its documents. Test records mark
    nothing.
    """
    since = day_bounds(business_day(max(now, datetime.now(UTC))))[0]
    parts = [_late(stage) for stage in staged]
    if parts:
        statement = sql.SQL(_MARK).format(sql.SQL(" UNION ALL ").join(parts))
        conn.execute(statement, {"since": since})


def mark(conn: Connection[Any], station_id: str, moment: datetime) -> None:
    """Mark the day of a moment, for what is written down of a station beside its records."""
    conn.execute(_MARK_ONE, [station_id, business_day(moment)])


def mark_all(conn: Connection[Any], days: Collection[tuple[str, date]]) -> None:
    """Mark station-days that got records after their end."""
    if days:
        stations, dates = zip(*sorted(days), strict=True)
        conn.execute(_MARK_ALL, [list(stations), list(dates)])


def day_of(spec: Table, alias: str, known: str) -> sql.Composable:
    """The business day of a record: its end's, and of one that has not ended that of the column `known`.

    >>> from youjian.contract.tables import TABLES
    >>> day_of(TABLES["invoices"], "i", "received_at").as_string()
    '"i"."issued_on"'
    """
    end = sql.Identifier(alias, spec.end or known)
    if column_types(spec).get(spec.end or "") == "date":
        return end
    return _day(sql.SQL("coalesce({}, {})").format(end, sql.Identifier(alias, known)))


def _day(moment: sql.Composable) -> sql.Composable:
    return sql.SQL("({} AT TIME ZONE 'UTC' + interval '8 hours')::date").format(moment)


def _late(stage: Staged) -> sql.Composable:
    over = sql.SQL("true")
    if stage.spec.name in DEVICE_TABLES:
        over = sql.SQL("{} < %(since)s").format(sql.Identifier("v", stage.spec.end or ""))
    return sql.SQL(_LATE).format(
        station=stage.station,
        day=day_of(stage.spec, "v", "known_at"),
        known_day=_day(sql.SQL("v.known_at")),
        view=stage.view,
        over=over,
    )


_MARK = "INSERT INTO ledger.late_days (station_id, day) SELECT DISTINCT station_id, day FROM ({}) AS late"
_MARK_ONE = "INSERT INTO ledger.late_days (station_id, day) VALUES (%s, %s)"
_MARK_ALL = (
    "INSERT INTO ledger.late_days (station_id, day) SELECT station_id, day"
    " FROM unnest(%s::text[], %s::date[]) AS late (station_id, day)"
)
_LATE = """
SELECT v.{station} AS station_id, CASE WHEN v.fate IS NULL THEN {day} ELSE {known_day} END AS day
FROM {view} AS v
WHERE NOT v.test AND (v.fate IS NULL AND {over} OR v.fate = 'conflict')
"""
