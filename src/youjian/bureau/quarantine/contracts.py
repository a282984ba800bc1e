"""What others may see of quarantine."""

from datetime import datetime

from ninja import Field, Schema


class GroupOut(Schema):
    """Held records of one table that were set aside for one reason."""

    table: str
    table_name: str
    reason: str
    reason_name: str
    count: int
    oldest: datetime
    newest: datetime


class SettleIn(Schema):
    """Which held records are meant (by number, or all of a table and reason), and why."""

    ids: list[int] = Field(default_factory=list, max_length=1000)
    table: str | None = Field(default=None, max_length=64)
    reason: str | None = Field(default=None, max_length=64)
    station_id: str | None = Field(default=None, max_length=10)
    note: str = Field(min_length=1, max_length=512)


class SettledOut(Schema):
    """The numbers of the records that were moved; `more` when others of the group may be left."""

    ids: list[int]
    more: bool


class RecordOut(Schema):
    """A quarantined record with its bytes as they came and what became of it."""

    id: int
    received_at: datetime
    station_id: str | None
    collector_id: str | None
    door: str
    table_name: str
    reason: str
    reason_name: str
    detail: str
    raw: str
    status: str
    status_name: str
    asked_at: datetime | None
    asked_by: str | None
    note: str | None
    tried_at: datetime | None
    tried: str | None
    settled_at: datetime | None
    may_settle: bool
