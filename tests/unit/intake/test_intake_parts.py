"""Small parts of the door: settings, counters, memory of devices, signs of life, log lines."""

import json
import logging
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.intake import logs, signs_of_life
from youjian.intake.database import is_away
from youjian.intake.devices import Remembered, VapourMonitor
from youjian.intake.metrics import Metrics
from youjian.intake.settings import from_environment
from youjian.ledger.collectors import Collector
from youjian.protocols.station import HeartbeatReport

NOW = datetime(2026, 11, 22, tzinfo=UTC)
COLLECTOR = Collector("C-1", "3602030017", 1, "accepted", 0, b"\x00" * 32, None, NOW, None)


def test_settings_come_from_the_environment_and_the_command_line_wins() -> None:
    environment = {"YOUJIAN_INTAKE_ROWS": "10", "YOUJIAN_INTAKE_PORT": "1", "YOUJIAN_INTAKE_LINGER_S": "0.5"}
    settings = from_environment(environment, port=2)
    assert (settings.rows, settings.port, settings.limits.linger_s) == (10, 2, 0.5)


def test_a_setting_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match=r"\$\.rows.*YOUJIAN_INTAKE_"):
        from_environment({"YOUJIAN_INTAKE_ROWS": "many"})


def test_each_intake_names_itself_in_every_sample_of_its_page() -> None:
    metrics = Metrics("intake-2")
    metrics.count("youjian_intake_records_total", 3, outcome="stored", table="fuellings")
    metrics.count("youjian_intake_records_total", 2, outcome="stored", table="fuellings")
    metrics.watch("youjian_intake_queue_rows", lambda: 4)
    metrics.observe("youjian_intake_transaction_rows", 20)
    samples = [line for line in metrics.page().decode().splitlines() if not line.startswith("#")]
    assert {
        'youjian_intake_records_total{intake="intake-2",outcome="stored",table="fuellings"} 5.0',
        'youjian_intake_queue_rows{intake="intake-2"} 4.0',
        'youjian_intake_transaction_rows_bucket{intake="intake-2",le="30.0"} 1.0',
    } <= set(samples)
    assert all('intake="intake-2"' in line for line in samples)


def test_what_is_remembered_is_asked_again_when_its_time_is_over() -> None:
    asked: list[str] = []
    clock = [0.0]

    def load(key: str) -> int | None:
        asked.append(key)
        return None

    remembered = Remembered(load, ttl_s=10, clock=lambda: clock[0])
    assert remembered.fresh("a") is None
    assert remembered("a") is None
    assert remembered.fresh("a") == (None,)
    clock[0] = 9.9
    assert remembered("a") is None
    clock[0] = 10.0
    assert remembered("a") is None
    assert asked == ["a", "a"]


@pytest.mark.parametrize(
    ("given_password", "admitted"), [("秘密", True), ("秘", False), ("", False), (None, False)]
)
def test_only_the_right_password_admits(given_password: str | None, admitted: bool) -> None:
    assert VapourMonitor("MN", "3602030017", "秘密", "c").admits(given_password) is admitted


@given(st.integers(-5_000_000, 5_000_000))
def test_a_heartbeat_tells_how_far_the_clock_is_off_and_is_never_refused_for_it(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    report = HeartbeatReport(at=at, outbox_depth=1, firmware="1", devices={"tank:1": "ok", "tank:2": "lost"})
    records = [record for _, _, record in signs_of_life.of_heartbeat(report, COLLECTOR, NOW).batch.records]
    assert [(r.device, r.clock_offset_s) for r in records] == [("collector", float(seconds)), ("tank:1", 0.0)]
    assert all(abs(record.at - NOW) < timedelta(minutes=10) for record in records)
    assert (records[0].at == at) is (abs(seconds) < 600)


def test_errors_of_the_server_are_told_apart_from_objections() -> None:
    errors = psycopg.errors
    away = (errors.AdminShutdown, errors.CannotConnectNow, errors.DiskFull, errors.TooManyConnections)
    assert all(is_away(kind()) for kind in away)
    assert is_away(psycopg.OperationalError("connection refused"))
    assert not is_away(errors.DeadlockDetected())
    assert not is_away(errors.LockNotAvailable())


def test_a_log_line_is_one_line_of_json_whatever_was_said() -> None:
    record = logging.LogRecord("youjian", logging.INFO, "f", 1, "two\nlines", (), None)
    record.fields = {"peer": "油站\n", "when": NOW}
    text = logs.JsonLines().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["event"], line["peer"], line["level"]) == ("two\nlines", "油站\n", "info")
