"""What is answered of acceptance, and what is entered."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

Area = Annotated[str, Field(pattern=r"^[0-9]{4,6}$")]
Result = Literal["pass", "fail", "short"]
Chapter = Literal["features", "indicators", "service"]
Named = Annotated[str, Field(min_length=1, max_length=128)]


class AcceptanceLimitOut(Schema):
    """A limit with where it comes from; `own` tells that the city set it."""

    code: str
    name: str
    value: float
    unit: str
    source: str
    own: bool


class AcceptanceLimitIn(Schema):
    """A limit as the city sets it."""

    value: float = Field(ge=0, le=1e9)
    source: str = Field(min_length=1, max_length=200)


class AcceptancePlace(Schema):
    """A region of the scope."""

    code: str
    name: str


class AcceptanceOverview(Schema):
    """How acceptance stands in a sentence, its limits, and what the caller may do."""

    sentence: str
    stations: int
    tested: int
    accepted: int
    live: int
    limits: list[AcceptanceLimitOut]
    areas: list[AcceptancePlace]
    may_manage: bool
    may_approve: bool
    may_set: bool


class JointTestIn(Schema):
    """A test begins; without `until` its span ends now."""

    station_id: str = Field(pattern=r"^[0-9]{10}$")
    until: AwareDatetime | None = None


class TestEntryIn(Schema):
    """What a tester found by hand."""

    chapter: Chapter
    item: str = Field(min_length=1, max_length=120)
    result: Literal["pass", "fail"]
    note: str = Field("", max_length=500)


class JointTestEnd(Schema):
    """How a test ends. It passes only when every check and entry did."""

    verdict: Literal["pass", "fail"]
    note: str = Field("", max_length=2000)


class AcceptanceCheckOut(Schema):
    """An automatic check: measured against its limit, and what to do."""

    code: str
    name: str
    measured: str
    limit: str
    result: Result
    result_name: str
    advice: str


class TestEntryOut(Schema):
    """A tester's entry."""

    id: int
    chapter: Chapter
    chapter_name: str
    item: str
    result: Literal["pass", "fail"]
    note: str
    department: str
    made_at: datetime
    made_by_name: str


class JointTestOut(Schema):
    """A joint test with its checks and entries."""

    id: int
    station_id: str
    since: datetime
    until: datetime
    status: Literal["open", "concluded"]
    verdict: Literal["", "pass", "fail"]
    note: str
    checks: list[AcceptanceCheckOut]
    entries: list[TestEntryOut]
    made_at: datetime
    made_by_name: str
    concluded_at: datetime | None
    concluded_by_name: str


class ActParty(Schema):
    """Who signs for a party."""

    party: Named
    name: Named


class AcceptanceActIn(Schema):
    """The document of a test that passed: number and who signs."""

    number: str = Field(min_length=1, max_length=64)
    signatories: list[ActParty] = Field(min_length=3, max_length=8)


class AcceptanceFileOut(Schema):
    """A scan."""

    id: int
    filename: str


class AcceptanceActOut(Schema):
    """A station's acceptance document."""

    id: int
    test_id: int
    number: str
    signatories: list[ActParty]
    status: Literal["draft", "signed"]
    files: list[AcceptanceFileOut]
    made_at: datetime
    made_by_name: str
    signed_at: datetime | None
    signed_by_name: str
    may_sign: bool


class StationAcceptanceOut(Schema):
    """A station on its way to going live: tests and documents, the newest first."""

    station_id: str
    station_name: str
    sentence: str
    tested_on: date | None
    accepted_on: date | None
    live_on: date | None
    tests: list[JointTestOut]
    acts: list[AcceptanceActOut]
    items: dict[str, list[str]]
    parties: list[str]
    may_manage: bool
    may_enter: bool
    may_go_live: bool


class FinalException(Schema):
    """A station left out of the final acceptance, and why."""

    station_id: str = Field(pattern=r"^[0-9]{10}$")
    reason: str = Field(min_length=1, max_length=300)


class FinalAcceptanceIn(Schema):
    """The draft of a final acceptance."""

    area: Area
    number: str = Field(min_length=1, max_length=64)
    summary: str = Field(min_length=1, max_length=4000)
    exceptions: list[FinalException] = Field([], max_length=500)


class ExpertOpinionIn(Schema):
    """An expert's opinion; `signature` is the name typed by the expert."""

    name: str = Field(min_length=1, max_length=64)
    unit: str = Field(min_length=1, max_length=128)
    title: str = Field(min_length=1, max_length=64)
    opinion: str = Field(min_length=1, max_length=4000)
    agrees: bool
    signature: str = Field(min_length=1, max_length=64)


class ExpertOpinionOut(Schema):
    """An expert's opinion as it was signed."""

    id: int
    name: str
    unit: str
    title: str
    opinion: str
    agrees: bool
    signed_at: datetime
    entered_by_name: str
    files: list[AcceptanceFileOut]


class FinalAcceptanceOut(Schema):
    """A final acceptance. `missing` are stations neither accepted nor excepted: they stand in the way."""

    id: int
    area: str
    area_name: str
    number: str
    summary: str
    exceptions: list[FinalException]
    stations: int
    accepted: int
    missing: list[str]
    opinions: list[ExpertOpinionOut]
    status: Literal["draft", "approved"]
    made_at: datetime
    made_by_name: str
    approved_at: datetime | None
    approved_by_name: str
    may_manage: bool
    may_approve: bool


class EvaluationIndicator(Schema):
    """An indicator as people edit it; a `measured` one gets its value from the platform."""

    code: str = Field(min_length=1, max_length=32)
    name: str = Field(min_length=1, max_length=64)
    weight: float = Field(ge=0, le=100)
    target: float = Field(gt=0, le=1e9)
    unit: str = Field("", max_length=16)
    measured: bool = False
    value: float | None = Field(None, ge=0, le=1e9)
    evidence: str = Field("", max_length=500)


class EvaluationScored(EvaluationIndicator):
    """An indicator with its points."""

    score: float | None


class EvaluationIn(Schema):
    """Which area and days are evaluated."""

    area: Area
    first: date = Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))
    last: date = Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))


class EvaluationEdit(Schema):
    """The table as edited; `version` is the one that was read."""

    version: int = Field(ge=0)
    indicators: list[EvaluationIndicator] = Field(min_length=1, max_length=40)


class EvaluationOut(Schema):
    """An evaluation with points, total and grade (none while a value is missing)."""

    id: int
    area: str
    area_name: str
    first: date
    last: date
    version: int
    status: Literal["draft", "approved"]
    indicators: list[EvaluationScored]
    total: float | None
    grade: str
    made_at: datetime
    made_by_name: str
    approved_at: datetime | None
    approved_by_name: str
    may_manage: bool
    may_approve: bool
