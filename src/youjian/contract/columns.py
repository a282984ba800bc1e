"""Arrow schemas derived from the record types, and records turned into columns.

The only module of the contract that needs pyarrow; the collector does not import it.
"""

import types
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
from msgspec import Struct

from youjian.contract.records import Record
from youjian.contract.tables import Table

TIMESTAMP = pa.timestamp("us", tz="UTC")
_ARROW: dict[type, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    str: pa.string(),
    datetime: TIMESTAMP,
    date: pa.date32(),
}


@cache
def arrow_schema(struct: type[Struct]) -> pa.Schema:
    """The Arrow schema of a record type: same names, same order, null where the type says None."""
    hints = get_type_hints(struct, include_extras=False)
    return pa.schema([_field(name, hints[name]) for name in struct.__struct_fields__])


def to_table(table: Table, rows: Iterable[Record]) -> pa.Table:
    """Records as one Arrow table; times are moved to UTC."""
    return struct_table(table.type, rows)


def struct_table(struct: type[Struct], rows: Iterable[Struct]) -> pa.Table:
    """Structs of one type as one Arrow table."""
    schema = arrow_schema(struct)
    listed = list(rows)
    columns = [pa.array([_plain(getattr(row, f.name)) for row in listed], f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def empty(table: Table) -> pa.Table:
    """No rows, right columns."""
    return arrow_schema(table.type).empty_table()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _field(name: str, hint: Any) -> pa.Field:
    inner, nullable = _unwrap(hint)
    return pa.field(name, _ARROW[inner], nullable=nullable)


def _unwrap(hint: Any) -> tuple[type, bool]:
    """The plain type behind Annotated, Literal and `| None`, and whether None is allowed."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _unwrap(get_args(hint)[0])
    if origin is Literal:
        return _type_of(get_args(hint)[0]), False
    if origin in (types.UnionType, Union):
        inner = next(a for a in get_args(hint) if a is not type(None))
        return _unwrap(inner)[0], True
    return hint, False


def _type_of(value: object) -> type:
    return type(value)
