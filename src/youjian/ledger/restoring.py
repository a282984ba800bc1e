"""A dropped day brought back from the archive: digests checked, every record as it was."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from psycopg import Connection, sql

from youjian.archive.days import last_of_day, read_table
from youjian.archive.storage import Storage
from youjian.contract.tables import TABLES, Table
from youjian.ledger.columns import column_types, names, relation
from youjian.ledger.dropping import everywhere, stored_rows
from youjian.ledger.locks import wait_for_writers
from youjian.ledger.partitions import ensure_days

STAYS_DAYS = 14
"""For so many days a day that was brought back is not dropped again, unless told otherwise."""


@dataclass(frozen=True)
class Restored:
    """How many records of a day were loaded, of how many stations, and stations whose day is thinned."""

    table: str
    day: date
    rows: int
    stations: int
    thinned: tuple[str, ...]


class NotDroppedError(ValueError):
    """A day that has nothing to be brought back."""


def restore_day(
    conn: Connection[Any], storage: Storage, table: str, day: date, *, today: date, stays: int = STAYS_DAYS
) -> Restored:
    """Load a dropped day's records from its last day seals; those that are in the ledger stay as they are.

    The connection (role intake) must be in no transaction. The day is not dropped again for `stays` days.
    Running it again loads what is still missing. Raises NotDroppedError for a day that was never dropped,
    ValueError when the archive does not hold what was sealed, FileNotFoundError when it lacks a day.
    """
    with everywhere(conn):
        until = today + timedelta(days=stays)
        row = conn.execute("SELECT ledger.note_restored(%s, %s, %s)", [table, day, until]).fetchone()
        stations = _stations(conn, table, day)
    if not (row and row[0]):
        raise NotDroppedError(f"{table} of {day} was not dropped: its records are in the ledger")
    loaded, thinned = 0, list[str]()
    for station_id in stations:
        rows, whole = _restore(conn, storage, table, day, station_id)
        loaded += rows
        thinned += [] if whole else [station_id]
    return Restored(table, day, loaded, len(stations), tuple(thinned))


def dropped_days(conn: Connection[Any], table: str, first: date, last: date) -> list[date]:
    """The days between two days (both included) that were dropped from a table."""
    rows = conn.execute(
        "SELECT day FROM ledger.dropped_days WHERE table_name = %s AND day BETWEEN %s AND %s ORDER BY 1",
        [table, first, last],
    )
    return [row[0] for row in rows]


def _stations(conn: Connection[Any], table: str, day: date) -> list[str]:
    """Stations with records of the day: by the kept keys, and by the day seals when those are gone."""
    rows = conn.execute(
        "SELECT station_id FROM ledger.kept_keys WHERE table_name = %(table)s AND day = %(day)s AND NOT test"
        " UNION SELECT station_id FROM ledger.day_seals"
        " WHERE day = %(day)s AND coalesce((rows ->> %(table)s)::bigint, 0) > 0 ORDER BY 1",
        {"table": table, "day": day},
    )
    return [row[0] for row in rows]


def _restore(
    conn: Connection[Any], storage: Storage, table: str, day: date, station_id: str
) -> tuple[int, bool]:
    """Load one station's records; how many, and whether the day is still at full rate."""
    seal = last_of_day(storage, station_id, day)
    if seal is None:
        raise FileNotFoundError(f"the archive has no day seal of station {station_id} on {day}")
    whole = table not in seal.manifest.thinned
    if table not in seal.manifest.tables:
        return 0, whole
    sealed = read_table(storage, seal, table)
    with everywhere(conn):
        _take_turn(conn, station_id)
        ensure_days(conn, table, day, day)
        loaded = _load(conn, TABLES[table], day, station_id, sealed)
        held = stored_rows(conn, table, day, station_id).num_rows
        if held < sealed.num_rows:
            raise ValueError(
                f"{table} of {day}: {sealed.num_rows} records of station {station_id} are sealed,"
                f" {held} can be stored: one of its keys is taken by a test record"
            )
    return loaded, whole


def _take_turn(conn: Connection[Any], station_id: str) -> None:
    """Wait until whoever writes this station's facts is done, as every writer does."""
    conn.execute(
        "INSERT INTO ledger.station_locks (station_id) VALUES (%s) ON CONFLICT DO NOTHING", [station_id]
    )
    wait_for_writers(conn, station_id)


def _load(conn: Connection[Any], spec: Table, day: date, station_id: str, sealed: pa.Table) -> int:
    """Copy the records beside the ledger and insert those whose key is free, with the batch they came in."""
    typed = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))  # pyright: ignore[reportArgumentType]
        for name, kind in column_types(spec).items()
    )
    conn.execute(sql.SQL("CREATE TEMP TABLE brought_back ({}) ON COMMIT DROP").format(typed))
    copied = sql.SQL("COPY brought_back ({}) FROM STDIN").format(names(spec.columns))
    with conn.cursor() as cursor, cursor.copy(copied) as copy:
        for row in sealed.select(list(spec.columns)).to_pylist():
            copy.write_row(tuple(row.values()))
    digest = conn.execute("SELECT ledger.digest_of(%s, 'key', 'b')", [spec.name]).fetchone()
    done = conn.execute(
        sql.SQL(_INSERT).format(
            ledger=relation(spec.name),
            columns=names(spec.columns),
            theirs=names(spec.columns, "b"),
            key=sql.SQL(str(digest[0] if digest else "")),  # pyright: ignore[reportArgumentType]
        ),
        {"table": spec.name, "day": day, "station": station_id},
    )
    return done.rowcount


_INSERT = """
INSERT INTO {ledger} ({columns}, batch_id, test)
SELECT {theirs}, kept.batch_id, false FROM brought_back AS b LEFT JOIN (
    SELECT u.key, u.batch_id FROM ledger.kept_keys AS k
    CROSS JOIN LATERAL unnest(k.keys, k.batches) AS u (key, batch_id)
    WHERE k.table_name = %(table)s AND k.day = %(day)s AND k.station_id = %(station)s AND NOT k.test
) AS kept ON kept.key = {key}
ON CONFLICT DO NOTHING
"""
