"""Query results as Arrow columns, by way of COPY and Arrow's own reader: no Python object per value."""

import io
from typing import Any

import pyarrow as pa
from msgspec import Struct
from psycopg import Connection, sql
from pyarrow import csv

from youjian.contract.columns import arrow_schema

_CONVERT = {
    "null_values": [""],
    "strings_can_be_null": True,
    "quoted_strings_can_be_null": False,
    "true_values": ["t"],
    "false_values": ["f"],
}


def fetch(
    conn: Connection[Any], struct: type[Struct], query: sql.Composable, order: tuple[str, ...]
) -> pa.Table:
    """The rows of `query` as columns of `struct`, sorted by `order`. The query must name every column.

    Moments travel as microseconds, so that nothing is read from text that could be read wrongly.
    """
    schema = arrow_schema(struct)
    listed = sql.SQL(", ").join(_column(field) for field in schema)
    statement = sql.SQL("COPY (SELECT {} FROM ({}) AS q) TO STDOUT (FORMAT csv)").format(listed, query)
    received = io.BytesIO()
    with conn.cursor().copy(statement) as copy:
        for block in copy:
            received.write(block)
    if received.tell() == 0:
        return schema.empty_table()
    received.seek(0)
    table = csv.read_csv(
        received,
        read_options=csv.ReadOptions(column_names=schema.names, use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={field.name: _as_read(field.type) for field in schema}, **_CONVERT
        ),
    )
    return table.cast(schema).sort_by([(name, "ascending") for name in order])


def _column(field: pa.Field) -> sql.Composable:
    name = sql.Identifier("q", field.name)
    if pa.types.is_timestamp(field.type):
        return sql.SQL("(extract(epoch FROM {}) * 1000000)::bigint").format(name)
    return name


def _as_read(kind: pa.DataType) -> pa.DataType:
    return pa.int64() if pa.types.is_timestamp(kind) else kind
