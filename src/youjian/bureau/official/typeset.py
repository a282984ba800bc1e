"""An official paper as PDF, set by Typst."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from youjian.bureau.language import pick
from youjian.bureau.official.paper import Block, Heading, Paper, Paragraph, Table
from youjian.bureau.problems import Problem
from youjian.reports.pdf import FONT, MissingFontError, check_font

_SETTING = """
#set document(title: title, date: none)
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "1")
#set text(font: font, size: 14pt, lang: "zh", region: "cn")
#set par(leading: 12pt, spacing: 12pt, justify: true)
#set table(stroke: 0.5pt, inset: 5pt)
#let red = rgb("#c8102e")
#let said(it) = par(first-line-indent: (amount: 2em, all: true), it)
#let head(it) = block(sticky: true, said(strong(it)))
"""


def to_pdf(paper: Paper) -> bytes:
    """The paper as the bytes of a PDF. Raises Problem 503 when the font is not installed."""
    try:
        check_font()
    except MissingFontError as error:
        zh = "服务器没有安装中文字体（fonts-noto-cjk），不能生成PDF，请联系管理员。"
        raise Problem(503, "no_font", pick(zh, f"No PDF: {error}")) from error
    with TemporaryDirectory(prefix="youjian-paper-") as folder:
        source = Path(folder) / "main.typ"
        source.write_text(_source(paper), encoding="utf-8")
        made = typst.compile(str(source), root=folder)
    assert isinstance(made, bytes)  # noqa: S101 - one document, one file
    return made


def _source(paper: Paper) -> str:
    lines = [
        f"#let title = {_text(paper.title)}",
        f"#let font = {_text(FONT)}",
        _SETTING,
        f'#align(center, text(size: 24pt, weight: "bold", fill: red, {_text(paper.issuer)}))',
        f"#align(center, {_text(paper.number)})",
        "#line(length: 100%, stroke: 1.5pt + red)",
        f'#v(1em)#align(center, text(size: 20pt, weight: "bold", {_text(paper.title)}))#v(1em)',
        f"#{_text(paper.addressee + '：')}\n" if paper.addressee else "",
        *(_block(one) for one in paper.blocks),
        *(f"#said({_text(one)})" for one in paper.listed_attachments),
        f"#v(2em)#align(right, {_text(paper.signed_by)})",
        f"#align(right, {_text(paper.dated)})",
        f"#line(length: 100%, stroke: 0.5pt)\n#{_text('抄送：' + paper.copies)}" if paper.copies else "",
    ]
    return "\n\n".join(lines)


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return f"#said({_text(text)})"
        case Heading(text, _):
            return f"#head({_text(text)})"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    sides = ", ".join("right" if n in table.numeric else "left" for n in range(len(table.columns)))
    cells = [f"table.header({', '.join(f'strong({_text(one)})' for one in table.columns)})"]
    cells += [_text(one) for row in table.rows for one in row]
    caption = f"#align(center, strong({_text(table.caption)}))\n" if table.caption else ""
    form = f"columns: {len(table.columns)}, align: ({sides},)"
    return f"{caption}#text(size: 10.5pt, table({form}, {', '.join(cells)}))"


def _text(text: str) -> str:
    """A text as a Typst string: nothing in it is read as Typst."""
    plain = "".join(c for c in text if c in "\t\n" or c >= " ")
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
