"""The main job from start to end: a city comes up, a hidden sale becomes an alert, Ctrl-C leaves nothing."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.office import Office, answers
from benchmarks.processes import of_home

STATION = "3602030017"
FIRST_DEVICE_PORTS = (21000, 23000, 25000, 27000, 29000)


class Demo:
    """A running `youjian demo` with a home and ports of its own."""

    def __init__(self, home: Path, office: int, door: int, hj212: int, devices: int) -> None:
        self.home, self.office, self.door = home, f"http://127.0.0.1:{office}", f"http://127.0.0.1:{door}"
        self.printed = home.with_name(f"printed-{time.time_ns()}")
        ports = ["--port", office, "--intake-port", door, "--hj212-port", hj212, "--device-port", devices]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "youjian.cli", "demo", "--history-days", "1", *map(str, ports)],
            env={**os.environ, "YOUJIAN_HOME": str(home)},
            stdout=self.printed.open("ab"),
            stderr=subprocess.STDOUT,
        )

    def until(self, condition: Callable[[], Any], what: str, seconds: float = 150) -> Any:
        end = time.monotonic() + seconds
        while not (found := condition()):
            said = self.printed.read_text(encoding="utf-8")
            assert self.process.poll() is None, f"the demo ended before: {what}\n{said}"
            assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}\n{said}"
            time.sleep(0.2)
        return found

    def ready(self) -> bool:
        return "Ctrl-C ends everything" in self.printed.read_text(encoding="utf-8")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 0


@pytest.fixture
def home() -> Iterator[Path]:
    """A home in a folder that every user may pass through; what still runs there at the end is ended."""
    folder = Path(tempfile.mkdtemp(prefix="youjian-demo-", dir="/var/tmp"))
    folder.chmod(0o755)
    path = folder / "home"
    path.mkdir()
    yield path
    for pid in of_home(path):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def free_span() -> int:
    for first in FIRST_DEVICE_PORTS:
        try:
            for port in (first, first + 10, first + 900):
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return first
    raise AssertionError(f"no free ports from {FIRST_DEVICE_PORTS}")


def links(office: Office) -> dict[str, str]:
    return {station["station_id"]: station["link"] for station in office.get("/map")["stations"]}


def gap_of(office: Office, since: datetime) -> dict[str, Any] | None:
    path = f"/alerts?rule=fuelling.totalizer_gap&station_id={STATION}"
    items = office.get(path)["items"]
    return next((item for item in items if datetime.fromisoformat(item["opened_at"]) > since), None)


@pytest.mark.timeout(600)
def test_a_city_comes_up_warns_of_a_hidden_sale_and_goes_without_a_trace(home: Path) -> None:
    ports = (free_port(), free_port(), free_port(), free_span())
    demo = Demo(home, *ports)
    demo.until(demo.ready, "the banner")
    assert answers(f"{demo.office}/healthz")
    assert answers(f"{demo.door}/healthz")
    office = Office(demo.office)
    office.log_in("zhiban", "Youjian-2026")
    demo.until(lambda: sum(link == "up" for link in links(office).values()) >= 10, "ten live stations")
    assert len(links(office)) == 40

    since = datetime.now().astimezone()
    inject = ["simulate", "inject", "hidden-sale", "--station", STATION, "--litres", "37.5"]
    subprocess.run(
        [sys.executable, "-m", "youjian.cli", *inject],
        env={**os.environ, "YOUJIAN_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    alert = demo.until(lambda: gap_of(office, since), "the alert of the hidden sale")
    assert "37.50升" in alert["message"]
    page = office.get(f"/alerts/{alert['id']}")
    assert page["alert"]["estimate"] == 37500
    assert len(page["evidence"]["records"]) > 0
    demo.stop()
    assert of_home(home) == {}
    assert not list(home.rglob("postmaster.pid"))

    again = Demo(home, *ports)
    again.until(again.ready, "the banner of the second start")
    office = Office(again.office)
    office.log_in("zhiban", "Youjian-2026")
    assert office.get(f"/alerts/{alert['id']}")["alert"]["message"] == alert["message"]
    again.stop()
    assert of_home(home) == {}
