"""What goes over the wire of the calendar."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

State = Literal["work", "rest", "plain"]
"""A day worked on, a day of rest, or what the week alone makes of it."""
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
MOST_TEXT = 20_000


class SpecialOut(Schema):
    """A day on which the rule of the week does not hold."""

    day: date
    working: bool
    name: str


class DayChangeOut(Schema):
    """What a change makes of a day; `plain` is what the week alone makes of it."""

    day: date
    name: str
    before: State
    after: State


class NoticeIn(Schema):
    """The text of a yearly notice; the year only where the text does not say it."""

    text: str = Field(max_length=MOST_TEXT)
    year: int | None = Field(None, ge=2000, le=2099)


class TakeNoticeIn(NoticeIn):
    """A notice to take; its number if the text does not hold it, and why it is taken anew."""

    number: str = Field("", max_length=64, pattern=_PLAIN)
    reason: str = Field("", max_length=256, pattern=_PLAIN)


class NoticePreview(Schema):
    """What a notice would do; with `problems` it cannot be taken."""

    year: int | None
    number: str
    title: str
    days: list[SpecialOut]
    problems: list[str]
    remarks: list[str]
    changes: list[DayChangeOut]
    known: bool
    working_days: int


class DayRow(Schema):
    """A day by hand."""

    day: date
    state: State
    name: str = Field("", max_length=64, pattern=_PLAIN)


class DaysIn(Schema):
    """Days by hand, and why."""

    rows: list[DayRow] = Field(min_length=1, max_length=400)
    reason: str = Field(min_length=1, max_length=256, pattern=_PLAIN)


class FileOut(Schema):
    """What a file holds: a notice's text, or rows with what is wrong in them."""

    text: str
    rows: list[DayRow]
    problems: list[str]


class DayOut(Schema):
    """A day of a year; `name` and `special` where the rule of the week does not hold."""

    day: date
    working: bool
    special: bool
    name: str


class TakingOut(Schema):
    """A change of the year's calendar: who, when, from what, and what it changed."""

    id: int
    at: datetime
    kind: Literal["notice", "rows"]
    number: str
    title: str
    text: str
    reason: str
    username: str
    display_name: str
    changes: list[DayChangeOut]


class YearOut(Schema):
    """A year; without a notice (`known` false) `warning` says that weekends are all that is counted."""

    year: int
    known: bool
    warning: str
    number: str
    working_days: int
    days: list[DayOut]
    takings: list[TakingOut]


class StatusOut(Schema):
    """Years whose notice should have been taken by now, in words; empty when all is well."""

    missing: list[int]
    warning: str


class DueIn(Schema):
    """A day and a number of working days."""

    day: date = Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))
    n: int = Field(ge=-1000, le=1000)


class DueOut(Schema):
    """The n-th working day after a day, its end in UTC, and whether the calendar of those years is known."""

    due_on: date
    due_at: datetime
    known: bool
    warning: str
