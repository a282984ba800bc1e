"""What the cockpit shows: sums of what was sold, and the wall's one answer. Figures: docs/cockpit.md."""

from dataclasses import dataclass
from datetime import date, datetime

from ninja import Schema

from youjian.bureau.alerts.contracts import Colour
from youjian.bureau.registry.contracts import SeverityCounts


@dataclass(frozen=True)
class Sales:
    """Litres (mL), money (fen) and number of fuellings sold; tests, returns and own use are not in it."""

    volume_ml: int = 0
    amount_fen: int = 0
    fuellings: int = 0

    def __add__(self, other: "Sales") -> "Sales":
        """Both together."""
        return Sales(
            self.volume_ml + other.volume_ml,
            self.amount_fen + other.amount_fen,
            self.fuellings + other.fuellings,
        )

    @property
    def fen_per_litre(self) -> float | None:
        """The average price; None where nothing was sold."""
        return self.amount_fen * 1000 / self.volume_ml if self.volume_ml else None


class SalesOut(Schema):
    """A sum of sales: mL, fen, fuellings, and the average price in fen per litre (null: nothing sold)."""

    volume_ml: int
    amount_fen: int
    fuellings: int
    fen_per_litre: float | None


class ProductSum(SalesOut):
    """A product's part; an empty product: nozzles that the register does not know."""

    product: str


class Compared(Schema):
    """The same hours of an earlier day: from its beginning to the same time of day."""

    day: date
    until: datetime
    sales: SalesOut


class HourOut(Schema):
    """Litres sold within an hour of the day (0 to 23), today (null: not begun), yesterday and a week ago."""

    hour: int
    today_ml: int | None
    yesterday_ml: int
    last_week_ml: int


class TodayOut(Schema):
    """The running business day. `summed_until`: every record that came by then is in it; null: none is."""

    day: date
    summed_until: datetime | None
    waiting_days: int
    total: SalesOut
    products: list[ProductSum]
    yesterday: Compared
    last_week: Compared
    hours: list[HourOut]


class MonthOut(Schema):
    """The month to date, today included."""

    from_on: date
    total: SalesOut
    products: list[ProductSum]


class TrendDay(Schema):
    """A business day of the trend, by product."""

    day: date
    total: SalesOut
    products: list[ProductSum]


class RankRow(Schema):
    """A county, a group or a station in the order of today's litres.

    `stations` counts those that sold. `merged` stands for parts of fewer than three stations together: the
    sales of single ones are not for everybody.
    """

    code: str
    name: str
    stations: int
    sales: SalesOut
    merged: bool


class RankingOut(Schema):
    """Today's rankings; `stations` is null for those who may not see single stations."""

    counties: list[RankRow]
    groups: list[RankRow]
    stations: list[RankRow] | None


class FunnelOut(Schema):
    """Alerts opened since a moment, each step among those of the one before (`alerts.counts.funnel`)."""

    since: datetime
    found: int
    dispatched: int
    handled: int
    closed: int


class OnlineOut(Schema):
    """Connections now, and the rates 0 to 1 of today and of the month (null: not known)."""

    as_of: datetime
    stations: int
    up: int
    late: int
    down: int
    maintenance: int
    new: int
    rate_today: float | None
    rate_month: float | None
    target: float


class WatchLine(Schema):
    """How far the watch is: its last tick that is done (null: none), and by how much it is late."""

    tick: datetime | None
    behind_s: float
    duration_s: float
    stations: int
    failures: int


class TickerAlert(Schema):
    """An alert of the wall. Without the right to see alerts: no message, no station, its county only."""

    id: int
    colour: Colour
    status: str
    title: str
    message: str | None
    station: str | None
    county: str
    opened_at: datetime
    measured_at: datetime


class AlertsOut(Schema):
    """Alerts that are not closed, by colour, and the newest ones."""

    as_of: datetime
    colours: SeverityCounts
    unsigned: int
    newest: list[TickerAlert]


class CountyOut(Schema):
    """A county on the small map."""

    code: str
    name: str
    stations: int
    down: int
    alerts: SeverityCounts
    worst: Colour | None


class CockpitOut(Schema):
    """All that a wall shows; every part says its own time."""

    as_of: datetime
    last_event: int
    title: str
    place: str
    today: TodayOut
    month: MonthOut
    trend: list[TrendDay]
    ranking: RankingOut
    funnel: FunnelOut
    online: OnlineOut
    watch: WatchLine
    alerts: AlertsOut
    counties: list[CountyOut]
