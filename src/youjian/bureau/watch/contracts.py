"""What other apps and the console may see of the watch."""

from dataclasses import dataclass
from datetime import datetime

from ninja import Schema


@dataclass(frozen=True)
class Lag:
    """How the watch keeps up: its last tick that is done, and how far it is behind.

    `behind_s` are the seconds by which the tick after it is overdue (0: in time), `lag_s` how long after its
    time the last tick was done, `duration_s` how long it took. `stations` were looked at or passed over since
    nothing of theirs can be new (`skipped`), `failures` could not be judged and will be again.
    """

    tick: datetime | None
    behind_s: float
    lag_s: float
    duration_s: float
    stations: int
    skipped: int
    failures: int
    caught_up: int


class TickOut(Schema):
    """A tick of the watch."""

    tick: datetime
    started_at: datetime
    finished_at: datetime | None
    lag_s: float | None
    judged: int
    skipped: int
    failed: int
    revisions: int
    passed_over: int
    caught_up: bool


class WatchOut(Schema):
    """How the watch keeps up, and its last ticks, the latest first."""

    interval_s: int
    tick: datetime | None
    behind_s: float
    lag_s: float
    duration_s: float
    stations: int
    skipped: int
    failures: int
    caught_up: int
    ticks: list[TickOut]
