"""Dropping a day of a table once everything of it is sealed: its keys stay, the archive has its records.

First each station's records are held against the archive, outside of any lock, and their keys are kept;
then the database counts again and drops the partition in one short transaction that gives way to intake.
A day that is cut off in between is taken up where it stood.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from psycopg import Connection, sql
from psycopg.errors import DeadlockDetected, LockNotAvailable, ObjectNotInPrerequisiteState
from psycopg.pq import TransactionStatus

from youjian.archive.days import last_of_day, read_table
from youjian.archive.storage import Storage
from youjian.archive.tables import in_order
from youjian.contract.fields import day_bounds
from youjian.contract.tables import TABLES
from youjian.ledger import arrow
from youjian.ledger.columns import DAY_TABLES, names, relation
from youjian.ledger.partitions import partition_days
from youjian.ledger.retention import limits
from youjian.ledger.scope import EVERYTHING, set_scope

TRIES = 20
_PAUSE_S = 0.5


@dataclass(frozen=True)
class Drop:
    """What became of a day: how many rows went, or why it stays."""

    table: str
    day: date
    rows: int = 0
    refused: str = ""


class NotSealedError(Exception):
    """Records of a station-day that the archive does not hold as they are."""


def due_days(conn: Connection[Any], today: date) -> Iterator[tuple[str, date]]:
    """Table and day of every partition past its hot limit, the oldest of each table first."""
    for table, limit in limits(conn).items():
        if table in DAY_TABLES and limit.hot_days is not None:
            oldest = today - timedelta(days=limit.hot_days)
            yield from ((table, day) for day in partition_days(conn, table) if day < oldest)


def drop_day(
    conn: Connection[Any],
    storage: Storage,
    table: str,
    day: date,
    *,
    tries: int = TRIES,
    pause: Callable[[float], object] = time.sleep,
) -> Drop:
    """Keep the keys of a day's records and drop its partition, or say why it stays.

    The connection (role bureau) must be in no transaction. Raises OSError when the archive cannot be read.
    """
    try:
        for station_id in _stations(conn, table, day):
            _keep(conn, storage, table, day, station_id)
    except (NotSealedError, ValueError, FileNotFoundError) as error:
        return Drop(table, day, refused=str(error))
    return _drop(conn, table, day, tries, pause)


@contextmanager
def everywhere(conn: Connection[Any]) -> Iterator[None]:
    """A transaction of the platform's own, over at the end; raises RuntimeError within another one."""
    if conn.info.transaction_status != TransactionStatus.IDLE:
        raise RuntimeError("a transaction is open here: what is done step by step must be committed so")
    with conn.transaction():
        set_scope(conn, EVERYTHING)
        yield


def _drop(conn: Connection[Any], table: str, day: date, tries: int, pause: Callable[[float], object]) -> Drop:
    for left in reversed(range(tries)):
        try:
            with everywhere(conn):
                row = conn.execute("SELECT ledger.drop_day(%s, %s)", [table, day]).fetchone()
        except ObjectNotInPrerequisiteState as error:
            return Drop(table, day, refused=error.diag.message_primary or str(error))
        except (LockNotAvailable, DeadlockDetected):
            if left:
                pause(_PAUSE_S)
        else:
            return Drop(table, day, rows=int(row[0]) if row else 0)
    return Drop(table, day, refused=f"ledger.{table} was in use at each of {tries} tries")


def _stations(conn: Connection[Any], table: str, day: date) -> list[str]:
    """Stations of which the day has records whose keys are not kept as they stand."""
    query = sql.SQL(
        "SELECT p.station_id FROM (SELECT station_id, test, count(*) AS rows FROM {ledger} AS t"
        " WHERE {within} GROUP BY 1, 2) AS p"
        " LEFT JOIN ledger.kept_keys AS k ON k.table_name = {name} AND k.day = {day}"
        " AND k.station_id = p.station_id AND k.test = p.test"
        " WHERE k.stored IS DISTINCT FROM p.rows OR k.revision <> coalesce((SELECT max(s.revision)"
        " FROM ledger.day_seals AS s WHERE s.station_id = p.station_id AND s.day = {day}), 0)"
        " GROUP BY 1 ORDER BY 1"
    ).format(
        ledger=relation(table), within=_within(table, day), name=sql.Literal(table), day=sql.Literal(day)
    )
    with everywhere(conn):
        return [row[0] for row in conn.execute(query)]


def _keep(conn: Connection[Any], storage: Storage, table: str, day: date, station_id: str) -> None:
    """Keep the keys of a station's records of a day after the archive has shown that it holds them.

    The archive is read before the ledger: what comes in meanwhile is found by the count at the drop.
    """
    seal = last_of_day(storage, station_id, day)
    with everywhere(conn):
        stored = stored_rows(conn, table, day, station_id)
        if stored.num_rows:
            if seal is None:
                raise NotSealedError(f"ledger.{table} of {day}: station {station_id} is not sealed")
            if seal.manifest.reason != "thinned":
                sealed = read_table(storage, seal, table) if table in seal.manifest.tables else None
                if sealed is None or not _holds(table, sealed, stored):
                    raise NotSealedError(
                        f"ledger.{table} of {day}: revision {seal.manifest.revision} of station"
                        f" {station_id} does not hold the records that are stored"
                    )
        conn.execute("SELECT ledger.keep_keys(%s, %s, %s)", [table, day, station_id])


def stored_rows(conn: Connection[Any], table: str, day: date, station_id: str) -> pa.Table:
    """What the ledger holds of a station's day, test records left out, as the archive arranges it."""
    spec = TABLES[table]
    query = sql.SQL("SELECT {} FROM {} AS t WHERE t.station_id = {} AND NOT t.test AND {}").format(
        names(spec.columns, "t"), relation(table), sql.Literal(station_id), _within(table, day)
    )
    return in_order(table, arrow.fetch(conn, spec.type, query, spec.key))


def _holds(table: str, sealed: pa.Table, stored: pa.Table) -> bool:
    """Whether each stored row is among the sealed ones, value by value."""
    sealed = in_order(table, sealed)
    if sealed.num_rows == stored.num_rows:
        return sealed.equals(stored)
    keys = list(TABLES[table].key)
    shared = in_order(table, sealed.join(stored.select(keys), keys, join_type="left semi", use_threads=False))
    return shared.equals(stored)


def _within(table: str, day: date) -> sql.Composed:
    first, end = day_bounds(day)
    return sql.SQL("{column} >= {first} AND {column} < {end}").format(
        column=sql.Identifier("t", DAY_TABLES[table]), first=sql.Literal(first), end=sql.Literal(end)
    )
