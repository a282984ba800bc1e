"""What others may see of announced downtime: requests, how each stands, what it overlaps with."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

DowntimeKind = Literal["planned", "power", "repair", "network", "closure"]
DowntimeStatus = Literal["requested", "approved", "rejected", "withdrawn", "revoked"]
Verb = Literal["approve", "reject", "withdraw", "end", "revoke", "extend"]
_NUMBER = "(0|[1-9][0-9]{0,4})"


class DowntimeIn(Schema):
    """What is announced; `dry_run` tells how it would stand and writes nothing.

    An extension names the request that it goes on from in `extends`: it begins where that one ends.
    """

    station_id: str = Field(pattern=r"^[0-9]{10}$")
    device: str = Field(pattern=rf"^(station|collector|vapour|(dispenser|nozzle|tank):{_NUMBER})$")
    kind: DowntimeKind
    starts_at: datetime
    ends_at: datetime
    reason: str = Field(min_length=1, max_length=2000)
    extends: int | None = None
    dry_run: bool = False


class DowntimeNote(Schema):
    """Why something is decided so; a rejection needs it."""

    note: str = Field("", max_length=2000)


class DowntimeEnd(Schema):
    """When the downtime was over; empty: now."""

    ends_at: datetime | None = None
    note: str = Field("", max_length=2000)


class DowntimeOverlap(Schema):
    """Another announcement that covers the same device at the same time."""

    id: int | None
    device: str
    device_name: str
    status: str
    starts_at: datetime
    ends_at: datetime
    reason: str


class DowntimeStep(Schema):
    """One step of a request."""

    at: datetime
    step: str
    step_name: str
    note: str
    username: str
    display_name: str


class DowntimeOut(Schema):
    """A request: what is announced, how it stands, and what the reader may do with it (`may`).

    `phase` is `requested`, `ahead`, `running`, `over`, `rejected`, `withdrawn` or `revoked`; `overdue` says
    that it should have been decided by now. `id` is null for what was not written (`dry_run`).
    """

    id: int | None
    station_id: str
    station_name: str
    device: str
    device_name: str
    kind: DowntimeKind
    kind_name: str
    starts_at: datetime
    ends_at: datetime
    planned_ends_at: datetime
    reason: str
    late: bool
    status: DowntimeStatus
    status_name: str
    phase: str
    extends: int | None
    devices: list[str]
    requested_at: datetime
    requested_by: str
    requested_by_name: str
    decide_by: datetime
    overdue: bool
    decided_at: datetime | None
    decided_by: str
    decided_by_name: str
    note: str
    overlaps: list[DowntimeOverlap]
    steps: list[DowntimeStep]
    may: list[Verb]


class DowntimeFilter(Schema):
    """What a person looks for; empty fields filter nothing."""

    status: list[DowntimeStatus] = Field(default_factory=list)
    station_id: str = ""
    page: int = Field(1, ge=1)
    size: int = Field(50, ge=1, le=200)


class DowntimeList(Schema):
    """A page of requests, newest first, without overlaps and steps."""

    items: list[DowntimeOut]
    total: int
    page: int
    size: int


class DowntimeDevice(Schema):
    """Something of a station for which downtime can be announced."""

    device: str
    name: str
