"""What a report consists of, whatever it is printed as: sections of text, tables, figures and findings.

Everything is plain text here; `html` and `pdf` each escape it in their own way.
"""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "answer", "note"]


@dataclass(frozen=True)
class Heading:
    """A heading within a section: 2 a tank or a part, 3 what is within it."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Text:
    """A paragraph; an `answer` is what the reader came for, a `note` is small."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand to the right, `code` is not broken at words."""

    title: str
    numeric: bool = False
    code: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of text under titles; `empty` is said without rows. First cells lead to the anchors `targets`."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawing (SVG) with its caption; `alt` says in words what it shows."""

    svg: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Entry:
    """A finding: its number on the page, a head (severity, rule, subject), its sentence, facts beside it."""

    number: int
    colour: str
    head: str
    sentence: str
    facts: tuple[str, ...]


Block = Heading | Text | Table | Figure | Entry


@dataclass(frozen=True)
class Section:
    """Begins a page; `anchor` is what a link leads to."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
