"""How an app describes a list of the console: its columns, its rows within a scope, what may be asked.

An app declares `TABLES: tuple[TableSpec, ...]` in its `tables.py`; `catalogue` collects them. Nothing else is
needed for a list with filters, sorting, paging, saved views and export.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.masks import Mask

Kind = Literal[
    "text", "code", "choice", "integer", "number", "litres", "date", "moment", "flag", "uscc",
    "station", "region", "time", "link",
]  # fmt: skip
"""What a column holds. `moment` is a time that people plan with, `time` one that the platform noted."""
Row = dict[str, Any]
NUMBERS = frozenset({"integer", "number", "litres"})
TIMES = frozenset({"moment", "time"})
TEXTS = frozenset({"text", "code", "uscc", "link"})


class Named(Protocol):
    """A code with its names: `sheets.fields.Choice` is one."""

    @property
    def code(self) -> str:
        """The code as it is stored."""
        ...

    @property
    def zh(self) -> str:
        """Its Chinese name."""
        ...

    @property
    def en(self) -> str:
        """Its English name."""
        ...


Choices = tuple[Named, ...] | Callable[[], tuple[Named, ...]]


@dataclass(frozen=True)
class Column:
    """One column.

    `path` is the lookup from the row's model (an annotation of `rows` serves too); empty, it is the column's
    name, and None means that `finish` or `value` fills the column, which then is neither sorted nor filtered
    by. `value` makes the value from the row (columns by name, raw values). `link` is an address of the
    console with columns in braces: `/stations/{station_id}`. `width` is in pixels, 0 leaves it to the screen.
    `weight` is the lookup to sort by where the column's own order means nothing (a colour by its rank).
    `condition` makes the filter from what was asked for, where a plain comparison of `path` would not do.
    `mask` hides what tells of a person from whoever holds none of the permissions `openly`.
    """

    name: str
    zh: str
    en: str
    kind: Kind = "text"
    path: str | None = ""
    value: Callable[[Row], Any] | None = None
    choices: Choices = ()
    unit: str = ""
    sortable: bool = True
    filterable: bool = True
    shown: bool = True
    link: str = ""
    width: int = 0
    weight: str = ""
    condition: Callable[[str], Q] | None = None
    mask: Mask | None = None
    openly: tuple[str, ...] = ()

    @property
    def lookup(self) -> str | None:
        """The lookup of the column's value; None for one that no query gives."""
        return None if self.path is None else self.path or self.name

    @property
    def title(self) -> str:
        """The title in the request's language."""
        return pick(self.zh, self.en)

    @property
    def may_sort(self) -> bool:
        """Whether rows can be put in its order."""
        return self.sortable and bool(self.weight or self.lookup)

    @property
    def may_filter(self) -> bool:
        """Whether rows can be chosen by it."""
        return self.filterable and (self.condition is not None or self.lookup is not None)

    def named(self) -> tuple[Named, ...]:
        """Its choices; a table of codes may have to be read for them."""
        return self.choices() if callable(self.choices) else self.choices


@dataclass(frozen=True)
class TableSpec:
    """A list of the console.

    `rows` gives the rows that an actor may see. `key` names the columns that tell one row from all others;
    `search` those that `q` looks into. `finish` adds to a page's rows what needs a look-up for all of them
    together: a number of queries that does not grow with the rows. `sheet` names the sheet of the register
    whose template an export equals, and `whole` gives the sheet's rows behind the list's where a line of the
    list stands for many (a tank chart).
    """

    name: str
    zh: str
    en: str
    permission: str
    rows: Callable[[Actor], QuerySet[Any]]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    default_sort: tuple[str, ...]
    search: tuple[str, ...] = ()
    finish: Callable[[Actor, list[Row]], None] | None = None
    sheet: str = ""
    whole: Callable[[Actor, QuerySet[Any]], QuerySet[Any]] | None = None

    @property
    def title(self) -> str:
        """The table's name in the request's language."""
        return pick(self.zh, self.en)

    def column(self, name: str) -> Column | None:
        """A column by name; None when the table has none of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def key_of(self, row: Row) -> str:
        """What tells a row from all others of the table, as one text."""
        return "|".join("" if row[name] is None else str(row[name]) for name in self.key)
