"""The watch: the ten-minute tick, and the states of devices.

Rules decide findings; here a device's status is only flipped, in the manner of healthchecks: one
conditional UPDATE, one row that says so, and the time of going down computed rather than noticed.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from psycopg import Connection

from youjian.bureau.watch.judging import StationTick
from youjian.detection.rule_sets import Schedule
from youjian.engine.outcome import Failure
from youjian.engine.pool import attempt, each
from youjian.ledger.connection import connect
from youjian.ledger.rule_sets import stored_rule_sets
from youjian.ledger.scope import EVERYTHING, set_scope

_LOG = logging.getLogger(__name__)

TICK = timedelta(minutes=10)
LOOK_BACK = timedelta(days=4)
LATE_AFTER = timedelta(minutes=3)
DOWN_AFTER = timedelta(minutes=10)
_DOOR_LIVES = timedelta(minutes=1)


class StationsFailedError(Exception):
    """Stations that could not be judged at a tick, and why."""

    def __init__(self, failed: list[Failure]) -> None:
        super().__init__("; ".join(f"{failure.station_id}: {failure.reason}" for failure in failed))


def tick_of(moment: datetime) -> datetime:
    """The full ten minutes UTC at or before a moment.

    >>> from datetime import UTC
    >>> tick_of(datetime(2026, 11, 22, 3, 19, 59, tzinfo=UTC)).isoformat()
    '2026-11-22T03:10:00+00:00'
    """
    return moment.replace(minute=moment.minute - moment.minute % 10, second=0, microsecond=0)


def run_watch(as_of: datetime, jobs: int = 0) -> int:
    """Judge the watch rules at a tick and append what changed; returns how many revisions were new.

    Station by station, so that memory does not grow with the city, in so many processes (0: in this one).
    Running the same tick again appends nothing: revisions are known by finding and number. Raises
    StationsFailedError when a station could not be judged; the others are.
    """
    return judge_stations(StationTick("watch", as_of, LOOK_BACK), jobs)


def judge_stations(task: StationTick, jobs: int, stopping: Callable[[], bool] = lambda: False) -> int:
    """Judge every station of the register at a tick, or as many as can be until `stopping` says so.

    Returns how many revisions were new; raises StationsFailedError when a station could not be judged.
    """
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        stations = [str(row[0]) for row in conn.execute("SELECT station_id FROM ledger.stations ORDER BY 1")]
        task = replace(task, rules=rules_in_force(conn).at(task.as_of))
    outcomes = each(task, stations, jobs) if jobs else ((s, attempt(task, s)) for s in stations)
    appended, failed = 0, list[Failure]()
    for station_id, outcome in outcomes:
        if isinstance(outcome, Failure):
            failed.append(outcome)
        else:
            appended += outcome.appended
            for failure in outcome.failures:
                _LOG.error("%s at %s: %s", station_id, task.as_of.isoformat(), failure)
        if stopping():
            break
    if failed:
        raise StationsFailedError(failed)
    return appended


def rules_in_force(conn: Connection[Any]) -> Schedule:
    """The city's rule sets as they are kept now: asked at each tick, so a new one needs no restart."""
    return Schedule.stored(stored_rule_sets(conn), _left_out)


def _left_out(version: str, error: ValueError) -> None:
    _LOG.error("rule set %s is left out: %s", version, error)


def sweep_devices() -> int:
    """Flip devices that fell silent or entered or left announced downtime; returns how many flips there were.

    Runs in the caller's transaction (scope `*`). Silence counts only while the door was open: when it is
    closed nothing goes down, and after it opened everybody has the full time to be heard.
    """
    spans: dict[str, Any] = {"late": LATE_AFTER, "down": DOWN_AFTER, "lives": _DOOR_LIVES}
    with connection.cursor() as cursor:
        flipped = 0
        for statement in (_TO_MAINTENANCE, _FROM_MAINTENANCE, _TO_DOWN, _TO_LATE):
            cursor.execute(
                _FLIP.format(change=statement),
                spans,
            )
            flipped += cursor.rowcount
    return flipped


_FLIP = """
WITH door AS (
    SELECT max(started_at) AS open_since FROM door_spans
    WHERE stopped_at IS NULL AND last_alive_at > now() - %(lives)s
), planned AS (
    SELECT DISTINCT station_id, device FROM maintenance WHERE now() >= starts_at AND now() < ends_at
), due AS (
    {change}
), locked AS (
    SELECT d.station_id, d.device, d.status AS old_status, due.new_status, due.at, due.cause
    FROM device_states AS d JOIN due USING (station_id, device)
    WHERE d.status = due.old_status AND d.last_seen IS NOT DISTINCT FROM due.last_seen
    ORDER BY d.station_id, d.device FOR UPDATE OF d
), changed AS (
    UPDATE device_states AS d SET status = locked.new_status
    FROM locked WHERE d.station_id = locked.station_id AND d.device = locked.device
    RETURNING d.station_id, d.device
)
INSERT INTO device_flips (station_id, device, at, old_status, new_status, cause)
SELECT station_id, device, locked.at, old_status, new_status, cause
FROM locked JOIN changed USING (station_id, device)
"""
_TO_DOWN = """
    SELECT d.station_id, d.device, d.status AS old_status, d.last_seen, 'down' AS new_status,
        greatest(d.alert_after, door.open_since + %(down)s) AS at, 'silence' AS cause
    FROM device_states AS d CROSS JOIN door
    WHERE d.status IN ('up', 'late') AND d.alert_after < now() AND door.open_since + %(down)s < now()
        AND NOT EXISTS (SELECT FROM planned AS p WHERE p.station_id = d.station_id AND p.device = d.device)
"""
_TO_LATE = """
    SELECT d.station_id, d.device, d.status AS old_status, d.last_seen, 'late' AS new_status,
        greatest(d.last_seen, door.open_since) + %(late)s AS at, 'silence' AS cause
    FROM device_states AS d CROSS JOIN door
    WHERE d.status = 'up' AND door.open_since IS NOT NULL
        AND greatest(d.last_seen, door.open_since) + %(late)s < now()
        AND NOT EXISTS (SELECT FROM planned AS p WHERE p.station_id = d.station_id AND p.device = d.device)
"""
_TO_MAINTENANCE = """
    SELECT d.station_id, d.device, d.status AS old_status, d.last_seen, 'maintenance' AS new_status,
        now() AS at, 'announced downtime' AS cause
    FROM device_states AS d JOIN planned AS p USING (station_id, device)
    WHERE d.status IN ('up', 'late', 'down')
"""
_FROM_MAINTENANCE = """
    SELECT d.station_id, d.device, d.status AS old_status, d.last_seen,
        CASE WHEN d.last_seen + %(late)s >= now() THEN 'up' ELSE 'late' END AS new_status,
        now() AS at, 'announced downtime over' AS cause
    FROM device_states AS d
    WHERE d.status = 'maintenance'
        AND NOT EXISTS (SELECT FROM planned AS p WHERE p.station_id = d.station_id AND p.device = d.device)
"""
