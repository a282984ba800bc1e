"""What others may see of retention."""

from datetime import date, datetime

from ninja import Field, Schema


class LimitOut(Schema):
    """A table's limits in days, and what there is of it.

    `hot_days` null: in the database for as long as it is kept; `thin_to_s` null: never thinned. `by_day` says
    that it is kept by day: `partitions` and `bytes` of those, `dropped` days that are in the archive alone,
    and `kept_bytes` of their keys.
    """

    table: str
    table_name: str
    by_day: bool
    hot_days: int | None
    full_days: int
    thin_to_s: int | None
    keep_days: int
    first_day: date | None
    partitions: int
    missing: int
    bytes: int
    dropped: int
    kept_bytes: int


class DuePartitionOut(Schema):
    """A day of a table past its days in the database: whether the next run drops it, or why not."""

    table: str
    table_name: str
    day: date
    bytes: int
    against: str | None
    against_name: str
    stations: int


class HoldOut(Schema):
    """A stretch of a station's days that stays whole."""

    id: int
    station_id: str
    first_day: date
    last_day: date
    reason: str
    placed_by: str
    placed_at: datetime


class RetentionOut(Schema):
    """The limits, and what the next run would do; `planned` is false for who does not see every station.

    `thins` and `ends` are station-days of the archive to thin and to end, at most those of one run.
    """

    limits: list[LimitOut]
    planned: bool
    drops: list[DuePartitionOut]
    thins: int
    ends: int
    holds: list[HoldOut]
    may_manage: bool


class LimitIn(Schema):
    """A table's new limits, all of them, and why."""

    hot_days: int | None = None
    full_days: int = Field(ge=1, le=36500)
    thin_to_s: int | None = None
    keep_days: int = Field(ge=1, le=36500)
    note: str = Field(min_length=1, max_length=512)


class HoldIn(Schema):
    """Which days of which station stay whole, and for what."""

    station_id: str = Field(pattern=r"^\d{10}$")
    first_day: date
    last_day: date
    reason: str = Field(min_length=1, max_length=512)


class ReleaseIn(Schema):
    """Why a hold ends."""

    reason: str = Field(min_length=1, max_length=512)
