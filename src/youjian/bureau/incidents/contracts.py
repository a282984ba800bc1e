"""What is answered of emergencies, and what is entered."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode
from youjian.bureau.cases.contracts import RegionCode, StationId

IncidentKind = Literal["spill", "fire", "leak", "explosion", "other"]
IncidentLevel = Literal["1", "2", "3", "4"]
IncidentStepName = Literal[
    "respond", "report", "control", "flare_up", "close", "dismiss", "level", "note", "reopen"
]
IncidentWhat = Literal["respond", "report", "close", "drill"]
Area = Annotated[str, Field(pattern=r"^(\d{4}|\d{6}|\d{10})$")]
Phone = Annotated[str, Field(pattern=r"^[0-9+() -]{3,32}$")]
_TEXT = Field("", max_length=4000)
_COUNT = Field(0, ge=0, le=100_000)
_AMOUNT = Field(0, ge=0, le=10**15)


class IncidentIn(Schema):
    """An emergency: a `station_id`, or the `region` and `place` of one elsewhere.

    The same `key` again changes nothing. Without `happened_at` it happens now.
    """

    key: UUID | None = None
    kind: IncidentKind
    level: IncidentLevel = "4"
    text: str = Field(min_length=1, max_length=4000)
    station_id: StationId | None = None
    region: RegionCode | None = None
    place: str = Field("", max_length=200)
    happened_at: datetime | None = None
    reporter_name: str = Field("", max_length=64)
    reporter_phone: str = Field("", max_length=32)


class IncidentStepIn(Schema):
    """A step with what the table of transitions says that it needs; amounts in fen and mL."""

    step: IncidentStepName
    note: str = _TEXT
    to: str = Field("", max_length=200, description="whom a report went to")
    level: IncidentLevel | None = None
    cause: str = _TEXT
    losses: str = _TEXT
    follow_up: str = _TEXT
    deaths: int = _COUNT
    injured: int = _COUNT
    loss_fen: int = _AMOUNT
    spilled_ml: int = _AMOUNT


class IncidentCallIn(Schema):
    """A call that was made; without `called_at` just now."""

    organisation: str = Field(min_length=1, max_length=128)
    person: str = Field("", max_length=64)
    phone: Phone
    answered: bool
    note: str = Field("", max_length=500)
    called_at: datetime | None = None


class IncidentLeadIn(Schema):
    """What the lead says that an emergency becomes."""

    text: str = Field(min_length=1, max_length=4000)
    department: str = Field("", max_length=32)


class IncidentContactIn(Schema):
    """A line of the call list; without `kind` for every kind of emergency."""

    area: Area
    kind: IncidentKind | Literal[""] = ""
    organisation: str = Field(min_length=1, max_length=128)
    person: str = Field("", max_length=64)
    duty: str = Field("", max_length=64)
    phone: Phone
    position: int = Field(100, ge=0, le=9999)


class IncidentContactOut(IncidentContactIn):
    """A line of the call list as it stands."""

    id: int
    area_name: str
    changed_at: datetime
    changed_by_name: str


class IncidentTermIn(Schema):
    """How long something may take, in the unit of what it is, and where that is from."""

    amount: int = Field(ge=1, le=100_000)
    source: str = Field(min_length=2, max_length=300)


class IncidentTermOut(IncidentTermIn):
    """A term as it stands; without `kind` for every kind."""

    kind: str
    kind_name: str
    what: str
    what_name: str
    unit: str
    said_on: date


class IncidentAudienceIn(Schema):
    """The departments that are told at once of a kind of emergency."""

    departments: list[str] = Field(max_length=30)


class IncidentAudienceOut(Schema):
    """Who is told of a kind of emergency."""

    kind: str
    kind_name: str
    departments: list[NamedCode]


class IncidentTransitionOut(Schema):
    """A line of the table of transitions."""

    step: str
    step_name: str
    before: list[str]
    after: str
    needs: list[str]


class IncidentSettings(Schema):
    """Terms, who is told, and the table of transitions."""

    terms: list[IncidentTermOut]
    audience: list[IncidentAudienceOut]
    departments: list[NamedCode]
    transitions: list[IncidentTransitionOut]


class IncidentStepOut(Schema):
    """Something that was done."""

    step: str
    step_name: str
    before_name: str
    after_name: str
    note: str
    made_at: datetime
    made_by_name: str


class IncidentCallOut(Schema):
    """A call that was made."""

    id: int
    organisation: str
    person: str
    phone: str
    answered: bool
    note: str
    called_at: datetime
    made_by_name: str


class CallLine(Schema):
    """Somebody to call: where the line comes from, and the last call to that number for this event."""

    source: Literal["station", "company", "duty", "list"]
    source_name: str
    organisation: str
    person: str
    duty: str
    phone: str
    called_at: datetime | None
    called_by_name: str
    answered: bool | None


class IncidentPhotoOut(Schema):
    """A photo or scan."""

    id: int
    caption: str
    filename: str
    media_type: str
    made_at: datetime
    made_by_name: str


class IncidentNextStep(Schema):
    """A step that may be taken now, with what it needs."""

    step: IncidentStepName
    step_name: str
    needs: list[str]


class IncidentOut(Schema):
    """An emergency with its way, its call list and what may be done now."""

    id: int
    code: str
    sentence: str
    kind: IncidentKind
    kind_name: str
    level: IncidentLevel
    level_name: str
    text: str
    area: str
    area_name: str
    station_id: str | None
    station_name: str
    place: str
    happened_at: datetime
    reported_at: datetime
    reporter_name: str
    reporter_phone: str
    status: str
    status_name: str
    respond_by: datetime
    report_by: datetime
    close_by: datetime | None
    responded_at: datetime | None
    first_report_at: datetime | None
    controlled_at: datetime | None
    closed_at: datetime | None
    late: list[str]
    cause: str
    losses: str
    follow_up: str
    deaths: int
    injured: int
    loss_fen: int
    spilled_ml: int
    lead_id: int | None
    lead_code: str
    made_by_name: str
    steps: list[IncidentStepOut]
    calls: list[IncidentCallOut]
    call_list: list[CallLine]
    photos: list[IncidentPhotoOut]
    next_steps: list[IncidentNextStep]
    may_manage: bool


class IncidentOverview(Schema):
    """How the emergencies and drills stand."""

    sentence: str
    open: int
    raging: int
    late: int
    year: int
    measures_open: int
    stations_overdue: int
    departments: list[NamedCode]
