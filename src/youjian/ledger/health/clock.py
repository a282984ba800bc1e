"""The platform's clock: beside the database's, and beside the collectors', which are set one by one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from youjian.ledger.health.check import Check, judged

_WARN_S, _WRONG_S = 2.0, 10.0
_ENOUGH = 5
"""From so many collectors on their median says something about the platform."""


def look(conn: Connection[Any]) -> Iterator[Check]:
    """Every check of the clock."""
    before = datetime.now(UTC)
    row = conn.execute("SELECT clock_timestamp()").fetchone()
    after = datetime.now(UTC)
    there = row[0] if row else after
    apart = max(0.0, (before - there).total_seconds(), (there - after).total_seconds())
    said = f"{apart:.1f} s from the database's"
    yield judged(
        "clock", said, "set both machines' clocks by NTP", failed=apart > _WRONG_S, warning=apart > _WARN_S
    )
    yield _of_collectors(conn)


def _of_collectors(conn: Connection[Any]) -> Check:
    row = conn.execute(_MEDIAN).fetchone()
    count, median = row or (0, None)
    if count < _ENOUGH or median is None:
        return Check("clock of the city", "ok", f"{count} collectors heard in the last hour: too few to tell")
    said = f"the median of {count} collectors is {median:+.1f} s from the platform"
    remedy = "most collectors agree against this machine: look at its own clock"
    return judged(
        "clock of the city", said, remedy, failed=abs(median) > 6 * _WRONG_S, warning=abs(median) > _WRONG_S
    )


_MEDIAN = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY clock_offset_s) FROM ledger.device_states
WHERE device = 'collector' AND last_seen > clock_timestamp() - interval '1 hour'
    AND clock_offset_s IS NOT NULL
"""
