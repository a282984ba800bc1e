"""Text files with one row a line: UTF-8 with or without a mark, GB18030, UTF-16 as Excel saves it."""

import csv
import io
import re

from youjian.bureau.sheets import refusals
from youjian.bureau.sheets.grid import Book, Cell, Grid

_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLED_LINES = 20
_GUARDED = re.compile(r"'(?=[=+\-@\t\r'0-9])")


def read_text(data: bytes, max_rows: int) -> Book:
    """A text file as a book of one worksheet. Raises Refused when its encoding is not known."""
    text, encoding = _decoded(data)
    rows: list[list[Cell]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False):
            rows.append([_unquoted(cell) or None for cell in cells])
            if len(rows) > max_rows:
                raise refusals.too_many_rows(max_rows)
    except csv.Error as error:
        raise refusals.not_a_workbook() from error
    return Book(format="csv", grids=[Grid(name="", rows=rows)], encoding=encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    marked = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise refusals.unreadable_text()


def _delimiter(text: str) -> str:
    """What stands between cells: the sign that the first lines hold most of."""
    lines = text.splitlines()[:_SAMPLED_LINES]
    return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))


def _unquoted(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running or counting what follows."""
    return _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell
