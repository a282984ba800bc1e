"""What others may see of sealing."""

from datetime import date, datetime

from ninja import Schema


class WaitingOut(Schema):
    """A station-day that is to be sealed: `waiting` for its records, `overdue`, or with `late` records."""

    station_id: str
    station_name: str
    day: date
    state: str
    state_name: str


class FailureOut(Schema):
    """A station that could not be sealed at the last try."""

    station_id: str
    station_name: str
    day: date
    since: datetime
    error: str


class SealingOut(Schema):
    """How sealing stands: what was anchored last, what waits, what fails."""

    anchored_at: datetime | None
    anchor: int | None
    unanchored: int
    waiting: int
    overdue: int
    late: int
    days: list[WaitingOut]
    failures: list[FailureOut]


class StationSealingOut(Schema):
    """How the sealing of a station stands; `sealed_through` is null before its first sealed day."""

    sealed_through: date | None
    waiting: int
    overdue: int
    late: int
    failing: bool


class SealedTableOut(Schema):
    """One file of a seal: a table of records, of the register, or a rule set."""

    name: str
    title: str
    rows: int | None
    sm3: str
    sha256: str


class NeighbourOut(Schema):
    """The seal before or after in the station's chain."""

    number: int
    day: date
    revision: int
    seal: str


class AnchorOut(Schema):
    """The first anchor that holds a seal."""

    number: int
    at: datetime
    algorithm: str
    key_id: str
    root: str
    digest: str


class DaySealOut(Schema):
    """A day seal: what it holds by the archive's manifest, its place in the chain, its anchor.

    `archive` says how the archive answered: `same`, `different` (another seal stands there), `away`.
    """

    station_id: str
    station_name: str
    day: date
    revision: int
    number: int
    reason: str
    reason_name: str
    sealed_at: datetime
    seal: str
    previous: str
    merkle_root: str
    registry: str
    path: str
    archive: str
    late: bool
    tables: list[SealedTableOut]
    register_files: list[SealedTableOut]
    before: NeighbourOut | None
    after: NeighbourOut | None
    anchor: AnchorOut | None
