"""What the fast reader of workbooks leaves out: errors, percent signs, formulas without a value."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from youjian.bureau.sheets import refusals
from youjian.bureau.sheets.grid import column_number

MAX_COLUMNS = 1_000
_CELL = re.compile(rb"<(?:\w+:)?c((?:\s+[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>", re.DOTALL)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_TYPE = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
_STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
_PERCENT_FORMATS = frozenset({9, 10})


@dataclass
class Oddities:
    """Cells of a worksheet, as (row, column) from 0, that the fast reader shows as something plainer."""

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    unsaved: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)


def oddities(data: bytes, max_rows: int) -> dict[str, Oddities]:
    """By the name of each worksheet of an .xlsx file. Raises Refused when one reaches too far."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        percents = _percent_styles(archive)
        return {
            name: _of_worksheet(archive.read(part), percents, max_rows) for name, part in _worksheets(archive)
        }


def _of_worksheet(xml: bytes, percents: frozenset[bytes], max_rows: int) -> Oddities:
    found = Oddities()
    starts = _CELL.finditer(xml)
    cell = next(starts, None)
    while cell is not None:
        following = next(starts, None)
        if not cell[2]:
            _note(
                found, cell[1], xml[cell.end() : following.start() if following else None], percents, max_rows
            )
        cell = following
    return found


def _note(
    found: Oddities, attributes: bytes, inside: bytes, percents: frozenset[bytes], max_rows: int
) -> None:
    place = _PLACE.search(attributes)
    if place is None:
        return
    row, column = int(place[2]) - 1, column_number(place[1].decode())
    if b"<" in inside[:3]:
        _refuse_far(row, column, max_rows)
    kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
    if kind is not None and kind[1] == b"e":
        value = _VALUE.search(inside)
        found.faults[row, column] = value[1].decode(errors="replace") if value else "#?"
    elif _FORMULA.match(inside) and _without_value(inside) and not (kind is not None and kind[1] == b"str"):
        found.unsaved.add((row, column))
    elif style is not None and style[1] in percents and (kind is None or kind[1] == b"n"):
        found.percents.add((row, column))


def _without_value(inside: bytes) -> bool:
    value = _VALUE.search(inside)
    return value is None or not value[1]


def _refuse_far(row: int, column: int, max_rows: int) -> None:
    if column >= MAX_COLUMNS:
        raise refusals.too_many_columns(MAX_COLUMNS)
    if row > max_rows + 100:
        raise refusals.too_many_rows(max_rows)


def _worksheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of worksheets and where they stand in the package."""
    names = set(archive.namelist())
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _parsed(archive, "xl/_rels/workbook.xml.rels")
    }
    for element in _parsed(archive, "xl/workbook.xml").iter():
        if not element.tag.endswith("}sheet"):
            continue
        relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if part in names and "worksheets/" in part:
            yield element.get("name", ""), part


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Numbers of the cell styles that show a percent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = _parsed(archive, "xl/styles.xml")
    formats = {
        int(element.get("numFmtId", "0"))
        for element in root.iter()
        if element.tag.endswith("}numFmt") and "%" in element.get("formatCode", "")
    }
    cells = next((element for element in root if element.tag.endswith("}cellXfs")), ())
    numbers = [int(xf.get("numFmtId", "0")) for xf in cells]
    wanted = formats | _PERCENT_FORMATS
    return frozenset(str(i).encode() for i, number in enumerate(numbers) if number in wanted)


def _parsed(archive: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(archive.read(part))  # noqa: S314 - `container` refused whatever declares entities
