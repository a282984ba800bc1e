"""Files that are no table, or mean harm: each is refused by what it is, none is unpacked without bounds."""

import io
import subprocess
import sys
import zipfile

import pytest

from tests.unit.bureau.sheets.books import book_of, rezipped, with_parts
from youjian.bureau.sheets import opening
from youjian.bureau.sheets.container import MAX_BYTES, kind_of
from youjian.bureau.sheets.refusals import Refused

GOOD = book_of(("加油站编号", "油罐号"), ("3602030017", 1))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes, filename: str = "表.xlsx") -> str:
    with pytest.raises(Refused) as told:
        opening.open_book(data, filename)
    assert told.value.zh
    assert told.value.en
    return told.value.code


def zipped(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def sheet_xml(cells: str) -> bytes:
    begin = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    )
    return f"{begin}<sheetData>{cells}</sheetData></worksheet>".encode()


def with_sheet(xml: bytes) -> bytes:
    return rezipped(GOOD, lambda name, content: xml if name == SHEET else content)


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "表.xlsx", "file_empty"),
        (b"\r\n \n", "表.csv", "file_empty"),
        (b"%PDF-1.7 something", "表.xlsx", "not_a_workbook"),
        (zipped(a=b"b"), "表.xlsx", "not_a_workbook"),
        (GOOD[: len(GOOD) // 2], "表.xlsx", "not_a_workbook"),
        (GOOD, "表.xls", "wrong_extension"),
        (GOOD, "表.csv", "wrong_extension"),
        (GOOD, "表.xlsm", "macros"),
        (GOOD, "表.et", "unknown_kind"),
        (GOOD, "无扩展名", "unknown_kind"),
        (b"<html><table>", "表.xls", "web_page"),
        (OLE, "表.xls", "not_a_workbook"),
        (OLE + "Workbook".encode("utf-16-le") + b"\x00\x00", "表.xls", "not_a_workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "表.xlsx", "password_protected"),
        (b"\x00\x01\x02" * 50, "表.csv", "not_a_workbook"),
        ("编号,名称".encode() + b"\xff\xfe\xff", "表.csv", "unreadable_text"),
        (with_parts(GOOD, {"xl/vbaProject.bin": b"macro"}), "表.xlsx", "macros"),
    ],
)
def test_each_is_refused_by_what_it_is(data: bytes, filename: str, code: str) -> None:
    assert refused(data, filename) == code


def test_too_many_bytes_are_refused_before_anything_is_read() -> None:
    with pytest.raises(Refused) as told:
        kind_of(b"PK" + b"\x00" * MAX_BYTES, "表.xlsx")
    assert told.value.code == "file_too_big"


def test_a_bomb_is_not_unpacked() -> None:
    assert (
        refused(with_parts(GOOD, {"xl/media/zeros.bin": b"\x00" * (80 * 1024 * 1024)})) == "unpacks_too_big"
    )


def test_a_part_that_lies_about_its_size_is_no_workbook() -> None:
    bomb = bytearray(with_parts(GOOD, {"xl/media/zeros.bin": b"\x00" * 1_000_000}))
    size, place = (1_000_000).to_bytes(4, "little"), 0
    while (place := bytes(bomb).find(size, place)) >= 0:
        bomb[place : place + 4] = (10).to_bytes(4, "little")
    assert refused(bytes(bomb)) == "not_a_workbook"


def test_declared_entities_are_refused() -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_xml("<row/>")[21:]
    assert refused(with_sheet(xml)) == "unsafe_xml"


def test_cells_far_away_are_refused_and_formats_far_away_are_harmless() -> None:
    assert refused(with_sheet(sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'))) == "too_many_columns"
    assert (
        refused(with_sheet(sheet_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')))
        == "too_many_rows"
    )
    styled = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    book = opening.open_book(with_sheet(sheet_xml(styled)), "表.xlsx")
    assert book.grids[0].rows == [[1.0]]


def test_links_to_other_files_are_told_and_never_followed() -> None:
    book = opening.open_book(with_parts(GOOD, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "表.xlsx")
    assert book.linked


def test_the_reader_of_strangers_files_loads_nothing_of_django() -> None:
    code = "import sys, youjian.bureau.sheets.boxed; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
