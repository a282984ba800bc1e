"""What is answered of risk and credit, and what is entered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from youjian.bureau.cases.contracts import StationId

RiskClass = Literal["A", "B", "C", "D"]
DecisionKind = Literal["warning", "fine", "confiscation", "suspension", "revocation", "other"]
CreditState = Literal["open", "granted", "rejected"]
DecisionStanding = Literal["pending", "effective", "repaired", "annulled"]
Username = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f,]*$")]
Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2, max_digits=7)]


class RiskWeightIn(Schema):
    """What a unit of an input is worth, the most it may give, and whether it fades with age."""

    code: str = Field(max_length=32)
    points: Points
    cap: Points
    decays: bool = False


class RiskSchemeIn(Schema):
    """A version of the weights; `limits` are the least points of B, C and D."""

    valid_from: date
    half_life_days: int = Field(ge=1, le=3650)
    window_days: int = Field(ge=1, le=730)
    online_pct: Decimal = Field(ge=0, le=100, decimal_places=2, max_digits=5)
    limits: tuple[Points, Points, Points]
    weights: list[RiskWeightIn] = Field(min_length=1, max_length=40)
    source: str = Field(min_length=1, max_length=400)


class CreditVerdictIn(Schema):
    """What is decided, and why."""

    granted: bool
    reason: str = Field("", max_length=2000)


class RiskWeightOut(Schema):
    """A weight with its name."""

    code: str
    name: str
    points: float
    cap: float
    decays: bool


class RiskSchemeOut(Schema):
    """A version of the weights with who proposed and approved it."""

    version: int
    valid_from: date
    half_life_days: int
    window_days: int
    online_pct: float
    limits: list[float]
    source: str
    status: CreditState
    in_force: bool
    proposed_by_name: str
    proposed_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    reason: str
    may_decide: bool
    weights: list[RiskWeightOut]


class RiskLine(Schema):
    """A fact that counted: `points` = `weight` × `amount` × `decay`, rounded to two places."""

    code: str
    name: str
    what: str
    on: date
    amount: str
    weight: str
    decay: str
    points: str


class RiskPart(Schema):
    """An input: what its facts sum to, and what counts under the cap."""

    code: str
    name: str
    summed: str
    counted: str


class RiskMonth(Schema):
    """A month's score with how it came about."""

    month: date
    on: date
    version: int
    points: float
    risk_class: RiskClass
    record_points: float
    parts: list[RiskPart]
    lines: list[RiskLine]


class CreditPaperOut(Schema):
    """A scan that is on file."""

    id: int
    filename: str
    media_type: str
    sha256: str


class CreditDecisionIn(Schema):
    """A decision as it is entered by hand; it counts from `effective_on`."""

    station_id: StationId
    kind: DecisionKind
    number: str = Field(min_length=1, max_length=64)
    authority: str = Field(min_length=1, max_length=128)
    decided_on: date
    effective_on: date
    text: str = Field(min_length=1, max_length=4000)


class CreditDecisionOut(Schema):
    """A decision with how it stands today, and what may be asked for about it."""

    id: int
    station_id: str
    station_name: str
    kind: DecisionKind
    kind_name: str
    number: str
    authority: str
    decided_on: date
    effective_on: date
    text: str
    origin: str
    standing: DecisionStanding
    standing_name: str
    repaired_on: date | None
    annulled_on: date | None
    made_by_name: str
    papers: list[CreditPaperOut]
    may_object: bool
    may_ask_repair: bool


class CreditRequestIn(Schema):
    """An objection to a decision, or the wish to have it repaired."""

    kind: Literal["objection", "repair"]
    text: str = Field(min_length=1, max_length=4000)


class ClassObjectionIn(Schema):
    """An objection to the risk class of a month."""

    month: date
    text: str = Field(min_length=1, max_length=4000)


