"""What goes over the wire of a list: its columns and rows, saved views, what a search found."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from youjian.bureau.tables.spec import Kind


class TableName(Schema):
    """A table that the person may see."""

    name: str
    title: str
    permission: str


class ChoiceOut(Schema):
    """A code with its name in the request's language."""

    code: str
    title: str


class ColumnOut(Schema):
    """A column: how it is headed, what it holds, what may be asked of it.

    `link` is an address of the console with columns in braces; `width` is in pixels, 0 for none of its own.
    Values of a `masked` column are shown in part; in full for a reason, one by one.
    """

    name: str
    title: str
    kind: Kind
    unit: str
    sortable: bool
    filterable: bool
    choices: list[ChoiceOut]
    shown: bool
    link: str
    width: int
    masked: bool


class TablePage(Schema):
    """A page of a table. Rows hold raw values by column and their key in `_key`."""

    name: str
    title: str
    columns: list[ColumnOut]
    items: list[dict[str, Any]]
    total: int
    page: int
    size: int
    as_of: datetime


class RevealIn(Schema):
    """Which masked value somebody needs in full, and why."""

    key: str = Field(min_length=1, max_length=400)
    column: str = Field(min_length=1, max_length=64)
    reason: str = Field(min_length=1, max_length=500)


class RevealOut(Schema):
    """A masked value in full."""

    value: str


class ViewIn(Schema):
    """A view to keep: a name, the address's query, and whether one's department sees it."""

    name: str = Field(min_length=1, max_length=64)
    query: str = Field(max_length=4000)
    shared: bool = False


class ViewOut(Schema):
    """A saved view of a table; `mine` tells one's own from what a colleague shares."""

    id: int
    name: str
    query: str
    shared: bool
    mine: bool


class Hit(Schema):
    """Something that a search found, and where the console shows it."""

    kind: str
    title: str
    subtitle: str
    path: str
