"""A folder of several small stations, each with something of its own to find."""

import itertools
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from tests.unit.archive.conftest import FOLDER

STATIONS = [f"36020300{n}" for n in range(17, 25)]
FIRST = "3602030017"


def write_folder(path: Path) -> Path:
    """Stations like the one of `FOLDER`; the n-th totalizer runs n litres further than its records."""
    path.mkdir()
    for name, text in FOLDER.items():
        header, *rows = text.splitlines()
        lines = [row.replace(FIRST, station) for station in STATIONS for row in rows]
        (path / f"{name}.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    sales = path / "fuellings.csv"
    text = sales.read_text(encoding="utf-8")
    for number, station in enumerate(STATIONS):
        before = f"{station},3,42,2026-11-22T08:10:00+08:00,2026-11-22T08:12:00+08:00,30000,756,22680,1072000"
        text = text.replace(before, before.replace("1072000", str(1_060_000 + 1000 * number)))
    sales.write_text(text, encoding="utf-8")
    return path


_TRIED = itertools.count(21_000 + os.getpid() % 5000)


def free_port() -> int:
    """A port below the ephemeral ones on which nobody listens; another one each time."""
    return next(port for port in _TRIED if not listens(port))


def listens(port: int) -> bool:
    """Whether somebody answers on a port of this machine."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def dask(*words: str, threads: str = "1") -> Iterator[subprocess.Popen[bytes]]:
    """A `dask scheduler` or `dask worker` as a process of its own."""
    env = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def scheduler() -> Iterator[int]:
    """A scheduler that answers on the port it yields."""
    port = free_port()
    with dask("scheduler", "--port", str(port)) as process:
        while not listens(port):
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the scheduler ended with status {process.wait(0.1)}")
        yield port


def worker(port: int, *, threads: str = "1") -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A worker of the scheduler on a port, without a nanny, so that killing it is final."""
    mine = ("--no-nanny", "--nthreads", "1", "--worker-port", str(free_port()))
    return dask("worker", f"tcp://127.0.0.1:{port}", *mine, threads=threads)