class CreditRequestOut(Schema):
    """An objection or the wish for repair, with what was decided on it."""

    id: int
    kind: Literal["objection", "repair"]
    kind_name: str
    station_id: str
    station_name: str
    decision_id: int | None
    about: str
    text: str
    status: CreditState
    status_name: str
    due_at: datetime
    overdue: bool
    made_at: datetime
    made_by_name: str
    decided_at: datetime | None
    decided_by_name: str
    reason: str
    papers: list[CreditPaperOut]
    may_decide: bool


class OfficialClassIn(Schema):
    """An official class as the market supervision's system gives it."""

    station_id: StationId
    given: RiskClass
    given_on: date
    source: str = Field(min_length=1, max_length=200)


class OfficialClassesIn(Schema):
    """Official classes; all are taken or none."""

    rows: list[OfficialClassIn] = Field(min_length=1, max_length=2000)


class OfficialClassOut(Schema):
    """An official class as it was given."""

    given: RiskClass
    given_on: date
    source: str


class CreditCount(Schema):
    """How many rows were new or moved."""

    changed: int


class CreditStation(Schema):
    """A station's class, the official one beside it, the months before, decisions and requests."""

    station_id: str
    station_name: str
    sentence: str
    now: RiskMonth | None
    limits: list[float]
    months: list[RiskMonth]
    official: list[OfficialClassOut]
    decisions: list[CreditDecisionOut]
    requests: list[CreditRequestOut]
    may_object: bool


class CreditOverview(Schema):
    """The desk in a sentence, with how many stations are in each class."""

    sentence: str
    classes: dict[str, int]
    on: date | None
    open_requests: int
    may_manage: bool
    may_decide: bool


class OwnStations(Schema):
    """The stations of a person's own scope, for who may object."""

    stations: list[CreditStation]


class ConflictIn(Schema):
    """Why an inspector is not drawn for the stations whose ids begin with `reach`."""

    username: Username
    reach: str = Field(pattern=r"^[0-9]{4,10}$")
    reason: str = Field(min_length=1, max_length=200)


class InterestOut(Schema):
    """A conflict of interest that holds."""

    id: int
    username: str
    display_name: str
    reach: str
    reach_name: str
    reason: str
    made_by_name: str


class DrawPerson(Schema):
    """Somebody who may be drawn."""

    username: str
    display_name: str


class DrawDesk(Schema):
    """What is needed to seal a list: who may be drawn, who is barred, the weights of the classes."""

    people: list[DrawPerson]
    conflicts: list[InterestOut]
    weights: dict[str, int]


class DrawIn(Schema):
    """A list to be sealed: stations of an area by the weights of their classes, inspectors by name."""

    title: str = Field(min_length=1, max_length=128)
    area: str = Field(pattern=r"^[0-9]{4,6}$")
    count: int = Field(ge=1, le=1000)
    each: int = Field(2, ge=1, le=4)
    due_on: date
    inspectors: list[Username] = Field(min_length=1, max_length=300)
    weights: dict[RiskClass, Annotated[int, Field(ge=1, le=1000)]]


class SeedIn(Schema):
    """The seed, and where it was published."""

    seed: str = Field(min_length=4, max_length=200, pattern=r"^[^\x00-\x1f]*$")
    source: str = Field(min_length=1, max_length=200)


class DrawnOut(Schema):
    """A drawn station with who inspects it and what became of it."""

    id: int
    place: int
    station_id: str
    station_name: str
    risk_class: str
    inspectors: list[DrawPerson]
    key: float
    inspection_id: int | None
    done_at: datetime | None
    overdue: bool


class DrawOut(Schema):
    """A draw: what was sealed, by which seed it was drawn, and what came of it."""

    id: int
    title: str
    area: str
    area_name: str
    count: int
    each: int
    due_on: date
    method: str
    weights: dict[str, int]
    stations: int
    inspectors: int
    list_digest: str
    sealed_at: datetime
    sealed_by_name: str
    seed: str
    seed_source: str
    drawn_at: datetime | None
    drawn_by_name: str
    drawn: list[DrawnOut]
    may_draw: bool
    sentence: str
