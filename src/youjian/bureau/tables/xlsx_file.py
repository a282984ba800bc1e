"""A table as an .xlsx, written line by line: memory does not grow with the rows.

Written here and not by a library that makes an object of each cell: a hundred thousand rows take seconds.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from youjian.bureau.language import pick
from youjian.bureau.tables import xlsx_parts as parts
from youjian.bureau.tables.spec import NUMBERS, TIMES, Column

_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST = 32_767
_PIXELS_A_SIGN = 7
_LEVEL = 4
_PIECE = 1 << 16
_FIRST_DAY = date(1899, 12, 30)
_DAY_SECONDS = 86_400

Heads = Sequence[tuple[str, Column]]
"""Columns with their titles."""


def write(
    file: IO[bytes],
    name: str,
    heads: Heads,
    lines: Iterable[Sequence[Any]],
    about: Sequence[tuple[str, str]],
    *,
    mark: str = "",
) -> None:
    """Write the table to the first sheet, what is to be said about it to the second.

    `mark` says at the head and foot of every printed page whose copy it is.
    """
    names = (_NOT_IN_NAMES.sub(" ", name)[:31], pick("说明", "About"))
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        archive.writestr("[Content_Types].xml", parts.CONTENT_TYPES)
        archive.writestr("_rels/.rels", parts.RELATIONS)
        archive.writestr("xl/workbook.xml", parts.workbook(names))
        archive.writestr("xl/_rels/workbook.xml.rels", parts.BOOK_RELATIONS)
        archive.writestr("xl/styles.xml", parts.STYLES)
        _put(archive, "xl/worksheets/sheet1.xml", _table(heads, lines, mark))
        _put(archive, "xl/worksheets/sheet2.xml", _about(about))


def _put(archive: ZipFile, name: str, pieces: Iterable[str]) -> None:
    """Compress in pieces of some size: one call for each row would take most of the time."""
    with archive.open(name, "w", force_zip64=True) as member:
        waiting: list[str] = []
        size = 0
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size >= _PIECE:
                member.write("".join(waiting).encode())
                waiting, size = [], 0
        member.write("".join(waiting).encode())


def _table(heads: Heads, lines: Iterable[Sequence[Any]], mark: str) -> Iterator[str]:
    yield parts.sheet_head([_width(title, column) for title, column in heads], frozen=True)
    yield _row(1, [title for title, _ in heads], [parts.BOLD] * len(heads))
    styles = [_style(column) for _, column in heads]
    for number, line in enumerate(lines, 2):
        yield _row(number, line, styles)
    yield parts.sheet_end(mark)


def _about(about: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield parts.sheet_head([28, 60], frozen=False)
    for number, line in enumerate(about, 1):
        yield _row(number, line, [parts.BOLD, parts.TEXT])
    yield parts.sheet_end()


def _row(number: int, values: Sequence[Any], styles: Sequence[int]) -> str:
    cells = [
        _cell(f"{_letters(place)}{number}", value, style)
        for place, (value, style) in enumerate(zip(values, styles, strict=True))
        if value is not None
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: Any, style: int) -> str:
    """One cell. Text is typed as text, so that none of it runs."""
    if isinstance(value, str):
        text = escape(_NO_CHARACTER.sub("", value)[:_LONGEST])
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, date):
        shown = parts.MOMENT if isinstance(value, datetime) else parts.DATE
        return f'<c r="{place}" s="{shown}"><v>{_serial(value)!r}</v></c>'
    if isinstance(value, float) and not math.isfinite(value):
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" s="{parts.GENERAL}"><v>{value!r}</v></c>'


def _serial(value: date) -> float:
    """Days since the spreadsheet's own beginning.

    >>> _serial(date(2026, 9, 15)), _serial(datetime(2026, 9, 15, 6, 0))
    (46280, 46280.25)
    """
    if not isinstance(value, datetime):
        return (value - _FIRST_DAY).days
    since = value - datetime(_FIRST_DAY.year, _FIRST_DAY.month, _FIRST_DAY.day)  # noqa: DTZ001 - no zone in cells
    return since.days + (since.seconds + since.microseconds / 1e6) / _DAY_SECONDS


def _letters(place: int) -> str:
    """How a spreadsheet calls a column, counted from 0.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    return _LETTERS[place]


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = [*_ALPHABET, *(first + second for first in _ALPHABET for second in _ALPHABET)]


def _style(column: Column) -> int:
    if column.kind == "date":
        return parts.DATE
    if column.kind in TIMES:
        return parts.MOMENT
    return parts.GENERAL if column.kind in NUMBERS else parts.TEXT


def _width(title: str, column: Column) -> float:
    signs = sum(2 if ord(sign) > 255 else 1 for sign in title)
    return max(column.width / _PIXELS_A_SIGN, signs + 2, 8)
