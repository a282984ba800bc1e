"""A table as an .xlsx, written line by line: memory does not grow with the rows."""

import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from youjian.bureau.language import pick
from youjian.bureau.tables.spec import NUMBERS, TIMES, Column

_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 32_767
_PIXELS_A_SIGN = 7


Heads = Sequence[tuple[str, Column]]
"""Columns with their titles."""


def write(
    file: IO[bytes],
    name: str,
    heads: Heads,
    lines: Iterable[Sequence[Any]],
    about: Sequence[tuple[str, str]],
) -> None:
    """Write the table to the first sheet, what is to be said about it to the second."""
    book = Workbook(write_only=True)
    _table(book, name, heads, lines)
    _about(book, about)
    book.save(file)


def _table(book: Any, name: str, heads: Heads, lines: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(_NOT_IN_NAMES.sub(" ", name)[:31])
    sheet.freeze_panes = "A2"
    for number, (title, column) in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(title, column)
    sheet.append([_bold(sheet, title) for title, _ in heads])
    cells = [_cell(sheet, column) for _, column in heads]
    for line in lines:
        for cell, value in zip(cells, line, strict=True):
            _fill(cell, value)
        sheet.append(cells)


def _about(book: Any, about: Sequence[tuple[str, str]]) -> None:
    sheet = book.create_sheet(pick("说明", "About"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 60
    for word, said in about:
        cell = WriteOnlyCell(sheet)
        _fill(cell, said)
        sheet.append([_bold(sheet, word), cell])


def _cell(sheet: Any, column: Column) -> Cell:
    """The one cell of a column: it is written line after line with another value."""
    cell = WriteOnlyCell(sheet)
    if column.kind == "date":
        cell.number_format = "yyyy-mm-dd"
    elif column.kind in TIMES:
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif column.kind not in NUMBERS:
        cell.number_format = "@"
    return cell


def _fill(cell: Cell, value: Any) -> None:
    """Text is typed as text, so that none of it runs."""
    if isinstance(value, str):
        cell.value = _NO_CHARACTER.sub("", value)[:_LONGEST]
        cell.data_type = "s"
    else:
        cell.value = value


def _bold(sheet: Any, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _width(title: str, column: Column) -> float:
    signs = sum(2 if ord(sign) > 255 else 1 for sign in title)
    return max(column.width / _PIXELS_A_SIGN, signs + 2, 8)
