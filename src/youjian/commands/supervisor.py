"""Keeps a set of child processes alive, and ends them all when asked.

A child that dies is started again, after a pause that doubles with each early death. Children are ended in
the reverse of their starting order: SIGTERM, a grace time, SIGKILL.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from youjian.commands.database import heard_signals

GRACE_S = 20.0
EARLY_DEATH_S = 30.0
_LOOK_S = 0.1
LONGEST_PAUSE_S = 30.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process of the platform: its name, its words after `youjian`, and where its output goes.

    `log` None hands its output through; `once` children are not started again when they end well.
    """

    name: str
    words: Sequence[str]
    log: Path | None = None
    once: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_s: float = 0.0
    not_before: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        """Start the process; it gets SIGTERM when the supervisor itself is killed."""
        out = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "youjian.cli", *self.words],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT if out else None,
                start_new_session=True,
                preexec_fn=partial(_die_with_parent, os.getpid()),  # noqa: PLW1509 - two system calls
            )
        finally:
            if out:
                out.close()
        self.started_at = time.monotonic()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    @property
    def finished(self) -> bool:
        """Whether a `once` child has done its work."""
        return self.once and self.process is not None and self.process.poll() == 0


class Supervisor:
    """Starts children in order, restarts the dead, stops all in reverse order."""

    def __init__(self, children: Sequence[Child] = ()) -> None:
        self.children = list(children)
        self._asked = False

    def add(self, child: Child) -> None:
        """Start one more child now."""
        child.start()
        self.children.append(child)

    def start(self) -> None:
        """Start every child, in order."""
        for child in self.children:
            child.start()

    def ask_to_stop(self) -> None:
        """Make `watch` return; safe to call from a signal handler, also from one that interrupts another.

        So it sets a flag and takes no lock: a second Ctrl-C may come while the first is being handled.
        """
        self._asked = True

    def stop_on_signals(self) -> None:
        """Let SIGINT, SIGTERM and a closed terminal end `watch`."""
        for number in heard_signals():
            signal.signal(number, lambda *_: self.ask_to_stop())

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Wait at most this long; True when asked to stop."""
        end = time.monotonic() + seconds
        while not self._asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_S))
        return self._asked

    def watch(self) -> None:
        """Restart dead children until asked to stop."""
        while not self.wait(0.5):
            self.revive(time.monotonic())

    def revive(self, now: float) -> None:
        """One look at every child: note new deaths, start again those whose pause is over."""
        for child in self.children:
            if child.running or child.finished:
                continue
            if child.process is not None:
                _note_death(child, now)
            if now >= child.not_before:
                child.start()

    def stop(self) -> None:
        """End every child, the last started first; those of the same job side by side, as each may drain."""
        for _, same in groupby(reversed(self.children), key=lambda child: child.words[:1]):
            end(*same)


def end(*children: Child) -> None:
    """SIGTERM to all, then SIGKILL to those that are still there after the grace time."""
    running = [child for child in children if child.running]
    for child in running:
        if child.process is not None:
            child.process.terminate()
    until = time.monotonic() + GRACE_S
    for child in running:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            _say(f"{child.name} did not end within {GRACE_S:.0f} s and is killed")
            child.process.kill()
            child.process.wait()


def _note_death(child: Child, now: float) -> None:
    status = child.process.poll() if child.process else None
    early = now - child.started_at < EARLY_DEATH_S
    child.deaths += 1
    child.pause_s = min(LONGEST_PAUSE_S, max(0.5, child.pause_s * 2)) if early else 0.0
    child.not_before = now + child.pause_s
    child.process = None
    where = f", see {child.log}" if child.log else ""
    _say(f"{child.name} ended with status {status} and is started again in {child.pause_s:.1f} s{where}")


def _say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(f"youjian: {text}", file=sys.stderr, flush=True)


def _die_with_parent(parent: int) -> None:
    """On Linux, ask for SIGTERM when the parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
