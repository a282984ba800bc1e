"""The database: version, schema, that it writes durably, that its roles are bounded, that it has room."""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from youjian.ledger.health.check import Check, judged
from youjian.ledger.migrations import migrations

_OLDEST = 150000
_MOST_CONNECTIONS = 0.85
_LONG_S = 900
_WRAPAROUND = 1_200_000_000
"""Transactions since the oldest row was frozen; PostgreSQL stops at two billion."""


def look(conn: Connection[Any]) -> Iterator[Check]:
    """Every check of the database."""
    version = conn.info.server_version
    said = f"PostgreSQL {version // 10000}.{version % 100}"
    yield judged("database", said, "update the server to PostgreSQL 15 or newer", failed=version < _OLDEST)
    yield _schema(conn)
    yield _durable(conn)
    yield _roles(conn)
    yield _connections(conn)
    yield _transactions(conn)


def _one(conn: Connection[Any], query: str) -> tuple[Any, ...]:
    return conn.execute(query.encode()).fetchone() or ()


def _schema(conn: Connection[Any]) -> Check:
    (there,) = _one(conn, "SELECT coalesce(max(number), 0) FROM ledger.migrations")
    known = migrations()[-1].number
    said = f"migration {there} of {known}"
    remedy = "run `youjian migrate`" if there < known else "update youjian: the database is newer"
    return judged("schema", said, remedy, failed=there != known)


def _durable(conn: Connection[Any]) -> Check:
    (fsync, commit, pages) = _one(
        conn,
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
        " current_setting('full_page_writes')",
    )
    said = f"fsync {fsync}, synchronous_commit {commit}, full_page_writes {pages}"
    wrong = fsync == "off" or commit == "off" or pages == "off"
    return judged("durability", said, "set all three on: an acknowledged record could be lost", failed=wrong)


def _roles(conn: Connection[Any]) -> Check:
    rows = conn.execute(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('youjian_intake', 'youjian_bureau')"
        " AND (rolsuper OR rolbypassrls) ORDER BY 1"
    ).fetchall()
    names = ", ".join(row[0] for row in rows)
    said = (
        f"past row-level security: {names}" if names else "intake and bureau are bound by row-level security"
    )
    return judged("roles", said, "ALTER ROLE … NOSUPERUSER NOBYPASSRLS", failed=bool(names))


def _connections(conn: Connection[Any]) -> Check:
    (used, most) = _one(
        conn,
        "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
        " WHERE datid IS NOT NULL",
    )
    said = f"{used} of {most} connections"
    return judged("connections", said, "raise max_connections", warning=used > most * _MOST_CONNECTIONS)


def _transactions(conn: Connection[Any]) -> Check:
    (age, frozen) = _one(
        conn,
        "SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::int,"
        " (SELECT max(age(datfrozenxid)) FROM pg_database)"
        " FROM pg_stat_activity"
        " WHERE state <> 'idle' AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    )
    said = f"the longest runs for {age} s, {frozen:,} transactions since the last freeze"
    remedy = "look at pg_stat_activity; let autovacuum run"
    return judged("transactions", said, remedy, failed=frozen > _WRAPAROUND, warning=age > _LONG_S)
