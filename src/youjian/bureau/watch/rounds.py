"""Rounds of the watch: every tick that is due, in order, up to the present; what was missed is caught up.

A tick is done when every station was looked at. One that was cut off is gone on with from the stations that
were not judged yet: each notes its tick in the transaction that appends what was said. After an outage the
missed ticks of a day are judged as they would have been; of a longer one only the last day's.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from youjian.bureau.times import now as present
from youjian.bureau.watch.catching_up import StationWatch
from youjian.bureau.watch.judging import Judged, StationTick
from youjian.bureau.watch.models import Watch
from youjian.bureau.watch.nights import due_nights, run_nights
from youjian.bureau.watch.services import LOOK_BACK, prepared, registered, rules_in_force, tick_of
from youjian.detection.ticks import watch_ticks
from youjian.engine.outcome import Failure
from youjian.engine.pool import attempt, each
from youjian.ledger.connection import connect
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.ledger.watched import last_judged, pass_over, quiet_stations

_LOG = logging.getLogger(__name__)
CATCH_UP = timedelta(hours=24)
"""Ticks missed longer ago than this are passed over: the nights look back over their days."""
KEPT = timedelta(days=30)
"""So long the ticks are remembered."""
_NIGHT_LEAD = timedelta(hours=2)
"""From so long after a night on the watch looks at what that night fitted."""
_MICROSECOND = timedelta(microseconds=1)


@dataclass
class Round:
    """What became of stations in a round: judged, skipped since nothing can be new, failed; new revisions."""

    judged: int = 0
    skipped: int = 0
    failed: int = 0
    revisions: int = 0

    def take(self, station_id: str, outcome: Judged | Failure) -> None:
        """Add what became of a station; a rule that failed alone is told in the log."""
        if isinstance(outcome, Failure):
            self.failed += 1
            _LOG.error("%s was not judged and will be again: %s", station_id, outcome.reason)
            return
        self.judged += 1
        self.revisions += len(outcome.appended)
        for failure in outcome.failures:
            _LOG.error("%s: %s", station_id, failure)


def due_ticks(now: datetime) -> list[datetime]:
    """The ticks up to now that are not done, in order; at the very first call the present one alone."""
    tick = tick_of(now)
    done, begun = _last_done(), Watch.objects.order_by("tick").values_list("tick", flat=True).first()
    if done is None and begun is None:
        return [tick]
    first = begun if done is None else done + _MICROSECOND
    since = max(first or tick, tick - CATCH_UP)
    return list(watch_ticks(since, tick + _MICROSECOND, settings.WATCH_EVERY))


def passed_over(first: datetime) -> int:
    """How many ticks before one were left out since the last that was done."""
    done = _last_done()
    return (
        0 if done is None else sum(1 for _ in watch_ticks(done + _MICROSECOND, first, settings.WATCH_EVERY))
    )


def _last_done() -> datetime | None:
    done = Watch.objects.filter(finished_at__isnull=False).order_by("-tick")
    return done.values_list("tick", flat=True).first()


def run_due(now: datetime, jobs: int = 0, stopping: Callable[[], bool] = lambda: False) -> int:
    """Judge every tick that is due; returns how many revisions were new. Ends early when `stopping` says so.

    Nights that lie between missed ticks are judged where they belong: before the ticks that go on from them.
    """
    appended = 0
    for ticks, night in parts(due_ticks(now), due_nights(now)):
        if night is not None:
            appended += run_nights(night, jobs, stopping, caught_up=True)
        if ticks and not stopping():
            appended += run_ticks(ticks, jobs, stopping, late=now).revisions
        if stopping():
            break
    return appended


def parts(ticks: list[datetime], nights: list[datetime]) -> Iterator[tuple[list[datetime], datetime | None]]:
    """The ticks in pieces, each with the night that has to be judged before it.

    Nights are only waited for where ticks are caught up that go on from them.

    >>> from datetime import UTC
    >>> at = [datetime(2026, 11, 22, hour, tzinfo=UTC) for hour in (17, 18, 19, 20, 21)]
    >>> [(len(some), night and night.hour) for some, night in parts([at[0], *at[2:]], at[1:2])]
    [(2, None), (2, 18)]
    """
    before: datetime | None = None
    for night in nights if len(ticks) > 1 else []:
        yield [t for t in ticks if t < night + _NIGHT_LEAD], before
        ticks = [t for t in ticks if t >= night + _NIGHT_LEAD]
        if not ticks:
            return
        before = night
    yield ticks, before


def run_ticks(
    ticks: list[datetime], jobs: int, stopping: Callable[[], bool], late: datetime | None = None
) -> Round:
    """Judge some ticks at every station and note them as done, unless `stopping` said so meanwhile."""
    missed = passed_over(ticks[0])
    if missed:
        _LOG.warning("%d ticks before %s are passed over", missed, ticks[0].isoformat())
    present_tick = tick_of(late or ticks[-1])
    begun = [
        _begun(tick, caught_up=tick < present_tick, passed=missed if n == 0 else 0)
        for n, tick in enumerate(ticks)
    ]
    done = Round()
    task, stations = _task(ticks, present_tick, done)
    outcomes = each(task, stations, jobs) if jobs else ((s, attempt(task, s)) for s in stations)
    for station_id, outcome in outcomes if stations else ():
        done.take(station_id, outcome)
        if stopping():
            return done
    _finish(begun, done)
    return done


def _begun(tick: datetime, *, caught_up: bool, passed: int) -> Watch:
    row, _ = Watch.objects.update_or_create(
        tick=tick, defaults={"started_at": present(), "caught_up": caught_up, "passed_over": passed}
    )
    return row


def _task(ticks: list[datetime], now: datetime, done: Round) -> tuple[StationWatch, list[str]]:
    """The task of a round, and the stations to look at; the quiet ones are noted as passed over."""
    last = ticks[-1]
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        task = prepared(conn, StationTick("watch", last, LOOK_BACK))
        known, schedule = last_judged(conn), rules_in_force(conn)
        open_stations = [s for s in registered(conn) if s not in known or known[s] < last]
        quiet = quiet_stations(conn, last, task.rules.version) & set(open_stations)
        pass_over(conn, quiet, last)
        done.skipped = len(quiet)
        watch = StationWatch(
            task, ticks[0] - _MICROSECOND, _since(known, last), settings.WATCH_EVERY, schedule, now
        )
        return watch, [station for station in open_stations if station not in quiet]


def _since(known: dict[str, datetime], last: datetime) -> dict[str, datetime]:
    """From which tick on each station is judged: a station that failed is judged at what it missed, too."""
    return {station: max(tick, last - CATCH_UP) for station, tick in known.items()}


def _finish(begun: list[Watch], done: Round) -> None:
    """Note the ticks as done, with the counts at the last of them."""
    at = present()
    for row in begun:
        row.finished_at = at
        if row is begun[-1]:
            row.judged, row.skipped, row.failed = done.judged, done.skipped, done.failed
            row.revisions = done.revisions
        row.save()


def forget_ticks(now: datetime) -> int:
    """Delete the ticks that are older than a month; returns how many there were."""
    return Watch.objects.filter(tick__lt=now - KEPT).delete()[0]
