"""The two clocks of a collector: the one that people set, and one that nobody can set back."""

import time
from datetime import UTC, datetime


def utc_now() -> datetime:
    """The wall clock, UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds since the machine started, its sleep counted too: what the wall clock is measured against."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
