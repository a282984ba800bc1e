"""Opening a file of whatever kind as worksheets of plain cells. Runs in `boxed`'s process of its own."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from youjian.bureau.sheets import refusals
from youjian.bureau.sheets.container import Kind, kind_of
from youjian.bureau.sheets.grid import (
    Book,
    Cell,
    Clock,
    Day,
    Fault,
    Grid,
    Instant,
    Merged,
    Percent,
    Unsaved,
)
from youjian.bureau.sheets.scanning import Oddities, oddities
from youjian.bureau.sheets.textfile import read_text

MAX_ROWS = 100_000
_MAX_CELLS = 20_000_000
_MAX_SHEETS = 200


def open_book(data: bytes, filename: str) -> Book:
    """A file's worksheets. Raises Refused with what to do when it cannot be read."""
    kind = kind_of(data, filename)
    if kind.format == "csv":
        return read_text(data, MAX_ROWS)
    try:
        return _workbook(data, kind)
    except PasswordError:
        raise refusals.protected() from None
    except (CalamineError, OSError, KeyError, ValueError, SyntaxError) as error:
        # A ParseError of the XML library is a SyntaxError.
        raise refusals.not_a_workbook() from error


def _workbook(data: bytes, kind: Kind) -> Book:
    odd = oddities(data, MAX_ROWS) if kind.format == "xlsx" else {}
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    if len(names) > _MAX_SHEETS:
        raise refusals.bomb()
    grids = [_grid(book.get_sheet_by_name(name), odd.get(name, Oddities())) for name in names]
    return Book(format=kind.format, grids=grids, linked=kind.linked)


def _grid(sheet: CalamineSheet, odd: Oddities) -> Grid:
    if sheet.total_height > MAX_ROWS + 100:
        raise refusals.too_many_rows(MAX_ROWS)
    if sheet.total_height * sheet.total_width > _MAX_CELLS:
        raise refusals.bomb()
    rows: list[list[Cell]] = [
        [_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    _put(rows, odd)
    return Grid(name=sheet.name, rows=rows, merged=_merged(sheet))


def _put(rows: list[list[Cell]], odd: Oddities) -> None:
    """Set what the fast reader left out; a row or column may lie beyond what it gave."""
    special: dict[tuple[int, int], Any] = {place: Fault(text) for place, text in odd.faults.items()}
    special |= {place: Unsaved() for place in odd.unsaved}
    for (row, column), cell in special.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = cell
    for row, column in odd.percents:
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(value, float):
            rows[row][column] = Percent(value)


def _merged(sheet: CalamineSheet) -> list[Merged]:
    return [
        Merged(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]


def _cell(value: Any) -> Cell:
    if value == "":
        return None
    if isinstance(value, datetime):
        return Instant(value.replace(tzinfo=None))
    if isinstance(value, date):
        return Day(value)
    if isinstance(value, time | timedelta):
        return Clock(str(value))
    return value
