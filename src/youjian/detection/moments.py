"""Moments as numbers, and the moments at which what is on the calendar changes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from youjian.contract.fields import SHANGHAI, day_bounds
from youjian.detection.pairs import Integers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600_000_000
"""Microseconds of an hour."""


def micros(moment: datetime) -> int:
    """Microseconds since 1970.

    >>> micros(EPOCH + timedelta(seconds=2))
    2000000
    """
    return (moment - EPOCH) // _MICROSECOND


def moment_of(microseconds: int) -> datetime:
    """The moment that many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=int(microseconds))


def between(numbers: Iterable[int] | Integers, start: datetime, end: datetime) -> list[datetime]:
    """The moments, given in microseconds, that lie in [start, end]; each once, in order."""
    wanted = np.unique(np.fromiter(numbers, dtype=np.int64))
    inside = wanted[(wanted >= micros(start)) & (wanted <= micros(end))]
    return [moment_of(number) for number in inside.tolist()]


def midnight(day: date) -> datetime:
    """The moment at which a business day begins."""
    return day_bounds(day)[0]


def after_day(day: date) -> datetime:
    """The moment at which a business day has passed.

    >>> after_day(date(2026, 11, 21)).isoformat()
    '2026-11-21T16:00:00+00:00'
    """
    return day_bounds(day)[1]


def days_between(moments: Iterable[datetime], start: datetime, end: datetime) -> list[datetime]:
    """Those of some moments that lie in [start, end], and the start: a register's word holds from there."""
    return sorted({start, *(moment for moment in moments if start <= moment <= end)})


def shanghai_day(moment: datetime) -> date:
    """The business day that a moment falls on."""
    return moment.astimezone(SHANGHAI).date()
