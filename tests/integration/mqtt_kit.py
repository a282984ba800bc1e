"""A real Mosquitto for tests: its own port, its own folder, stopped and started as a test wants."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.intake_kit import eventually

PROGRAM = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


class Broker:
    """One Mosquitto on loopback; `more` is added to its file, `port` stays the same over restarts."""

    def __init__(self, folder: Path, more: str = "allow_anonymous true\n") -> None:
        if PROGRAM is None:
            message = "mosquitto is not installed: run scripts/setup.sh"
            pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
        self.file = folder / "mosquitto.conf"
        self.file.write_text(f"listener {self.port} 127.0.0.1\npersistence false\n{more}")
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen([PROGRAM, "-c", str(self.file)], stdout=log, stderr=log)
        log.close()
        eventually(self._listens, "the broker listens")

    def stop(self) -> None:
        """Kill it: connections end without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


@contextmanager
def running_broker(folder: Path, more: str = "allow_anonymous true\n") -> Iterator[Broker]:
    """A broker that is stopped at the end."""
    broker = Broker(folder, more)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()
