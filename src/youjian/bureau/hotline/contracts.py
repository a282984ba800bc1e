"""What is answered of work orders, and what is entered."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from youjian.bureau.cases.contracts import LeadKind, Number, RegionCode, ReporterMasked, StationId

HotlineCode = Literal["12345", "12315", "other"]
WorkOrderState = Literal["received", "handling", "replied", "closed", "returned"]
WorkOrderStepKind = Literal["lead", "link", "extend", "note", "reply", "close", "return"]


class WorkOrderIn(Schema):
    """A work order; without `due_at` the hotline's term counts from `received_at`.

    `region` says where it was when no station is known; without either it is the city's.
    """

    hotline: HotlineCode
    number: str = Field(min_length=1, max_length=64)
    received_at: datetime
    due_at: datetime | None = None
    kind: LeadKind = "other"
    text: str = Field(min_length=1, max_length=4000)
    station_id: StationId | None = None
    nozzle_id: Number | None = None
    region: RegionCode | None = None
    place: str = Field("", max_length=200)
    reporter_name: str = Field("", max_length=64)
    reporter_phone: str = Field("", max_length=32)


class WorkOrderStepIn(Schema):
    """A step: `station_id` of a link, `due_at` of an extension, words of a reply in `note`."""

    step: WorkOrderStepKind
    note: str = Field("", max_length=4000)
    station_id: StationId | None = None
    nozzle_id: Number | None = None
    due_at: datetime | None = None


class WorkOrderStepOut(Schema):
    """A step of a work order."""

    step: str
    step_name: str
    note: str
    made_at: datetime
    made_by_name: str


class WorkOrderOut(Schema):
    """A work order with its way, and what may be done with it now."""

    id: int
    hotline: HotlineCode
    hotline_name: str
    number: str
    received_at: datetime
    due_at: datetime
    overdue: bool
    kind: LeadKind
    kind_name: str
    text: str
    area: str
    area_name: str
    station_id: str | None
    station_name: str
    nozzle_id: int | None
    place: str
    reporter: ReporterMasked | None
    may_reveal: bool
    lead_id: int | None
    lead_code: str
    status: WorkOrderState
    status_name: str
    reply: str
    replied_at: datetime | None
    made_at: datetime
    made_by_name: str
    steps: list[WorkOrderStepOut]
    next_steps: list[WorkOrderStepKind]


class HotlineStation(Schema):
    """A station that is told of more than once."""

    station_id: str
    station_name: str
    orders: int


class HotlineOverview(Schema):
    """How the work orders stand; `on_time_pct` is the share answered within their time, null for none."""

    sentence: str
    open: int
    overdue: int
    soon: int
    received: int
    answered: int
    on_time_pct: float | None
    first: date
    last: date
    stations: list[HotlineStation]
