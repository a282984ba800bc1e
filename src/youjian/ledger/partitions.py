"""Partitions of the tables of days: made ahead, and on demand for late data."""

from datetime import date, timedelta
from typing import Any

from psycopg import Connection, sql

from youjian.ledger.columns import DAY_TABLES
from youjian.ledger.staging import Staged


def ensure_ahead(conn: Connection[Any], today: date, days: int = 3) -> int:
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


def ensure_staged_days(conn: Connection[Any], stage: Staged) -> None:
    """Make the partitions that the staged records of a table need."""
    column = DAY_TABLES.get(stage.spec.name)
    if column is None:
        return
    conn.execute(
        sql.SQL(
            "SELECT ledger.ensure_days({name}, day, day) FROM ("
            " SELECT DISTINCT ({column} AT TIME ZONE 'UTC' + interval '8 hours')::date AS day"
            " FROM {table} WHERE fate IS NULL ORDER BY day) AS days"
        ).format(name=sql.Literal(stage.spec.name), column=sql.Identifier(column), table=stage.table)
    )
