"""Query results as Arrow columns, by way of one array a column: no Python object per value."""

from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

import pyarrow as pa
from msgspec import Struct
from psycopg import Connection, sql

from youjian.contract.columns import TIMESTAMP, arrow_schema
from youjian.ledger import array_columns


def fetch(
    conn: Connection[Any], struct: type[Struct], query: sql.Composable, order: tuple[str, ...]
) -> pa.Table:
    """The rows of `query` as columns of `struct`, sorted by `order`. The query must name every column.

    Each column is one array in binary: nothing is written as text that is a number.
    """
    schema = arrow_schema(struct)
    listed = sql.SQL(", ").join(column for field in schema for column in _arrays(field))
    result = conn.execute(sql.SQL("SELECT {} FROM ({}) AS q").format(listed, query), binary=True).pgresult
    if result is None or not array_columns.length(result.get_value(0, 0)):
        return schema.empty_table()
    bodies = (result.get_value(0, place) or b"" for place in range(result.nfields))
    columns = [_column(field, bodies) for field in schema]
    table = pa.Table.from_arrays(columns, schema=schema)
    return table.sort_by([(name, "ascending") for name in order])


def select(
    conn: Connection[Any], struct: type[Struct], statement: bytes, parameters: Sequence[Any]
) -> pa.Table:
    """A few rows of a statement that names the columns of `struct` in order; the server keeps its plan."""
    schema = arrow_schema(struct)
    rows = conn.execute(statement, parameters, prepare=True, binary=True).fetchall()
    if not rows:
        return schema.empty_table()
    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for field, values in zip(schema, columns, strict=True)], schema=schema
    )


def _arrays(field: pa.Field) -> list[sql.Composable]:
    """The arrays in which a column travels; of numbers that may be null, a second says which are."""
    name, known = sql.Identifier("q", field.name), sql.SQL(_TYPES[field.type])
    value = sql.SQL("{}::{}").format(name, known)
    if not _has_gaps(field):
        return [sql.SQL("array_agg({})").format(value)]
    filled = sql.SQL("array_agg(coalesce({}, {}::{}))").format(value, sql.SQL(_FILLED[field.type]), known)
    return [filled, sql.SQL("array_agg({} IS NULL)").format(name)]


def _column(field: pa.Field, bodies: Iterator[bytes]) -> pa.Array:
    """A column from the next of the arrays."""
    body = next(bodies)
    if pa.types.is_string(field.type):
        return array_columns.texts(body)
    return array_columns.numbers(
        body, field.type, array_columns.flags(next(bodies)) if _has_gaps(field) else None
    )


def _has_gaps(field: pa.Field) -> bool:
    return field.nullable and not pa.types.is_string(field.type)


_TYPES: dict[pa.DataType, LiteralString] = {
    pa.bool_(): "boolean",
    pa.int64(): "bigint",
    pa.float64(): "double precision",
    pa.string(): "text",
    pa.date32(): "date",
    TIMESTAMP: "timestamptz",
}
_FILLED: dict[pa.DataType, LiteralString] = {
    pa.bool_(): "false",
    pa.int64(): "0",
    pa.float64(): "0",
    pa.date32(): "'2000-01-01'",
    TIMESTAMP: "'2000-01-01 00:00:00Z'",
}
