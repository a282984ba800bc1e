"""`youjian collect` as a person or a supervisor meets it: a real process, its exit status and its words."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.collector_fakes import (
    FakeNozzle,
    FakePlatform,
    FakeTaxPort,
    closing_all,
    eventually,
)
from youjian.collector.uplink.keys import KEY_FILE

COMMAND = [sys.executable, "-m", "youjian.cli", "collect"]


@pytest.fixture
def port() -> Iterator[FakeTaxPort]:
    fake = FakeTaxPort({1: FakeNozzle()})
    with closing_all(fake):
        yield fake


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    fake = FakePlatform()
    with closing_all(fake):
        yield fake


@pytest.fixture
def file(tmp_path: Path, platform: FakePlatform, port: FakeTaxPort) -> Path:
    path = tmp_path / "station.toml"
    path.write_text(
        f'station_id = "3602030017"\nplatform = ["{platform.url}"]\nhome = "home"\n[[device]]\n'
        f'driver = "taxport"\nname = "d1"\nurl = "{port.server.url}"\npoll_s = 0.05\n'
        "nozzles = [{nozzle_id = 1, address = 1}]\n"
    )
    return path


def depth_of(file: Path) -> int:
    with closing(sqlite3.connect(file.parent / "home" / "outbox.sqlite")) as outbox:
        return outbox.execute("SELECT count(*) FROM records").fetchone()[0]


def said(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_fresh_box_must_enrol_before_it_runs(file: Path) -> None:
    done = said("run", file)
    assert (done.returncode, "is not enrolled" in done.stderr) == (1, True)


def test_a_bad_file_is_status_two_with_the_key(file: Path) -> None:
    file.write_text(file.read_text().replace("poll_s", "pol_s"))
    for action in ("check", "run", "status"):
        done = said(action, file)
        assert done.returncode == 2
        assert "unknown field `pol_s` - at `$.device[0]`" in done.stderr


def test_enrolment_makes_a_key_that_only_its_owner_reads(file: Path) -> None:
    refused = said("enrol", file, "--code", "wrong-code")
    assert (refused.returncode, "get a new code" in refused.stderr) == (1, True), refused.stderr
    done = said("enrol", file, "--code", "good-code")
    assert (done.returncode, done.stdout) == (0, "enrolled as C1 at station 3602030017, epoch 1\n")
    assert stat.S_IMODE((file.parent / "home" / KEY_FILE).stat().st_mode) == 0o600


def test_it_runs_until_told_to_stop_and_leaves_a_status(
    file: Path, platform: FakePlatform, port: FakeTaxPort
) -> None:
    box = subprocess.Popen(
        [*COMMAND, "run", str(file), "--code", "good-code"], stderr=subprocess.PIPE, text=True
    )
    try:
        eventually(
            lambda: any(b.get("devices", {}).get("nozzle:1") == "ok" for _, b in platform.messages), "d1"
        )
        port.nozzles[1].sell(2_000)
        eventually(platform.fuellings, "the fuelling")
        eventually(lambda: not depth_of(file), "an empty outbox")
        box.send_signal(signal.SIGTERM)
        _, log = box.communicate(timeout=30)
    finally:
        box.kill()
        box.wait()
    assert box.returncode == 0
    assert all(json.loads(line)["level"] in ("info", "warning") for line in log.splitlines())
    done = said("status", file, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["outbox_depth"] == 0


def test_it_ends_with_the_process_that_started_it(file: Path, platform: FakePlatform) -> None:
    words = [*COMMAND, "run", str(file), "--code", "good-code", "--with-parent"]
    script = (
        f"import subprocess, time\nbox = subprocess.Popen({words!r})\n"
        "print(box.pid, flush=True)\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    eventually(lambda: platform.messages, "the boot")
    parent.kill()
    parent.communicate()
    eventually(lambda: gone(pid), "the collector's end")


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
