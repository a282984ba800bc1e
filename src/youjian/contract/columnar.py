"""The contract's checks over whole columns: which rows are surely right, without a Python object per row.

A row that this passes is one that `validation` passes, with the same values. Of a row in doubt nothing is
said: the caller asks `validation`, which also words what is wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec.inspect as mi
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP, arrow_schema
from youjian.contract.fields import END
from youjian.contract.identifiers import uscc_problem
from youjian.contract.tables import Table
from youjian.contract.validation import ORDERED, USCC_FIELDS

Mask = np.ndarray
"""One truth value per row: true where the row is in doubt."""
_EXACT = 2**53
"""Whole numbers up to here are the same as floats."""
_SMALL = 64
"""So few values are left in doubt together when one of them cannot be read."""
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in (2, 9999))
"""Between these every offset can be told in UTC."""
_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_SHAPES: dict[pa.DataType, str] = {
    pa.int64(): r"^-?(0|[1-9][0-9]*)$",
    pa.float64(): _NUMBER,
    TIMESTAMP: r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)$",
    pa.date32(): r"^\d{4}-\d\d-\d\d$",
    pa.bool_(): r"^(?i:true|false|0|1)$",
}
"""How text says a value, in the forms that every reader understands alike."""


@dataclass(frozen=True)
class Screened:
    """Columns of the contract's types, and which rows are in doubt (None: none is)."""

    table: pa.Table
    doubtful: Mask | None


@dataclass(frozen=True)
class _Field:
    name: str
    type: pa.DataType
    limits: mi.Type
    nullable: bool
    needed: bool
    is_uscc: bool


def screen(spec: Table, raw: pa.Table, trusted: Iterable[str] = ()) -> Screened:
    """Check the columns of `raw`, typed or as text, against a table of the contract.

    Columns that the contract does not know are left out. Null means that a row does not have the value.
    `trusted` columns are known to be right.
    """
    doubt: Mask | None = None
    arrays: list[pa.ChunkedArray] = []
    known, names = set(trusted), set(raw.column_names)
    for field in _fields(spec):
        if field.name in names:
            values, more = _column(raw[field.name], field, field.name in known)
        else:
            values = pa.chunked_array([pa.nulls(raw.num_rows, field.type)])
            more = np.ones(raw.num_rows, dtype=bool) if field.needed else None
        arrays.append(values)
        doubt = _either(doubt, more)
    table = pa.Table.from_arrays(arrays, schema=arrow_schema(spec.type))
    doubt = _either(doubt, _unordered(spec, table))
    return Screened(table, doubt if doubt is not None and bool(doubt.any()) else None)


