"""What others may see of connectivity. Rates are shares of 1, rounded down to hundredths of a per cent."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

Cause = Literal["power", "carrier", "supplier", "area", "station", "unknown"]


class Seconds(Schema):
    """Seconds in service by their parts, summed over stations; each second is in one part.

    `rate` is online time by what was neither announced nor the platform's own outage (在线率); `assessed`
    leaves out what was put down to power, carrier, supplier or area as well (考核在线率). None: nothing to
    count.
    """

    service_s: int = 0
    up_s: int = 0
    announced_s: int = 0
    platform_s: int = 0
    power_s: int = 0
    carrier_s: int = 0
    supplier_s: int = 0
    area_s: int = 0
    behind_s: int = 0
    down_s: int = 0
    rate: float | None = None
    assessed: float | None = None


class RateRow(Seconds):
    """A station, county, company or group with its time; `expected` and `received` count fuellings."""

    code: str
    name: str
    region_name: str = ""
    stations: int
    below: int
    expected: int | None = None
    received: int | None = None
    completeness: float | None = None


class DayRate(Schema):
    """A day of the trend."""

    day: date
    rate: float | None
    assessed: float | None
    stations: int
    below: int


class ConnectivityOut(Schema):
    """How connected a scope was over a day or month.

    `below` counts stations whose assessed rate misses the target. `through` is how far was measured, `stale`
    that it is too long ago (never of a past period). `counted` is false when no station was in service.
    """

    as_of: datetime
    through: datetime | None
    stale: bool
    from_on: date
    until_on: date
    target: float
    sentence: str
    counted: bool
    total: RateRow
    now: dict[str, int]
    trend: list[DayRate]
    counties: list[RateRow]
    companies: list[RateRow]
    groups: list[RateRow]
    stations: list[RateRow]


class ConnectivityFilter(Schema):
    """A day, or a month (`2026-11`); empty: the running day."""

    day: date | None = None
    month: str = Field("", pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")


class DeviceNow(Schema):
    """A device as it is now: `state` with since when and why.

    `state` is `up`, `late`, `down`, `maintenance`, `new` (never heard) or `unknown` (behind a silent
    collector). `parts` are a dispenser's nozzles that are not well. `rate` is of the running month.
    """

    device: str
    name: str
    state: str
    since: datetime | None
    last_seen_at: datetime | None
    because: str
    parts: list[str]
    rate: float | None


class StationLinks(Schema):
    """A station's devices now, and its own rates of today and the running month."""

    station_id: str
    state: str
    as_of: datetime
    devices: list[DeviceNow]
    today: Seconds
    month: Seconds


class OutageOut(Schema):
    """An outage: its span, parts in seconds, cause with what shows it, and litres moved while dark.

    `moved_ml` lies between `moved_low_ml` (records of the span alone) and `moved_high_ml` (all that
    totalizers show between the last record before and the first after); None: not known yet.
    """

    id: int
    station_id: str
    station_name: str
    device: str
    device_name: str
    starts_at: datetime
    ends_at: datetime | None
    lasted_s: int
    announced_s: int
    platform_s: int
    behind_s: int
    counted_s: int
    cause: str
    cause_name: str
    found_cause: str
    found_cause_name: str
    basis: str
    with_stations: list[str]
    corrected: bool
    corrected_reason: str
    corrected_by_name: str
    corrected_at: datetime | None
    moved_ml: int | None
    moved_low_ml: int | None
    moved_high_ml: int | None
    recorded_ml: int | None
    uncovered_ml: int | None
    fall_l: float | None
    fall_low_l: float | None
    fall_high_l: float | None
    finding_id: str
    alert_id: int | None
    may_correct: bool


class CauseIn(Schema):
    """What a person puts an outage down to, and why; `cause` empty: back to what the platform found."""

    cause: Cause | Literal[""]
    reason: str = Field(min_length=1, max_length=2000)
