"""The conformance kit against our own door, and against doors that break a sentence each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.intake_kit import COLLECTOR, add_station, running_door
from tests.integration.mqtt_kit import running_broker
from youjian.conformance.against_platform.run import visit_platform
from youjian.conformance.report import Report
from youjian.detection.samples import STATION
from youjian.ledger import collectors


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    """The ledger seen by its owner, with the station in the register."""
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


def code_for(conn: psycopg.Connection) -> str:
    """A one-time code of the station's collector."""
    now = datetime.now(UTC)
    code = collectors.create_code(
        conn, station_id=STATION, collector_id=COLLECTOR, created_by="test", now=now,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    conn.commit()
    return code


def breaches(report: Report) -> dict[str, list[str]]:
    """What is not met, with what was expected and came."""
    return {
        item.id: [f"{one.check}: {one.expected}\n{one.request}\n{one.reply}" for one in item.evidence]
        for item in report.sentences
        if item.verdict == "not_met"
    }


def test_our_own_door_meets_every_sentence_over_http_and_a_broker(
    owner: psycopg.Connection, tmp_path: Path
) -> None:
    with (
        running_broker(tmp_path) as broker,
        running_door(mqtt_url=broker.url, mqtt_reconnect_s=1) as running,
    ):
        report = visit_platform(running.url, [code_for(owner), code_for(owner)], broker=broker.url)
    assert breaches(report) == {}
    assert {item.id for item in report.sentences if item.verdict == "not_observed"} == {
        "line.https",
        "commands.form",
    }
