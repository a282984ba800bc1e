"""The nights: the nightly rules at 02:00 Shanghai over the last sixty days, none left out, none done twice.

A night is remembered when every station was judged. One that was cut off (the worker ended, the database
went away) is judged again from its first station: what it said already is known by finding and revision.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from youjian.bureau.times import now as present
from youjian.bureau.watch.judging import StationTick
from youjian.bureau.watch.models import Night
from youjian.bureau.watch.services import StationsFailedError, judge_stations
from youjian.detection.ticks import nightly_tick, nightly_ticks
from youjian.ledger.server import home

_LOG = logging.getLogger(__name__)
REACH = timedelta(days=60)
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_MOST = 7
"""After a longer outage the nights before these are passed over: the later ones look back over their days."""


def due_nights(now: datetime) -> list[datetime]:
    """The nightly ticks up to now that are not done, in order.

    At the very first call the night before counts as done: nobody was there to judge it.
    """
    last = Night.objects.order_by("-tick").values_list("tick", flat=True).first()
    if last is None:
        finish(nightly_tick(now + _MICROSECOND) - _DAY)
        return []
    return list(nightly_ticks(last + _MICROSECOND, now + _MICROSECOND))[-_MOST:]


def finish(tick: datetime) -> None:
    """Remember a night as done."""
    Night.objects.get_or_create(tick=tick, defaults={"finished_at": present()})


def run_nights(now: datetime, jobs: int = 1, stopping: Callable[[], bool] = lambda: False) -> int:
    """Judge the nights that are due; returns how many revisions were new.

    Ends early when `stopping` says so. Raises StationsFailedError when a station could not be judged; such a
    night stays due for a day, then it is left as it is.
    """
    appended = 0
    for tick in due_nights(now):
        try:
            appended += run_night(tick, jobs, stopping)
        except StationsFailedError as error:
            if now - tick < _DAY:
                raise
            _LOG.error("night %s is left, with stations not judged: %s", tick.isoformat(), error)
        if stopping():
            break
        finish(tick)
        _LOG.info("night %s is done", tick.isoformat())
    return appended


def run_night(tick: datetime, jobs: int = 1, stopping: Callable[[], bool] = lambda: False) -> int:
    """Judge the nightly rules at one tick, in so many processes; returns how many revisions were new.

    Looks at what the ledger and the archive in `home()` hold of sixty days.
    """
    return judge_stations(StationTick("nightly", tick, REACH, home() / "archive"), jobs, stopping)
