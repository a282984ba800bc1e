"""A table's values as a spreadsheet holds them."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from youjian.bureau.language import pick
from youjian.bureau.tables.spec import Column
from youjian.contract.fields import SHANGHAI

RUNS = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a text may not begin with in a .csv: Excel would run it. `'` is among them so that it can be taken
back."""
Show = Callable[[Any], Any]


def shower(column: Column, *, codes_of_regions: bool = False) -> Show:
    """How a column's values are put into cells, in the request's language."""
    if column.kind == "flag":
        return _flag
    if column.kind == "region" and codes_of_regions:
        return _text
    names = {choice.code: pick(choice.zh, choice.en) for choice in column.named()}
    if names:
        return lambda value: None if value is None else names.get(str(value), _text(value))
    return _plain


def title(column: Column) -> str:
    """A column's header, its unit in brackets."""
    if not column.unit:
        return column.title
    return pick(f"{column.title}（{column.unit}）", f"{column.title} ({column.unit})")


def harmless(text: str) -> str:
    """A text for a .csv that no spreadsheet takes for a formula: one apostrophe before a sign that would run.

    Whoever reads the file takes one leading apostrophe away when one of the signs follows it: every text
    comes back as it was. A cell of an .xlsx says that it is text and needs none.

    >>> harmless("=1+1"), harmless("-10号柴油"), harmless("'="), harmless("三龙加油站")
    ("'=1+1", "'-10号柴油", "''=", '三龙加油站')
    """
    return f"'{text}" if text.startswith(RUNS) else text


def restored(text: str) -> str:
    """The text that `harmless` was given.

    >>> restored("'=1+1"), restored("''="), restored("'quoted'")
    ('=1+1', "'=", "'quoted'")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(RUNS) else text


def _flag(value: Any) -> str | None:
    return None if value is None else pick("是", "Yes") if value else pick("否", "No")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None)
    if value is None or isinstance(value, str | int | float | date):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
