"""Texts that would like to be more than texts, and a record of every table that holds them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import inspect

from youjian.contract.records import Record
from youjian.contract.tables import Table

STATION = "3602030017"
TEXTS = (
    "'; DROP TABLE ledger.fuellings; --",
    "\" OR 1=1; DELETE FROM ledger.stations WHERE '' = '",
    "Robert'); SELECT pg_sleep(100); --",
    "$$; COPY (SELECT 1) TO PROGRAM 'id'; $$",
    r"\.",
    r"\N",
    r"a\tb\\x00",
    "%s %(name)s {0} {name} ${HOME} `id` $(id)",
    "=HYPERLINK(\"http://example.invalid\",\"点击\")",
    "=cmd|' /C calc'!A0",
    "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "'=1+1", "''", "=",
    '"', '""', '",",', "a,b;c", "两行\n第二行", "tab\tin it", "a | b", "  spaces around  ",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt; & 'x'", "{{7*7}}{% now %}",
    "NULL", "null", "None", "nan", "1e5", "00123", "2026-11-22", "TRUE",
    "../../etc/passwd", "a" * 512, "油" * 512, "🛢️ ", "\u202eright to left", "e\u0301", "\ufeffmark",
)  # fmt: skip
"""A NUL is no text to PostgreSQL and is refused at the door."""
_OF_PATTERN = {
    "^[0-9]{10}": STATION,
    "^[0-9]{2,12}": "360203",
    "^[0-9A-Z]{18}": "91350100M000100Y43",
    "^(collector|": "collector",
    "^[0-9]{4}-": "2026-10",
}
_START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def text_fields(spec: Table) -> list[str]:
    """The fields of a table that hold any text."""
    return [field.name for field in _fields(spec) if _is_text(_plain(field.type))]


def record(spec: Table, number: int, text: str, **given: Any) -> Record:
    """The `number`-th record of a table with this text in every field that takes any."""
    values = {field.name: _value(_plain(field.type), number, text) for field in _fields(spec)}
    values.pop("received_at", None)
    return msgspec.convert(values | given, spec.type)


def _fields(spec: Table) -> tuple[inspect.Field, ...]:
    described = inspect.type_info(spec.type)
    assert isinstance(described, inspect.StructType)
    return described.fields


def _plain(kind: inspect.Type) -> inspect.Type:
    """Without what surrounds a type: its description, and that it may be absent."""
    if isinstance(kind, inspect.Metadata):
        return _plain(kind.type)
    if isinstance(kind, inspect.UnionType):
        return _plain(next(part for part in kind.types if not isinstance(part, inspect.NoneType)))
    return kind


def _is_text(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StrType) and kind.pattern is None


def _value(kind: inspect.Type, number: int, text: str) -> Any:
    if isinstance(kind, inspect.StrType):
        pattern = kind.pattern
        return text if pattern is None else next(v for k, v in _OF_PATTERN.items() if pattern.startswith(k))
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    return _OF_TYPE[type(kind)](number)


_OF_TYPE: dict[type[inspect.Type], Callable[[int], Any]] = {
    inspect.IntType: lambda number: number + 1,
    inspect.FloatType: lambda _: 20.0,
    inspect.BoolType: lambda _: True,
    inspect.DateType: lambda _: date(2026, 11, 20),
    inspect.DateTimeType: lambda number: _START + timedelta(minutes=10 * number),
}
