"""A worksheet read as rows of a register's table, with everything that was put right or is wrong."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from youjian.bureau.sheets import refusals
from youjian.bureau.sheets.cells import BadCellError, Column, Mended, read_cell
from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.sheets.grid import Book, Cell, Grid, shown
from youjian.bureau.sheets.headers import Header, find_table
from youjian.bureau.sheets.parts import number_parts
from youjian.bureau.sheets.places import Places
from youjian.bureau.sheets.refusals import Told
from youjian.bureau.sheets.rows import Fault, Note, ReadRow
from youjian.bureau.sheets.showing import plain_text
from youjian.bureau.sheets.wording import folded

_EXAMPLE = re.compile(r"\s*[（(\[【]?\s*(示例|样例|例[:：]|example\b|e\.g\.)", re.IGNORECASE)
_REMARK = re.compile(r"(合计|小计|总计|共计|填表|制表|审核|填报|注[:：]|备注[:：]|说明[:：]|以上|以下空白)")
_NAMED_AT_MOST = 12
_KEPT_AT_MOST = 10_000


@dataclass(frozen=True)
class Reading:
    """A file read as a table. `remarks` are sentences about the whole file, in both languages."""

    worksheet: str
    header: Header
    rows: list[ReadRow]
    remarks: tuple[Told, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the columns that the file holds, in the file's order."""
        return tuple(column.field.name for column in self.header.columns)


def read_book(sheet: Sheet, book: Book, places: Places) -> Reading:
    """The rows of a table in a file. Raises Refused when no table of that kind is in it."""
    if not any(grid.rows for grid in book.grids):
        raise refusals.empty()
    grid, header, others = find_table(sheet, book.grids)
    remarks = _remarks(book, header, others)
    readers = [(column, Reader(column, places)) for column in header.columns]
    rows: list[ReadRow] = []
    for number, cells in _filled(grid, header):
        passed_over = _passed_over(header, number, cells)
        if passed_over:
            remarks.append(passed_over)
        else:
            rows.append(read_row(readers, number + 1, cells))
    if not rows:
        raise refusals.no_rows(header.row + 1)
    number_parts(sheet, rows)
    _tell_duplicates(sheet, rows)
    return Reading(grid.name, header, rows, tuple(remarks))


class Reader:
    """Reads the cells of one column. Words come again and again, so what was read of them is kept."""

    def __init__(self, column: Column, places: Places) -> None:
        self._column, self._places = column, places
        self._known: dict[str, tuple[Any, Note | None, Fault | None]] = {}

    def read(self, cell: Cell) -> tuple[Any, Note | None, Fault | None]:
        """A cell's value with what was put right, or what is wrong with it."""
        if not isinstance(cell, str):
            return self._read(cell)
        found = self._known.get(cell)
        if found is None:
            found = self._read(cell)
            if len(self._known) < _KEPT_AT_MOST:
                self._known[cell] = found
        return found

    def _read(self, cell: Cell) -> tuple[Any, Note | None, Fault | None]:
        name = self._column.field.name
        try:
            value = read_cell(self._column, cell, self._places)
        except BadCellError as error:
            return None, None, Fault(name, error.zh, error.en)
        if isinstance(value, Mended):
            return value.value, Note(name, shown(cell), value.value, value.zh, value.en), None
        return value, None, None


def read_row(readers: Sequence[tuple[Column, Reader]], number: int, cells: Sequence[Cell]) -> ReadRow:
    """One row; a cell that cannot be read leaves no value and a fault."""
    row = ReadRow(number, {}, {})
    for column, reader in readers:
        cell = cells[column.index] if column.index < len(cells) else None
        name = column.field.name
        if cell is not None:
            row.raw[name] = shown(cell)
        value, note, fault = reader.read(cell)
        if fault is not None:
            row.faults.append(fault)
            continue
        row.values[name] = value
        if note is not None:
            row.notes.append(note)
    return row


def _filled(grid: Grid, header: Header) -> Iterator[tuple[int, list[Cell]]]:
    """Rows below the header in which one of our columns says something, merged blocks filled."""
    indexes = [column.index for column in header.columns]
    merged = _merged_rows(grid, header)
    for number in range(header.row + 1, len(grid.rows)):
        cells = grid.rows[number]
        if number in merged:
            cells = _with_merged(cells, merged[number])
        if any(index < len(cells) and _says(cells[index]) for index in indexes):
            yield number, cells


