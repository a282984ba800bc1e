"""What is answered of fuel quality, and what is entered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

SampleState = Literal["taken", "sent", "passed", "failed", "retest", "closed"]
PlanMethod = Literal["random", "risk", "named"]
StepKind = Literal["handed", "received", "opened", "retest_asked", "notified", "corrected", "closed"]
FuelProduct = Annotated[str, Field(pattern=r"^(92|95|98|92E|95E|0D|-10D|-20D|-35D)$")]
FuelOfLimit = Annotated[str, Field(pattern=r"^(petrol|diesel|92|95|98|92E|95E|0D|-10D|-20D|-35D)$")]
StationId = Annotated[str, Field(pattern=r"^\d{10}$")]
Name = Annotated[str, Field(min_length=1, max_length=128)]
Number = Annotated[str, Field(min_length=1, max_length=64)]
Note = Annotated[str, Field(max_length=2000)]


class QualityLimitOut(Schema):
    """A limit as it applies; `low` and `high` are decimal text, null where there is none."""

    id: int
    fuel: str
    fuel_name: str
    code: str
    name: str
    unit: str
    low: str | None
    high: str | None
    season: str
    season_name: str
    standard: str
    valid_from: date
    source: str


class QualityLimitIn(Schema):
    """A new limit from a day on, with the document it follows; the older line stands for earlier days."""

    fuel: FuelOfLimit
    code: str = Field(max_length=32)
    low: Decimal | None = Field(None, max_digits=12, decimal_places=4)
    high: Decimal | None = Field(None, max_digits=12, decimal_places=4)
    season: Literal["", "summer", "winter"] = ""
    standard: Number
    valid_from: date
    source: str = Field(min_length=1, max_length=200)


class SamplingPlanIn(Schema):
    """A plan: `count` stations by lot (`seed`) or by risk, or the `stations` that are named."""

    name: str = Field(min_length=1, max_length=64)
    method: PlanMethod
    products: list[FuelProduct] = Field(min_length=1, max_length=9)
    from_on: date
    until_on: date
    count: int = Field(10, ge=1, le=2000)
    seed: int | None = Field(None, ge=0, le=2**53)
    stations: list[StationId] = Field(default_factory=list, max_length=2000)
    reason: Note = ""


class PlanItemOut(Schema):
    """A station's product of a plan, and why it was chosen."""

    id: int
    station_id: str
    station_name: str
    product: str
    why: list[str]
    risk: float
    done: bool


class SamplingPlanOut(Schema):
    """A plan with what it chose within the reader's scope."""

    id: int
    name: str
    method: PlanMethod
    method_name: str
    seed: int | None
    products: list[str]
    from_on: date
    until_on: date
    reason: str
    made_at: datetime
    made_by_name: str
    items: list[PlanItemOut]
    done: int


class SampleIn(Schema):
    """A sample that was taken: where, of what, by whom and with whom, under which seals."""

    number: Number
    station_id: StationId
    product: FuelProduct
    taken_at: datetime
    taken_by_name: Name
    witness_name: Name
    seal_no: Number
    kept_seal_no: str = Field("", max_length=64)
    tank_id: int | None = Field(None, ge=0, le=32767)
    nozzle_id: int | None = Field(None, ge=0, le=32767)
    item_id: int | None = None
    note: Note = ""


class SampleStepIn(Schema):
    """Something that was done with a sample."""

    step: StepKind
    at: datetime
    who_name: Name
    seal_intact: bool | None = None
    note: Note = ""


class LabValueIn(Schema):
    """A property's value as the laboratory wrote it."""

    code: str = Field(max_length=32)
    value: Decimal = Field(max_digits=12, decimal_places=4)


class LabReportIn(Schema):
    """A laboratory's report; with `dry_run` it is judged and not kept."""

    report_no: Number
    lab_name: Name
    tested_on: date
    values: list[LabValueIn] = Field(min_length=1, max_length=40)
    note: Note = ""
    dry_run: bool = False


class LabValueOut(Schema):
    """A value beside its limit; `standard` is empty where no limit is known, and nothing is judged then."""

    code: str
    name: str
    unit: str
    value: str
    low: str | None
    high: str | None
    standard: str
    outside: bool


class LabReportOut(Schema):
    """A report as it was judged on its day."""

    id: int | None
    report_no: str
    lab_name: str
    tested_on: date
    retest: bool
    result: Literal["pass", "fail"]
    result_name: str
    values: list[LabValueOut]
    note: str
    made_by_name: str


class SampleStepOut(Schema):
    """A step of a sample's way."""

    step: StepKind
    step_name: str
    at: datetime
    who_name: str
    seal_intact: bool | None
    note: str
    made_by_name: str


class SampleOut(Schema):
    """A sample with its way, its reports, and what may be done with it now."""

    id: int
    number: str
    station_id: str
    station_name: str
    product: str
    tank_id: int | None
    nozzle_id: int | None
    taken_at: datetime
    taken_by_name: str
    witness_name: str
    seal_no: str
    kept_seal_no: str
    note: str
    status: SampleState
    status_name: str
    seal_doubt: bool
    plan_id: int | None
    steps: list[SampleStepOut]
    reports: list[LabReportOut]
    next_steps: list[StepKind]
    may_report: bool


class DensityHint(Schema):
    """A delivery whose density does not fit its product: a hint, no result. kg/m³ at 20 °C."""

    station_id: str
    station_name: str
    delivery_id: str
    product: str
    delivered_at: datetime
    density20_kg_m3: float
    low: float
    high: float
    fits: str


class QualityOverview(Schema):
    """How sampling stands over some days, and what hints there are."""

    from_on: date
    until_on: date
    sentence: str
    samples: int
    judged: int
    failed: int
    open_failed: int
    planned: int
    done: int
    hints: list[DensityHint]
