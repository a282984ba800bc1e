"""Values of the register between JSON and Python, and as people read them."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.contract.fields import SHANGHAI

_TEXTS = frozenset({"text", "code", "choice", "uscc", "station", "region"})
_LOST_PLUS = re.compile(r"(:[0-9]{2}(?:\.[0-9]+)?) ([0-9]{2}:[0-9]{2})$")
"""The plus of an offset that was read from an address as a space."""
_CODES = frozenset({"code", "uscc", "station", "region"})
_HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for code in range(ord(first), ord(last) + 1)
}
"""Digits and letters as an input method makes them in Chinese text; in a code they mean the plain ones."""
_NUMBERS = frozenset({"number", "litres"})


class UnreadableError(ValueError):
    """A value that is none of its column's kind; says why in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def read(field: Field, value: Any) -> Any:
    """A value of a column from JSON or Python, as the contract has it; blank text is None.

    Raises UnreadableError.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if field.kind in _TEXTS:
        return _text(value).translate(_HALF_WIDTH) if field.kind in _CODES else _text(value)
    if field.kind == "integer":
        return _integer(value)
    if field.kind in _NUMBERS:
        return _number(value)
    if field.kind == "flag":
        return _flag(value)
    return _date(value) if field.kind == "date" else read_moment(value)


def read_row(sheet: Sheet, raw: Mapping[str, Any]) -> dict[str, Any]:
    """A stored state (the ledger's JSON) as values of the sheet's columns; others are left out."""
    return {field.name: read(field, raw[field.name]) for field in sheet.fields if field.name in raw}


def plain(value: Any) -> Any:
    """A value as JSON: dates and moments in ISO, moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def shown(field: Field, value: Any, regions: Mapping[str, str] | None = None) -> str:
    """A value as a person reads it in the request's language; an empty one is a dash."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return pick("是", "Yes") if value else pick("否", "No")
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (int, float)):
        return _figure(value, field.unit)
    if field.kind == "region":
        return (regions or {}).get(str(value), str(value))
    choice = field.choice(str(value))
    return choice.title if choice else str(value)


def _figure(value: float, unit: str) -> str:
    text = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    if unit == "°":
        text = f"{value:.5f}"
    return f"{text} {unit}".rstrip() if unit not in ("°", "%") else text + unit


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnreadableError("应为文本，请按文本填写。", "This should be text.")
    if "\x00" in value:
        raise UnreadableError(
            "含有不可见字符，请重新输入。", "It holds an invisible character; please type it again."
        )
    return value.strip()


def _integer(value: Any) -> int:
    if isinstance(value, str):
        value = _parsed(value)
    if not _is_number(value) or value != int(value):
        raise UnreadableError(f"“{value}”不是整数，请填整数。", f"“{value}” is no whole number.")
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, str):
        value = _parsed(value)
    if not _is_number(value):
        raise UnreadableError(f"“{value}”不是数字，请填数字。", f"“{value}” is no number.")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _parsed(text: str) -> float | str:
    try:
        return float(text.strip())
    except ValueError:
        return text


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnreadableError(f"“{value}”应为“是”或“否”。", f"“{value}” should be yes or no.")
    return value


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise UnreadableError(
            f"“{value}”不是日期，请填如2026-01-31。", f"“{value}” is no date; write it as 2026-01-31."
        ) from None


def read_moment(value: Any) -> datetime:
    """A moment; a date alone is its first one in Shanghai, a time without an offset is told there too.

    Raises UnreadableError.
    """
    try:
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - its zone follows
        else:
            moment = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", str(value).strip()))
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableError(
            f"“{value}”不是时间，请填如2026-01-31 08:00。",
            f"“{value}” is no time; write it as 2026-01-31 08:00.",
        ) from None


def asked_moment(value: datetime) -> datetime:
    """A moment that a request names; raises Problem 422 for one that no clock shows."""
    try:
        return read_moment(value)
    except UnreadableError as error:
        raise Problem(422, "bad_value", pick(error.zh, error.en)) from None
