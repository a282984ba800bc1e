"""A row of a file as it was read, with what was put right in it and what is wrong."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Note:
    """A cell that was not read as it stands: what stood there, what it was read as, and why."""

    field: str
    raw: str
    value: Any
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a row, or with one of its cells when `field` names it."""

    field: str | None
    zh: str
    en: str


@dataclass
class ReadRow:
    """One row: its number in the worksheet (from 1), its values, and its cells as they were.

    `repeats` is the number of an earlier row that says the same; `clashes` tells that an earlier row has the
    same key and says something else.
    """

    number: int
    values: dict[str, Any]
    raw: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    repeats: int | None = None
    clashes: bool = False
