"""Jobs and their private database: one that was found stays, one that was started goes with its job."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.processes import of_home
from youjian.commands import database as jobs
from youjian.ledger.connection import VARIABLES
from youjian.ledger.server import EmbeddedServer

PATIENCE = 200.0  # three processes start: seconds alone, minutes on a machine that others load
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def handlers() -> Iterator[None]:
    """Signals are handled after the test as before it."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, handlers: None) -> Iterator[Path]:
    """A home without a named database; what still runs there at the end is ended."""
    for name in VARIABLES.values():
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    folder = Path(tempfile.mkdtemp(prefix="youjian-jobs-", dir="/var/tmp"))
    folder.chmod(0o755)
    path = folder / "home"
    path.mkdir()
    monkeypatch.setenv("YOUJIAN_HOME", str(path))
    yield path
    for pid in of_home(path):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def started_up(home: Path) -> subprocess.Popen[bytes]:
    """`youjian up`, once it says where the console is."""
    printed = home.with_name(f"printed-{time.time_ns()}")
    words = ["up", "--port", free_port(), "--intake-port", free_port(), "--hj212-port", 0]
    with printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "youjian.cli", *map(str, words)], stdout=out, stderr=subprocess.STDOUT
        )
    until(
        lambda: "console on" in printed.read_text(encoding="utf-8") or process.poll() is not None, "it is up"
    )
    assert process.poll() is None, printed.read_text(encoding="utf-8")
    return process


@pytest.mark.timeout(3 * PATIENCE)
def test_a_platform_ends_with_its_terminal_and_adopts_what_a_killed_one_left(home: Path) -> None:
    killed = started_up(home)
    killed.kill()
    killed.wait()
    until(lambda: all("youjian.cli" not in words for words in of_home(home).values()), "its children end")
    server = EmbeddedServer(home)
    assert server.running
    left = server.pid
    again = started_up(home)
    assert server.pid == left
    again.send_signal(signal.SIGHUP)
    assert again.wait(PATIENCE) == 0
    assert of_home(home) == {}


def test_a_job_leaves_the_database_that_it_found_running(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    try:
        with jobs.database():
            assert server.running
        assert server.running
    finally:
        server.stop()


@pytest.mark.parametrize("number", SIGNALS)
def test_a_job_takes_the_database_along_that_it_started(home: Path, number: signal.Signals) -> None:
    def job() -> None:
        with jobs.database():
            assert EmbeddedServer(home).running
            signal.raise_signal(number)

    with pytest.raises(KeyboardInterrupt):
        job()
    assert of_home(home) == {}


@pytest.mark.usefixtures("handlers")
def test_a_background_job_hears_an_interrupt_and_outlives_its_terminal_under_nohup() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert set(jobs.heard_signals()) == set(SIGNALS)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    assert set(jobs.heard_signals()) == {signal.SIGINT, signal.SIGTERM}


def test_a_home_holds_one_platform_at_a_time(tmp_path: Path) -> None:
    with jobs.only_one(tmp_path), pytest.raises(SystemExit, match="running already"), jobs.only_one(tmp_path):
        pass
    with jobs.only_one(tmp_path):
        assert list((tmp_path / "running").iterdir()) == []


def test_a_home_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(SystemExit, match="file/home cannot be used"),
        jobs.only_one(tmp_path / "file" / "home"),
    ):
        pass


def test_a_port_in_use_is_told_by_its_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_PORT_WAIT_S", 0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SystemExit, match=f"choose another --port {port}$"):
            jobs.require_free("127.0.0.1", {"--port": port, "--hj212-port": 0})
