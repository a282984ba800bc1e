"""How long a request may wait, and how late something may still be announced."""

from datetime import datetime, timedelta

from youjian.bureau.calendar.selectors import due_at
from youjian.bureau.registry import selectors as register

WORKING_DAYS_TO_DECIDE = 1
_LATE_HOURS = 24


def decide_by(requested_at: datetime) -> datetime:
    """The end of the next working day after a request, in UTC, exclusive."""
    return due_at(requested_at, WORKING_DAYS_TO_DECIDE)


def late_span() -> timedelta:
    """How long after its beginning a downtime may still be announced (补报): the city's limit, else a day."""
    return timedelta(hours=register.city().limits.get("downtime_late_hours", _LATE_HOURS))
