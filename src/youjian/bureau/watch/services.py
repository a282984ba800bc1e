"""The watch: the ten-minute tick."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from psycopg import Connection

from youjian.bureau.watch.judging import StationTick
from youjian.contract.fields import business_day
from youjian.contract.findings import Finding
from youjian.detection.rule_sets import Schedule
from youjian.detection.ticks import REACH, watch_tick
from youjian.engine.outcome import Failure
from youjian.engine.pool import attempt, each
from youjian.ledger import late_arrivals
from youjian.ledger.columns import DAY_TABLES
from youjian.ledger.connection import connect
from youjian.ledger.partitions import partition_days
from youjian.ledger.rule_sets import stored_rule_sets
from youjian.ledger.scope import EVERYTHING, set_scope

_LOG = logging.getLogger(__name__)

LOOK_BACK = REACH["watch"]
LATE_FOR = timedelta(hours=25)
"""So long after records came days late the watch looks back as far as the night does; by then one has."""


class StationsFailedError(Exception):
    """Stations that could not be judged at a tick, and why."""

    def __init__(self, failed: list[Failure]) -> None:
        super().__init__("; ".join(f"{failure.station_id}: {failure.reason}" for failure in failed))


def tick_of(moment: datetime) -> datetime:
    """The watch's tick at or before a moment: the full ten minutes UTC, where nothing else is set."""
    every: timedelta = settings.WATCH_EVERY
    return watch_tick(moment + datetime.resolution, every) - every


def run_watch(as_of: datetime, jobs: int = 0, ask: "Asked | None" = None) -> int:
    """Judge the watch rules at a tick and append what changed; returns how many revisions were new.

    Station by station, so that memory does not grow with the city, in so many processes (0: in this one).
    Running the same tick again appends nothing: revisions are known by finding and number. Raises
    StationsFailedError when a station could not be judged; the others are.
    """
    return judge_stations(StationTick("watch", as_of, LOOK_BACK), jobs, ask=ask)


def _nothing(_: Finding) -> None:
    pass


@dataclass(frozen=True)
class Asked:
    """Which stations to judge (None: all of the register), and whom to tell of each new revision."""

    stations: Sequence[str] | None = None
    tell: Callable[[Finding], None] = _nothing


def judge_stations(
    task: StationTick, jobs: int, stopping: Callable[[], bool] = lambda: False, ask: Asked | None = None
) -> int:
    """Judge every station asked for at a tick, or as many as can be until `stopping` says so.

    Returns how many revisions were new; raises StationsFailedError when a station could not be judged.
    """
    asked = ask or Asked()
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        stations = asked.stations if asked.stations is not None else registered(conn)
        task = prepared(conn, task)
    outcomes = each(task, stations, jobs) if jobs else ((s, attempt(task, s)) for s in stations)
    appended, failed = 0, list[Failure]()
    for station_id, outcome in outcomes:
        if isinstance(outcome, Failure):
            failed.append(outcome)
        else:
            appended += len(outcome.appended)
            for finding in outcome.appended:
                asked.tell(finding)
            for failure in outcome.failures:
                _LOG.error("%s at %s: %s", station_id, task.as_of.isoformat(), failure)
        if stopping():
            break
    if failed:
        raise StationsFailedError(failed)
    return appended


def registered(conn: Connection[Any]) -> list[str]:
    """Every station of the register that the transaction's scope shows, in order."""
    return [str(row[0]) for row in conn.execute("SELECT station_id FROM ledger.stations ORDER BY 1")]


def prepared(conn: Connection[Any], task: StationTick) -> StationTick:
    """A task with what holds for every station: rule set, who was late, what lies in the archive."""
    late = late_arrivals.late_stations(conn, task.as_of - LATE_FOR, task.as_of - LOOK_BACK)
    farthest = task.as_of - (REACH["nightly"] if late else task.reach)
    rules = rules_in_force(conn).at(task.as_of)
    return replace(task, rules=rules, late=late, archived=_not_whole(conn, farthest, task.as_of))


def _not_whole(conn: Connection[Any], since: datetime, until: datetime) -> date | None:
    """The last day of a span of which the ledger may lack records; None when it has every day whole.

    A day that was dropped has a partition again once late records came, and lacks all the others.
    """
    held = set[date].intersection(*(set(partition_days(conn, table)) for table in DAY_TABLES))
    held -= {row[0] for row in conn.execute("SELECT day FROM ledger.dropped_days")}
    first, last = business_day(since), business_day(until)
    days = (last - timedelta(days=n) for n in range((last - first).days + 1))
    return next((day for day in days if day not in held), None)


def forget_late(now: datetime) -> int:
    """Delete the marks of late records that no tick looks at any more; returns how many there were."""
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        return late_arrivals.forget(conn, now - REACH["nightly"])


def rules_in_force(conn: Connection[Any]) -> Schedule:
    """The city's rule sets as they are kept now: asked at each tick, so a new one needs no restart."""
    return Schedule.stored(stored_rule_sets(conn), _left_out)


def _left_out(version: str, error: ValueError) -> None:
    _LOG.error("rule set %s is left out: %s", version, error)
