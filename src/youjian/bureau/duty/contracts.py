"""What others may see of duty: rosters, a month of one, sheets of hand-over."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode

Days = Literal["working", "rest", "every"]
By = Literal["shift", "day", "week"]
SlotState = Literal["filled", "gap", "absent", "double", "off"]
HandoverState = Literal["missing", "offered", "returned", "taken"]
HandoverVerb = Literal["offer", "take", "return"]
_MINUTE = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_USERNAME = Field(max_length=64)


class ShiftIn(Schema):
    """A shift: when it runs (Asia/Shanghai, HH:MM) and on which days; it ends on the next day when `ends` is
    not after `begins`."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")
    name: str = Field(min_length=1, max_length=32)
    begins: str = Field(pattern=_MINUTE)
    ends: str = Field(pattern=_MINUTE)
    days: Days


class RosterIn(Schema):
    """A department's roster for a region; the same department and region again changes the one there is."""

    department: str = Field(max_length=64)
    region: str = Field(pattern=r"^[0-9]{2,10}$")
    name: str = Field(min_length=1, max_length=64)
    shifts: list[ShiftIn] = Field(min_length=1, max_length=8)
    from_on: date


class RosterOut(Schema):
    """A roster, and whether its reader may edit it."""

    id: int
    department: str
    department_name: str
    region: str
    region_name: str
    name: str
    shifts: list[ShiftIn]
    from_on: date
    may_edit: bool


class RosterList(Schema):
    """Rosters within the scope, and what a new one may be made of; `own` is the reader's own department."""

    items: list[RosterOut]
    usual_shifts: list[ShiftIn]
    may_edit: bool
    departments: list[NamedCode]
    regions: list[NamedCode]
    own: str


class DutyPerson(Schema):
    """Somebody who is or can be on duty."""

    username: str
    display_name: str


class RosterCandidate(DutyPerson):
    """Somebody who can be put on a roster; `first` says whether as 主班 too, not only as 副班."""

    role_name: str
    post: str
    first: bool


class FillIn(Schema):
    """Fill a roster from a day to a day (both included) with people in turn.

    `by` says how long somebody stays before the next one comes. Working days and days of rest have a turn
    each. What has begun is never touched; `replace` gives away anew what was filled by then.
    """

    from_on: date
    until_on: date
    people: list[str] = Field(min_length=1, max_length=60)
    deputies: list[str] = Field(default_factory=list, max_length=60)
    by: By = "shift"
    deputies_by: By = "week"
    replace: bool = False
    dry_run: bool = False


class FillCount(DutyPerson):
    """How many shifts somebody gets."""

    working: int
    rest: int


class FillOut(Schema):
    """What a filling did, or would do."""

    filled: int
    kept: int
    gaps: int
    counts: list[FillCount]
    message: str


class PutIn(Schema):
    """Who has a shift of a day: usernames; `person` empty takes the entry away. A reason is needed for a
    shift that somebody has."""

    day: date
    shift: str = Field(max_length=16)
    person: str = _USERNAME
    deputy: str = Field("", max_length=64)
    reason: str = Field("", max_length=200)


class SwapIn(Schema):
    """Two shifts change hands (换班)."""

    entry: int
    other: int
    reason: str = Field(min_length=1, max_length=200)


class SlotOut(Schema):
    """A shift of a day. `state`: `filled`; `gap` when nobody has it; `absent` when who has it left or may not
    any more; `double` when they are on duty elsewhere at that time; `off` when the shift does not run that
    day any more. `acting` names who acts for them then (AB角)."""

    shift: str
    shift_name: str
    starts_at: datetime
    ends_at: datetime
    entry_id: int | None
    person: DutyPerson | None
    deputy: DutyPerson | None
    acting: list[str]
    state: SlotState
    problem: str
    note: str
    handover_id: int | None
    handover: HandoverState | None
    running: bool
    may_change: bool


class DutyDay(Schema):
    """A day of a roster."""

    day: date
    working: bool
    slots: list[SlotOut]


class DutyMonth(Schema):
    """A roster's days from a day to a day, with what is wrong in them."""

    roster: RosterOut
    first: date
    last: date
    days: list[DutyDay]
    message: str
    gaps: int
    doubles: int
    absent: int
    calendar_warning: str


class DutyNow(Schema):
    """Who is on duty in a department at this moment."""

    department: str
    department_name: str
    roster_id: int | None
    shift_name: str
    ends_at: datetime | None
    people: list[DutyPerson]
    sentence: str


class SheetRow(Schema):
    """A line of a hand-over sheet."""

    text: str
    path: str = ""
    colour: str = ""
    at: datetime | None = None


class SheetSection(Schema):
    """A part of a sheet: how many there were in all, and the first of them."""

    kind: str
    title: str
    count: int
    rows: list[SheetRow]
    empty: str


class HandoverStepOut(Schema):
    """Something that was done with a sheet."""

    at: datetime
    step: str
    step_name: str
    note: str
    username: str
    display_name: str


class HandoverOut(Schema):
    """The sheet of a shift: `missing` is a preview of what it would say now, `taken` is sealed."""

    id: int | None
    entry_id: int
    roster_name: str
    department_name: str
    region_name: str
    day: date
    shift_name: str
    starts_at: datetime
    ends_at: datetime
    person: DutyPerson
    deputy: DutyPerson | None
    status: HandoverState
    status_name: str
    made_at: datetime
    summary: str
    sections: list[SheetSection]
    remarks: str
    watch: str
    next_shift: str
    next_people: list[str]
    offered_by_name: str
    offered_at: datetime | None
    taken_by_name: str
    taken_at: datetime | None
    taken_note: str
    passed: list[int]
    digest: str
    steps: list[HandoverStepOut]
    may: list[HandoverVerb]


class OfferIn(Schema):
    """What the one who hands over adds: remarks (交班说明) and what to watch (注意事项)."""

    remarks: str = Field("", max_length=4000)
    watch: str = Field("", max_length=4000)


class TakeIn(Schema):
    """What the one who takes over adds; the reason when it is given back."""

    note: str = Field("", max_length=2000)
