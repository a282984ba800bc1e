"""Sections as one PDF, set by Typst: the same drawings, the same words, pages numbered."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import typst

from youjian.reports.document import Block, Column, Entry, Figure, Heading, Section, Table, Text

FONT = "Noto Sans CJK SC"
_SETTING = """
#set document(title: title, date: none)
#set page(paper: "a4", flipped: across, margin: (x: 15mm, top: 18mm, bottom: 16mm), numbering: "1 / 1",
  header: text(size: 8pt, fill: luma(110), title))
#set text(font: font, size: 9.5pt, lang: "zh", region: "cn")
#set par(leading: 0.75em, spacing: 0.9em)
#set table(stroke: 0.5pt + luma(205), inset: (x: 4pt, y: 3.5pt))
#show table: set text(size: 8pt)
#show table: set par(leading: 0.5em)
#show table.cell.where(y: 0): set text(weight: "bold")
#show heading.where(level: 1): it => { pagebreak(weak: true); block(below: 1em, text(size: 16pt, it.body)) }
#show heading.where(level: 2): it => block(above: 1.6em, below: 0.8em, sticky: true,
  inset: (left: 6pt, y: 1pt), stroke: (left: 3pt + rgb("#1677ff")), text(size: 12pt, it.body))
#show heading.where(level: 3): it => block(above: 1.2em, below: 0.7em, sticky: true,
  text(size: 10.5pt, it.body))
"""
_WORDS = """
#let answer(it) = text(size: 11pt, weight: "bold", it)
#let note(it) = text(size: 8.5pt, fill: luma(85), it)
#let drawing(name, alt, caption) = block(breakable: false, above: 1em, below: 1em,
  image(name, width: 100%, alt: alt) + note(caption))
#let entry(colour, head, sentence, facts) = block(breakable: false, width: 100%, inset: (x: 8pt, y: 6pt),
  above: 0.7em, below: 0.7em, stroke: (left: 3pt + rgb(colour), rest: 0.5pt + luma(205)),
  text(weight: "bold", fill: rgb(colour), head) + parbreak() + sentence + parbreak() + note(facts))
"""
_MAY_BREAK = "\u200b"
_PIECE = 8
"""A long code may be broken after so many characters."""


class MissingFontError(ValueError):
    """The font that a report is set in is not installed."""


def check_font() -> None:
    """Raises MissingFontError when the font that a report is set in is not on this machine."""
    if FONT not in typst.Fonts().families():
        raise MissingFontError(
            f"a report as .pdf needs the font {FONT}: install it (on Debian and Ubuntu the package "
            "fonts-noto-cjk), or write the report as .html"
        )


class Typesetting:
    """A folder in which a document gathers, a file for each section and drawing, until it is set.

    `across` sets it on pages that are wider than high.
    """

    def __init__(self, folder: Path, title: str, *, across: bool = False) -> None:
        self._folder = folder
        words = f"#let title = {_text(title)}\n#let font = {_text(FONT)}\n"
        words += f"#let across = {'true' if across else 'false'}\n"
        self._write("main.typ", words + _SETTING)
        self._write("words.typ", _WORDS)

    def put(self, part: Section) -> None:
        """Take a section."""
        lines = ['#import "words.typ": *', f"#heading(level: 1, {_text(part.title)}) <{part.anchor}>"]
        for place, block in enumerate(part.blocks):
            name = f"{part.anchor}-{place}.svg"
            if isinstance(block, Figure):
                self._write(name, block.svg)
            lines.append(_block(block, name))
        self._write(f"{part.anchor}.typ", "\n\n".join(lines))

    def parts(self, anchors: Iterable[str]) -> Iterator[bytes]:
        """The document with these sections in this order, in one piece. Raises MissingFontError.

        Typst holds the whole document: about 10 MB a station; HTML is written station by station.
        """
        check_font()
        main = self._folder / "main.typ"
        included = "".join(f'#include "{anchor}.typ"\n' for anchor in anchors)
        self._write("main.typ", main.read_text(encoding="utf-8") + included)
        yield bytes(typst.compile(str(main), root=str(self._folder), format="pdf"))

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8")


def _block(block: Block, drawing: str) -> str:
    match block:
        case Heading(text, level):
            return f"#heading(level: {level}, {_text(text)})"
        case Text(text, tone):
            return f"#{_text(text)}" if tone == "plain" else f"#{tone}({_text(text)})"
        case Figure(_, caption, alt):
            return f"#drawing({_text(drawing)}, {_text(alt)}, {_text(caption)})"
        case Entry():
            told = (entry_head(block), block.sentence, "　".join(block.facts))
            return f"#entry({_text(block.colour)}, {', '.join(map(_text, told))})"
        case Table():
            return _table(block)


def entry_head(entry: Entry) -> str:
    """A finding's head with its number."""
    return f"{entry.number}. {entry.head}"


def _table(table: Table) -> str:
    if not table.rows:
        return f"#note({_text(table.empty)})"
    even = not any(column.code for column in table.columns)
    widths = ["1fr" if column.code or even else "auto" for column in table.columns]
    sides = ["right" if column.numeric else "left" for column in table.columns]
    titles = ", ".join(_text(column.title) for column in table.columns)
    rows = "".join(f"  {_row(table, place)},\n" for place in range(len(table.rows)))
    return (
        f"#table(columns: ({', '.join(widths)},), align: ({', '.join(sides)},),\n"
        f"  table.header({titles}),\n{rows})"
    )


def _row(table: Table, place: int) -> str:
    cells = [_cell(column, text) for column, text in zip(table.columns, table.rows[place], strict=True)]
    if table.targets:
        cells[0] = f"link(<{table.targets[place]}>, {cells[0]})"
    return ", ".join(cells)


def _cell(column: Column, text: str) -> str:
    if not column.code:
        return _text(text)
    words = text.split(" ")
    return _text(" ".join(_breakable(word) for word in words))


def _breakable(word: str) -> str:
    """A long word of ASCII with places where a line may end."""
    if len(word) <= 2 * _PIECE or not word.isascii():
        return word
    return _MAY_BREAK.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def _text(text: str) -> str:
    r"""Text as a literal of Typst: nothing in it is markup.

    >>> print(_text('a "b" \\ #c'))
    "a \"b\" \\ #c"
    """
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n")
    return f'"{plain}"'
