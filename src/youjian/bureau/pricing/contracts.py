"""What is answered of prices: notices, what applies where and when, prices seen, anomalies."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

OddPriceKind = Literal["above_cap", "far_below", "odd_hours", "many_changes"]


class PriceNoticeIn(Schema):
    """A notice to be entered; `prices` is fen per litre by product, as `92=770,95=823`."""

    notice_no: str = Field(min_length=1, max_length=64)
    issued_by: str = Field(min_length=1, max_length=128)
    issued_on: date | None = None
    region_code: str = Field(pattern=r"^[0-9]{2,12}$")
    effective_from: datetime
    prices: str = Field(
        min_length=4, max_length=400, pattern=r"^[0-9A-Z-]+=[0-9]{1,5}(,[0-9A-Z-]+=[0-9]{1,5})*$"
    )


class PriceNoticeOut(Schema):
    """A notice with its prices (fen per litre); `filename` is empty when the notice itself was not given."""

    id: int
    notice_no: str
    issued_by: str
    issued_on: date | None
    region_code: str
    region_name: str
    effective_from: datetime
    prices: dict[str, int]
    filename: str
    sha256: str
    entered_at: datetime
    entered_by_name: str


class CapThere(Schema):
    """The highest price of a product at a place and a moment, by whose row; fen per litre."""

    product: str
    max_price_fen: int
    region_code: str
    region_name: str
    effective_from: datetime
    notice_no: str


class PriceSeen(Schema):
    """A day's prices of a product at a station, beside the city's median and the cap; fen per litre."""

    day: date
    product: str
    low_fen: int
    median_fen: int
    high_fen: int
    fuellings: int
    volume_ml: int
    changes: int
    city_fen: int | None
    cap_fen: int | None


class OddPriceOut(Schema):
    """A price that asks for a look, with the litres sold at it (mL)."""

    station_id: str
    station_name: str
    product: str
    kind: OddPriceKind
    kind_name: str
    from_on: date
    until_on: date
    price_fen: int | None
    against_fen: int | None
    volume_ml: int
    message: str


class PriceLimits(Schema):
    """From when on a price asks for a look.

    Percent below the city's median and days in a row; changes in a day; the hours of the night (Shanghai) in
    which nobody changes prices: from an hour on, until an hour of the next morning.
    """

    below_pct: float = Field(gt=0, lt=100)
    below_days: int = Field(ge=1, le=92)
    most_changes: int = Field(ge=1, le=1000)
    night_from: int = Field(ge=12, le=24)
    night_until: int = Field(ge=0, le=12)


class PriceLimitsIn(Schema):
    """The limits as a whole, with the reason for changing them."""

    limits: PriceLimits
    reason: str = Field(min_length=1, max_length=500)


class PricesOut(Schema):
    """Anomalies of some days, the latest first, and how many of each kind."""

    first: date
    last: date
    items: list[OddPriceOut]
    counts: dict[str, int]
    stations: int
    volume_ml: int
    limits: PriceLimits
