"""The processes of a data directory: found by where they work, never by their name alone.

After a kill -9 of the postmaster its children may live on for a moment and hold the shared memory, and a new
server refuses to start beside them. PostgreSQL's processes all work in their data directory.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def is_alive(pid: int) -> bool:
    """Whether a process of this id exists and is no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return not _PROC.exists()
    return stat.rpartition(")")[2].split()[0] != "Z"


def proves_processes() -> bool:
    """Whether this system shows where its processes work (Linux does)."""
    return (_PROC / "self" / "cwd").exists()


def end_leftovers(data: Path, patience: float = 5.0) -> None:
    """End PostgreSQL processes that work in `data`: politely (SIGQUIT), after `patience` seconds for good."""
    deadline = time.monotonic() + patience
    sign = signal.SIGQUIT
    while pids := leftovers(data):
        if time.monotonic() > deadline:
            sign = signal.SIGKILL
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        time.sleep(0.05)


def leftovers(data: Path) -> list[int]:
    """Ids of PostgreSQL processes whose working directory is `data`; none where /proc is not there."""
    found: list[int] = []
    for entry in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            at_home = (entry / "cwd").readlink() == data.resolve()
            if (
                at_home
                and (entry / "exe").readlink().name.startswith("postgres")
                and is_alive(int(entry.name))
            ):
                found.append(int(entry.name))
    return found
