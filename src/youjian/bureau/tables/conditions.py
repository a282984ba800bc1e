"""From what a person asks of a column to a condition of the query."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.tables.spec import NUMBERS, TEXTS, TIMES, Column
from youjian.contract.fields import day_bounds

EMPTY = "__none__"
"""What is asked for rows in which a column is empty."""
RANGED = NUMBERS | TIMES | {"date"}
_STATION_DIGITS = 10
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def any_of(column: Column, values: Sequence[str]) -> Q:
    """Rows in which the column fits one of the values; raises Problem 422 naming a value that cannot be."""
    found = Q(pk__in=[])
    for value in values:
        found |= _empty(column) if value == EMPTY else _fits(column, value)
    return found


def between(column: Column, start: str, end: str) -> Q:
    """Rows in which the column lies in a range, both ends included; an empty end is open."""
    if column.kind not in RANGED:
        raise _bad(
            column,
            f"{start}..{end}",
            "该列不能按范围筛选，请去掉 .from 和 .to。",
            "This column has no range; leave out .from and .to.",
        )
    found = Q()
    if start:
        found &= Q(**{f"{column.lookup}__gte": _bounds(column, start)[0]})
    if end and column.kind in TIMES:
        found &= Q(**{f"{column.lookup}__lt": _bounds(column, end)[1]})
    elif end:
        found &= Q(**{f"{column.lookup}__lte": _bounds(column, end)[1]})
    return found


def contains(column: Column, text: str) -> Q:
    """Rows in which a text stands anywhere in the column, as the search box asks."""
    if column.condition is not None:
        return column.condition(text)
    if column.kind in NUMBERS:
        return Q(**{column.lookup or "": text}) if text.isascii() and text.isdecimal() else Q(pk__in=[])
    return Q(**{f"{column.lookup}__icontains": text})


def _fits(column: Column, value: str) -> Q:
    if column.kind == "choice":
        _check_choice(column, value)
    if column.kind == "region":
        region(column, value)
    if column.condition is not None:
        return column.condition(value)
    lookup, compared = _comparison(column, value)
    return Q(**{f"{column.lookup}{lookup}": compared})


def _comparison(column: Column, value: str) -> tuple[str, Any]:
    """How a column's kind is compared with a value: Django's lookup and what it is given."""
    if column.kind in TEXTS or (column.kind == "station" and len(value) < _STATION_DIGITS):
        return "__icontains", value
    if column.kind == "region":
        return "__startswith", value
    if column.kind == "flag":
        return "", _flag(column, value)
    if column.kind in TIMES:
        start, end = _bounds(column, value)
        return "__range", (start, end - timedelta(microseconds=1))
    return "", _bounds(column, value)[0] if column.kind in RANGED else value


def region(column: Column, value: str) -> str:
    """A region's code; everything that lies in the region begins with it."""
    if not (value.isascii() and value.isdecimal() and 2 <= len(value) <= 12):
        raise _bad(column, value, "区划代码为2至12位数字。", "A region's code has 2 to 12 digits.")
    return value


def _empty(column: Column) -> Q:
    path = column.lookup
    if path is None:
        raise _bad(column, EMPTY, "该列不能按空值筛选。", "This column cannot be asked for being empty.")
    missing = Q(**{f"{path}__isnull": True})
    return missing | Q(**{f"{path}": ""}) if column.kind in TEXTS else missing


def _check_choice(column: Column, value: str) -> None:
    codes = [choice.code for choice in column.named()]
    if value not in codes:
        known = "、".join(codes)
        raise _bad(column, value, f"可选值：{known}。", f"It may be one of: {', '.join(codes)}.")


def _bounds(column: Column, text: str) -> tuple[Any, Any]:
    """First and last value that a text stands for; of a time the business day's first moment and the
    next's."""
    if column.kind in NUMBERS:
        number = _number(column, text)
        return number, number
    day = _day(column, text)
    if column.kind == "date":
        return day, day
    return day_bounds(day)


def _number(column: Column, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _bad(column, text, "请填写数字。", "Please give a number.")
    return int(number) if column.kind == "integer" and number.is_integer() else number


def _day(column: Column, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2999:
        raise _bad(
            column,
            text,
            "请按 2026-11-22 的格式填写日期。",
            "Please write the date like 2026-11-22.",
        )
    return day


def _flag(column: Column, text: str) -> bool:
    if text not in _FLAGS:
        raise _bad(column, text, "可选值：true、false。", "It may be true or false.")
    return _FLAGS[text]


def _bad(column: Column, value: str, zh: str, en: str) -> Problem:
    message = pick(
        f"“{column.title}”（{column.name}）的筛选值“{value}”不正确。{zh}",
        f"“{value}” does not fit the column “{column.title}” ({column.name}). {en}",
    )
    return Problem(422, "bad_value", message)
