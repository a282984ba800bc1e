"""What a box tells of itself reaches the platform: why it started, and that somebody set its clock."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.collector_fakes import FakeNozzle, FakePlatform, FakeTaxPort, closing_all, eventually
from tests.integration.test_collector_run import PACE, station_file
from youjian.collector import clock
from youjian.collector.run import StationRunner


@pytest.fixture
def port() -> Iterator[FakeTaxPort]:
    fake = FakeTaxPort({1: FakeNozzle(), 2: FakeNozzle()})
    with closing_all(fake):
        yield fake


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    fake = FakePlatform()
    with closing_all(fake):
        yield fake


def told(platform: FakePlatform, code: str) -> list[dict[str, Any]]:
    found = [record for table, record in platform.records if table == "device_events"]
    return [event for event in found if (event["device"], event["code"]) == ("collector", code)]


def device(port: FakeTaxPort) -> str:
    return (
        f'driver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\npoll_s = 0.05\n'
        "nozzles = [{nozzle_id = 1, address = 1}, {nozzle_id = 2, address = 2}]\n"
    )


def test_a_killed_process_and_an_ended_one_start_differently(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    station_file(tmp_path, platform, device(port))
    words = [sys.executable, "-m", "youjian.cli", "collect", "run", str(tmp_path / "station.toml")]
    ends = [signal.SIGKILL, signal.SIGTERM, signal.SIGTERM]
    for number, end in enumerate(ends, start=1):
        box = subprocess.Popen([*words, "--code", "good-code"], stderr=subprocess.DEVNULL)
        try:
            eventually(lambda n=number: len(told(platform, "boot")) == n, "the start told")
            box.send_signal(end)
            box.wait(30)
        finally:
            box.kill()
            box.wait()
    reasons = [event["detail"].split(";")[0] for event in told(platform, "boot")]
    assert reasons == ["first start", "start after the process was killed", "start after an orderly end"]
    assert told(platform, "power_lost") == []
    boots = [body["reason"] for path, body in platform.messages if path.endswith("/boot")]
    assert boots == reasons


def test_a_clock_that_somebody_sets_is_told_with_both_times(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    ahead = [timedelta()]

    def now() -> datetime:
        return datetime.now(UTC) + ahead[0]

    config = station_file(tmp_path, platform, device(port))
    runner = StationRunner(config, "good-code", PACE, now=now, steady=clock.steady)
    runner.start()
    try:
        eventually(lambda: len(runner.outbox.nozzle_states()) == 2, "both nozzles seen")
        ahead[0] = timedelta(hours=-3)
        [event] = eventually(lambda: told(platform, "clock_set"), "the event")
        port.nozzles[1].sell(4_000)
        eventually(platform.fuellings, "the fuelling, whatever the clock says")
    finally:
        runner.stop()
        runner.close()
    assert "(-10800.0 s)" in event["detail"]
    assert len(platform.fuellings()) == 1
