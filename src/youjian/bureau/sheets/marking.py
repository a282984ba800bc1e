"""The same workbook back with a column of errors: bad cells filled and commented, all else as it was."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from youjian.bureau.language import pick
from youjian.bureau.sheets.grid import Book, Cell, Clock, Day, Fault, Grid, Instant, Percent, Unsaved
from youjian.bureau.sheets.headers import OWN_COLUMNS
from youjian.bureau.sheets.inserting import insert_first_column
from youjian.bureau.sheets.wording import folded

AUTHOR = "油鉴"
_RED, _YELLOW = "FFFFC7CE", "FFFFF1B8"
_BAD = PatternFill("solid", fgColor=_RED)
_FULL_CELLS = 400_000
_COMMENTS_AT_MOST = 5_000


@dataclass(frozen=True)
class Remark:
    """What is said about one cell, or about the row as a whole when `field` is None."""

    field: str | None
    text: str


@dataclass(frozen=True)
class MarkedRow:
    """What is said about one row of the worksheet (its number from 1)."""

    number: int
    errors: Sequence[Remark]
    notes: Sequence[Remark]


@dataclass(frozen=True)
class Place:
    """Where the table stands: its worksheet, the row of its titles and its columns (from 0), their titles."""

    worksheet: str
    header_row: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]


def mark(data: bytes, book: Book, place: Place, rows: Iterable[MarkedRow]) -> bytes:
    """An .xlsx with what is wrong said in its first column and at the cells.

    An .xlsx keeps its other worksheets and its looks; what came as .xls or .csv, or is very large, comes back
    with the same cells alone.
    """
    size = sum(len(row) for grid in book.grids for row in grid.rows)
    if book.format == "xlsx" and size <= _FULL_CELLS:
        workbook = load_workbook(io.BytesIO(data), keep_links=True)
    else:
        workbook = _plain_copy(book)
    table = workbook[place.worksheet] if place.worksheet in workbook.sheetnames else workbook.worksheets[0]
    _Marker(table, place).write(rows)
    workbook.active = workbook.index(table)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


class _Marker:
    """Writes into one worksheet."""

    def __init__(self, table: Any, place: Place) -> None:
        self._table, self._place = table, place
        self._comments = 0
        self._shift = self._own_column()

    def write(self, rows: Iterable[MarkedRow]) -> None:
        header = self._table.cell(self._place.header_row + 1, 1, pick("错误", "Errors"))
        header.font = Font(bold=True, color="FFCF1322")
        self._table.column_dimensions["A"].width = 48
        for row in rows:
            for note in row.notes:
                self._say(row.number, note, None)
            for error in row.errors:
                self._say(row.number, error, _BAD)
            if row.errors:
                said = pick("；", "; ").join(self._named(error) for error in row.errors)
                cell = self._table.cell(row.number, 1, said)
                cell.fill, cell.font = _BAD, Font(color="FFCF1322")
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.number_format, cell.data_type = "@", "s"

    def _own_column(self) -> int:
        """Make room for our column, or empty the one of an earlier time; how far the columns moved."""
        table = self._table
        first = table.cell(self._place.header_row + 1, 1).value
        if isinstance(first, str) and folded(first) in OWN_COLUMNS:
            self._clear(table)
            return 0
        insert_first_column(table)
        return 1

    def _clear(self, table: Any) -> None:
        for row in table.iter_rows(min_row=self._place.header_row + 2):
            for cell in row:
                if cell.column == 1:
                    cell.value = None
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                if cell.has_style and cell.fill.fgColor.rgb == _RED:
                    cell.fill = PatternFill()

    def _say(self, number: int, remark: Remark, fill: PatternFill | None) -> None:
        index = self._place.columns.get(remark.field or "")
        if index is None:
            return
        cell = self._table.cell(number, index + 1 + self._shift)
        if type(cell).__name__ == "MergedCell":
            return
        if fill is not None:
            cell.fill = fill
        if self._comments < _COMMENTS_AT_MOST:
            self._comments += 1
            comment = Comment(remark.text, AUTHOR)
            comment.width, comment.height = 280, 90
            cell.comment = comment

    def _named(self, remark: Remark) -> str:
        title = self._place.titles.get(remark.field or "", "")
        return f"{title}{pick('：', ': ')}{remark.text}" if title else remark.text


def _plain_copy(book: Book) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for number, grid in enumerate(book.grids, 1):
        table = workbook.create_sheet(
            grid.name or pick("数据", "Data") + ("" if number == 1 else str(number))
        )
        _copy(table, grid)
    return workbook


def _copy(table: Any, grid: Grid) -> None:
    for number, cells in enumerate(grid.rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                _put(table.cell(number, column), cell)
    for block in grid.merged:
        table.merge_cells(
            start_row=block.top + 1,
            start_column=block.left + 1,
            end_row=block.bottom + 1,
            end_column=block.right + 1,
        )


def _put(target: Any, cell: Cell) -> None:
    match cell:
        case str():
            target.value, target.data_type, target.number_format = cell, "s", "@"
        case Day(value) | Instant(value):
            target.value = value
        case Percent(value):
            target.value, target.number_format = value, "0.00%"
        case Clock(text) | Fault(text):
            target.value = text
        case Unsaved():
            target.value = None
        case _:
            target.value = cell
