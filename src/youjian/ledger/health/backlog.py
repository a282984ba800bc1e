"""What waits: findings that are no alerts yet, jobs, nights, quarantine; and whether the doors are open."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from youjian.ledger.health.check import Check, judged

_ALIVE = timedelta(minutes=1)
_TICK_LATE = timedelta(minutes=25)
_WATCH_LOST = timedelta(hours=2)
_NIGHT_LATE = timedelta(hours=30)
_MANY_FINDINGS, _MANY_JOBS, _MANY_HELD = 1000, 200, 1000


def look(conn: Connection[Any], now: datetime) -> Iterator[Check]:
    """Every check of what waits."""
    yield _doors(conn, now)
    yield _worker(conn, now)
    yield _watch(conn, now)
    yield _nights(conn, now)
    for name, query, many, remedy in _COUNTS:
        row = conn.execute(query.encode()).fetchone()
        count = int(row[0]) if row else 0
        yield judged(name, f"{count:,}", remedy, warning=count > many)


def _doors(conn: Connection[Any], now: datetime) -> Check:
    row = conn.execute(_OPEN, [now - _ALIVE]).fetchone()
    count, last = row or (0, None)
    said = f"{count} open" if count else f"none is open, last alive {last or 'never'}"
    return judged(
        "doors", said, "start `youjian intake` (or `youjian up`): collectors wait", failed=not count
    )


def _worker(conn: Connection[Any], now: datetime) -> Check:
    row = conn.execute(_LAST_TICK).fetchone()
    last: datetime | None = row[0] if row else None
    late = last is None or now - last > _late_after(conn)
    said = f"last tick {last:%Y-%m-%d %H:%M}Z" if last else "never ticked"
    return judged("worker", said, "start `youjian worker`: nothing is watched", failed=late)


def _late_after(conn: Connection[Any]) -> timedelta:
    """How long after a tick the next one is missed: more than twice the time between the last two."""
    ticks = [row[0] for row in conn.execute(_LAST_TWO).fetchall()]
    return max(_TICK_LATE, 2.5 * (ticks[0] - ticks[-1])) if ticks else _TICK_LATE


def _watch(conn: Connection[Any], now: datetime) -> Check:
    """The last tick that is done: how long after its time, at how many stations, and how many failed."""
    row = conn.execute(_LAST_DONE).fetchone()
    if row is None:
        return judged(
            "watch", "no tick is done yet", "start `youjian worker`: nothing is watched", warning=True
        )
    tick, started, finished, judged_at, skipped, failures = row
    took, behind = (finished - started).total_seconds(), now - tick
    said = (
        f"{tick:%Y-%m-%d %H:%M}Z done after {(finished - tick).total_seconds():,.0f} s, took {took:,.0f} s,"
        f" {judged_at:,} stations judged, {skipped:,} had nothing new, {failures:,} failed"
    )
    remedy = (
        "look at the worker's log: stations that failed are judged again at the next tick"
        if failures
        else "the watch is behind: look at the worker's log, or set YOUJIAN_WATCH_MINUTES higher"
    )
    return judged(
        "watch",
        said,
        remedy,
        warning=failures > 0 or behind > _late_after(conn),
        failed=behind > _late_after(conn) + _WATCH_LOST,
    )


def _nights(conn: Connection[Any], now: datetime) -> Check:
    row = conn.execute("SELECT max(tick) FROM bureau.watch_night").fetchone()
    last: datetime | None = row[0] if row else None
    late = last is not None and now - last > _NIGHT_LATE
    said = f"last night judged {last:%Y-%m-%d %H:%M}Z" if last else "no night yet"
    return judged("nights", said, "look at the worker's log: a station may fail", warning=late)


_OPEN = """
SELECT count(*) FILTER (WHERE stopped_at IS NULL AND last_alive_at > %s), max(last_alive_at)
FROM ledger.door_spans
"""
_LAST_TICK = """
SELECT max(to_timestamp(defer_timestamp)) FROM bureau.procrastinate_periodic_defers
WHERE task_name = 'watch.tick'
"""
_LAST_DONE = """
SELECT tick, started_at, finished_at, judged, skipped, failed FROM bureau.watch_tick
WHERE finished_at IS NOT NULL ORDER BY tick DESC LIMIT 1
"""
_LAST_TWO = "SELECT tick FROM bureau.watch_tick ORDER BY tick DESC LIMIT 2"
_COUNTS = (
    (
        "findings in the queue",
        "SELECT count(*) FROM ledger.finding_queue",
        _MANY_FINDINGS,
        "start `youjian worker`: findings are not becoming alerts",
    ),
    (
        "jobs",
        "SELECT count(*) FROM bureau.procrastinate_jobs"
        " WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()",
        _MANY_JOBS,
        "the worker does not keep up: look at its log",
    ),
    (
        "failed jobs",
        "SELECT count(*) FROM bureau.procrastinate_jobs WHERE status = 'failed'",
        0,
        "look at the worker's log for the cause",
    ),
    (
        "quarantine",
        "SELECT count(*) FROM ledger.quarantine WHERE status = 'held'",
        _MANY_HELD,
        "`youjian quarantine list` says why; replay after a fix, discard what is no record",
    ),
)
