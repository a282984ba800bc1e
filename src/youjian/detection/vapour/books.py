"""Columns worked out once and asked every night: of everything, or of what was known."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import numpy as np

from youjian.contract.fields import SHANGHAI
from youjian.detection.moments import EPOCH, micros
from youjian.detection.pairs import Integers, Mask

T = TypeVar("T")
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
_SHIFT = int((SHANGHAI.utcoffset(None) or timedelta(0)).total_seconds()) * SECOND


def days_of(at: Integers) -> Integers:
    """The business day (Asia/Shanghai) of moments, numbered from 1970-01-01."""
    return (at + _SHIFT) // DAY


def day_start(day: int) -> int:
    """First microsecond of a business day.

    >>> str(EPOCH + timedelta(microseconds=day_start(1)))
    '1970-01-01 16:00:00+00:00'
    """
    return day * DAY - _SHIFT


def day_name(day: int) -> str:
    """The date of a numbered day.

    >>> day_name(1)
    '1970-01-02'
    """
    return (EPOCH + timedelta(days=day)).date().isoformat()


def last_day(as_of: datetime) -> int:
    """The last business day that has ended at a moment."""
    return (micros(as_of) + _SHIFT) // DAY - 1


class Book(Generic[T]):
    """A view of some rows at any night.

    `build` makes a view of all rows (None) or of the rows of a mask. Days do not look ahead, so one view of
    everything serves every night, except while a row that ended before the night's midnight (plus `reach`
    microseconds) was not known yet: then the view is made of what was known.
    """

    def __init__(
        self, known: Integers, ended: Integers, build: Callable[[Mask | None], T], reach: int = 0
    ) -> None:
        self.known, self.ended = known, ended
        self.behind = bool((days_of(known) > days_of(ended)).any())
        order = np.argsort(ended, kind="stable")
        self._ends, self._latest = ended[order], np.maximum.accumulate(known[order])
        self._build, self._reach = build, reach
        self._whole: T | None = None
        self._part: tuple[int, T] | None = None

    def at(self, as_of: datetime) -> T:
        """The view that holds what was known of the days that have ended."""
        now = micros(as_of)
        if not self._incomplete(as_of):
            return self.whole()
        if self._part is None or self._part[0] != now:
            self._part = now, self._build(np.less_equal(self.known, now))
        return self._part[1]

    def whole(self) -> T:
        """The view of everything."""
        if self._whole is None:
            self._whole = self._build(None)
        return self._whole

    def missing_days(self, as_of: datetime) -> Integers:
        """The days of records that had ended and were not known yet."""
        if not self._incomplete(as_of):
            return np.zeros(0, dtype=np.int64)
        missing = (self.known > micros(as_of)) & (self.ended < self._horizon(as_of))
        return np.unique(days_of(self.ended[missing]))

    def _incomplete(self, as_of: datetime) -> bool:
        count = int(np.searchsorted(self._ends, self._horizon(as_of)))
        return count > 0 and int(self._latest[count - 1]) > micros(as_of)

    def _horizon(self, as_of: datetime) -> int:
        return min(day_start(last_day(as_of) + 1) + self._reach, micros(as_of) + 1)
