"""The supervisor keeps children alive and leaves none behind; with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from youjian.commands import supervisor as module
from youjian.commands.supervisor import Child, Supervisor

_SLEEPER = (
    "import pathlib, os, time, sys; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"
)


def eventually(condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"


@pytest.fixture
def as_plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children run `python -c …` here: what is tested is the keeping, not the jobs."""
    real = subprocess.Popen

    def popen(words: list[str], **options: object) -> subprocess.Popen[bytes]:
        return real([sys.executable, "-c", *words[3:]], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(module.subprocess, "Popen", popen)


@pytest.mark.usefixtures("as_plain_python")
def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    supervisor = Supervisor([Child("sleeper", [_SLEEPER, str(mark)])])
    supervisor.start()
    try:
        eventually(mark.exists, "the child runs")
        eventually(lambda: bool(mark.read_text()), "the child says its pid")
        first = int(mark.read_text())
        os.kill(first, signal.SIGKILL)
        eventually(lambda: not supervisor.children[0].running, "the child is dead")

        def revived() -> bool:
            supervisor.revive(time.monotonic())
            return mark.read_text() not in ("", str(first))

        eventually(revived, "another process took its place")
        assert supervisor.children[0].deaths == 1
    finally:
        supervisor.stop()
    assert not supervisor.children[0].running


@pytest.mark.usefixtures("as_plain_python")
def test_early_deaths_lengthen_the_pause_up_to_a_limit() -> None:
    child = Child("failing", ["raise SystemExit(3)"])
    supervisor = Supervisor([child])
    now = 1000.0
    pauses = []
    for _ in range(9):
        child.start()
        child.started_at = now
        eventually(lambda: not child.running, "it fails")
        child.not_before = now + 1e9
        module._note_death(child, now + 1)
        pauses.append(child.pause_s)
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    supervisor.stop()


@pytest.mark.usefixtures("as_plain_python")
def test_a_child_that_only_had_one_thing_to_do_is_not_repeated(tmp_path: Path) -> None:
    child = Child("once", [f"open({str(tmp_path / 'runs')!r}, 'a').write('x')"], once=True)
    supervisor = Supervisor([child])
    supervisor.start()
    eventually(lambda: child.finished, "it ends well")
    supervisor.revive(time.monotonic())
    supervisor.stop()
    assert (tmp_path / "runs").read_text() == "x"


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    program = (
        "import sys, subprocess\n"
        "from youjian.commands import supervisor as m\n"
        "real = subprocess.Popen\n"
        "m.subprocess.Popen = lambda w, **o: real([sys.executable, '-c', *w[3:]], **o)\n"
        f"s = m.Supervisor([m.Child('sleeper', [{_SLEEPER!r}, {str(mark)!r}])])\n"
        "s.start(); s.watch()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        eventually(lambda: mark.exists() and bool(mark.read_text()), "the child runs")
        child = int(mark.read_text())
        parent.kill()
        parent.wait()
        eventually(lambda: not alive(child), "the child has gone with its parent")
    finally:
        parent.kill()
        parent.wait()
