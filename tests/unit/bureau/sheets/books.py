"""Files for the tests of reading, made in memory: new workbooks, old ones, hostile ones."""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.sheets.opening import open_book
from youjian.bureau.sheets.places import Places
from youjian.bureau.sheets.reading import Reading, read_book

PLACES = Places({"3602": "景德镇市", "360203": "珠山区", "360281": "乐平市"}, {"3602030017": "三龙加油站"})


def book_of(*rows: Sequence[Any], change: Callable[[Any], None] | None = None, title: str = "表") -> bytes:
    """An .xlsx with one worksheet."""
    book = Workbook()
    table = book.active
    assert table is not None
    table.title = title
    for row in rows:
        table.append(list(row))
    if change is not None:
        change(table)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(sheet: str, data: bytes, filename: str = "表.xlsx") -> Reading:
    """A file read as one of the register's tables."""
    return read_book(SHEETS[sheet], open_book(data, filename), PLACES)


def rezipped(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A package with changed or further parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return written.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with further parts."""
    return rezipped(data, lambda _, content: content, **parts)


def old_workbook(rows: Sequence[Sequence[Any]], name: str = "Sheet1") -> bytes:
    """A small .xls (BIFF8 in a compound file): texts and numbers."""
    return _compound(_biff(rows, name))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff(rows: Sequence[Sequence[Any]], name: str) -> bytes:
    title = name.encode("utf-16-le")
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    code_page = _record(0x0042, struct.pack("<H", 1200))
    sheet_at = len(begin) + len(code_page) + 4 + 8 + len(title) + 4
    listed = _record(0x0085, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 1) + title)
    cells = b"".join(_cell(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None)
    height, width = len(rows), max(map(len, rows))
    size = _record(0x0200, struct.pack("<IIHHH", 0, height, 0, width, 0))
    page = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    return begin + code_page + listed + _record(0x000A) + page + size + cells + _record(0x000A)


def _cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
    return _record(0x0203, place + struct.pack("<d", float(value)))


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream, `Workbook`, of full sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\x00")
    sectors = len(stream) // 512
    table = [_FAT, _END, *range(3, 2 + sectors), _END]
    table += [_FREE] * (128 - len(table))
    assert len(table) == 128, "one sector of the table holds the whole file"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    header += struct.pack("<I", _FREE) * 108
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    return header + struct.pack("<128I", *table) + entries.ljust(512, b"\x00") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    title = name.encode("utf-16-le")
    head = title.ljust(64, b"\x00") + struct.pack("<HBB", len(title) + 2, kind, 1)
    return head + struct.pack("<III", _FREE, _FREE, child) + b"\x00" * 36 + struct.pack("<IQ", start, size)


def sheet(name: str) -> Sheet:
    """A table of the register."""
    return SHEETS[name]
