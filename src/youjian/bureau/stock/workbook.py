"""A workbook with formulas, written as plain XML: every formula stands with the value it gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from youjian.bureau.tables import xlsx_parts as parts
from youjian.bureau.zipped import zipped


@dataclass(frozen=True)
class Formula:
    """A cell's formula, without the equals sign, and the value it gives."""

    text: str
    value: float


Cell = str | float | Formula | None


def workbook(
    names: tuple[str, str], sheets: tuple[Iterable[Sequence[Cell]], Iterable[Sequence[Cell]]]
) -> bytes:
    """Two sheets with their rows; the first row of each is its heading."""
    files = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONS,
        "xl/workbook.xml": parts.workbook(names),
        "xl/_rels/workbook.xml.rels": parts.BOOK_RELATIONS,
        "xl/styles.xml": parts.STYLES,
    }
    for number, rows in enumerate(sheets, 1):
        files[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows, first=number == 1)
    return zipped(files)


def _sheet(rows: Iterable[Sequence[Cell]], *, first: bool) -> str:
    listed = list(rows)
    widths = [_width(column) for column in range(max(map(len, listed), default=1))]
    lines = [_row(number, row) for number, row in enumerate(listed, 1)]
    return parts.sheet_head(widths, frozen=first) + "".join(lines) + parts.sheet_end()


def _width(column: int) -> float:
    return 22.0 if column < 3 else 14.0


def _row(number: int, row: Sequence[Cell]) -> str:
    style = parts.BOLD if number == 1 else parts.TEXT
    cells = [_cell(f"{letters(place)}{number}", value, style) for place, value in enumerate(row)]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: Cell, style: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = escape(value)
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, Formula):
        return f'<c r="{place}" s="{parts.GENERAL}"><f>{escape(value.text)}</f><v>{value.value!r}</v></c>'
    return f'<c r="{place}" s="{parts.GENERAL}"><v>{value!r}</v></c>'


def letters(place: int) -> str:
    """How a spreadsheet calls a column, counted from 0.

    >>> letters(0), letters(26)
    ('A', 'AA')
    """
    first, second = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)
