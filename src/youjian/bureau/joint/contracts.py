"""What is answered of joint operations, and what is entered."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode
from youjian.bureau.cases.contracts import LeadKind, RegionCode, StationId

OperationStepName = Literal["submit", "send_back", "approve", "revise", "start", "finish", "cancel", "note"]
_Department = Field(min_length=1, max_length=64)
_TEXT = Field("", max_length=8000)


class OperationStationIn(Schema):
    """A station to go to, and why it was chosen."""

    station_id: StationId
    chosen: Literal["risk", "lead", "hand"] = "hand"
    why: str = Field("", max_length=200)


class OperationIn(Schema):
    """A joint operation: its stations, or the `region` of one that looks for sellers without a station.

    The lead department is the actor's own unless another is named.
    """

    title: str = Field(min_length=2, max_length=200)
    purpose: str = Field(min_length=2, max_length=1000)
    plan: str = _TEXT
    department: str = Field("", max_length=64)
    with_departments: list[str] = Field([], max_length=20)
    stations: list[OperationStationIn] = Field([], max_length=200)
    region: RegionCode | None = None
    planned_from: datetime
    planned_until: datetime


class OperationStepIn(Schema):
    """A step; `note` is the summary of an operation that finishes."""

    step: OperationStepName
    note: str = _TEXT


class OperationAnswerIn(Schema):
    """A department's answer: it takes part with its people, or says why not."""

    takes_part: bool
    people: str = Field("", max_length=500)
    note: str = Field("", max_length=500)


class OperationTaskIn(Schema):
    """What a member department has to do."""

    department: str = _Department
    person: str = Field("", max_length=64)
    text: str = Field(min_length=1, max_length=500)
    due_at: datetime


class OperationTaskDoneIn(Schema):
    """What came of a task."""

    result: str = Field(min_length=1, max_length=4000)


class OperationRecordIn(Schema):
    """An inspection to link."""

    inspection_id: int


class OperationFindingIn(Schema):
    """What the own department found."""

    station_id: StationId | None = None
    text: str = Field(min_length=1, max_length=4000)


class OperationLinkIn(Schema):
    """A lead or a case that is there already."""

    kind: Literal["lead", "case"]
    number: int


class OperationLeadIn(Schema):
    """A lead to open out of an operation; without a station where it was."""

    kind: LeadKind
    text: str = Field(min_length=1, max_length=4000)
    station_id: StationId | None = None
    place: str = Field("", max_length=200)
    plate: str = Field("", max_length=16)
    department: str = Field("", max_length=32)


class OperationMemberOut(Schema):
    """A member department and its answer."""

    department: str
    department_name: str
    lead: bool
    people: str
    confirmed_at: datetime | None
    declined_at: datetime | None
    answered_by_name: str
    note: str


class OperationStationOut(OperationStationIn):
    """A station of an operation, and how often it was inspected in it."""

    station_name: str
    chosen_name: str
    records: int


class OperationFileOut(Schema):
    """A photo or scan."""

    id: int
    task_id: int | None
    caption: str
    filename: str
    media_type: str
    made_at: datetime
    made_by_name: str


class OperationTaskOut(OperationTaskIn):
    """A task and what came of it."""

    id: int
    department_name: str
    overdue: bool
    mine: bool
    done_at: datetime | None
    done_by_name: str
    result: str
    files: list[OperationFileOut]


class OperationRecordOut(Schema):
    """An inspection of an operation."""

    inspection_id: int
    code: str
    station_id: str
    station_name: str
    department: str
    department_name: str
    ended_at: datetime
    problems: int
    conclusion: str
    conclusion_name: str


class OperationFindingOut(OperationFindingIn):
    """What a member found."""

    id: int
    department: str
    department_name: str
    station_name: str
    made_at: datetime
    made_by_name: str


class OperationLinkOut(Schema):
    """A lead or case that came out of it."""

    kind: Literal["lead", "case"]
    kind_name: str
    number: int
    code: str
    made_at: datetime
    made_by_name: str


class OperationStepOut(Schema):
    """Something that was done."""

    step: str
    step_name: str
    before_name: str
    after_name: str
    note: str
    department_name: str
    made_at: datetime
    made_by_name: str


class OperationNextStep(Schema):
    """A step of the table, and why it cannot be taken now (empty: it can)."""

    step: OperationStepName
    step_name: str
    note: bool
    blocked: str


class OperationFigures(Schema):
    """An operation in figures."""

    departments: int
    stations: int
    inspected: int
    records: int
    problems: int
    rectify: int
    handle: int
    findings: int
    tasks: int
    tasks_done: int
    tasks_late: int
    leads: int
    cases: int


class OperationOut(Schema):
    """A joint operation with everything that belongs to it, and what may be done now."""

    id: int
    code: str
    sentence: str
    title: str
    purpose: str
    plan: str
    area: str
    area_name: str
    planned_from: datetime
    planned_until: datetime
    status: str
    status_name: str
    summary: str
    approved_at: datetime | None
    approved_by_name: str
    started_at: datetime | None
    ended_at: datetime | None
    made_at: datetime
    made_by_name: str
    members: list[OperationMemberOut]
    stations: list[OperationStationOut]
    tasks: list[OperationTaskOut]
    records: list[OperationRecordOut]
    findings: list[OperationFindingOut]
    links: list[OperationLinkOut]
    files: list[OperationFileOut]
    steps: list[OperationStepOut]
    figures: OperationFigures
    next_steps: list[OperationNextStep]
    may_edit: bool
    may_answer: bool
    may_work: bool
    may_give_tasks: bool


class OperationCandidate(Schema):
    """A station that an operation might go to, and why."""

    station_id: str
    station_name: str
    region_name: str
    alerts: int
    leads: int
    chosen: Literal["risk", "lead"]
    why: str


class OperationTransitionOut(Schema):
    """A line of the table of transitions."""

    step: str
    step_name: str
    before: list[str]
    after: str
    permission: str
    lead: bool
    note: bool


class OperationOverview(Schema):
    """How the joint operations stand, and the departments that may take part."""

    sentence: str
    open: int
    running: int
    to_confirm: int
    finished: int
    departments: list[NamedCode]
    own_department: str
    transitions: list[OperationTransitionOut]
