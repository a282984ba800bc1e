"""A box without a clock battery: after a power cut its clock shows 1970, and no record is stamped so."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.collector_fakes import FakeNozzle, FakePlatform, FakeTaxPort, closing_all, eventually
from tests.integration.test_collector_evidence import told
from tests.integration.test_collector_run import PACE, station_file, tax_device, watched
from youjian.collector.run import StationRunner
from youjian.protocols import station


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    fake = FakePlatform()
    with closing_all(fake):
        yield fake


@pytest.fixture
def port() -> Iterator[FakeTaxPort]:
    fake = FakeTaxPort({1: FakeNozzle(), 2: FakeNozzle()})
    with closing_all(fake):
        yield fake


class Unset:
    """A machine's clock that begins at 1970 with each start, until somebody sets it."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.right = False

    def now(self) -> datetime:
        if self.right:
            return datetime.now(UTC)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.steady())

    def steady(self) -> float:
        return time.monotonic() - self._began


def started(config, code: str | None, box: Unset) -> StationRunner:  # type: ignore[no-untyped-def]
    runner = StationRunner(config, code, PACE, now=box.now, steady=box.steady)
    runner.start()
    return runner


def moments(platform: FakePlatform) -> list[datetime]:
    """Every time that a record says."""
    said = [value for _, record in platform.records for name, value in record.items() if name.endswith("at")]
    return [datetime.fromisoformat(value) for value in said]


def test_a_first_start_takes_the_platform_s_time_before_a_device_is_read(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    platform.state = {2: station.NozzleState(seq=7, totalizer_ml=990_000)}
    began = datetime.now(UTC)
    runner = started(station_file(tmp_path, platform, tax_device(port)), "good-code", Unset())
    try:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        port.nozzles[1].sell(5_000)
        eventually(lambda: len(platform.fuellings()) == 2, "the sale, and what left before")
        eventually(lambda: told(platform, "boot"), "the start told")
    finally:
        runner.stop()
        runner.close()
    assert min(moments(platform)) > began - timedelta(hours=25)
    assert max(moments(platform)) < datetime.now(UTC) + timedelta(seconds=5)
    [sale] = [fuelling for fuelling in platform.fuellings() if fuelling["nozzle_id"] == 1]
    assert datetime.fromisoformat(sale["ended_at"]) > began - timedelta(minutes=2)


def test_a_start_after_a_power_cut_tells_its_length_by_the_platform_s_time(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = station_file(tmp_path, platform, tax_device(port))
    box = Unset()
    box.right = True
    runner = started(config, "good-code", box)
    eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
    runner.stop()
    runner.close()
    runner = started(config, None, Unset())
    try:
        eventually(lambda: len(told(platform, "boot")) == 2, "the start told")
        port.nozzles[1].sell(5_000)
        eventually(platform.fuellings, "the sale")
    finally:
        runner.stop()
        runner.close()
    assert min(moments(platform)) > datetime.now(UTC) - timedelta(hours=1)
    assert [event["detail"] for event in told(platform, "clock_set")] == []


def test_without_a_platform_time_goes_on_from_the_last_sign_of_life(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("youjian.collector.run._TIME_S", 0.2)
    config = station_file(tmp_path, platform, tax_device(port))
    box = Unset()
    box.right = True
    runner = started(config, "good-code", box)
    eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
    eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    runner.stop()
    runner.close()
    answer, platform.answer = platform.answer, lambda *_: None  # type: ignore[method-assign]
    box = Unset()
    runner = started(config, None, box)
    try:
        eventually(lambda: runner.outbox.depth > 0, "the start recorded")
        before = runner.outbox.depth
        port.nozzles[1].sell(5_000)
        eventually(lambda: runner.outbox.depth > before, "the sale recorded")
        platform.answer = answer  # type: ignore[method-assign]
        eventually(platform.fuellings, "the sale")
    finally:
        runner.stop()
        runner.close()
    assert min(moments(platform)) > datetime.now(UTC) - timedelta(hours=1)