def _says(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _merged_rows(grid: Grid, header: Header) -> dict[int, list[tuple[int, Cell]]]:
    """What stands in the cells of merged blocks below the header: their first cell's content."""
    found: dict[int, list[tuple[int, Cell]]] = {}
    for block in grid.merged:
        if block.top <= header.row or block.top >= len(grid.rows):
            continue
        top = grid.rows[block.top]
        content = top[block.left] if block.left < len(top) else None
        for number in range(block.top + 1, min(block.bottom + 1, len(grid.rows))):
            found.setdefault(number, []).append((block.left, content))
    return found


def _with_merged(cells: list[Cell], contents: list[tuple[int, Cell]]) -> list[Cell]:
    filled = list(cells)
    for index, content in contents:
        filled.extend([None] * (index + 1 - len(filled)))
        if not _says(filled[index]):
            filled[index] = content
    return filled


def _passed_over(header: Header, number: int, cells: Sequence[Cell]) -> Told | None:
    """Why a row is no data: the template's example, the header again, a line of remarks."""
    texts = [shown(cell) for cell in cells if _says(cell)]
    if any(_EXAMPLE.match(text) for text in texts):
        return f"第{number + 1}行是示例，没有导入", f"row {number + 1} is the example and was passed over"
    if len(texts) > 1 and all(folded(text) in header.titles for text in texts):
        return (
            f"第{number + 1}行又是表头，没有导入",
            f"row {number + 1} is the header again and was passed over",
        )
    few = len(texts) <= max(2, len(header.columns) // 3)
    if few and any(_REMARK.match(folded(text)) for text in texts):
        said = " ".join(texts)[:40]
        return (
            f"第{number + 1}行是说明文字（{said}），没有导入",
            f"row {number + 1} is a remark ({said}) and was passed over",
        )
    return None


def _remarks(book: Book, header: Header, others: tuple[str, ...]) -> list[Told]:
    told: list[Told] = []
    if header.ignored:
        zh, en = _quoted(header.ignored)
        told.append((f"以下列不属于本表，没有导入：{zh}", f"these columns are none of the table's: {en}"))
    if others:
        zh, en = _quoted(others)
        told.append(
            (
                f"工作表{zh}也是同样的表，这次没有导入，请另存为单独的文件上传",
                f"the worksheets {en} hold the same kind of table; upload them by themselves",
            )
        )
    if book.linked:
        told.append(
            (
                "文件引用了其他文件，没有打开它们，用的是保存时的值",
                "the file refers to other files; they were not opened, the saved values were used",
            )
        )
    return told


def _quoted(names: Sequence[str]) -> Told:
    """Names in quotation marks, the first dozen of them."""
    quoted = [f"“{name}”" for name in names[:_NAMED_AT_MOST]]
    more = len(names) - len(quoted)
    zh = "、".join(quoted) + (f"等{len(names)}个" if more else "")
    return zh, ", ".join(quoted) + (f" and {more} more" if more else "")


def _tell_duplicates(sheet: Sheet, rows: list[ReadRow]) -> None:
    """Rows of one file with the same key: what is written twice alike is taken once, all else is wrong."""
    seen: dict[tuple[Any, ...], ReadRow] = {}
    key = sheet.key()
    for row in rows:
        values = tuple(row.values.get(name) for name in key)
        if any(fault.field in key for fault in row.faults) or all(value is None for value in values):
            continue
        first = seen.setdefault(values, row)
        if first is row:
            continue
        if row.values == first.values and not row.faults and not first.faults:
            row.repeats = first.number
        else:
            _tell_pair(sheet, first, row, values)


def _tell_pair(sheet: Sheet, first: ReadRow, second: ReadRow, key: tuple[Any, ...]) -> None:
    second.clashes = True
    named = [(sheet.field(n), plain_text(v)) for n, v in zip(sheet.key(), key, strict=True) if v is not None]
    zh = "，".join(f"{field.zh}{value}" for field, value in named)
    en = ", ".join(f"{field.en} {value}" for field, value in named)
    for row, other in ((first, second), (second, first)):
        row.faults.append(
            Fault(
                None,
                f"与第{other.number}行重复（{zh}）而内容不同，请只留一行",
                f"names the same as row {other.number} ({en}) with other values; keep one of them",
            )
        )
