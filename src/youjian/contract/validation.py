"""What a type cannot say of one record alone: check characters, order of times, numbers that are numbers.

A record that fails here goes to quarantine (or is named as a bad row of a folder); it is never repaired.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct, inspect

from youjian.contract import records, registry
from youjian.contract.identifiers import uscc_problem
from youjian.contract.records import Record
from youjian.contract.tables import Table

ORDERED: dict[type[Record], tuple[tuple[str, str], ...]] = {
    records.Fuelling: (("started_at", "ended_at"),),
    records.VapourFill: (("started_at", "ended_at"),),
    records.Trip: (("loaded_at", "unloaded_at"),),
    registry.Maintenance: (("starts_at", "ends_at"),),
    registry.Seal: (("applied_on", "removed_on"),),
    registry.Verification: (("verified_on", "valid_until"),),
}
USCC_FIELDS = ("uscc", "supplier_uscc", "seller_uscc", "buyer_uscc")


def decode(table: Table, raw: object) -> Record:
    """A record of `table` from decoded JSON; raises ValueError that names the field and what is wrong.

    >>> from youjian.contract.tables import TABLES
    >>> decode(TABLES["device_events"], {"station_id": "1"})
    Traceback (most recent call last):
        ...
    ValueError: Expected `str` matching regex '^[0-9]{10}$(?!\\\\n)' - at `$.station_id`
    """
    try:
        record = msgspec.convert(raw, table.type)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    found = problems(record)
    if found:
        raise ValueError("; ".join(found))
    return record


def problems(record: Record) -> list[str]:
    """Everything that is wrong with a record whose types are right; empty when nothing is."""
    return [problem for check in _CHECKS for problem in check(record)]


def all_sound(records: Sequence[Record]) -> bool:
    """Whether `problems` says nothing of any of these records of one type, a tenth of its time for the many.

    The same checks, made column by column. Where one names the first or last year of the calendar the answer
    is False, and `problems` has to say.
    """
    if not records:
        return True
    kind = type(records[0])
    columns = {name: [getattr(record, name) for record in records] for name in _checked(kind)}
    ordered = all(
        a is None or b is None or a <= b
        for first, second in ORDERED.get(kind, ())
        for a, b in zip(columns[first], columns[second], strict=True)
    )
    return ordered and all(_sound(name, values) for name, values in columns.items())


def _sound(name: str, values: Sequence[Any]) -> bool:
    """Whether a column holds nothing that a record is refused for."""
    there = [value for value in values if value is not None]
    if not there:
        return True
    if name in USCC_FIELDS:
        return not any(map(uscc_problem, there)) and "\x00" not in "".join(there)
    match there[0]:
        case str():
            return "\x00" not in "".join(there)
        case float() | int():
            return all(map(math.isfinite, there))
        case datetime():
            return min(there).year > MINYEAR and max(there).year < MAXYEAR
        case _:
            return True


@cache
def _checked(kind: type[Record]) -> tuple[str, ...]:
    """The columns of a record type that a value of the right type may be wrong in."""
    return tuple(
        field.name for field in msgspec.structs.fields(kind) if not _is_always_right(field.type, field.name)
    )


def _is_always_right(hint: Any, name: str) -> bool:
    """Whole numbers in range, codes and patterns: the type says it all."""
    if name in USCC_FIELDS:
        return False
    return all(
        isinstance(one, inspect.IntType | inspect.LiteralType | inspect.NoneType)
        or (isinstance(one, inspect.StrType) and one.pattern is not None)
        for one in _kinds(inspect.type_info(hint))
    )


def _kinds(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The types that a value may have, without what is said of them beside."""
    if isinstance(kind, inspect.Metadata):
        yield from _kinds(kind.type)
    elif isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from _kinds(one)
    else:
        yield kind


def _unordered(record: Record) -> Iterator[str]:
    for first, second in ORDERED.get(type(record), ()):
        a: date | datetime | None = getattr(record, first)
        b: date | datetime | None = getattr(record, second)
        if a is not None and b is not None and b < a:
            yield f"{second} {b.isoformat()} is before {first} {a.isoformat()}"


def _unchecked_codes(record: Record) -> Iterator[str]:
    for name in USCC_FIELDS:
        value: str | None = getattr(record, name, None)
        problem = uscc_problem(value) if value is not None else None
        if problem:
            yield f"{name}: {problem}"


def _not_numbers(record: Record) -> Iterator[str]:
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, float) and not math.isfinite(value):
            yield f"{name} is not a finite number"


def nul_characters(record: Struct) -> Iterator[str]:
    """Text with a NUL character, which PostgreSQL cannot hold: one sentence for each such field."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str) and "\x00" in value:
            yield f"{name} holds a NUL character"


def _out_of_calendar(record: Record) -> Iterator[str]:
    """The first and last hours of the calendar exist with an offset only and cannot be told in UTC."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, datetime) and value.year in (MINYEAR, MAXYEAR):
            try:
                value.astimezone(UTC)
            except OverflowError:
                yield f"{name} {value.isoformat()} is outside the years {MINYEAR} to {MAXYEAR} in UTC"


_CHECKS: tuple[Callable[[Record], Iterator[str]], ...] = (
    _unordered,
    _unchecked_codes,
    _not_numbers,
    nul_characters,
    _out_of_calendar,
)
