"""A folder of the twin in the ledger: every record under the moment at which it became known.

For measurements and tests of what the worker says: the records are there as if they had come through the door
in their time, and a tick sees of them what was known then.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection, sql

from youjian.archive.folder import FolderFacts
from youjian.contract.known import known_time
from youjian.contract.tables import TABLES, Table
from youjian.ledger.columns import DAY_TABLES, column_types, names

_AGES_AGO, _EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def fill_ledger(conn: Connection[Any], folder: Path, shift: timedelta = timedelta(0)) -> None:
    """Copy register and records of a folder into an empty ledger, as its owner; all moments moved by `shift`.

    The register's rows are noted as if they had stood there for years.
    """
    facts = FolderFacts(folder)
    for spec in TABLES.values():
        if facts.has(spec.name) and (rows := facts.known(spec.name, _EVER)).num_rows:
            copy_rows(conn, spec, _moved(rows, shift))
    conn.execute("UPDATE ledger.register_changes SET at = %s", [_AGES_AGO])


def copy_rows(conn: Connection[Any], spec: Table, rows: pa.Table) -> None:
    """Copy rows of a table of the contract into the ledger, those of days with their partitions."""
    if spec.kind != "registry":
        rows = _as_stored(rows, spec)
    if spec.name in DAY_TABLES:
        days = pc.min_max(rows[DAY_TABLES[spec.name]])
        first, last = (days[end].as_py() + timedelta(hours=8) for end in ("min", "max"))
        conn.execute("SELECT ledger.ensure_days(%s, %s, %s)", [spec.name, first.date(), last.date()])
    columns = sql.SQL("COPY ledger.{} ({}) FROM STDIN").format(
        sql.Identifier(spec.name), names(rows.column_names)
    )
    with conn.cursor().copy(columns) as copy:
        for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            copy.write_row(row)


def stations_as(table: pa.Table, station_ids: Sequence[str], column: str = "station_id") -> pa.Table:
    """The rows of one station once for each of other stations: a city of the same station many times."""
    place = table.schema.get_field_index(column)
    parts = [
        table.set_column(place, column, pa.array([station_id] * table.num_rows, pa.string()))
        for station_id in station_ids
    ]
    return pa.concat_tables(parts)


def _as_stored(rows: pa.Table, spec: Table) -> pa.Table:
    known = known_time(rows, spec)
    if "received_at" in rows.column_names:
        rows = rows.drop_columns(["received_at"])
    rows = rows.select([name for name in rows.column_names if name in column_types(spec)])
    count = rows.num_rows
    rows = rows.append_column("received_at", known)
    rows = rows.append_column("batch_id", pa.array([1] * count, pa.int64()))
    rows = rows.append_column("test", pa.array([False] * count, pa.bool_()))
    if spec.version == "source":
        rows = rows.append_column("version", pa.array([1] * count, pa.int64()))
    return rows


def _moved(rows: pa.Table, shift: timedelta) -> pa.Table:
    if not shift:
        return rows
    by = pa.scalar(shift, pa.duration("us"))
    for place, field in enumerate(rows.schema):
        if pa.types.is_timestamp(field.type):
            rows = rows.set_column(place, field, pc.add(rows[field.name], by))
    return rows
