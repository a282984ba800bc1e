"""What a request asks of a table: filters, search, order and page, read from the address and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.tables import conditions
from youjian.bureau.tables.spec import Column, TableSpec

MAX_SIZE = 500
MAX_PAGE = 1_000_000
_LONGEST = 200
_MOST_VALUES = 200
RESERVED = frozenset({"q", "sort", "page", "size"})

Parameters = Mapping[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """A checked request: conditions of the rows, lookups to sort by (with `-` for the other way), the
    page."""

    condition: Q = field(default_factory=Q)
    order: tuple[str, ...] = ()
    page: int = 1
    size: int = 50
    said: dict[str, list[str]] = field(default_factory=dict)
    """The filter as it was asked for, to be written down."""


def asked(spec: TableSpec, parameters: Parameters, also: frozenset[str] = frozenset()) -> Asked:
    """Read a request's parameters; raises Problem 422 naming the parameter that the table does not know.

    `also` names parameters that the caller reads itself.
    """
    condition, said = Q(), {}
    for name in _filters(spec, parameters, also):
        column = spec.column(name)
        assert column is not None  # noqa: S101 - `_filters` gives names of columns
        condition &= _of_column(column, parameters)
    for name, values in parameters.items():
        given = [value for value in values if value]
        if given and name not in RESERVED - {"q"} and name not in also:
            said[name] = given
    return Asked(
        condition=condition & _searched(spec, one(parameters, "q")),
        order=order(spec, one(parameters, "sort")),
        page=_number(parameters, "page", 1, MAX_PAGE),
        size=_number(parameters, "size", 50, MAX_SIZE),
        said=said,
    )


def one(parameters: Parameters, name: str) -> str:
    """A parameter that is given once; the last one counts."""
    values = parameters.get(name) or [""]
    return values[-1].strip()


def order(spec: TableSpec, wanted: str) -> tuple[str, ...]:
    """Names of columns to lookups, the key behind them, so that pages neither repeat nor skip a row."""
    names = [part.strip() for part in wanted.split(",") if part.strip()] or list(spec.default_sort)
    lookups = [_sorted_by(spec, name) for name in names]
    backwards = "-" if lookups[0].startswith("-") else ""
    known = {lookup.lstrip("-") for lookup in lookups}
    ties = (spec.column(name) for name in spec.key)
    rest = [column.lookup for column in ties if column is not None and column.lookup]
    return (*lookups, *(backwards + lookup for lookup in rest if lookup not in known))


def unknown_column(spec: TableSpec, name: str) -> Problem:
    """The table has no such column."""
    known = ", ".join(column.name for column in spec.columns)
    message = pick(
        f"“{spec.title}”没有“{name}”这一列。可用的列：{known}。",
        f"“{spec.title}” has no column “{name}”. There are: {known}.",
    )
    return Problem(422, "unknown_column", message)


def _filters(spec: TableSpec, parameters: Parameters, also: frozenset[str]) -> list[str]:
    """The columns that are asked about, in the table's order."""
    wanted = {name.removesuffix(".from").removesuffix(".to") for name in parameters}
    known = {column.name for column in spec.columns if column.may_filter}
    unknown = sorted(wanted - known - RESERVED - also)
    if unknown:
        raise _unknown(spec, unknown)
    return [column.name for column in spec.columns if column.name in wanted]


def _of_column(column: Column, parameters: Parameters) -> Q:
    values = [_clean(value) for value in parameters.get(column.name, []) if value.strip()]
    if len(values) > _MOST_VALUES:
        message = pick(
            f"“{column.title}”一次最多筛选{_MOST_VALUES}个值。",
            f"“{column.title}” takes at most {_MOST_VALUES} values at a time.",
        )
        raise Problem(422, "too_many_values", message)
    start, end = (_clean(one(parameters, column.name + side)) for side in (".from", ".to"))
    condition = conditions.any_of(column, values) if values else Q()
    return condition & conditions.between(column, start, end) if start or end else condition


def _searched(spec: TableSpec, text: str) -> Q:
    if not text:
        return Q()
    found = Q(pk__in=[])
    for name in spec.search:
        column = spec.column(name)
        if column is not None:
            found |= conditions.contains(column, _clean(text))
    return found


def _sorted_by(spec: TableSpec, name: str) -> str:
    bare = name.removeprefix("-")
    column = spec.column(bare)
    if column is None:
        raise unknown_column(spec, bare)
    if not column.may_sort:
        message = pick(f"不能按“{column.title}”排序。", f"Rows cannot be sorted by “{column.title}”.")
        raise Problem(422, "not_sortable", message)
    lookup = column.weight or column.lookup or ""
    return f"-{lookup}" if name.startswith("-") else lookup


def _number(parameters: Parameters, name: str, fallback: int, most: int) -> int:
    text = one(parameters, name)
    if not text:
        return fallback
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        message = pick(
            f"{name}须为1至{most}的整数，收到“{text}”。",
            f"{name} must be a whole number from 1 to {most}, got “{text}”.",
        )
        raise Problem(422, "bad_value", message)
    return int(text)


def _clean(text: str) -> str:
    stripped = text.strip()
    if len(stripped) > _LONGEST or any(ord(sign) < 32 for sign in stripped):
        shown = "".join(sign for sign in stripped[:20] if ord(sign) >= 32)
        message = pick(
            f"筛选值“{shown}…”过长或含有控制字符，请改短后再试（最多{_LONGEST}字）。",
            f"The value “{shown}…” is too long or holds control characters; at most {_LONGEST} signs.",
        )
        raise Problem(422, "bad_value", message)
    return stripped


def _unknown(spec: TableSpec, names: list[str]) -> Problem:
    known = ", ".join(column.name for column in spec.columns if column.may_filter)
    told = ", ".join(names)
    message = pick(
        f"“{spec.title}”不认识这些参数：{told}。可筛选的列：{known}。",
        f"“{spec.title}” does not know: {told}. It can be filtered by: {known}.",
    )
    return Problem(422, "unknown_parameter", message)
