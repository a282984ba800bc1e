"""PostgreSQL's arrays in binary as Arrow columns: whole columns at once, no object per value.

An array is a head (dimensions, a flag, the element's type, the length) and then each element's length and
bytes, big-endian (PostgreSQL's source, `array_send`). Moments and days are counted from 2000-01-01.
"""

import struct
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_HEAD = struct.Struct(">iiIii")
_LENGTH = struct.Struct(">i")
_MOMENTS, _DAYS = 946_684_800_000_000, 10_957
"""2000-01-01 as microseconds and as days since 1970."""


def length(body: bytes | None) -> int:
    """How many elements an array has; none where there is no array."""
    return _HEAD.unpack_from(body)[3] if body else 0


def numbers(body: bytes, kind: pa.DataType, absent: NDArray[np.bool_] | None = None) -> pa.Array:
    """An array of bigint, float8, boolean, date or timestamptz without nulls; `absent` says what is null.

    Raises ValueError where an element is not as long as its type.
    """
    form, since = _form(kind)
    cells = np.frombuffer(body, np.dtype([("length", ">i4"), ("value", form)]), offset=_HEAD.size)
    if (cells["length"] != np.dtype(form).itemsize).any():
        raise ValueError(f"an array of {kind} with elements of another length")
    values = cells["value"].astype(np.dtype(form).newbyteorder("="))
    return pa.array(values + since if since else values, mask=absent).cast(kind)


def flags(body: bytes) -> NDArray[np.bool_]:
    """An array of booleans without nulls."""
    return numbers(body, pa.bool_()).to_numpy(zero_copy_only=False)


def texts(body: bytes) -> pa.Array:
    """An array of texts, with nulls."""
    count = length(body)
    [first] = _LENGTH.unpack_from(body, _HEAD.size)
    width = max(first, 0)
    if len(body) == _HEAD.size + count * (_LENGTH.size + width):
        cells = np.frombuffer(body, np.uint8, offset=_HEAD.size).reshape(count, _LENGTH.size + width)
        if (np.ascontiguousarray(cells[:, :4]).view(">i4") == first).all():
            return (
                _alike(cells[:, 4:])
                if width
                else pa.array([""] * count if first == 0 else [None] * count, pa.string())
            )
    return pa.array(_each(body, count), pa.string())


def _form(kind: pa.DataType) -> tuple[str, int]:
    """How a value of a type is written, and what is to be added to it."""
    if pa.types.is_timestamp(kind):
        return ">i8", _MOMENTS
    if pa.types.is_date32(kind):
        return ">i4", _DAYS
    if pa.types.is_boolean(kind):
        return "?", 0
    return (">f8" if pa.types.is_float64(kind) else ">i8"), 0


def _alike(letters: NDArray[np.uint8]) -> pa.Array:
    """Texts of one length, as a station's number is; none of PostgreSQL's ends in a zero byte."""
    found = np.ascontiguousarray(letters).view(f"S{letters.shape[1]}").ravel()
    return pa.array(found, pa.binary()).cast(pa.string())


def _each(body: bytes, count: int) -> Iterator[str | None]:
    place = _HEAD.size
    for _ in range(count):
        [size] = _LENGTH.unpack_from(body, place)
        place += _LENGTH.size
        yield None if size < 0 else body[place : place + size].decode()
        place += max(size, 0)
