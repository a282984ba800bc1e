"""The moments at which rules are called, the same for the live platform and for an audit of a folder."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

WATCH_EVERY = timedelta(minutes=10)
"""How often the watch looks, where an installation says nothing else."""
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
"""The shortest and the longest time between two watches that an installation may choose."""
REACH = {"watch": timedelta(days=4), "nightly": timedelta(days=60)}
"""How far back the platform looks at a tick, at what devices recorded."""
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NIGHT = timedelta(hours=18)
"""02:00 Asia/Shanghai is 18:00 UTC of the day before."""


def watch_interval(minutes: int) -> timedelta:
    """So many minutes between two watches. Raises ValueError unless they divide the hour.

    >>> watch_interval(15)
    datetime.timedelta(seconds=900)
    """
    if not 1 <= minutes <= 60 or 60 % minutes:
        raise ValueError(
            "the minutes between two watches must divide the hour"
            f" (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60), got {minutes}"
        )
    return timedelta(minutes=minutes)


def watch_ticks(start: datetime, end: datetime, every: timedelta = WATCH_EVERY) -> Iterator[datetime]:
    """Every watch in [start, end): at full ten minutes UTC, or as often as an installation looks.

    >>> [t.strftime("%H:%M") for t in watch_ticks(_EPOCH.replace(minute=1), _EPOCH.replace(minute=30))]
    ['00:10', '00:20']
    """
    return _every(every, timedelta(0), start, end)


def nightly_ticks(start: datetime, end: datetime) -> Iterator[datetime]:
    """02:00 Asia/Shanghai of every day in [start, end), in UTC.

    >>> [t.isoformat() for t in nightly_ticks(_EPOCH, _EPOCH.replace(day=2))]
    ['1970-01-01T18:00:00+00:00']
    """
    return _every(_DAY, _NIGHT, start, end)


def watch_tick(moment: datetime, every: timedelta = WATCH_EVERY) -> datetime:
    """The first watch at or after a moment."""
    return _first(every, timedelta(0), moment)


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
