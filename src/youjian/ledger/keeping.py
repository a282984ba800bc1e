"""What retention asks for on a day: partitions to drop, station-days of the archive to thin or to end."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection, sql

from youjian.contract.fields import day_bounds
from youjian.ledger.columns import DAY_TABLES, relation
from youjian.ledger.dropping import due_days
from youjian.ledger.partitions import partition_days

LOOKED_AT = 3
"""Of so many days of each table a page finds out what stands against them: that counts their records."""


@dataclass(frozen=True)
class Due:
    """A partition past its hot limit: `against` says what stands against its drop (`held`, `restored`,
    `not_sealed`), nothing (empty), or that nobody looked (None); `stations` how many are not sealed.
    """

    table: str
    day: date
    bytes: int
    against: str | None
    stations: int = 0


@dataclass(frozen=True)
class Thin:
    """A sealed station-day: its tables to be thinned to one record in so many seconds (None: to none)."""

    station_id: str
    day: date
    tables: dict[str, int | None]


@dataclass(frozen=True)
class Plan:
    """What the next run does; `thins` are at most as many as were asked for, the oldest first."""

    drops: list[Due]
    thins: list[Thin]


def plan(conn: Connection[Any], today: date, *, most_thins: int, look: int = LOOKED_AT) -> Plan:
    """What is due on a business day. Reads only; the transaction's scope must be `*`."""
    return Plan(due_drops(conn, today, look), due_thins(conn, today, most_thins))


def due_drops(conn: Connection[Any], today: date, look: int = LOOKED_AT) -> list[Due]:
    """Partitions past their hot limit, the oldest of each table first."""
    sizes = {table: partition_days(conn, table) for table in DAY_TABLES}
    seen = dict.fromkeys(DAY_TABLES, 0)
    found: list[Due] = []
    for table, day in due_days(conn, today):
        seen[table] += 1
        against, stations = _against(conn, table, day, today) if seen[table] <= look else (None, 0)
        found.append(Due(table, day, sizes[table][day], against, stations))
    return found


def due_thins(conn: Connection[Any], today: date, most: int) -> list[Thin]:
    """Sealed station-days past a table's limits that are not held or in the ledger, the oldest first."""
    rows = conn.execute(_THINS, {"today": today, "most": most}).fetchall()
    return [Thin(station_id, day, tables) for station_id, day, tables in rows]


def _against(conn: Connection[Any], table: str, day: date, today: date) -> tuple[str, int]:
    """The cheap questions first: only the last one counts a partition's records."""
    start, end = day_bounds(day)
    asked = {"table": table, "day": day, "today": today, "start": start, "end": end}
    parts = {"ledger": relation(table), "at": sql.Identifier(DAY_TABLES[table])}
    if conn.execute(_RESTORED, asked).fetchone() is not None:
        return "restored", 0
    if conn.execute(sql.SQL(_HELD).format(**parts), asked).fetchone() is not None:
        return "held", 0
    row = conn.execute(sql.SQL(_UNSEALED).format(**parts), asked).fetchone()
    return ("not_sealed", int(row[0])) if row and row[0] else ("", 0)


_RESTORED = """
SELECT FROM ledger.dropped_days
WHERE table_name = %(table)s AND day = %(day)s AND restored_until >= %(today)s
"""
_HELD = """
SELECT FROM ledger.holds AS h
WHERE h.released_at IS NULL AND %(day)s BETWEEN h.first_day AND h.last_day AND EXISTS (
    SELECT FROM {ledger} AS p
    WHERE p.station_id = h.station_id AND p.{at} >= %(start)s AND p.{at} < %(end)s
) LIMIT 1
"""
_UNSEALED = """
SELECT count(*) FROM (
    SELECT station_id, count(*) AS rows FROM {ledger}
    WHERE {at} >= %(start)s AND {at} < %(end)s AND NOT test GROUP BY 1
) AS p LEFT JOIN LATERAL (
    SELECT s.reason, coalesce((s.rows ->> %(table)s)::bigint, 0) AS rows FROM ledger.day_seals AS s
    WHERE s.station_id = p.station_id AND s.day = %(day)s ORDER BY s.revision DESC LIMIT 1
) AS s ON true
WHERE coalesce(p.rows > s.rows AND s.reason <> 'thinned', true)
    OR EXISTS (SELECT FROM ledger.late_days AS l WHERE l.station_id = p.station_id AND l.day = %(day)s)
"""
_THINS = """
SELECT s.station_id, s.day, jsonb_object_agg(r.table_name, r.seconds)
FROM (
    SELECT DISTINCT ON (station_id, day) station_id, day, rows FROM ledger.day_seals
    WHERE day < %(today)s::date - (SELECT min(full_days) FROM ledger.retention)
    ORDER BY station_id, day, revision DESC
) AS s CROSS JOIN LATERAL (
    SELECT r.table_name, CASE WHEN s.day >= %(today)s::date - r.keep_days THEN r.thin_to_s END AS seconds
    FROM ledger.retention AS r
    WHERE s.rows ? r.table_name AND (
        s.day < %(today)s::date - r.keep_days
        OR r.thin_to_s IS NOT NULL AND s.day < %(today)s::date - r.full_days
    ) AND to_regclass(format('ledger.%%s_d%%s', r.table_name, to_char(s.day, 'YYYYMMDD'))) IS NULL
) AS r
LEFT JOIN ledger.thinned_days AS t
    ON t.station_id = s.station_id AND t.day = s.day AND t.table_name = r.table_name
WHERE (t.table_name IS NULL OR t.thin_to_s IS NOT NULL AND r.seconds IS NULL)
    AND NOT EXISTS (
        SELECT FROM ledger.holds AS h
        WHERE h.station_id = s.station_id AND s.day BETWEEN h.first_day AND h.last_day
            AND h.released_at IS NULL
    )
GROUP BY s.station_id, s.day ORDER BY s.day, s.station_id LIMIT %(most)s
"""
