"""SQL derived from the record types, so that no column is listed twice."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cache

import pyarrow as pa
from psycopg import sql

from youjian.contract.columns import arrow_schema
from youjian.contract.tables import Table

DAY_TABLES: dict[str, str] = {
    "tank_readings": "at",
    "vapour_fills": "ended_at",
    "heartbeats": "at",
    "pressure_readings": "at",
}
"""Tables divided into business days, with the column that says the day."""

DEVICE_TABLES = frozenset({*DAY_TABLES, "fuellings", "device_events", "tax_states"})
"""Tables whose times come from a device's clock."""

AHEAD = timedelta(minutes=10)
"""How far a device's time may be ahead of the platform's."""

_SQL_TYPES = {
    pa.bool_(): "boolean",
    pa.int64(): "bigint",
    pa.float64(): "double precision",
    pa.string(): "text",
    pa.date32(): "date",
}


@cache
def column_types(spec: Table) -> dict[str, str]:
    """The PostgreSQL type of every column of a contract table, wide enough for every value of its type."""
    return {
        field.name: "timestamptz" if pa.types.is_timestamp(field.type) else _SQL_TYPES[field.type]
        for field in arrow_schema(spec.type)
    }


def names(columns: Iterable[str], alias: str | None = None) -> sql.Composed:
    """`a.one, a.two`: a list of columns, of one relation if `alias` is given."""
    parts = ((alias, column) if alias else (column,) for column in columns)
    return sql.SQL(", ").join(sql.Identifier(*part) for part in parts)


def equal(columns: Iterable[str], left: str, right: str) -> sql.Composed:
    """The condition that two relations agree in the columns, which are never null there."""
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(left, c), sql.Identifier(right, c)) for c in columns)
    return sql.SQL(" AND ").join(pairs)


def same(columns: Iterable[str], left: str, right: str) -> sql.Composed:
    """The condition that two relations agree in the columns, null counting as a value."""
    listed = tuple(columns)
    row = sql.SQL("ROW({}) IS NOT DISTINCT FROM ROW({})")
    return row.format(names(listed, left), names(listed, right))


def relation(name: str) -> sql.Identifier:
    """A table of schema `ledger`."""
    return sql.Identifier("ledger", name)


def moment(column: str | None, alias: str, spec: Table) -> sql.Composable:
    """The end of a record as a moment: a date alone ends at 16:00 UTC, when the business day does."""
    if column is None:
        return sql.SQL("NULL::timestamptz")
    name = sql.Identifier(alias, column)
    if column_types(spec)[column] == "date":
        return sql.SQL("({}::timestamp + interval '16 hours') AT TIME ZONE 'UTC'").format(name)
    return name
