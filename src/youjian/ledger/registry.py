"""The register as the ledger keeps it: rows of the contract's registry tables, taken over all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import scalar_row

from youjian.contract.columns import arrow_schema
from youjian.contract.records import Record
from youjian.contract.tables import REGISTRY_TABLES, Table
from youjian.ledger.columns import equal, names, relation, same
from youjian.ledger.staging import Staged, copy_rows, create_stage


@dataclass(frozen=True)
class Counts:
    """What became of the rows given for one table."""

    new: int
    changed: int
    same: int


def replace_registry(conn: Connection[Any], tables: Mapping[str, Sequence[Record]]) -> dict[str, Counts]:
    """Insert new rows and replace changed ones in the caller's transaction; rows not given stay.

    Raises ValueError when a key is given twice or a table is none of the register's, and psycopg's errors
    when a row points to a station or tank that is not there; then nothing of it may be committed.
    """
    unknown = set(tables) - {spec.name for spec in REGISTRY_TABLES}
    if unknown:
        raise ValueError(f"no registry tables: {', '.join(sorted(unknown))}")
    return {
        spec.name: _replace(conn, spec, tables[spec.name]) for spec in REGISTRY_TABLES if spec.name in tables
    }


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


_CHANGED = "SELECT count(*) FROM {stage} AS s JOIN {ledger} AS k ON {same_key} WHERE NOT ({same_content})"
_REPLACE = """
INSERT INTO {ledger} AS k ({columns}) SELECT {columns} FROM {stage} ORDER BY {key}
ON CONFLICT ({key}) DO UPDATE SET {assignments} WHERE NOT ({different})
"""
