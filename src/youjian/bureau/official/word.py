"""An official paper as a Word file (.docx), which WPS reads as well; the same paper makes the same bytes."""

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from youjian.bureau.official.paper import Block, Heading, Paper, Paragraph, Table
from youjian.bureau.zipped import zipped

_RED = RGBColor(0xC8, 0x10, 0x2E)
_BODY, _HEAD, _TITLE = "仿宋", "黑体", "方正小标宋简体"
_LINE = Pt(28)


def to_docx(paper: Paper) -> bytes:
    """The paper as the bytes of a .docx file."""
    file: Any = Document()
    _page(file, paper)
    _line(file, paper.issuer, _TITLE, 26, align=ALIGN.CENTER, colour=_RED)
    _rule(_line(file, paper.number, _BODY, 16, align=ALIGN.CENTER))
    _line(file, "", _BODY, 16)
    _line(file, paper.title, _TITLE, 22, align=ALIGN.CENTER)
    _line(file, "", _BODY, 16)
    if paper.addressee:
        _line(file, f"{paper.addressee}：", _BODY, 16)
    for block in paper.blocks:
        _block(file, block)
    for text in paper.listed_attachments:
        _line(file, text, _BODY, 16, indent=32)
    _line(file, "", _BODY, 16)
    _line(file, paper.signed_by, _BODY, 16, align=ALIGN.RIGHT)
    _line(file, paper.dated, _BODY, 16, align=ALIGN.RIGHT)
    if paper.copies:
        _line(file, f"抄送：{paper.copies}", _BODY, 14)
    raw = BytesIO()
    file.save(raw)
    return _settled(raw)


def _settled(raw: BytesIO) -> bytes:
    """The file with nothing in it of the moment at which it was made."""
    with ZipFile(raw) as archive:
        return zipped({name: archive.read(name) for name in sorted(archive.namelist())})


def _page(file: Any, paper: Paper) -> None:
    """A4 with the margins of the standard, and the page's number below."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    about = file.core_properties
    about.title, about.author = paper.title, paper.issuer
    about.created = about.modified = datetime.combine(paper.on, time(), UTC)
    number = section.footer.paragraphs[0]
    number.alignment = ALIGN.CENTER
    run = number.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_field(kind, text))


def _field(kind: str, text: str) -> Any:
    if not kind:
        part = OxmlElement("w:instrText")
        part.text = text
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part


def _line(
    file: Any,
    text: str,
    font: str,
    size: float,
    *,
    align: Any = None,
    indent: float = 0,
    colour: RGBColor | None = None,
) -> Any:
    paragraph = file.add_paragraph()
    form = paragraph.paragraph_format
    form.line_spacing, form.space_before, form.space_after = (
        _LINE if size < 20 else Pt(size * 1.4),
        Pt(0),
        Pt(0),
    )
    form.first_line_indent = Pt(indent) if indent else None
    paragraph.alignment = align
    _written(paragraph, text, font, size, colour)
    return paragraph


def _written(paragraph: Any, text: str, font: str, size: float, colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(_clean(text))
    run.font.name, run.font.size = font, Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or c >= " ")


def _rule(paragraph: Any) -> None:
    """The red line under the number."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", str(_RED))):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _block(file: Any, block: Block) -> None:
    match block:
        case Paragraph(text):
            _line(file, text, _BODY, 16, indent=32)
        case Heading(text, level):
            _line(file, text, _HEAD if level == 1 else "楷体", 16, indent=32)
        case Table():
            _table(file, block)


def _table(file: Any, table: Table) -> None:
    if table.caption:
        _line(file, table.caption, _HEAD, 14, align=ALIGN.CENTER)
    grid = file.add_table(rows=1, cols=len(table.columns))
    grid.style = "Table Grid"
    _row(grid.rows[0].cells, table.columns, _HEAD, frozenset())
    for line in table.rows:
        _row(grid.add_row().cells, line, _BODY, table.numeric)


def _row(cells: Any, texts: tuple[str, ...], font: str, numeric: frozenset[int]) -> None:
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN.RIGHT if place in numeric else None
        _written(paragraph, text, font, 12)
