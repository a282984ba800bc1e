"""A station whose outbox is full to the last page: a restart tells what it has to, and all of it is sent."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from tests.integration.collector_fakes import FakeNozzle, FakePlatform, FakeTaxPort, closing_all, eventually
from tests.integration.test_collector_evidence import told
from tests.integration.test_collector_run import STATION, Running, station_file, tax_device, watched
from youjian.collector.outbox import Outbox, OutboxFullError
from youjian.contract.records import DeviceEvent


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


def fill(path: Path) -> None:
    """Store events, large ones and then small ones, until not one more is taken."""
    outbox = Outbox(path, 2**20)
    for detail in ("x" * 3000, "y"):
        event = DeviceEvent(
            station_id=STATION, device="vapour", at=datetime.now(UTC), code="boot", detail=detail
        )
        with contextlib.suppress(OutboxFullError):
            while True:
                outbox.commit([event])
    outbox.close()


def test_a_start_with_a_full_outbox_sends_what_waits_and_tells_the_start_once(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = structs.replace(station_file(tmp_path, platform, tax_device(port)), outbox_mib=1)
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    fill(config.folder / "outbox.sqlite")
    with Running(config, code=None) as runner:
        eventually(lambda: len(told(platform, "boot")) == 2, "the start told")
        port.nozzles[1].sell(5_000)
        eventually(platform.fuellings, "a sale after the start")
    reasons = [event["detail"].split(";")[0] for event in told(platform, "boot")]
    assert reasons == ["first start", "start after an orderly end"]


def test_starts_that_found_no_room_are_told_each_once_there_is_some(
    tmp_path: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    config = structs.replace(station_file(tmp_path, platform, tax_device(port)), outbox_mib=1)
    with Running(config) as runner:
        eventually(lambda: watched(runner, 1, 2), "both nozzles seen")
        eventually(lambda: runner.outbox.depth == 0, "an empty outbox")
    fill(config.folder / "outbox.sqlite")
    for _ in range(2):
        platform.faults = [503] * 1000
        with Running(config, code=None):
            eventually(lambda: len(platform.faults) < 1000, "a batch that was refused")
    platform.faults = []
    with Running(config, code=None):
        eventually(lambda: len(told(platform, "boot")) == 4, "every start told")
