"""Processes of a run: started with their words, killed, started again; their output kept in files."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import urllib3


class Processes:
    """Processes by name; a killed one is started again with its words."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment, "YOUJIAN_HOME": str(folder)}
        self._words: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *words: str) -> None:
        """Start a command line, its output in a file."""
        self._words[name] = list(words)
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                words, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """Kill -9."""
        process = self._running[name]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def again(self, name: str) -> None:
        """Start what was killed with the words that it had."""
        self.start(name, *self._words[name])

    def alive(self, name: str) -> bool:
        """Whether it runs."""
        return self._running[name].poll() is None

    def pid(self, name: str) -> int:
        """Its number."""
        return self._running[name].pid

    def log(self, name: str) -> str:
        """The end of its output."""
        path = self._folder / f"{name}.log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else "not started"

    def close(self) -> None:
        """End all."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until(condition: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
    """The first true value of a condition; a database or a door that is away counts as not yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            value = condition()
        except (psycopg.Error, urllib3.exceptions.HTTPError):
            value = None
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody listens on, below those the system hands out."""
    for first in random.Random(os.getpid()).sample(range(20_000, 30_000, count), 20):
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first
    raise AssertionError(f"no {count} free ports in a row")
