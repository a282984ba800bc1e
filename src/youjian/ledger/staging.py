"""The stage: records of one transaction, copied into temporary tables before the ledger is touched.

Temporary tables carry no row-level security (COPY into a table with it fails for ordinary roles). They stay
for the session, and each transaction empties those that it uses before it fills them. Rows are deleted, and
the table is truncated only when it has grown: after a truncation PostgreSQL plans every statement anew, which
was two thirds of its work for a small transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs
from psycopg import Connection, sql

from youjian.contract.records import Record
from youjian.contract.tables import Table
from youjian.ledger.arrival import Arrival
from youjian.ledger.columns import column_types, moment
from youjian.ledger.sent import Sent

_ANALYZE_FROM = 2000
_TRUNCATE_FROM = 1024 * 1024
"""Bytes of a stage table, mostly rows deleted before, from which it is truncated."""
_BATCHES = """
CREATE TEMP TABLE stage_batches (
    batch integer PRIMARY KEY, owner text, arrived_at timestamptz NOT NULL, received_at timestamptz,
    batch_id bigint, test boolean NOT NULL
)
"""
_CREATE = """
CREATE TEMP TABLE {stage} (
    pos integer PRIMARY KEY, batch integer NOT NULL, idx integer NOT NULL, fate text,
    version smallint NOT NULL DEFAULT 1,
    {columns}
)
"""
_VIEW = """
CREATE TEMP VIEW {view} AS
SELECT s.*, b.owner, b.arrived_at, b.batch_id, b.test,
    coalesce(b.received_at, {sent}, {end}, b.arrived_at) AS known_at
FROM {stage} AS s JOIN pg_temp.stage_batches AS b USING (batch)
"""


@dataclass(frozen=True)
class Staged:
    """One contract table's records on the stage.

    `table` has pos, batch, idx, fate, version and the record's columns as sent; `view` adds owner, test,
    batch_id and known_at of the batch. `fate` is null for a record that is to be stored.
    """

    spec: Table
    count: int

    @property
    def table(self) -> sql.Identifier:
        """The temporary table."""
        return sql.Identifier("pg_temp", f"stage_{self.spec.name}")

    @property
    def view(self) -> sql.Identifier:
        """The temporary view."""
        return sql.Identifier("pg_temp", f"staged_{self.spec.name}")

    @property
    def station(self) -> sql.Identifier:
        """The column that says whose record it is."""
        return sql.Identifier(self.spec.station or "")


def fill_stage(conn: Connection[Any], arrival: Arrival, rest: Sequence[Sent]) -> list[Staged]:
    """Copy records to the stage; returns their tables in the same order."""
    staged = [Staged(sent.spec, len(sent)) for sent in rest]
    _prepare(conn, staged)
    with conn.cursor() as cursor:
        with cursor.copy("COPY pg_temp.stage_batches FROM STDIN") as copy:
            for position, (batch, batch_id) in enumerate(zip(arrival.batches, arrival.ids, strict=True)):
                received = None if batch.door == "import" else arrival.at
                copy.write_row((position, batch.station_id, arrival.at, received, batch_id, batch.test))
        for stage, sent in zip(staged, rest, strict=True):
            copy_rows(cursor, stage, list(zip(sent.batch, sent.index, sent.records, strict=True)))
    return staged


def copy_rows(cursor: Any, stage: Staged, rows: Sequence[tuple[int, int, Record]]) -> None:
    """Copy (batch, index, record) rows into one stage table; `pos` is their order."""
    columns = sql.SQL(", ").join(sql.Identifier(c) for c in ("pos", "batch", "idx", *stage.spec.columns))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(stage.table, columns)) as copy:
        for position, (batch, index, record) in enumerate(rows):
            copy.write_row((position, batch, index, *structs.astuple(record)))
    if len(rows) >= _ANALYZE_FROM:
        cursor.execute(sql.SQL("ANALYZE {}").format(stage.table))


def create_stage(conn: Connection[Any], stage: Staged, there: Mapping[str, int] | None = None) -> None:
    """Make the temporary table of a contract table, or empty it if this session has it (is in `there`)."""
    there = _there(conn) if there is None else there
    if stage.spec.name in there:
        _empty(conn, stage.table, there[stage.spec.name])
        return
    typed = (
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))  # pyright: ignore[reportArgumentType]
        for name, kind in column_types(stage.spec).items()
    )
    conn.execute(sql.SQL(_CREATE).format(stage=stage.table, columns=sql.SQL(", ").join(typed)))


def _prepare(conn: Connection[Any], staged: Iterable[Staged]) -> None:
    """Make the temporary tables that this session lacks, and empty those that are there."""
    there = _there(conn)
    if "batches" in there:
        _empty(conn, sql.Identifier("pg_temp", "stage_batches"), there["batches"])
    else:
        conn.execute(_BATCHES)
    for stage in staged:
        create_stage(conn, stage, there)
        if stage.spec.name not in there:
            _create_view(conn, stage)


def _empty(conn: Connection[Any], table: sql.Identifier, size: int) -> None:
    verb = sql.SQL("TRUNCATE" if size >= _TRUNCATE_FROM else "DELETE FROM")
    conn.execute(sql.SQL("{} {}").format(verb, table))


def _there(conn: Connection[Any]) -> dict[str, int]:
    """The stage tables that this session has, each with its size in bytes."""
    rows = conn.execute(
        """
        SELECT substr(relname, length('stage_') + 1), pg_relation_size(oid) FROM pg_class
        WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r' AND starts_with(relname, 'stage_')
        """
    )
    return {row[0]: row[1] for row in rows}


def _create_view(conn: Connection[Any], stage: Staged) -> None:
    spec = stage.spec
    sent = sql.SQL("s.received_at") if "received_at" in spec.columns else sql.SQL("NULL")
    end = moment(spec.end, "s", spec)
    conn.execute(sql.SQL(_VIEW).format(view=stage.view, stage=stage.table, sent=sent, end=end))
