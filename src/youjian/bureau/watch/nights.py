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
from youjian.bureau.watch.services import Asked, StationsFailedError, judge_stations
from youjian.detection.ticks import REACH as REACHES
from youjian.detection.ticks import nightly_tick, nightly_ticks

_LOG = logging.getLogger(__name__)
REACH = REACHES["nightly"]
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


def run_nights(
    now: datetime,
    jobs: int = 1,
    stopping: Callable[[], bool] = lambda: False,
    *,
    caught_up: bool = False,
) -> int:
    """Judge the nights that are due; returns how many revisions were new.

    All but the last are told as caught up, and the last, too, where the caller says so. Ends early when
    `stopping` says so. Raises StationsFailedError when a station could not be judged; such a night stays due
    for a day, then it is left as it is.
    """
    appended = 0
    due = due_nights(now)
    for tick in due:
        task = StationTick("nightly", tick, REACH, caught_up=caught_up or tick != due[-1])
        try:
            appended += judge_stations(task, jobs, stopping)
        except StationsFailedError as error:
            if now - tick < _DAY:
                raise
            _LOG.error("night %s is left, with stations not judged: %s", tick.isoformat(), error)
        if stopping():
            break
        finish(tick)
        _LOG.info("night %s is done", tick.isoformat())
    return appended


def run_night(
    tick: datetime,
    jobs: int = 1,
    stopping: Callable[[], bool] = lambda: False,
    ask: Asked | None = None,
) -> int:
    """Judge the nightly rules at one tick, in so many processes; returns how many revisions were new.

    Looks at what ledger and archive hold of sixty days, and judges the rules of the watch over these, too.
    """
    return judge_stations(StationTick("nightly", tick, REACH), jobs, stopping, ask)
