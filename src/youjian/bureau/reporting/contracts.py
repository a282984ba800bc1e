"""What reports tell: figures of a period by place or product, what they rest on, kept reports, schedules."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from youjian.bureau.reporting.periods import Kind

ReportBy = Literal["city", "county", "company", "station", "product"]
ReportFile = Literal["xlsx", "pdf"]


class ReportWanted(Schema):
    """Which report: the period of a kind that a day lies in, its rows, and what it is narrowed to."""

    kind: Kind = "month"
    on: date
    by: ReportBy = "county"
    county: str = Field("", max_length=10)
    company: str = Field("", max_length=18)
    station: str = Field("", max_length=10)
    product: str = Field("", max_length=4)


class ReportFigures(Schema):
    """Sums of a period: mL, those with `20` at 20 °C, the rest ambient; null could not be said.

    Where all is known: opening + documents + other_in - sales20 - other_out + variance + undecided = closing.
    `other_in20_ml` is what entries and days of unloading add, `other_out20_ml` own use, transfer and custody.
    """

    sales_ml: int
    amount_fen: int
    fuellings: int
    opening20_ml: int | None
    documents20_ml: int
    other_in20_ml: int
    sales20_ml: int
    other_out20_ml: int
    variance20_ml: int | None
    low_ml: int | None
    high_ml: int | None
    undecided20_ml: int
    undecided_days: int
    closing20_ml: int | None
    allowed20_ml: int
    before_sales_ml: int
    before_amount_fen: int
    year_before_sales_ml: int
    year_before_amount_fen: int


class ReportRow(Schema):
    """A place or product with its figures; `need_look` counts stations beyond what is allowed."""

    code: str
    name: str
    stations: int
    alerts: int
    need_look: int
    figures: ReportFigures


class ReportPoint(Schema):
    """A day (of a quarter or year: a month) of the chart, and the same place of the period before."""

    label: str
    sales_ml: int
    documents20_ml: int
    before_sales_ml: int | None


class ReportBasis(Schema):
    """What a report rests on: until when the book was kept, which stations reported, closed months.

    `station_days` are days on which a station was open: none before it opened, after it closed, or to come.
    """

    data_at: datetime | None
    whole: bool
    stations: int
    reporting: int
    station_days: int
    missing_days: int
    closed_months: int
    station_months: int
    waiting_days: int
    changed_since_close: int


class ReportTax(Schema):
    """The comparison with declarations of the same months."""

    taxpayers: int
    sold_ml: int
    invoiced_ml: int
    declared_ml: int
    open_ml: int
    gap_fen: int
    gap_low_fen: int
    gap_high_fen: int


class ReportMatching(Schema):
    """What papers, gauges and trips of the period do not agree on."""

    todo: int
    waiting: int
    matched: int


class ReportOut(Schema):
    """A report, the answer first; `compared_days`: an open period is compared with so many days of others."""

    title: str
    kind: Kind
    by: ReportBy
    from_on: date
    until_on: date
    compared_days: int | None = None
    place: str
    sentence: str
    basis: ReportBasis
    total: ReportFigures
    rows: list[ReportRow]
    points: list[ReportPoint]
    alerts: int
    alerts_open: int
    online_rate: float | None
    tax: ReportTax | None
    matching: ReportMatching | None


class KeptReport(Schema):
    """A report that was kept: its parameters, who made it and when, the digest of its figures.

    `earlier_id` is the version that it was made anew from, `later_id` the one that was made anew from it.
    """

    id: int
    title: str
    place: str
    wanted: ReportWanted
    made_at: datetime
    made_by_name: str
    digest: str
    schedule_id: int | None
    version: int
    earlier_id: int | None
    later_id: int | None


class KeptReportOut(KeptReport):
    """A kept report with its content as it was."""

    report: ReportOut


class KeptReportList(Schema):
    """A page of kept reports, the newest first."""

    items: list[KeptReport]
    total: int


class ReportDifference(Schema):
    """A figure that is another now than in the kept report (mL, fen or a count), and that said in words.

    The total has no `code`.
    """

    code: str
    row: str
    figure: str
    figure_name: str
    kept: int | None
    now: int | None
    text: str


class ReportDifferences(Schema):
    """What differs when a kept report is made anew."""

    same: bool
    made_at: datetime
    differences: list[ReportDifference]


class ReportScheduleIn(Schema):
    """When a report of the period before is made and sent (hour of Asia/Shanghai), and to whom.

    `day`: of a week 1 is Monday, of a month its day, of a quarter or year the day of its first month. With
    `working_day` it waits for the next day that is worked on.
    """

    name: str = Field(min_length=1, max_length=64)
    kind: Kind
    by: ReportBy = "county"
    county: str = Field("", max_length=10)
    day: int = Field(1, ge=1, le=28)
    hour: int = Field(8, ge=0, le=23)
    working_day: bool = True
    users: list[str] = Field(default_factory=list, max_length=200)
    posts: list[int] = Field(default_factory=list, max_length=50)


FILE_TYPES: dict[ReportFile, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class ReportSending(Schema):
    """One due time of a schedule: how many were told, what failed.

    Of what goes over mail and other channels: how many were `carried`, are `on_the_way`, were given up.
    """

    id: int
    due_at: datetime
    state: Literal["waiting", "sent", "failed"]
    sent: int
    recipients: int
    attempts: int
    error: str
    done_at: datetime | None
    carried: int
    on_the_way: int
    dead: int


class ReportSchedule(ReportScheduleIn):
    """A schedule with its next due time and its latest sendings."""

    id: int
    active: bool
    made_by_name: str
    next_at: datetime | None
    sendings: list[ReportSending]


class ReportRecipient(Schema):
    """A person or a post that reports can be sent to."""

    kind: Literal["user", "post"]
    code: str
    name: str


class ReportActive(Schema):
    """Whether a schedule goes on."""

    active: bool
