"""What systemd is told of this process: that it is ready, that it lives, that it reads its files anew."""

import os
import socket
import time


class Notifier:
    """Messages to the socket that systemd names in the environment; silent where there is none."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        ours = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        watchdog = os.environ.get("WATCHDOG_USEC", "0")
        self.watchdog_s = int(watchdog) / 1e6 if ours and watchdog.isdigit() else 0.0
        """How long systemd waits for a sign of life; 0 where it does not."""

    def ready(self, status: str) -> None:
        """The stations' threads run."""
        self._send(f"READY=1\nSTATUS={status}")

    def alive(self, status: str) -> None:
        """A sign of life for the watchdog."""
        self._send(f"WATCHDOG=1\nSTATUS={status}")

    def reloading(self) -> None:
        """The files are read again; `ready` says when that is done."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The process ends in order."""
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            try:
                line.sendto(text.encode(), self._address)
            except OSError:
                return
