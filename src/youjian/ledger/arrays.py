"""Columns as array parameters in PostgreSQL's binary form, made in bulk.

`unnest` of such arrays takes rows in as quickly as COPY does, also into tables with row-level security, for
which COPY is not open to ordinary roles, and may be joined before anything is written.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.rows import dict_row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PG_EPOCH_US = 946_684_800_000_000
"""Microseconds from 1970 to 2000, from where PostgreSQL counts."""
_PG_EPOCH_DAYS = 10_957


_DUMPERS: dict[type, type[Dumper]] = {}


class Array:
    """An array parameter: `data` is what PostgreSQL's array_recv reads."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


def _array_type(oid: int) -> type[Array]:
    kind = type(f"Array{oid}", (Array,), {"__slots__": ()})

    class _ArrayDumper(Dumper):
        format = Format.BINARY

        def dump(self, obj: Any) -> bytes:
            return obj.data

    _ArrayDumper.oid = oid
    psycopg.adapters.register_dumper(kind, _ArrayDumper)
    _DUMPERS[kind] = _ArrayDumper
    return kind


def cursor_for(conn: psycopg.Connection[Any]) -> psycopg.Cursor[dict[str, Any]]:
    """A cursor that takes such parameters, on whatever connection: one of the office binds on its own side
    and may have been made before this module was known.
    """
    cursor = psycopg.Cursor(conn, row_factory=dict_row)
    for kind, dumper in _DUMPERS.items():
        cursor.adapters.register_dumper(kind, dumper)
    return cursor


# PostgreSQL type: (its oid, the array's oid, how numpy writes a value)
_TYPES = {
    "boolean": (16, _array_type(1000), ">i1"),
    "bigint": (20, _array_type(1016), ">i8"),
    "double precision": (701, _array_type(1022), ">f8"),
    "timestamptz": (1184, _array_type(1185), ">i8"),
    "date": (1082, _array_type(1182), ">i4"),
    "text": (25, _array_type(1009), ""),
}


def array(kind: str, values: Sequence[Any] | NDArray[Any]) -> Array:
    """Values of a PostgreSQL type as one parameter.

    Moments are datetimes with an offset, or whole microseconds since 1970 in a numpy array.
    """
    if kind == "text":
        return _text(values)
    if isinstance(values, np.ndarray):
        return _plain(kind, values)
    if None not in values:
        return _plain(kind, _numbers(kind, values))
    present = [value for value in values if value is not None]
    return _with_nulls(kind, values, _numbers(kind, present))


def micros(moments: Sequence[datetime]) -> NDArray[np.int64]:
    """Moments as microseconds since 1970."""
    spans = pa.array([moment - EPOCH for moment in moments], pa.duration("us"))
    return spans.cast(pa.int64()).to_numpy()


def micros_of(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def _numbers(kind: str, values: Sequence[Any]) -> NDArray[Any]:
    if kind == "timestamptz":
        return micros(values)
    if kind == "date":
        return np.array(values, "M8[D]").astype(np.int64)
    return np.array(values, {"bigint": np.int64, "double precision": np.float64, "boolean": np.bool_}[kind])


def _plain(kind: str, numbers: NDArray[Any]) -> Array:
    oid, array_type, written = _TYPES[kind]
    cells = np.empty(len(numbers), [("size", ">i4"), ("value", written)])
    cells["size"] = np.dtype(written).itemsize
    cells["value"] = _shifted(kind, numbers)
    return array_type(_head(oid, len(numbers), nulls=False) + cells.tobytes())


def _shifted(kind: str, numbers: NDArray[Any]) -> NDArray[Any]:
    since = {"timestamptz": _PG_EPOCH_US, "date": _PG_EPOCH_DAYS}.get(kind)
    return numbers if since is None else numbers - since


def _with_nulls(kind: str, values: Sequence[Any], present: NDArray[Any]) -> Array:
    oid, array_type, written = _TYPES[kind]
    size = np.dtype(written).itemsize
    data = _shifted(kind, present).astype(written).tobytes()
    cells = (struct.pack(">i", size) + data[at : at + size] for at in range(0, len(data), size))
    body = b"".join(_NULL if value is None else next(cells) for value in values)
    return array_type(_head(oid, len(values), nulls=True) + body)


def _text(values: Sequence[str | None] | NDArray[Any]) -> Array:
    oid, array_type, _ = _TYPES["text"]
    known: dict[str | None, bytes] = {None: _NULL}
    for value in set(values):
        if value is not None:
            encoded = value.encode()
            known[value] = struct.pack(">i", len(encoded)) + encoded
    body = b"".join([known[value] for value in values])
    return array_type(_head(oid, len(values), nulls=True) + body)


_NULL = struct.pack(">i", -1)


def _head(oid: int, count: int, *, nulls: bool) -> bytes:
    """One dimension from 1 on; an array without a value has none."""
    if count == 0:
        return struct.pack(">iiI", 0, 0, oid)
    return struct.pack(">iiIii", 1, int(nulls), oid, count, 1)
