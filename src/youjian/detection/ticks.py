"""The moments at which rules are called, the same for the live platform and for an audit of a folder."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

WATCH_EVERY = timedelta(minutes=10)
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NIGHT = timedelta(hours=18)
"""02:00 Asia/Shanghai is 18:00 UTC of the day before."""


def watch_ticks(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every full ten minutes UTC in [start, end).

    >>> [t.strftime("%H:%M") for t in watch_ticks(_EPOCH.replace(minute=1), _EPOCH.replace(minute=30))]
    ['00:10', '00:20']
    """
    return _every(WATCH_EVERY, timedelta(0), start, end)


def nightly_ticks(start: datetime, end: datetime) -> Iterator[datetime]:
    """02:00 Asia/Shanghai of every day in [start, end), in UTC.

    >>> [t.isoformat() for t in nightly_ticks(_EPOCH, _EPOCH.replace(day=2))]
    ['1970-01-01T18:00:00+00:00']
    """
    return _every(_DAY, _NIGHT, start, end)


def watch_tick(moment: datetime) -> datetime:
    """The first watch at or after a moment."""
    return _first(WATCH_EVERY, timedelta(0), moment)


def nightly_tick(moment: datetime) -> datetime:
    """The first nightly run at or after a moment.

    >>> nightly_tick(_EPOCH.replace(hour=18, minute=1)).isoformat()
    '1970-01-02T18:00:00+00:00'
    """
    return _first(_DAY, _NIGHT, moment)


def _every(step: timedelta, offset: timedelta, start: datetime, end: datetime) -> Iterator[datetime]:
    tick = _first(step, offset, start)
    while tick < end:
        yield tick
        tick += step


def _first(step: timedelta, offset: timedelta, moment: datetime) -> datetime:
    return _EPOCH + offset - (_EPOCH + offset - moment) // step * step
