"""What is answered of cases, and what is entered; `CaseIn` is also what other apps open a case with."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode
from youjian.bureau.cases.contracts import LeadKind, RegionCode, StationId

CaseStepName = Literal[
    "file", "refuse", "propose", "send_back", "notify", "heard", "decide", "transfer", "execute", "dismiss",
    "close", "reopen", "join", "extend", "supervise", "report", "note",
]  # fmt: skip
CaseOutcome = Literal["penalty", "rectified", "transferred", "unfounded", "lenient"]
DocumentKind = Literal[
    "scene_record", "rectify_order", "hearing_notice", "decision", "transfer_letter", "transfer_receipt",
    "service_receipt", "other",
]  # fmt: skip
ServedHow = Literal["direct", "left", "mail", "electronic", "notice"]
AppealResult = Literal["upheld", "partly", "rejected"]
Amount = Field(0, ge=0, le=10**15)


class CaseIn(Schema):
    """A case: a `station_id`, or the `region` of something without a station; what it comes from."""

    title: str = Field(min_length=2, max_length=200)
    kind: LeadKind
    station_id: StationId | None = None
    region: RegionCode | None = None
    party: str = Field("", max_length=128)
    party_id: str = Field("", max_length=32)
    place: str = Field("", max_length=200)
    plate: str = Field("", max_length=16)
    note: str = Field("", max_length=4000)
    department: str = Field("", max_length=64, description="in charge; empty: the actor's own")
    with_departments: list[str] = Field([], max_length=20)
    alerts: list[int] = Field([], max_length=100)
    leads: list[int] = Field([], max_length=100)


class CaseStepIn(Schema):
    """A step with what the table of transitions says that it needs. Amounts in fen, `volume_ml` in mL."""

    step: CaseStepName
    note: str = Field("", max_length=8000)
    department: str = Field("", max_length=64)
    outcome: CaseOutcome | None = None
    number: str = Field("", max_length=64)
    until: datetime | None = None
    decided_on: date | None = None
    effective_on: date | None = None
    penalty_fen: int = Amount
    tax_fen: int = Amount
    confiscated_fen: int = Amount
    volume_ml: int = Amount


class CaseTaskIn(Schema):
    """What a department has to do by when; a department that is not part of the case yet becomes one."""

    department: str = Field(min_length=1, max_length=64)
    text: str = Field(min_length=2, max_length=500)
    due_at: datetime


class CaseTaskDoneIn(Schema):
    """What came of a task."""

    result: str = Field(min_length=1, max_length=4000)


class CaseAttachIn(Schema):
    """Alerts, leads and inspections that belong to a case, too; another case that has to do with it."""

    alerts: list[int] = Field([], max_length=100)
    leads: list[int] = Field([], max_length=100)
    inspections: list[int] = Field([], max_length=100)
    related: int | None = None
    note: str = Field("", max_length=200)


class CaseDocumentIn(Schema):
    """A draft; without `body` it is prefilled from the case. `of_document` is what a receipt belongs to."""

    kind: DocumentKind
    title: str = Field("", max_length=200)
    addressee: str = Field("", max_length=128)
    body: list[str] | None = Field(None, max_length=200)
    of_document: int | None = None


class CaseDocumentEdit(Schema):
    """What a draft says from now on."""

    title: str = Field(min_length=1, max_length=200)
    addressee: str = Field("", max_length=128)
    body: list[str] = Field(max_length=200)


class CaseIssueIn(Schema):
    """The number (文号) under which a document is issued."""

    number: str = Field(min_length=1, max_length=64)


class CaseServeIn(Schema):
    """To whom, when and how a document was served; `to_station`: the station may read it on its own pages."""

    served_to: str = Field(min_length=1, max_length=64)
    served_how: ServedHow
    served_at: datetime
    to_station: bool = True


class CaseHearingIn(Schema):
    """A hearing that was held."""

    held_at: datetime
    place: str = Field(min_length=1, max_length=200)
    chair: str = Field(min_length=1, max_length=64)
    attendees: str = Field(min_length=1, max_length=500)
    minutes: str = Field(min_length=1, max_length=20000)


class TransferReceiveIn(Schema):
    """The receipt of a transfer."""

    receipt_no: str = Field(min_length=1, max_length=64)


class TransferReturnIn(Schema):
    """Why a transfer is given back."""

    result: str = Field(min_length=1, max_length=4000)


class TransferSettleIn(Schema):
    """What came of a transfer."""

    result: str = Field(min_length=1, max_length=4000)
    tax_fen: int = Amount
    penalty_fen: int = Amount


class CaseAppealIn(Schema):
    """What the station has to say."""

    text: str = Field(min_length=2, max_length=8000)


class CaseAnswerIn(Schema):
    """The answer to an objection."""

    result: AppealResult
    answer: str = Field(min_length=2, max_length=8000)


class CaseTermIn(Schema):
    """A new term of a state, with the document that it follows."""

    working_days: int = Field(ge=1, le=250)
    basis: str = Field(min_length=2, max_length=200)


class CaseTermOut(Schema):
    """How many working days a case may stay in a state."""

    state: str
    state_name: str
    working_days: int
    basis: str


class TransitionOut(Schema):
    """A line of the table of transitions."""

    step: str
    name: str
    before: list[str]
    after: str
    permission: str
    needs: list[str]
    apart: str
    working_days: int | None


class CaseStepOut(Schema):
    """A step of a case."""

    step: str
    step_name: str
    after_name: str
    note: str
    department: str
    made_at: datetime
    made_by_name: str


class CaseTaskOut(Schema):
    """A task of a department."""

    id: int
    department: str
    department_name: str
    text: str
    due_at: datetime
    overdue: bool
    done_at: datetime | None
    done_by_name: str
    result: str
    mine: bool


class CaseFileOut(Schema):
    """A photo or scan of a case."""

    id: int
    document_id: int | None
    caption: str
    filename: str
    media_type: str
    made_at: datetime
    made_by_name: str


class CaseDocumentOut(Schema):
    """A document of a case."""

    id: int
    kind: str
    kind_name: str
    title: str
    number: str
    addressee: str
    body: list[str]
    status: str
    status_name: str
    of_document: int | None
    sha256: str
    made_at: datetime
    made_by_name: str
    issued_at: datetime | None
    issued_by_name: str
    served_at: datetime | None
    served_to: str
    served_how_name: str
    files: list[CaseFileOut]


class CaseDecisionOut(Schema):
    """A decision."""

    id: int
    outcome: str
    outcome_name: str
    number: str
    text: str
    penalty_fen: int
    confiscated_fen: int
    decided_on: date
    effective_on: date
    effective: bool
    withdrawn_at: datetime | None
    made_by_name: str


class CaseTransferOut(Schema):
    """A transfer and what may be done with it now."""

    id: int
    to_department: str
    to_name: str
    reason: str
    status: str
    status_name: str
    sent_at: datetime
    sent_by_name: str
    due_at: datetime
    overdue: bool
    receipt_no: str
    received_at: datetime | None
    received_by_name: str
    ended_at: datetime | None
    result: str
    tax_fen: int
    penalty_fen: int
    may: list[Literal["receive", "return", "settle"]]


class CaseHearingOut(Schema):
    """A hearing."""

    held_at: datetime
    place: str
    chair: str
    attendees: str
    minutes: str
    made_by_name: str


class CaseAppealOut(Schema):
    """An objection of the station and its answer."""

    id: int
    text: str
    made_at: datetime
    made_by_name: str
    due_at: datetime
    result: str
    result_name: str
    answer: str
    answered_at: datetime | None
    answered_by_name: str


class CaseLinkOut(Schema):
    """Something that a case is about or has to do with."""

    id: int
    code: str
    text: str
    state_name: str
    path: str


class CaseDossierOut(Schema):
    """A dossier as it was made: what it holds, its digests and the key that signed it."""

    id: int
    status: Literal["queued", "made", "failed"]
    error: str
    asked_at: datetime
    size: int
    files: int
    sha256: str
    sm3: str
    key_id: str
    proved: list[dict[str, str]]
    made_at: datetime | None
    made_by_name: str


class CaseNextStep(Schema):
    """A step that the actor may take now; `blocked` says why not yet, though the state allows it."""

    step: CaseStepName
    name: str
    needs: list[str]
    outcomes: list[NamedCode]
    blocked: str


class CaseOut(Schema):
    """A case with everything that belongs to it, and what the actor may do now."""

    id: int
    code: str
    title: str
    sentence: str
    kind: str
    kind_name: str
    area: str
    area_name: str
    station_id: str | None
    station_name: str
    party: str
    party_id: str
    place: str
    plate: str
    departments: list[NamedCode]
    status: str
    status_name: str
    due_at: datetime | None
    overdue: bool
    outcome: str
    outcome_name: str
    penalty_fen: int
    tax_fen: int
    confiscated_fen: int
    volume_ml: int
    supervised_by_name: str
    supervised_until: datetime | None
    opened_at: datetime
    opened_by_name: str
    filed_at: datetime | None
    closed_at: datetime | None
    steps: list[CaseStepOut]
    alerts: list[CaseLinkOut]
    leads: list[CaseLinkOut]
    inspections: list[CaseLinkOut]
    related: list[CaseLinkOut]
    alike: list[CaseLinkOut]
    tasks: list[CaseTaskOut]
    documents: list[CaseDocumentOut]
    files: list[CaseFileOut]
    hearings: list[CaseHearingOut]
    decisions: list[CaseDecisionOut]
    transfers: list[CaseTransferOut]
    appeals: list[CaseAppealOut]
    dossiers: list[CaseDossierOut]
    next_steps: list[CaseNextStep]
    may_work: bool
    may_issue: bool
    may_answer: bool


class CaseOverview(Schema):
    """How the cases stand: a sentence and its figures; the departments there are."""

    sentence: str
    open: int
    overdue: int
    supervised: int
    closed: int
    penalty_fen: int
    tax_fen: int
    since: date
    own: str
    departments: list[NamedCode]


class StationCaseOut(Schema):
    """A case as the station sees it: what was served on it, and what it said."""

    id: int
    code: str
    title: str
    status_name: str
    documents: list[CaseDocumentOut]
    decisions: list[CaseDecisionOut]
    appeals: list[CaseAppealOut]
    may_appeal: bool
