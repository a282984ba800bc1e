"""Commands at a box that is killed as power cuts kill, and what leaves on its lines towards devices."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.integration.collector_fakes import (
    FakeConsole,
    FakeNozzle,
    FakePlatform,
    FakeTaxPort,
    closing_all,
)
from tests.integration.intake_kit import eventually
from youjian.collector.config import load
from youjian.collector.orders.arguments import COMMANDS
from youjian.collector.run import StationRunner
from youjian.collector.uplink import Pace
from youjian.protocols import station, taxport, tls350

STATION = "3602030017"
PACE = Pace(base=0.01, longest=0.05, slow=0.2, linger=0.01)
TANK = tls350.TankInventory(
    tank=1, volume=5_000.0, tc_volume=4_990.0, ullage=100.0, height=40.0, water=0.5, temperature=20.0
)  # fmt: skip


class DeafPlatform(FakePlatform):
    """A platform that hands commands out and, while it is deaf, loses every answer on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.deaf = False
        self.results: list[dict[str, Any]] = []

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, msgspec.Struct] | None:
        """As any platform, but for results."""
        if path == station.COMMAND_RESULTS:
            sent = {name.lower(): value for name, value in headers.items()}
            self.results += msgspec.json.decode(station.unpack(body, sent.get("content-encoding")))["results"]
            if self.deaf:
                return None
        return super().answer(path, headers, body)

    def events(self, code: str) -> list[dict[str, Any]]:
        """The events of a code that were stored."""
        found = [record for table, record in self.records if table == "device_events"]
        return [event for event in found if event["code"] == code]

    def answer_to(self, command_id: str) -> dict[str, Any] | None:
        """The last answer to a command that arrived."""
        return next((one for one in reversed(self.results) if one["command_id"] == command_id), None)


class TappedPort(FakeTaxPort):
    """A tax port that keeps what it was sent."""

    def __init__(self, nozzles: dict[int, FakeNozzle]) -> None:
        self.received: list[bytes] = []
        super().__init__(nozzles)

    def _answer(self, data: bytes) -> bytes:
        self.received.append(data)
        return super()._answer(data)


@pytest.fixture
def platform() -> Iterator[DeafPlatform]:
    """The platform."""
    fake = DeafPlatform()
    with closing_all(fake):
        yield fake


@pytest.fixture
def port() -> Iterator[TappedPort]:
    """A dispenser."""
    fake = TappedPort({1: FakeNozzle()})
    with closing_all(fake):
        yield fake


@pytest.fixture
def console() -> Iterator[FakeConsole]:
    """A tank gauge."""
    fake = FakeConsole([TANK])
    with closing_all(fake):
        yield fake


@pytest.fixture
def file(tmp_path: Path, platform: DeafPlatform, port: TappedPort, console: FakeConsole) -> Path:
    """The station's file."""
    path = tmp_path / "station.toml"
    path.write_text(
        f'station_id = "{STATION}"\nplatform = ["{platform.url}"]\nhome = "home"\n'
        f'[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\npoll_s = 0.05\n'
        "dispenser_id = 1\ntimeout_s = 0.3\nnozzles = [{nozzle_id = 1, address = 1}]\n"
        f'[[device]]\ndriver = "tls350"\nname = "gauge"\nurl = "{console.server.url}"\npoll_s = 0.1\n'
        'timeout_s = 0.5\nvolume_unit = "L"\nheight_unit = "mm"\ntemperature_unit = "C"\n'
        "tanks = [{number = 1, tank_id = 1}]\n"
    )
    return path


@contextmanager
def running(file: Path, code: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """`youjian collect run`; killed as a power cut kills when the context ends before it did."""
    words = [sys.executable, "-m", "youjian.cli", "collect", "run", str(file)]
    log = (file.parent / "log").open("ab")
    started = subprocess.Popen([*words, *(["--code", code] if code else [])], stdout=log, stderr=log)
    try:
        yield started
    finally:
        os.kill(started.pid, signal.SIGKILL)
        started.wait()
        log.close()


@contextmanager
def runner_of(file: Path) -> Iterator[StationRunner]:
    """The collector in threads of this process."""
    runner = StationRunner(load(file), "good-code", PACE)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()
        runner.close()


def maintenance(**more: str) -> dict[str, str]:
    """Maintenance that runs now."""
    now = datetime.now(UTC)
    begins, ends = now - timedelta(minutes=1), now + timedelta(hours=1)
    return {"starts_at": begins.isoformat(), "ends_at": ends.isoformat(), "reason": "r", **more}


def test_killed_again_and_again_before_anybody_heard_its_answer_a_box_acts_once(
    file: Path, platform: DeafPlatform
) -> None:
    wanted = [
        station.Command(command_id="m1", name="announce_maintenance", arguments=maintenance(device="gauge")),
        station.Command(command_id="i1", name="set_interval", arguments={"device": "gauge", "seconds": "9"}),
    ]
    platform.deaf = True
    platform.commands = wanted
    for code in ("good-code", None, None):
        seen = len(platform.results)
        with running(file, code):
            eventually(lambda n=seen: len(platform.results) >= n + 2, "answers that get lost", 60)
    platform.deaf = False
    with running(file):
        eventually(lambda: not platform.commands, "the answers are heard", 60)
        eventually(lambda: platform.events("maintenance_started"), "the event", 60)
    told = {(one["command_id"], one["status"], one["at"]) for one in platform.results}
    assert [(command_id, status) for command_id, status, _ in sorted(told)] == [
        ("i1", "done"),
        ("m1", "done"),
    ]
    assert len(platform.events("maintenance_started")) == 1


def test_whatever_is_commanded_only_allow_listed_reads_leave_towards_devices(
    file: Path, platform: DeafPlatform, port: TappedPort, console: FakeConsole
) -> None:
    hostile = {
        "device": "gauge", "seconds": "30", "from": "2026-11-01T00:00:00Z", "to": "2027-11-01T00:00:00Z",
        "reason": "i60100", "version": "S60A00", "command": "S501002611220000",
    }  # fmt: skip
    platform.commands = [
        station.Command(command_id=f"c{number}", name=name, arguments=arguments)
        for number, (name, arguments) in enumerate(
            [
                ("run_probe", {"device": "gauge"}),
                ("run_probe", {"device": "d1"}),
                ("set_interval", {"device": "gauge", "seconds": "5"}),
                ("set_interval", {"device": "d1", "seconds": "0.2"}),
                ("check_update", {"version": "9.9"}),
                ("announce_maintenance", maintenance(device="d1")),
                *((name, hostile) for name in (*COMMANDS, "write", "S501", "set_time", "taxport")),
            ]
        )
    ]
    asked = {command.command_id for command in platform.commands}
    with runner_of(file) as runner:
        eventually(lambda: asked <= {one["command_id"] for one in platform.results}, "every answer", 90)
        depth = len(platform.records) + runner.outbox.depth
        assert depth > 0
    assert console.commands
    for sent in console.commands:
        assert tls350.check_outgoing(sent) == sent
    frames = [frame for data in port.received for frame in taxport.FrameReader().feed(data)]
    assert frames
    for frame in frames:
        taxport.decode_request(frame)  # raises for anything that is no read of the port
