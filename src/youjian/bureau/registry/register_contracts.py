"""What others see of the register's forms, rows, changes and charts."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from youjian.bureau.tables.contracts import ChoiceOut


class FieldOut(Schema):
    """A column of a table as a form asks for it."""

    name: str
    title: str
    kind: str
    key: bool
    required: bool
    choices: list[ChoiceOut]
    note: str
    example: str
    unit: str
    shown: bool


class SheetOut(Schema):
    """A table of the register as people know it."""

    name: str
    title: str
    note: str
    per_station: bool
    key: list[str]
    fields: list[FieldOut]


class ChangedBy(Schema):
    """The last change of a row: who, when and why. `id` is what an edit says it has seen."""

    id: int
    at: datetime
    username: str
    display_name: str
    reason: str


class RegisterRow(Schema):
    """A row of the register. Dates and moments are ISO, choices are codes.

    `seen` goes back with an edit, so that it is refused when somebody changed the row meanwhile (0: never
    changed). `coming` are the station's operations that begin later.
    """

    sheet: str
    key: dict[str, Any]
    values: dict[str, Any]
    editable: bool
    seen: int
    changed: ChangedBy | None
    coming: list[dict[str, Any]]


class RowIn(Schema):
    """What a form sends: the columns it gives, why, and from which day on it holds.

    `seen` is what the form saw of the row: the number of its last change, or its values, or null when it was
    not there. Left out, nothing is compared.
    """

    values: dict[str, Any]
    reason: str = Field("", max_length=512)
    effective_on: date | None = None
    seen: int | dict[str, Any] | None = None


class FieldFault(Schema):
    """What is wrong with one column; an empty name means the row as a whole."""

    name: str
    message: str


class RowFaults(Schema):
    """What is wrong with one of several rows, by its place from 0 on."""

    index: int
    fields: list[FieldFault]


class InvalidRow(Schema):
    """Why a row was not saved; `fields` are those of the first bad row."""

    code: str
    message: str
    reference: str
    fields: list[FieldFault] = Field([])
    rows: list[RowFaults] = Field([])


class Meanwhile(Schema):
    """Why an edit was refused: the row stands otherwise than the form saw it; by whom it was changed."""

    code: str
    message: str
    reference: str
    changed: ChangedBy | None = None


class FieldChange(Schema):
    """A column that changed, as a person reads it; null where the row was not there."""

    name: str
    title: str
    before: str | None
    after: str | None


class ChangeOut(Schema):
    """A change of the register: the states before and after, and column by column in words."""

    id: int
    at: datetime
    table: str
    table_title: str
    station_id: str | None
    key: dict[str, Any]
    subject: str
    kind: str
    kind_title: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    fields: list[FieldChange]
    username: str
    display_name: str
    reason: str
    source: str
    source_title: str
    effective_on: date | None


class StationChanges(Schema):
    """Changes of a station and of all that stands there, newest first; `next_before` continues them."""

    items: list[ChangeOut]
    next_before: int | None


class StateOut(Schema):
    """A row as it stood at a moment; null when it was not there."""

    sheet: str
    key: dict[str, Any]
    at: datetime
    values: dict[str, Any] | None


class ChartLine(Schema):
    """A height of a tank, mm, and the volume below it, L."""

    height_mm: float
    volume_l: float


class Difference(Schema):
    """How many litres a chart says more than the one before, at a height."""

    height_mm: float
    litres: float


class ChartComparison(Schema):
    """A chart against the one before it."""

    previous: datetime
    differences: list[Difference]
    greatest: Difference | None


class Noted(Schema):
    """Who wrote something down, when and why."""

    at: datetime
    username: str
    display_name: str
    reason: str


class ChartVersion(Schema):
    """One chart of a tank, in force from a moment until the next one's."""

    valid_from: datetime
    valid_until: datetime | None
    in_force: bool
    lines: list[ChartLine]
    compared: ChartComparison | None
    noted: Noted | None


class ChartsOut(Schema):
    """All charts of a tank, newest first."""

    station_id: str
    tank_id: int
    product: str
    capacity_l: float
    safe_fill_l: float
    diameter_mm: float
    in_force: datetime | None
    versions: list[ChartVersion]


class ChartIn(Schema):
    """A new chart of a tank: all its lines, and why."""

    valid_from: datetime
    lines: list[ChartLine] = Field(min_length=2, max_length=20_000)
    reason: str = Field("", max_length=512)