def moments(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments as the contract understands them, typed or as text; null where one cannot be read."""
    typed, doubt = _typed(values, TIMESTAMP)
    return typed if doubt is None else pc.if_else(pa.array(~doubt), typed, pa.scalar(None, TIMESTAMP))


@cache
def _fields(spec: Table) -> tuple[_Field, ...]:
    told = mi.type_info(spec.type)
    assert isinstance(told, mi.StructType)  # noqa: S101 - a table's type is a struct
    return tuple(_field(field, arrow_schema(spec.type)) for field in told.fields)


def _field(field: mi.Field, schema: pa.Schema) -> _Field:
    limits = field.type
    if isinstance(limits, mi.UnionType):
        limits = next(one for one in limits.types if not isinstance(one, mi.NoneType))
    limits = limits.type if isinstance(limits, mi.Metadata) else limits
    column = schema.field(field.name)
    return _Field(field.name, column.type, limits, column.nullable, field.required, field.name in USCC_FIELDS)


def _column(raw: pa.ChunkedArray, field: _Field, trusted: bool) -> tuple[pa.ChunkedArray, Mask | None]:
    missing = pc.is_null(raw).to_numpy() if raw.null_count and not field.nullable else None
    values, unread = _typed(raw, field.type)
    doubt = _either(missing, unread)
    return values, doubt if trusted else _either(doubt, _outside(values, field))


def _typed(raw: pa.ChunkedArray, want: pa.DataType) -> tuple[pa.ChunkedArray, Mask | None]:
    """Values in the type of the contract, and those that could not be told for sure."""
    kind = raw.type
    if kind == want:
        return raw, None
    if _is_text(kind):
        text = raw.cast(pa.string())
        return (text, None) if want == pa.string() else _read_text(text, want)
    if not _converts(kind, want):
        return _nulls(len(raw), want), np.ones(len(raw), dtype=bool)
    values, doubt = _cast(raw, want, safe=not pa.types.is_timestamp(want))
    if pa.types.is_floating(kind) and pa.types.is_integer(want):
        doubt = _either(doubt, _true(pc.greater_equal(pc.abs(values), _EXACT)))
    return values, doubt


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _converts(kind: Any, want: pa.DataType) -> bool:
    """Whether every value of a type, once converted without loss, is what row-by-row reading gives."""
    if pa.types.is_timestamp(want):
        return pa.types.is_timestamp(kind) and kind.tz is not None
    if pa.types.is_date(want):
        return pa.types.is_date(kind)
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return numeric and (pa.types.is_integer(want) or pa.types.is_floating(want))


def _read_text(text: pa.ChunkedArray, want: pa.DataType) -> tuple[pa.ChunkedArray, Mask | None]:
    if text.null_count == 0 and _is_plain(text, want):
        return _cast(text, want)
    shaped = pc.match_substring_regex(text, _SHAPES[want])
    doubt = None
    if pc.all(shaped).as_py() is False:
        doubt = _true(pc.invert(shaped))
        text = pc.if_else(shaped, text, pa.scalar(None, pa.string()))
    values, unread = _cast(text, want)
    return values, _either(doubt, unread)


def _is_plain(text: pa.ChunkedArray, want: pa.DataType) -> bool:
    """Whether texts that Arrow can read are all of the usual form: quicker to see than by their shapes."""
    told = [_bytes(chunk) for chunk in text.chunks if len(chunk)]
    if want == TIMESTAMP:
        length = pc.min_max(pc.binary_length(text)).as_py()
        return length["min"] == length["max"] and all(_are_moments(data, length["max"]) for data, _ in told)
    return want in (pa.int64(), pa.float64()) and all(_are_numbers(data, begins) for data, begins in told)


def _bytes(chunk: Any) -> tuple[np.ndarray, np.ndarray]:
    """The characters of all texts of a chunk, and where each begins and the last one ends."""
    begins = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    data = np.frombuffer(chunk.buffers()[2] or b"", np.uint8)
    return data[begins[0] : begins[-1]], begins - begins[0]


def _are_moments(data: np.ndarray, length: int) -> bool:
    """Whether texts of one length have seconds, and no fraction or a full offset: `Z` or `+08:00`."""
    if length != 25:
        return length == 20
    signs = data[19::25]
    return bool(((signs == ord("+")) | (signs == ord("-"))).all())


def _are_numbers(data: np.ndarray, begins: np.ndarray) -> bool:
    """Whether texts are numbers that are not negative, without exponent and without needless noughts."""
    if not len(data) or (data > ord("9")).any() or (begins[1:] == begins[:-1]).any():
        return False
    first, last = data[begins[:-1]], data[begins[1:] - 1]
    fraction = (begins[1:] - begins[:-1] > 1) & (data[np.minimum(begins[:-1] + 1, len(data) - 1)] == ord("."))
    lone = begins[1:] - begins[:-1] == 1
    begun = (first > ord("0")) | ((first == ord("0")) & (fraction | lone))
    return bool((begun & (last >= ord("0"))).all())


def _cast(
    values: pa.ChunkedArray, want: pa.DataType, *, safe: bool = True
) -> tuple[pa.ChunkedArray, Mask | None]:
    """Values in another type; those beside one that cannot be read are null and in doubt."""
    try:
        return values.cast(want, safe=safe), None
    except pa.ArrowInvalid:
        if len(values) <= _SMALL:
            return _nulls(len(values), want), np.ones(len(values), dtype=bool)
    half = len(values) // 2
    parts = [_cast(part, want, safe=safe) for part in (values.slice(0, half), values.slice(half))]
    masks = [np.zeros(len(v), dtype=bool) if mask is None else mask for v, mask in parts]
    chunks = [chunk for part, _ in parts for chunk in part.chunks]
    return pa.chunked_array(chunks, want), np.concatenate(masks)


def _nulls(count: int, kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(count, kind)])


def _outside(values: pa.ChunkedArray, field: _Field) -> Mask | None:
    """Values beyond what the field's type allows."""
    limits = field.limits
    if pa.types.is_string(values.type):
        return _wrong_text(values, field)
    if isinstance(limits, mi.FloatType):
        return _either(_not_finite(values), _beyond(values, limits))
    if isinstance(limits, mi.IntType):
        return _beyond(values, limits)
    if isinstance(limits, mi.DateTimeType):
        return _beyond_calendar(values)
    return None


def _beyond(values: pa.ChunkedArray, limits: mi.IntType | mi.FloatType) -> Mask | None:
    asked = (
        (limits.ge, pc.less),
        (limits.gt, pc.less_equal),
        (limits.le, pc.greater),
        (limits.lt, pc.greater_equal),
    )
    tests = [(limit, refuses) for limit, refuses in asked if limit is not None]
    if not tests:
        return None
    bounds = pc.min_max(values)
    ends: Any = pa.array([bounds["min"], bounds["max"]], values.type)
    doubt: Mask | None = None
    for limit, refuses in tests:
        if pc.any(refuses(ends, limit)).as_py():
            doubt = _either(doubt, _true(refuses(values, limit)))
    return doubt


def _not_finite(values: pa.ChunkedArray) -> Mask | None:
    total = pc.sum(values).as_py()
    if total is None or np.isfinite(total):
        return None
    return _true(pc.invert(pc.is_finite(values)))


def _beyond_calendar(values: pa.ChunkedArray) -> Mask | None:
    plain = pa.chunked_array([chunk.view(pa.int64()) for chunk in values.chunks], pa.int64())
    first, last = (round(moment.timestamp()) * 10**6 for moment in (_FIRST, _LAST))
    return _beyond(plain, mi.IntType(ge=first, lt=last))


def _wrong_text(values: pa.ChunkedArray, field: _Field) -> Mask | None:
    """Texts are few and repeat: each is looked at once."""
    unique = pc.drop_null(pc.unique(values))
    wrong = _wrong_uniques(unique, field)
    if not pc.any(wrong).as_py():
        return None
    return _true(pc.is_in(values, value_set=unique.filter(wrong)))


def _wrong_uniques(unique: pa.Array, field: _Field) -> pa.Array:
    limits = field.limits
    if isinstance(limits, mi.LiteralType):
        return pc.invert(pc.is_in(unique, value_set=pa.array(list(limits.values), pa.string())))
    wrong = pc.match_substring(unique, "\x00")
    if isinstance(limits, mi.StrType):
        wrong = _or(wrong, _wrong_length(unique, limits))
        if limits.pattern is not None:
            shape = limits.pattern.replace(END, "$")
            wrong = _or(wrong, pc.invert(pc.match_substring_regex(unique, shape)))
    if field.is_uscc:
        codes: list[str] = unique.to_pylist()
        wrong = _or(wrong, pa.array([uscc_problem(code) is not None for code in codes], pa.bool_()))
    return wrong


def _wrong_length(unique: pa.Array, limits: mi.StrType) -> pa.Array:
    length = pc.utf8_length(unique)
    short = pc.less(length, limits.min_length or 0)
    return short if limits.max_length is None else _or(short, pc.greater(length, limits.max_length))


def _unordered(spec: Table, table: pa.Table) -> Mask | None:
    doubt: Mask | None = None
    for first, second in ORDERED.get(spec.type, ()):
        before = pc.less(table[second], table[first])
        if pc.any(before).as_py():
            doubt = _either(doubt, _true(before))
    return doubt


def _or(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.or_(one, other)


def _true(values: Any) -> Mask:
    """Where something holds; null is no."""
    return pc.fill_null(values, False).to_numpy(zero_copy_only=False)


def _either(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one | other
