"""The register as the ledger keeps it: rows of the contract's registry tables, taken over all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import scalar_row

from youjian.contract.columns import arrow_schema
from youjian.contract.fields import business_day
from youjian.contract.records import Record
from youjian.contract.registry import Nozzle, Station
from youjian.contract.tables import REGISTRY_TABLES, Table
from youjian.ledger.columns import equal, names, relation, same
from youjian.ledger.operations import add_dispensers, note_operations
from youjian.ledger.staging import Staged, copy_rows, create_stage


@dataclass(frozen=True)
class Counts:
    """What became of the rows given for one table."""

    new: int
    changed: int
    same: int


def replace_registry(
    conn: Connection[Any],
    tables: Mapping[str, Sequence[Record]],
    day: date | None = None,
    *,
    noted: bool = True,
) -> dict[str, Counts]:
    """Insert new rows and replace changed ones in the caller's transaction; rows not given stay.

    What the stations' rows say of who runs them is an operation from `day` (today) on; dispensers that
    nozzles name get a row. Whoever writes both tables in the same transaction anyway asks for it later
    (`note_beside`), so that they begin with what is known of them.

    Raises ValueError when a key is given twice or a table is none of the register's, and psycopg's errors
    when a row points to a station or tank that is not there; then nothing of it may be committed.
    """
    unknown = set(tables) - {spec.name for spec in REGISTRY_TABLES}
    if unknown:
        raise ValueError(f"no registry tables: {', '.join(sorted(unknown))}")
    counts = {
        spec.name: _replace(conn, spec, tables[spec.name]) for spec in REGISTRY_TABLES if spec.name in tables
    }
    if noted:
        note_beside(conn, tables, day or business_day(datetime.now(UTC)))
    return counts


def note_beside(conn: Connection[Any], tables: Mapping[str, Sequence[Record]], day: date) -> None:
    """Operations and dispensers that a register's rows tell of and that are not there yet."""
    note_operations(
        conn, [row.station_id for row in tables.get("stations", ()) if isinstance(row, Station)], day
    )
    add_dispensers(conn, [*{row.station_id for row in tables.get("nozzles", ()) if isinstance(row, Nozzle)}])


def write_rows(
    conn: Connection[Any],
    table: str,
    key: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> int:
    """Insert rows of a register table, or replace those with the same key, in the caller's transaction.

    Returns how many rows were new or changed. No key may be given twice.
    """
    if not rows:
        return 0
    parts = {
        "ledger": relation(table),
        "stage": sql.Identifier("pg_temp", f"written_{table}"),
        "columns": names(columns),
        "key": names(key),
        "conflict": _on_conflict(key, columns),
    }
    conn.execute(sql.SQL(_WRITTEN).format(**parts))
    with (
        conn.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {stage} ({columns}) FROM STDIN").format(**parts)) as copy,
    ):
        for row in rows:
            copy.write_row(row)
    written = conn.execute(sql.SQL(_WRITE).format(**parts)).rowcount
    conn.execute(sql.SQL("DROP TABLE {stage}").format(**parts))
    return written


def _on_conflict(key: Sequence[str], columns: Sequence[str]) -> sql.Composed:
    content = [column for column in columns if column not in key]
    if not content:
        return sql.SQL("NOTHING").format()
    assignments = (sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column)) for column in content)
    update = sql.SQL("UPDATE SET {} WHERE NOT ({})")
    return update.format(sql.SQL(", ").join(assignments), same(content, "k", "excluded"))


def _replace(conn: Connection[Any], spec: Table, rows: Sequence[Record]) -> Counts:
    stage = Staged(spec, len(rows))
    create_stage(conn, stage)
    with conn.cursor() as cursor:
        copy_rows(cursor, stage, [(0, index, row) for index, row in enumerate(rows)])
    _refuse_twice(conn, stage)
    parts = _parts(stage)
    changed = _count(conn, sql.SQL(_CHANGED).format(**parts))
    written = conn.execute(sql.SQL(_REPLACE).format(**parts)).rowcount
    return Counts(new=written - changed, changed=changed, same=len(rows) - written)


def _refuse_twice(conn: Connection[Any], stage: Staged) -> None:
    columns = names(stage.spec.key)
    query = sql.SQL("SELECT {0} FROM {1} GROUP BY {0} HAVING count(*) > 1 ORDER BY {0} LIMIT 1")
    row = conn.execute(query.format(columns, stage.table)).fetchone()
    if row is not None:
        key = ", ".join(f"{name} {value}" for name, value in zip(stage.spec.key, row, strict=True))
        raise ValueError(f"{stage.spec.name}: {key} is given twice")


def _count(conn: Connection[Any], query: sql.Composed) -> int:
    return conn.cursor(row_factory=scalar_row).execute(query).fetchone() or 0


def _parts(stage: Staged) -> dict[str, sql.Composable]:
    spec = stage.spec
    assignments = (sql.SQL("{0} = excluded.{0}").format(sql.Identifier(c)) for c in spec.content)
    return {
        "ledger": relation(spec.name),
        "stage": stage.table,
        "columns": names(spec.columns),
        "key": names(spec.key),
        "same_key": _same_key(spec),
        "same_content": same(spec.content, "s", "k"),
        "assignments": sql.SQL(", ").join(assignments),
        "different": same(spec.content, "k", "excluded"),
    }


def _same_key(spec: Table) -> sql.Composed:
    """Plain equality where a key column cannot be null: only that can be looked up in an index."""
    schema = arrow_schema(spec.type)
    plain = [c for c in spec.key if not schema.field(c).nullable]
    nullable = [c for c in spec.key if schema.field(c).nullable]
    parts = [equal(plain, "s", "k"), *([same(nullable, "s", "k")] if nullable else [])]
    return sql.SQL(" AND ").join(parts)


_WRITTEN = "CREATE TEMP TABLE {stage} ON COMMIT DROP AS SELECT {columns} FROM {ledger} WHERE false"
_WRITE = """
INSERT INTO {ledger} AS k ({columns}) SELECT {columns} FROM {stage} ORDER BY {key}
ON CONFLICT ({key}) DO {conflict}
"""
_CHANGED = "SELECT count(*) FROM {stage} AS s JOIN {ledger} AS k ON {same_key} WHERE NOT ({same_content})"
_REPLACE = """
INSERT INTO {ledger} AS k ({columns}) SELECT {columns} FROM {stage} ORDER BY {key}
ON CONFLICT ({key}) DO UPDATE SET {assignments} WHERE NOT ({different})
"""
