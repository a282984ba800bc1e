"""What the stock book tells: what was measured, and the accounts by place, product and time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from youjian.detection.books.book import Standing

EntryKind = Literal["loss", "gain", "delivery", "goods_return", "meter", "transfer", "other"]
Season = Literal["all", "winter_spring", "summer_autumn"]
_STATION = r"^[0-9]{10}$"


@dataclass(frozen=True)
class Measured:
    """What fuellings say of a station and a product: ambient mL, of sales also fen and number."""

    sales_ml: int = 0
    amount_fen: int = 0
    fuellings: int = 0
    self_use_ml: int = 0
    test_return_ml: int = 0
    transfer_ml: int = 0
    custody_ml: int = 0


class BookLine(Schema):
    """An account over some days, for one product family or several together.

    mL; `20` is at 20 °C, the rest ambient as the dispensers counted. Where nothing is undecided:
    opening + documents + shifted + entries - sales - other + variance = closing. `undecided20_ml` is what is
    left of that on days that could not be said. `low` and `high` bound the variance at 95 %.
    """

    opening20_ml: int | None
    documents20_ml: int
    shifted20_ml: int
    entries20_ml: int
    sales20_ml: int
    other20_ml: int
    moved20_ml: int
    book20_ml: int | None
    closing20_ml: int | None
    variance20_ml: int | None
    sd_ml: int
    low_ml: int | None
    high_ml: int | None
    allowed20_ml: int
    gauge_in20_ml: int | None
    trips20_ml: int
    undecided_days: int
    undecided20_ml: int
    measured_until: date | None
    standing: Standing
    documents: int
    documents_ml: int
    sales_ml: int
    amount_fen: int
    fuellings: int
    totalizer_ml: int
    test_return_ml: int
    self_use_ml: int
    transfer_ml: int
    custody_ml: int


class BookProduct(Schema):
    """The line of a product family (92, 95, 98, D; empty: nozzles that the register does not know)."""

    family: str
    name: str
    line: BookLine


class BookPlace(Schema):
    """A county, a company or a station with its line and those of its products."""

    code: str
    name: str
    county: str
    company: str
    stations: int
    need_look: int
    closed: bool
    line: BookLine
    products: list[BookProduct]


class BookDayOut(Schema):
    """A day of the chart: what came in, what was sold, what the tanks held more than the book."""

    day: date
    documents20_ml: int
    sales20_ml: int
    sales_ml: int
    variance20_ml: int | None
    undecided: int


class BookStanding(Schema):
    """How far the book is: until when it was kept, marks and days that still wait."""

    kept_at: datetime | None
    waiting_marks: int
    waiting_days: int
    measured_until: date


class CityBook(Schema):
    """A month of the book over the whole scope."""

    period: str
    from_on: date
    until_on: date
    sentence: str
    total: BookLine
    products: list[BookProduct]
    need_look: int
    undecidable: int
    closed_stations: int
    days: list[BookDayOut]
    counties: list[BookPlace]
    companies: list[BookPlace]
    stations: list[BookPlace]
    standing: BookStanding


class StationDayLine(Schema):
    """A day of a station's month with its products."""

    day: date
    line: BookLine
    products: list[BookProduct]


class BookEntryOut(Schema):
    """A correcting entry; `taken_back` tells that another one takes it back."""

    id: int
    station_id: str
    family: str
    product_name: str
    day: date
    kind: EntryKind
    kind_name: str
    litres20_ml: int
    reason: str
    refers_to: str
    takes_back: int | None
    taken_back: bool
    made_at: datetime
    made_by_name: str


class MonthCloseOut(Schema):
    """A closing of a month with its history."""

    id: int
    station_id: str
    period: str
    closed_at: datetime
    closed_by_name: str
    note: str
    reopened_at: datetime | None
    reopened_by_name: str
    reopen_reason: str


class CloseDifference(Schema):
    """What has become different since a month was closed: a figure of a product, closed and now, mL."""

    family: str
    product_name: str
    figure: str
    figure_name: str
    closed_ml: int | None
    now_ml: int | None


class StationBook(Schema):
    """A month of a station: total, products, days, entries, closings and what is different since the last."""

    station_id: str
    station_name: str
    period: str
    from_on: date
    until_on: date
    sentence: str
    total: BookLine
    products: list[BookProduct]
    days: list[StationDayLine]
    entries: list[BookEntryOut]
    closes: list[MonthCloseOut]
    closed: bool
    since_close: list[CloseDifference]
    may_correct: bool
    may_close: bool
    standing: BookStanding


class DayFuelling(Schema):
    """A single fuelling of a day: mL ambient, and at 20 °C by the day's mean factor (null: not known)."""

    nozzle_id: int
    seq: int
    version: int
    ended_at: datetime
    product: str
    kind: str
    volume_ml: int
    amount_fen: int
    totalizer_ml: int
    source: str


class DayDocument(Schema):
    """A delivery document of a day."""

    delivery_id: str
    product: str
    delivered_at: datetime
    documented_volume_ml: int
    reference: str
    litres20_ml: int
    waybill_no: str | None
    invoice_no: str | None


class DayRise(Schema):
    """An unloading that a gauge saw on a day."""

    tank_id: int
    product: str
    started_at: datetime
    ended_at: datetime
    litres20_ml: int
    sd_ml: int
    delivery_id: str | None


class StationBookDay(Schema):
    """A day of a station down to its records; of the fuellings one page, the newest first."""

    station_id: str
    station_name: str
    day: date
    sentence: str
    total: BookLine
    products: list[BookProduct]
    missing: list[str]
    fuellings: list[DayFuelling]
    fuellings_total: int
    documents: list[DayDocument]
    rises: list[DayRise]
    entries: list[BookEntryOut]


class BookEntryIn(Schema):
    """A correcting entry: mL at 20 °C into (+) or out of (-) the account of a product family."""

    station_id: str = Field(pattern=_STATION)
    family: Literal["92", "95", "98", "D"]
    day: date
    kind: EntryKind
    litres20_ml: int = Field(ge=-200_000_000, le=200_000_000)
    reason: str = Field(min_length=1, max_length=2000)
    refers_to: str = Field(default="", max_length=200)


class BookReason(Schema):
    """Why something is done."""

    reason: str = Field(min_length=1, max_length=2000)


class MonthCloseIn(Schema):
    """Months to be closed: of the stations named, else of all of the scope that are not closed."""

    period: str = Field(max_length=7)
    station_ids: list[str] | None = Field(default=None, max_length=5000)
    note: str = Field(default="", max_length=2000)


class MonthReopenIn(Schema):
    """A closed month that is to be reopened, and why."""

    station_id: str = Field(pattern=_STATION)
    period: str = Field(max_length=7)
    reason: str = Field(min_length=1, max_length=2000)


class CloseCount(Schema):
    """How many stations' months were closed, and those that were closed already."""

    closed: int
    already: int


class LossRateIn(Schema):
    """A new line of losses, percent; `confirmed` tells that the source was looked up."""

    product_class: Literal["petrol", "diesel"]
    region: Literal["A", "B", "C"]
    season: Season = "all"
    retail_pct: float = Field(ge=0, le=5)
    unloading_pct: float = Field(ge=0, le=5)
    storage_pct: float = Field(ge=0, le=5)
    source: str = Field(min_length=1, max_length=500)
    confirmed: bool = False
    valid_from: date


class LossRateOut(LossRateIn):
    """A line with who entered it and when; `in_force` tells that it applies today."""

    id: int
    entered_at: datetime
    entered_by_name: str
    in_force: bool
