"""What is answered of vapour recovery."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

EditionCode = Literal["gb2020", "local"]


class VapourEditionOut(Schema):
    """An edition of limits with its source."""

    code: str
    name: str
    source: str
    valid_from: date
    chosen: bool


class VapourCounts(Schema):
    """How many subjects are in each state on a day, by one edition."""

    edition: str
    name: str
    alarm: int
    warning: int
    normal: int
    not_judged: int


class VapourSync(Schema):
    """Monitor records beside fuellings: counts; litres as mL."""

    fills: int
    matched: int
    within: int
    unseen: int
    monitor_ml: int
    dispenser_ml: int


class VapourEmission(Schema):
    """Vapour in kg by the factor in force, with its interval; `fuel_ml` is what the monitors counted."""

    fuel_ml: int
    saved_kg: float
    saved_low_kg: float
    saved_high_kg: float
    lost_kg: float
    lost_low_kg: float
    lost_high_kg: float
    factor_mg_l: float
    recovered: float
    source: str


class VapourPlace(Schema):
    """A county in the overview: stations judged that day, in alarm, in warning; fills of the last 30 days."""

    code: str
    name: str
    stations: int
    alarm: int
    warning: int
    sync: VapourSync
    emission: VapourEmission | None


class VapourOverview(Schema):
    """The answer first, then counts of the day by each edition, and the last 30 days."""

    day: date | None
    sentence: str
    edition: str
    editions: list[VapourEditionOut]
    counts: list[VapourCounts]
    stations: int
    silent: int
    sync: VapourSync
    emission: VapourEmission | None
    places: list[VapourPlace]


class VapourVerdictOut(Schema):
    """A day of a subject by an edition."""

    day: date
    edition: str
    state: str
    state_name: str
    streak: int
    counted: int | None
    bad: int | None
    near_s: float | None
    most_ppm: float | None


class VapourSubjectOut(Schema):
    """What is judged at a station, with its last days."""

    subject: str
    name: str
    days: list[VapourVerdictOut]


class VapourFillOut(Schema):
    """One fuelling as the monitor saw it; `counts` when it had at least 15 L."""

    ended_at: datetime
    fuel_ml: int
    ratio: float
    counts: bool


class VapourReadingOut(Schema):
    """A moment of the vapour space."""

    at: datetime
    pressure_pa: float
    vapour_ppm: float | None


class VapourStation(Schema):
    """A station's vapour recovery: its subjects with their last 30 days, fills beside fuellings, emission."""

    station_id: str
    name: str
    obliged: bool
    edition: str
    sentence: str
    subjects: list[VapourSubjectOut]
    sync: VapourSync
    emission: VapourEmission | None


class VapourNozzle(Schema):
    """The fills of a nozzle between two days, and the limits of the edition in force."""

    station_id: str
    nozzle_id: int
    low: float
    high: float
    fills: list[VapourFillOut]


class VapourPressureDay(Schema):
    """The readings of a day, thinned to a point each five minutes (the one nearest zero), and the band."""

    station_id: str
    day: date
    band_pa: float
    points: list[VapourReadingOut]


class VapourEditionIn(Schema):
    """Which edition's states count."""

    edition: EditionCode


UploadFamily = Literal["hj212", "soap", "xml", "json"]


class UploadTargetIn(Schema):
    """An ecology platform to send to; `password` is the PW of HJ 212 (1 to 9) or that of a JSON login.

    `path`, `secure`, `accepted` and `sm4_key` (16 characters or 32 hex digits) are of soap, xml and json.
    """

    name: str = Field(min_length=1, max_length=64)
    host: str = Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9.:-]+$")
    port: int = Field(ge=1, le=65535)
    family: UploadFamily = "hj212"
    password: str = Field(default="", max_length=64, pattern=r"^[A-Za-z0-9_-]*$")
    path: str = Field(default="/", max_length=200, pattern=r"^/[A-Za-z0-9/._~?=&-]*$")
    secure: bool = False
    accepted: str = Field(default="01", min_length=1, max_length=32)
    sm4_key: str = Field(default="", pattern=r"^([0-9A-Za-z]{16}|[0-9A-Fa-f]{32})?$")
    since: datetime


class UploadTargetOut(Schema):
    """A target with its queue, and the records of the last 7 whole days beside those it took over."""

    id: int
    name: str
    family: UploadFamily
    host: str
    port: int
    path: str
    secure: bool
    since: datetime
    active: bool
    made_by_name: str
    waiting: int
    failed: int
    sent: int
    last_sent_at: datetime | None
    records: int
    acked: int


class UploadActiveIn(Schema):
    """Whether a target is sent to."""

    active: bool


TestKind = Literal["tightness", "resistance", "ratio", "monitor"]
MonitorCheck = Literal["pressure", "ratio", "volume", "delay"]
Figure = Annotated[Decimal, Field(ge=-100_000, le=100_000, decimal_places=4)]


class StationTestReading(Schema):
    """A value that was measured.

    `place` is the line or nozzle; `flow_l_min` the flow of a back-pressure; `check` what of the monitor was
    checked, `by_monitor` what it said (Pa, A/L, L); `value` in Pa, A/L, L or s.
    """

    place: str = Field(default="", max_length=32)
    value: Figure
    flow_l_min: int | None = None
    check: MonitorCheck | None = None
    by_monitor: Figure | None = None


class StationTestIn(Schema):
    """A test of tightness, back-pressure, A/L or of the monitor, as its certificate has it."""

    station_id: str = Field(pattern=r"^[0-9]{10}$")
    kind: TestKind
    tested_on: date
    next_due: date
    tester: str = Field(min_length=1, max_length=128)
    certificate_no: str = Field(min_length=1, max_length=64)
    ullage_l: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=1)] | None = None
    nozzles: int | None = Field(default=None, ge=1, le=200)
    readings: list[StationTestReading] = Field(min_length=1, max_length=200)
    note: str = Field(default="", max_length=500)


class StationTestOut(StationTestIn):
    """A test that was entered, with its verdict."""

    id: int
    station_name: str
    worst: float | None
    allowed: float | None
    tested: int
    bad: int
    verdict: Literal["pass", "fail", "open"]
    sentence: str
    made_at: datetime
    made_by_name: str


class StationTestsStanding(Schema):
    """The last test of each kind at each station: how many failed, are open, or are due."""

    sentence: str
    stations: int
    failed: int
    open: int
    overdue: int


class VapourTrust(Schema):
    """Unannounced silence and faults of the last 30 days (station-days, stations); open alerts by sign."""

    sentence: str
    days: int
    stations: int
    forged: int
    apart: int
