"""What a seal of a station-day holds, read from the ledger in one snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from psycopg import Connection, sql

from youjian.archive.days import read_table
from youjian.archive.manifest import DaySeal
from youjian.archive.storage import Storage
from youjian.contract.fields import day_bounds
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.tables import FACT_TABLES, Table
from youjian.ledger import arrow
from youjian.ledger.columns import DAY_TABLES, column_types, names, relation
from youjian.ledger.register_at import register_at

_MICROSECOND = timedelta(microseconds=1)
SEALED_TABLES: tuple[Table, ...] = (*FACT_TABLES, READABLE_TABLES["conflicts"])
"""Every table whose rows are sealed by day."""


@dataclass(frozen=True)
class Content:
    """A station-day in the ledger: tables that hold a row, the register that applied, the marks seen."""

    tables: dict[str, pa.Table]
    registry: dict[str, pa.Table]
    marks: list[int]


def read_content(
    conn: Connection[Any], station_id: str, day: date, first_sealed_at: datetime | None = None
) -> Content:
    """All versions of a station-day's records without those of tests, in the caller's transaction.

    The register is that of the day's last moment; of a day on which the station was not in the register yet,
    that of the day's first seal, and before one it is the register as it stands. Call it in a REPEATABLE READ
    transaction of scope `*`.
    """
    present = datetime.now(UTC)
    moments = (day_bounds(day)[1] - _MICROSECOND, first_sealed_at or present, present)
    marks = conn.execute(_MARKS, [station_id, day]).fetchall()
    tables = {spec.name: _rows(conn, spec, station_id, day) for spec in SEALED_TABLES}
    return Content(
        {name: rows for name, rows in tables.items() if rows.num_rows},
        _register(conn, station_id, moments),
        [int(row[0]) for row in marks],
    )


def with_sealed(storage: Storage, last: DaySeal, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables, and beside them what the last seal holds that the ledger does not hold any more.

    A table whose day was dropped from the ledger stands in the archive alone. Raises ValueError when a file
    is not the sealed one.
    """
    whole = dict(tables)
    for name, sealed in last.manifest.tables.items():
        mine = whole.get(name)
        if name in DAY_TABLES or sealed.rows > (mine.num_rows if mine is not None else 0):
            rows = read_table(storage, last, name)
            whole[name] = rows if mine is None else pa.concat_tables([mine, _missing(rows, mine, name)])
    return whole


def _missing(sealed: pa.Table, mine: pa.Table, name: str) -> pa.Table:
    keys = list(READABLE_TABLES[name].key)
    rest = sealed.join(mine.select(keys), keys, join_type="left anti", use_threads=False)
    return rest.select(mine.column_names).cast(mine.schema)


def _rows(conn: Connection[Any], spec: Table, station_id: str, day: date) -> pa.Table:
    test = sql.SQL("") if spec.name == "conflicts" else sql.SQL("AND NOT t.test")
    query = sql.SQL("SELECT {columns} FROM {table} AS t WHERE {station} = {id} AND {within} {test}").format(
        columns=names(spec.columns, "t"),
        table=relation(spec.name),
        station=sql.Identifier("t", spec.station or ""),
        id=sql.Literal(station_id),
        within=_within(spec, day),
        test=test,
    )
    return arrow.fetch(conn, spec.type, query, spec.key)


def _within(spec: Table, day: date) -> sql.Composable:
    """Records that ended on the day; one that has not ended belongs to the day on which it became known."""
    end = sql.Identifier("t", spec.end or "")
    if column_types(spec)[spec.end or ""] == "date":
        return sql.SQL("{} = {}").format(end, sql.Literal(day))
    if spec.name == "trips":
        end = sql.SQL("coalesce({}, t.received_at)").format(end)
    start, after = (sql.Literal(moment) for moment in day_bounds(day))
    return sql.SQL("{end} >= {start} AND {end} < {after}").format(end=end, start=start, after=after)


def _register(conn: Connection[Any], station_id: str, moments: Sequence[datetime]) -> dict[str, pa.Table]:
    stood: dict[str, pa.Table] = {}
    for moment in moments:
        stood = register_at(conn, station_id, moment)
        if stood["stations"].num_rows:
            break
    return stood


_MARKS = "SELECT id FROM ledger.late_days WHERE station_id = %s AND day = %s"
