"""Partitions of the tables of days: made ahead, and on demand for late data; what stands of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg import Connection, sql

from youjian.contract.fields import business_day
from youjian.ledger.columns import DAY_TABLES
from youjian.ledger.staging import Staged

AHEAD_DAYS = 3
"""For so many days after today partitions are to be there."""


@dataclass(frozen=True)
class Partitions:
    """The partitions of one table: `missing` are days from today on that lack one, `waiting` the days past
    the hot limit that could not be dropped yet, because something of them is not sealed, is held or was
    brought back; `bytes` with indexes.
    """

    table: str
    first: date | None
    last: date | None
    count: int
    missing: tuple[date, ...]
    waiting: tuple[date, ...]
    bytes: int


def ensure_ahead(conn: Connection[Any], today: date, days: int = AHEAD_DAYS) -> int:
    """Make the partitions from yesterday to `days` ahead of a business day; returns how many were missing.

    Call it when a door opens and once a day, so that no batch has to wait for one.
    """
    return sum(
        ensure_days(conn, name, today - timedelta(days=1), today + timedelta(days=days))
        for name in DAY_TABLES
    )


def ensure_days(conn: Connection[Any], table: str, first: date, last: date) -> int:
    """Make the partitions of one table for business days `first` to `last`; returns how many were missing."""
    row = conn.execute("SELECT ledger.ensure_days(%s, %s, %s)", [table, first, last]).fetchone()
    return int(row[0]) if row else 0


def open_staged_days(conn: Connection[Any], stage: Staged) -> list[date]:
    """Make ready the days that the staged records of a table need; returns those that were dropped before.

    Those have no partition yet: `kept.refuse_dropped` looks at their records first. From here to the end of
    the transaction no day of the table is dropped, so what is read of it stays true.
    """
    column = DAY_TABLES.get(stage.spec.name)
    if column is None:
        return []
    statement = sql.SQL("SELECT ledger.open_days({name}, ARRAY({days}))")
    days = sql.SQL("SELECT DISTINCT {day} AS day FROM {table} AS s WHERE fate IS NULL ORDER BY day").format(
        day=day_of(column, "s"), table=stage.table
    )
    row = conn.execute(statement.format(name=sql.Literal(stage.spec.name), days=days)).fetchone()
    return list(row[0]) if row and row[0] else []


def day_of(column: str, alias: str) -> sql.Composed:
    """The business day of a moment, as SQL."""
    return sql.SQL("({} AT TIME ZONE 'UTC' + interval '8 hours')::date").format(sql.Identifier(alias, column))


def partition_days(conn: Connection[Any], table: str) -> dict[date, int]:
    """The days of a table that have a partition, in order, each with its bytes."""
    rows = conn.execute(
        """
        SELECT to_date(right(c.relname, 8), 'YYYYMMDD'), pg_total_relation_size(c.oid)
        FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass('ledger.' || quote_ident(%s)) ORDER BY 1
        """,
        [table],
    )
    return {row[0]: row[1] for row in rows}


def state(conn: Connection[Any], today: date | None = None) -> list[Partitions]:
    """How the partitions of every table of days stand on a business day, today unless one is named."""
    today = today or business_day(datetime.now(UTC))
    hot = dict(conn.execute("SELECT table_name, hot_days FROM ledger.retention").fetchall())
    return [_state_of(table, partition_days(conn, table), today, hot[table]) for table in sorted(DAY_TABLES)]


def _state_of(table: str, days: dict[date, int], today: date, hot_days: int) -> Partitions:
    wanted = (today + timedelta(days=n) for n in range(AHEAD_DAYS + 1))
    return Partitions(
        table=table,
        first=min(days, default=None),
        last=max(days, default=None),
        count=len(days),
        missing=tuple(day for day in wanted if day not in days),
        waiting=tuple(day for day in days if day < today - timedelta(days=hot_days)),
        bytes=sum(days.values()),
    )
