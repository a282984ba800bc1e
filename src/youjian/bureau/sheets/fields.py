"""How a table is described to people, once for its form, its Excel template, its import, export and list.

Values stay those of the contract (`date`, `datetime` in UTC, `float`, `int`, `bool`, `str`); titles and the
names of choices are what screens and spreadsheets show.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from youjian.bureau.language import pick

Kind = Literal[
    "text",
    "code",
    "choice",
    "integer",
    "number",
    "litres",
    "date",
    "moment",
    "flag",
    "uscc",
    "station",
    "region",
]
"""What a value is. `code` is text that only looks like a number; `station` and `region` name another row."""


@dataclass(frozen=True)
class Choice:
    """One value of a closed list: its code, its names, and other ways in which people write it."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name in the request's language."""
        return pick(self.zh, self.en)


def named(choices: Iterable[Choice], code: str) -> str:
    """A code's name in the request's language; a strange code stands for itself."""
    return next((choice.title for choice in choices if choice.code == code), code)


@dataclass(frozen=True)
class Field:
    """One column. `aliases` are other headers under which it comes; `shown` is whether a list opens with it.

    A key column names the row; `required` ones may not be empty (a key may be, where null is a value). Of a
    date that is `timed` other systems write the time of the day too, which is left out. What is `secret` is
    not shown in previews.
    """

    name: str
    zh: str
    en: str
    kind: Kind
    key: bool = False
    required: bool = False
    choices: tuple[Choice, ...] = ()
    note_zh: str = ""
    note_en: str = ""
    example: str = ""
    unit: str = ""
    aliases: tuple[str, ...] = ()
    shown: bool = True
    timed: bool = False
    secret: bool = False

    @property
    def title(self) -> str:
        """The column's name in the request's language, without its unit."""
        return pick(self.zh, self.en)

    @property
    def note(self) -> str:
        """What to know when filling it in, in the request's language."""
        return pick(self.note_zh, self.note_en)

    def choice(self, code: str) -> Choice | None:
        """The choice of a code; None when the list has none."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True)
class Sheet:
    """A table as people know it. `per_station` tells that each row belongs to one station.

    `part_of` says what of a paper's key a row is about, where a paper may have several rows and `part_column`
    numbers them: files that leave that column out are numbered by it.
    """

    name: str
    zh: str
    en: str
    fields: tuple[Field, ...]
    note_zh: str = ""
    note_en: str = ""
    per_station: bool = True
    part_column: str = ""
    part_of: Callable[[Mapping[str, Any]], str] | None = None

    @property
    def title(self) -> str:
        """The table's name in the request's language."""
        return pick(self.zh, self.en)

    @property
    def note(self) -> str:
        """What the table is for, in the request's language."""
        return pick(self.note_zh, self.note_en)

    def key(self) -> tuple[str, ...]:
        """Names of the columns that together name a row."""
        return tuple(field.name for field in self.fields if field.key)

    def names(self) -> tuple[str, ...]:
        """Names of all columns in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The column of a name; raises KeyError when the table has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)
