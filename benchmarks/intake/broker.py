"""A Mosquitto of a run's own, killed and started again at the same port."""

import shutil
import socket
import subprocess
from pathlib import Path

from benchmarks.soak.processes import until

_FILE = """listener {port} 127.0.0.1
persistence false
allow_anonymous true
max_inflight_messages 0
max_queued_messages 0
user nobody
"""


class Mosquitto:
    """One broker on loopback; FileNotFoundError when it is not installed."""

    def __init__(self, folder: Path, port: int) -> None:
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        if program is None:
            raise FileNotFoundError("mosquitto is not installed: run scripts/setup.sh")
        self._program, self._folder, self.port = program, folder, port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"mqtt://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it listens."""
        file = self._folder / "mosquitto.conf"
        file.write_text(_FILE.format(port=self.port))
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen([self._program, "-c", str(file)], stdout=log, stderr=log)
        until(self._listens, "the broker listens")

    def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
