"""kill -9 of a collector the moment a vapour monitor was acknowledged: what was acknowledged arrives."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.integration.collector_fakes import FakePlatform, closing_all, eventually
from tests.integration.vapour_kit import MN, PASSWORD, STATION, Monitor
from youjian.protocols import hj212

NOW = datetime.now(UTC).replace(microsecond=0)
ROUNDS = 3


@contextmanager
def collecting(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`youjian collect run`, killed at the end."""
    command = [sys.executable, "-m", "youjian.cli", "collect", "run", str(config), "--code", "good-code"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)


def fill(number: int) -> hj212.Frame:
    ended_at = NOW + timedelta(seconds=number)
    made = hj212.Fill(
        nozzle_id=number,
        started_at=ended_at,
        ended_at=ended_at,
        fuel_ml=20_000 + number,
        vapour_ml=21_000,
        ratio=1.05,
        fuel_l_min=30.0,
        vapour_l_min=31.5,
    )
    return hj212.encode_fill(made, mn=MN, qn=hj212.qn_of(ended_at), station_id=STATION, pw=PASSWORD)


def dialled(port: int) -> Monitor | None:
    try:
        return Monitor(port)
    except OSError:
        return None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_what_was_acknowledged_survives_kill_9_and_arrives_once(tmp_path: Path) -> None:
    port, platform = free_port(), FakePlatform()
    with closing_all(platform):
        config = tmp_path / "station.toml"
        config.write_text(
            f'station_id = "{STATION}"\nplatform = ["{platform.url}"]\nhome = "home"\n[[device]]\n'
            f'driver = "hj212"\nname = "v"\nurl = "tcp-listen://127.0.0.1:{port}"\nmn = "{MN}"\n'
            f'password = "{PASSWORD}"\n'
        )
        for number in range(1, ROUNDS + 1):
            with collecting(config) as process, eventually(lambda: dialled(port), "the door") as line:
                line.send(fill(number))
                assert line.receive().cn == "9014"
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        with collecting(config), eventually(lambda: dialled(port), "the door") as line:
            assert line.replies_to(*[fill(number) for number in range(1, ROUNDS + 1)]) == [("9014",)] * ROUNDS

            def arrived() -> list[int]:
                return sorted(body["fuel_ml"] for name, body in platform.records if name == "vapour_fills")

            eventually(lambda: len(set(arrived())) == ROUNDS, "every fill")
            assert arrived() == [20_000 + number for number in range(1, ROUNDS + 1)]
