"""A value of the register as people read it on screens and in spreadsheets."""

from datetime import date, datetime
from typing import Any

from youjian.bureau.language import pick
from youjian.bureau.sheets.dates import local_text
from youjian.bureau.sheets.fields import Field
from youjian.bureau.sheets.grid import number_text
from youjian.bureau.sheets.places import Places

YES, NO = ("是", "Yes"), ("否", "No")


def text_of(field: Field, value: Any, places: Places) -> str:
    """A value in the request's language; a code that is in no list stands for itself."""
    if value is None:
        return ""
    if field.kind == "choice":
        choice = field.choice(value)
        return choice.title if choice else str(value)
    if field.kind == "flag":
        return pick(*(YES if value else NO))
    if field.kind == "region":
        return places.regions.get(value) or str(value)
    return plain_text(value)


def plain_text(value: Any) -> str:
    """A value that reads the same in every language.

    >>> plain_text(30000.0), plain_text(date(2025, 9, 1))
    ('30000', '2025-09-01')
    """
    if isinstance(value, datetime):
        return local_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return number_text(value) if isinstance(value, float) else str(value)
