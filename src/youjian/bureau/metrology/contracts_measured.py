"""What is said and answered of measured metering: estimates, the priority list, visits, notices."""

from datetime import date, datetime

from ninja import Field, Schema

from youjian.bureau.metrology.contracts import Code, Number, Station, Words


class VisitIn(Schema):
    """What a test on site measured of a nozzle, percent."""

    station_id: Station
    nozzle_id: Number
    visited_on: date
    error_pct: float = Field(ge=-100, le=100)
    note: Words = ""


class HitRate(Schema):
    """How often the list was right, by the visits of the last year: short measure found among the tested."""

    visits: int
    short: int
    over: int
    fine: int
    hit_pct: float | None
    top20_visits: int
    top20_short: int


class MeasuredOverview(Schema):
    """Measured metering in a sentence, with what is at stake in 30 days, and how the list did."""

    night: date | None
    nozzles: int
    suspected: int
    short_ml: int
    short_fen: int
    formula: str
    sentence: str
    hits: HitRate


class EstimatePoint(Schema):
    """A night's estimate of a nozzle, percent."""

    night: date
    error_pct: float
    low_pct: float
    high_pct: float
    basis: str


class VerifiedPoint(Schema):
    """What a verification measured, percent."""

    verified_on: date
    error_pct: float


class MeasuredNozzle(Schema):
    """A nozzle's estimates night by night, its verifications, and how far it moved since the last."""

    station_id: str
    station_name: str
    nozzle_id: int
    dispenser_id: int
    mpe_pct: float
    sentence: str
    points: list[EstimatePoint]
    verified: list[VerifiedPoint]
    since_verified_pct: float | None
    sold_ml: int
    short_ml: int
    short_fen: int


class BreachIn(Schema):
    """A breach that a failed verification established, and the number under which it is handled."""

    result_id: int
    handling_no: Code
    handling_on: date


class BreachOut(Schema):
    """A notice of a breach, prepared or sent."""

    id: int
    station_id: str
    station_name: str
    nozzle_id: int
    result_id: int
    certificate_no: str
    handling_no: str
    handling_on: date
    recipients: list[str]
    text: str
    status: str
    status_name: str
    prepared_at: datetime
    prepared_by_name: str
    sent_at: datetime | None
    sent_by_name: str
