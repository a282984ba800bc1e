"""What is answered of leads, and what is entered; `LeadIn` is also what other apps open a lead with."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode

LeadSource = Literal["hotline", "public", "inspection", "alert", "department", "other"]
LeadKind = Literal[
    "metering",
    "quality",
    "price",
    "tax",
    "vapour",
    "safety",
    "seal",
    "mobile",
    "black_site",
    "own_tank",
    "other",
]
LeadState = Literal["new", "accepted", "rejected", "merged", "closed"]
LeadStepKind = Literal["accept", "reject", "merge", "assign", "link", "note", "close"]
LeadOutcome = Literal["confirmed", "partly", "unfounded", "unclear"]
StationId = Annotated[str, Field(pattern=r"^\d{10}$")]
RegionCode = Annotated[str, Field(pattern=r"^\d{4}(\d{2})?$")]
Number = Annotated[int, Field(ge=0, le=32767)]


class LeadIn(Schema):
    """A lead: a `station_id`, or the `region` in which something without a station was seen.

    Without `feedback_by` the source's term counts from now.
    """

    source: LeadSource
    kind: LeadKind
    text: str = Field(min_length=1, max_length=4000)
    station_id: StationId | None = None
    dispenser_id: Number | None = None
    nozzle_id: Number | None = None
    region: RegionCode | None = None
    place: str = Field("", max_length=200)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    plate: str = Field("", max_length=16)
    happened_at: datetime | None = None
    feedback_by: datetime | None = None
    department: str = Field("", max_length=32)
    reporter_name: str = Field("", max_length=64)
    reporter_phone: str = Field("", max_length=32)


class LeadStepIn(Schema):
    """A step: `department` to assign, `into` to merge, `station_id` to link, `outcome` to close."""

    step: LeadStepKind
    note: str = Field("", max_length=4000)
    department: str = Field("", max_length=32)
    into: int | None = None
    station_id: StationId | None = None
    nozzle_id: Number | None = None
    outcome: LeadOutcome | None = None


class ReporterAsk(Schema):
    """Why somebody has to know who reported."""

    reason: str = Field(min_length=2, max_length=500)


class ReporterMasked(Schema):
    """Who reported, as everybody of the desk may see it."""

    name: str
    phone: str


class ReporterOut(Schema):
    """Who reported, in full; the question is in the journal."""

    name: str
    phone: str


class LeadStepOut(Schema):
    """A step of a lead."""

    step: str
    step_name: str
    note: str
    made_at: datetime
    made_by_name: str


class LeadPhotoOut(Schema):
    """A photo or scan of a lead."""

    id: int
    filename: str
    media_type: str


class LeadOut(Schema):
    """A lead with its way, and what may be done with it now."""

    id: int
    code: str
    source: LeadSource
    source_name: str
    kind: LeadKind
    kind_name: str
    origin: str
    area: str
    area_name: str
    station_id: str | None
    station_name: str
    dispenser_id: int | None
    nozzle_id: int | None
    text: str
    place: str
    longitude: float | None
    latitude: float | None
    plate: str
    happened_at: datetime | None
    feedback_by: datetime
    overdue: bool
    department: str
    department_name: str
    reporter: ReporterMasked | None
    may_reveal: bool
    status: LeadState
    status_name: str
    outcome: str
    outcome_name: str
    merged_into: int | None
    merged: list[int]
    made_at: datetime
    made_by_name: str
    ended_at: datetime | None
    steps: list[LeadStepOut]
    photos: list[LeadPhotoOut]
    next_steps: list[LeadStepKind]


class LeadOverview(Schema):
    """How the leads stand: a sentence and its figures; the departments that one may be given to."""

    sentence: str
    open: int
    new: int
    overdue: int
    ended: int
    confirmed: int
    since: date
    departments: list[NamedCode]


class TermOut(Schema):
    """How many working days there are for a source's answer."""

    source: str
    source_name: str
    working_days: int
    basis: str


class TermIn(Schema):
    """A new term, with the document that it follows."""

    working_days: int = Field(ge=1, le=250)
    basis: str = Field(min_length=2, max_length=200)
