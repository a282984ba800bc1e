"""The conformance kit against our own door, and against doors that break a sentence each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from tests.integration.intake_kit import COLLECTOR, add_station, running_door
from tests.integration.mqtt_kit import running_broker
from youjian.cli import main
from youjian.conformance.against_platform.run import visit_platform
from youjian.conformance.report import Report
from youjian.detection.samples import STATION
from youjian.ledger import collectors, commands


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


def ask_for_a_probe(conn: psycopg.Connection) -> None:
    """A command that waits for the station's collector."""
    now = datetime.now(UTC)
    conn.execute(
        "INSERT INTO ledger.collectors (collector_id, station_id, epoch, state, enrolled_at) "
        "VALUES (%s, %s, 1, 'accepted', %s)",
        [COLLECTOR, STATION, now],
    )
    wanted = commands.NewCommand(
        command_id="c-1", collector_id=COLLECTOR, station_id=STATION, name="run_probe",
        arguments={"device": "d1"}, asked_by="u-1", asked_by_name="test", reason="conformance",
        created_at=now, expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    commands.lay_down(conn, wanted)
    conn.commit()


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
        running_door(
            mqtt_url=broker.url, mqtt_reconnect_s=1, command_look_s=0.1, command_again_s=1
        ) as running,
    ):
        ask_for_a_probe(owner)
        codes = ["--code", code_for(owner), "--code", code_for(owner)]
        files = ["--json", str(tmp_path / "r.json"), "--html", str(tmp_path / "r.html"), "--lang", "zh"]
        status = main(
            ["conformance", "platform", running.url, *codes, "--mqtt", broker.url, "--chains", *files]
        )
        again = visit_platform(running.url, [code_for(owner)])
    report = msgspec.json.decode((tmp_path / "r.json").read_bytes(), type=Report)
    assert status == 0
    assert "✓ 符合" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert breaches(report) == {}
    assert breaches(again) == {}, "a second visit to the same station"
    assert {item.id for item in report.sentences if item.verdict == "not_observed"} == {
        "line.https",
    }
