"""Quiet hours and the times of digests, Asia/Shanghai. No I/O."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from youjian.contract.fields import SHANGHAI


def quiet_until(moment: datetime, begin: time, end: time) -> datetime | None:
    """When the quiet hours that a moment lies in end; None outside of them.

    The beginning is quiet, the end is not. Hours that end before they begin pass midnight; equal ones are
    none at all.

    >>> from datetime import UTC
    >>> night = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    >>> quiet_until(night, time(22), time(7)).isoformat()
    '2026-11-23T07:00:00+08:00'
    >>> quiet_until(night, time(12), time(14)) is None
    True
    """
    here = moment.astimezone(SHANGHAI)
    clock = here.time()
    if begin == end:
        return None
    if begin < end:
        return _at(here, end) if begin <= clock < end else None
    if clock >= begin:
        return _at(here + timedelta(days=1), end)
    return _at(here, end) if clock < end else None


def next_digest(moment: datetime, times: Iterable[str]) -> datetime:
    """The next time at which digests go out, strictly after a moment; without times in an hour.

    >>> from datetime import UTC
    >>> next_digest(datetime(2026, 11, 22, 0, 30, tzinfo=UTC), ["08:30", "17:00"]).isoformat()
    '2026-11-22T17:00:00+08:00'
    """
    here = moment.astimezone(SHANGHAI)
    at = [_at(day, clock_of(text)) for text in times for day in (here, here + timedelta(days=1))]
    return min((one for one in at if one > here), default=here + timedelta(hours=1))


def clock_of(text: str) -> time:
    """A time of day as HH:MM; raises ValueError naming what it is not.

    >>> clock_of("08:30")
    datetime.time(8, 30)
    """
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        message = f"not a time of day as HH:MM: {text[:20]!r}"
        raise ValueError(message)
    return time(int(hours), int(minutes))


def _at(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
