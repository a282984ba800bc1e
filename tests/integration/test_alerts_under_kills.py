"""A publisher that is killed again and again tells the same alerts as one that is left alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.alert_month.feeding import feed
from benchmarks.alert_month.told import alerts, different
from tests.conftest import Database
from tests.integration.bureau_office import NOON, STATIONS, furnish, gap
from youjian.contract.findings import Finding, anchor_of_episode, finding_id

HOUR = timedelta(hours=1)


class City:
    """What the month is fed to, on a database of the tests."""

    def __init__(self, database: Database, home: Path) -> None:
        self.home, self._database = home, database
        self.environment = {**os.environ, **database.environment, "YOUJIAN_HOME": str(home)}

    @contextmanager
    def connection(self, role: Any = "owner") -> Iterator["psycopg.Connection[Any]"]:
        """A connection that sees everything."""
        with psycopg.connect(self._database.url(role)) as conn:
            conn.execute("SET youjian.scope = '*'")
            yield conn


def said(rule: str, station_id: str, subject: str, episode: int, *steps: dict[str, Any]) -> list[Finding]:
    """The revisions of one finding: each step changes what the one before said."""
    told, changes = list[Finding](), dict[str, Any]()
    anchor = anchor_of_episode(episode)
    for number, step in enumerate(steps, start=1):
        changes |= step
        same = {"rule": rule, "subject": subject, "finding_id": finding_id(rule, station_id, subject, anchor)}
        told.append(gap(station_id, revision=number, **same, **changes))
    return told


def a_day(station_id: str, start_hour: int) -> list[Finding]:
    """A cut link and what it leaves behind, a fall of the tank, sales without records, a late paper."""
    begin = NOON + start_hour * HOUR
    dark = {
        "started_at": begin,
        "ended_at": None,
        "unit": "seconds",
        "estimate": 700.0,
        "low": None,
        "high": None,
    }
    fuel = {"started_at": begin + 5 * HOUR, "ended_at": begin + 9 * HOUR, "verdict": "suspicion"}
    paper = {"started_at": begin + 11 * HOUR, "ended_at": begin + 12 * HOUR, "verdict": "suspicion"}
    return [
        *said(
            "collector.offline", station_id, "collector", start_hour,
            dark | {"severity": "warning", "detected_at": begin + HOUR / 4},
            {"severity": "alarm", "detected_at": begin + 2.5 * HOUR},
            {"status": "ended", "ended_at": begin + 3 * HOUR, "detected_at": begin + 3.2 * HOUR},
        ),
        *said(
            "gauge.fault", station_id, "tank:1", start_hour,
            dark | {"severity": "warning", "detected_at": begin + HOUR},
            {"status": "ended", "ended_at": begin + 3 * HOUR, "detected_at": begin + 3.2 * HOUR},
        ),
        *said(
            "stock.hidden_sales", station_id, "tank:1", start_hour, fuel | {"detected_at": begin + 10 * HOUR}
        ),
        *(
            gap(station_id, 100 * start_hour + n, **fuel | {"detected_at": begin + (9 + n / 10) * HOUR})
            for n in range(6)
        ),
        *said(
            "stock.unrecorded_delivery", station_id, "tank:1", start_hour,
            paper | {"severity": "warning", "detected_at": begin + 13 * HOUR},
            {"severity": "alarm", "detected_at": begin + 20 * HOUR},
            {"status": "withdrawn", "detected_at": begin + 22 * HOUR},
        ),
    ]  # fmt: skip


def test_killed_at_random_it_tells_the_same_alerts(office_database: Database, tmp_path: Path) -> None:
    furnish(office_database)
    told = [finding for day in range(6) for s in STATIONS for finding in a_day(s, 24 * day + len(s))]
    told.sort(key=lambda f: (f.detected_at, f.finding_id, f.revision))
    from django.db import connections

    connections["default"].close()
    connections["default"].close_pool()
    other = office_database.copied()
    calm, killed = City(office_database, tmp_path), City(other, tmp_path)
    assert feed(calm, told, 0) == 0
    assert feed(killed, told, 3) == 3
    with calm.connection() as one, killed.connection() as two:
        listed = alerts(one)
        assert different(listed, alerts(two)) == []
    behind = [finding.finding_id for alert in listed for finding in alert.findings]
    assert len(behind) == len(set(behind)) == len({finding.finding_id for finding in told})
