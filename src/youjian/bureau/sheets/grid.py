"""A worksheet as it was found: plain values, and what is not one."""

from datetime import date, datetime
from typing import TypeAlias

from msgspec import Struct


class Day(Struct, frozen=True, tag="day", array_like=True):
    """A cell that holds a date."""

    value: date


class Instant(Struct, frozen=True, tag="instant", array_like=True):
    """A cell that holds a date with a time of day; no zone stands with it."""

    value: datetime


class Clock(Struct, frozen=True, tag="clock", array_like=True):
    """A cell that holds a time of day or a span without a date."""

    text: str


class Percent(Struct, frozen=True, tag="percent", array_like=True):
    """A number shown with a percent sign: 0.05 is shown as 5 %."""

    value: float


class Fault(Struct, frozen=True, tag="fault", array_like=True):
    """An error of a formula, such as `#N/A`."""

    text: str


class Unsaved(Struct, frozen=True, tag="unsaved", array_like=True):
    """A formula whose value was not saved with the file."""


Cell: TypeAlias = str | int | float | bool | Day | Instant | Clock | Percent | Fault | Unsaved | None
"""A cell's content; None when it is empty."""


class Merged(Struct, frozen=True, array_like=True):
    """A merged block, both ends included, rows and columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(Struct, kw_only=True):
    """The cells of one worksheet, from its first row and column on."""

    name: str
    rows: list[list[Cell]]
    merged: list[Merged] = []


class Book(Struct, kw_only=True):
    """A file's worksheets in their order. `linked`: it points to other files, which are never read."""

    format: str
    grids: list[Grid]
    linked: bool = False
    encoding: str = ""


def column_name(index: int) -> str:
    """How a spreadsheet calls a column, counted from 0.

    >>> column_name(0), column_name(27)
    ('A', 'AB')
    """
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(name: str) -> int:
    """The index of a column, from 0, by its letters.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def shown(cell: Cell) -> str:
    """A cell as a person sees it.

    >>> shown(3602030017.0), shown(Percent(0.05)), shown(True), shown(None)
    ('3602030017', '5%', '是', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return number_text(cell)
    return cell if isinstance(cell, str) else _shown_special(cell)


def _shown_special(cell: Cell) -> str:
    match cell:
        case Percent(value):
            return f"{number_text(round(value * 100, 10))}%"
        case Instant(moment):
            return moment.isoformat(" ", "seconds")
        case Day(day):
            return day.isoformat()
        case Clock(text) | Fault(text):
            return text
        case Unsaved():
            return "="
        case _:
            return str(cell)


def number_text(value: float) -> str:
    """A number in digits, as Excel writes it in a wide cell; very large ones with an exponent.

    >>> number_text(12.0), number_text(0.1), number_text(9.13602e17)
    ('12', '0.1', '9.13602E+17')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value).upper() if abs(value) >= 1e15 else repr(value)
