"""Which station-days are to be sealed: those that are over without a seal, and those with records since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection, sql

from youjian.archive.manifest import AGED
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.tables import TABLES
from youjian.ledger.columns import DAY_TABLES, DEVICE_TABLES, relation
from youjian.ledger.sealing import index

SETTLES = timedelta(minutes=10)
"""A day is not sealed before: so much may the clocks of intake and of the sealing differ."""


@dataclass(frozen=True)
class Candidate:
    """A station-day that is over: `sealed` before, and has records that a seal has not seen when `marked`."""

    station_id: str
    day: date
    sealed: bool
    marked: bool


def candidates(
    conn: Connection[Any], now: datetime, *, settles: timedelta = SETTLES, station_id: str | None = None
) -> list[Candidate]:
    """Station-days over since `settles` that have no seal or a mark, oldest first."""
    last = last_over(now, settles)
    rows = conn.execute(_CANDIDATES, {"last": last, "station": station_id}).fetchall()
    return [Candidate(*row) for row in rows]


def last_over(now: datetime, settles: timedelta = SETTLES) -> date:
    """The last business day that was over `settles` ago."""
    return business_day(now - settles) - timedelta(days=1)


def is_aged(day: date, now: datetime) -> bool:
    """Whether a day is sealed complete or not."""
    return now >= day_bounds(day)[1] + AGED


def beginners(conn: Connection[Any], station_id: str | None = None) -> list[str]:
    """Stations with records of devices of which it is not known yet on which day they begin."""
    return [row[0] for row in conn.execute(_BEGINNERS, {"station": station_id}).fetchall()]


def begin(conn: Connection[Any], station_id: str) -> None:
    """Find a station's first day with a device's record and note it; a station without one is left."""
    days = [day for name in sorted(DEVICE_TABLES) if (day := _first_day(conn, name, station_id))]
    if days:
        index.begin(conn, station_id, min(days))


def _first_day(conn: Connection[Any], name: str, station_id: str) -> date | None:
    parts = {
        "table": relation(name),
        "end": sql.Identifier(TABLES[name].end or ""),
        "station": sql.Literal(station_id),
    }
    if name not in DAY_TABLES:
        row = conn.execute(sql.SQL(_FIRST).format(**parts)).fetchone()
        return business_day(row[0]) if row and row[0] else None
    return next(_days_with(conn, name, parts), None)


def _days_with(conn: Connection[Any], name: str, parts: dict[str, sql.Composable]) -> Iterator[date]:
    """Days of a table of days on which the station has a record: asked partition by partition."""
    days = conn.execute(_PARTITIONS, [f"ledger.{name}"]).fetchall()
    for (day,) in days:
        start, end = (sql.Literal(moment) for moment in day_bounds(day))
        query = sql.SQL(_ANY).format(**parts, start=start, after=end)
        if conn.execute(query).fetchone() is not None:
            yield day


_CANDIDATES = """
SELECT station_id, day, bool_or(sealed), bool_or(marked) FROM (
    SELECT t.station_id, d::date AS day, false AS sealed, false AS marked
    FROM ledger.sealed_through AS t
    CROSS JOIN generate_series(t.through + 1, %(last)s::date, interval '1 day') AS d
    WHERE NOT EXISTS (SELECT FROM ledger.day_seals AS s WHERE s.station_id = t.station_id AND s.day = d::date)
    UNION ALL
    SELECT l.station_id, l.day,
        EXISTS (SELECT FROM ledger.day_seals AS s WHERE s.station_id = l.station_id AND s.day = l.day), true
    FROM (SELECT DISTINCT station_id, day FROM ledger.late_days WHERE day <= %(last)s) AS l
) AS days
WHERE %(station)s::text IS NULL OR station_id = %(station)s
GROUP BY station_id, day ORDER BY day, station_id
"""
# Whoever wrote a fact of a station left its lock; documents alone begin nothing.
_BEGINNERS = """
SELECT station_id FROM ledger.station_locks AS l
WHERE NOT EXISTS (SELECT FROM ledger.sealed_through AS t WHERE t.station_id = l.station_id)
    AND (%(station)s::text IS NULL OR station_id = %(station)s)
    AND (
        EXISTS (SELECT FROM ledger.device_states AS d WHERE d.station_id = l.station_id)
        OR EXISTS (SELECT FROM ledger.tank_states AS d WHERE d.station_id = l.station_id)
        OR EXISTS (SELECT FROM ledger.nozzle_states AS d WHERE d.station_id = l.station_id)
        OR EXISTS (SELECT FROM ledger.vapour_fills AS d WHERE d.station_id = l.station_id AND NOT d.test)
        OR EXISTS (SELECT FROM ledger.pressure_readings AS d WHERE d.station_id = l.station_id AND NOT d.test)
        OR EXISTS (SELECT FROM ledger.device_events AS d WHERE d.station_id = l.station_id AND NOT d.test)
        OR EXISTS (SELECT FROM ledger.tax_states AS d WHERE d.station_id = l.station_id AND NOT d.test)
        OR EXISTS (SELECT FROM ledger.fuellings AS d WHERE d.station_id = l.station_id AND NOT d.test)
    )
ORDER BY 1
"""
_FIRST = "SELECT min({end}) FROM {table} WHERE station_id = {station} AND NOT test"
_ANY = """
SELECT FROM {table} WHERE station_id = {station} AND {end} >= {start} AND {end} < {after} AND NOT test LIMIT 1
"""
_PARTITIONS = """
SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = %s::regclass ORDER BY 1
"""
