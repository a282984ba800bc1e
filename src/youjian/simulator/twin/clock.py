"""Times of the twin: seconds of Unix time as floats inside, microseconds in tables."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from youjian.contract.fields import SHANGHAI

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
DAY = 86400.0
HOUR = 3600.0


def midnight(day: date) -> float:
    """The first second of a business day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp()


def micros(seconds: FloatArray) -> IntArray:
    """Microseconds, rounded to the millisecond as devices report."""
    return np.round(np.asarray(seconds) * 1000).astype(np.int64) * 1000


def local_hour(seconds: FloatArray) -> FloatArray:
    """Hour of the business day, 0…24."""
    return (np.asarray(seconds) / HOUR + 8) % 24


def day_of(second: float) -> date:
    """The business day of a moment."""
    return datetime.fromtimestamp(second, SHANGHAI).date()


def moment(second: float) -> datetime:
    """A moment as the contract has it."""
    return datetime.fromtimestamp(round(second * 1000) / 1000, UTC)


def rfc3339(second: float) -> str:
    """A moment as text."""
    return moment(second).isoformat()


def months(first: float, last: float) -> list[tuple[str, float, float]]:
    """Calendar months that overlap a span: name, first second, first second of the next one."""
    day, found = day_of(first).replace(day=1), list[tuple[str, float, float]]()
    while midnight(day) < last:
        following = (day + timedelta(days=32)).replace(day=1)
        found.append((f"{day:%Y-%m}", midnight(day), midnight(following)))
        day = following
    return found
