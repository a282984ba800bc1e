"""Worker processes on this machine, one station each at a time; a worker that is killed loses nothing."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar, cast

import pyarrow as pa

from youjian.engine.outcome import Failure
from youjian.engine.walk import told

T = TypeVar("T")
ATTEMPTS = 3
"""How often a station is begun at most, when its worker dies under it."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""With one thread each, sums come out the same on any number of cores."""
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class _Job:
    """A station to do, and how often it was begun before."""

    station_id: str
    begun: int = 0


def each(task: Callable[[str], T], stations: Sequence[str], jobs: int) -> Iterator[tuple[str, T | Failure]]:
    """Do a task for every station with so many processes; yields each as it is done, in no fixed order.

    The task must be picklable; an exception in it becomes a `Failure`. A worker that ends by itself (killed,
    out of memory) is replaced and its station begun again, `ATTEMPTS` times at most. Raises ValueError for
    less than one job.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, got {jobs}")
    pool = _Pool(task, stations, min(jobs, len(stations)))
    try:
        yield from pool.results()
    finally:
        pool.end()


def attempt(task: Callable[[str], T], station_id: str) -> T | Failure:
    """The task's result, or why there is none."""
    try:
        return task(station_id)
    except Exception as error:
        return Failure(station_id, told(error))


class _Pool(Generic[T]):
    """The workers, what waits for them, and what each is at."""

    def __init__(self, task: Callable[[str], T], stations: Sequence[str], count: int) -> None:
        self._task = task
        self._waiting = deque(_Job(station) for station in stations)
        self._at: dict[Connection, _Job] = {}
        self._processes: dict[Connection, BaseProcess] = {}
        for _ in range(count):
            self._start()

    def results(self) -> Iterator[tuple[str, T | Failure]]:
        while self._at:
            for pipe in cast("list[Connection]", wait(list(self._at))):
                job = self._at.pop(pipe)
                try:
                    outcome = pipe.recv()
                except (EOFError, OSError):
                    yield from self._lost(pipe, job)
                    continue
                self._give(pipe)
                yield job.station_id, outcome

    def end(self) -> None:
        for pipe, process in self._processes.items():
            pipe.close()
            process.terminate()
        for process in self._processes.values():
            process.join()
            process.close()

    def _start(self) -> None:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(theirs, self._task), daemon=True)
        with _one_thread():
            process.start()
        theirs.close()
        self._processes[ours] = process
        self._give(ours)

    def _give(self, pipe: Connection) -> None:
        """Hand the next station to a worker; one that takes none is at none."""
        if not self._waiting:
            return
        job = self._waiting.popleft()
        self._at[pipe] = job
        try:
            pipe.send(job.station_id)
        except OSError:
            # It died while it was idle: reading from it says so, and the station is begun elsewhere.
            return

    def _lost(self, pipe: Connection, job: _Job) -> Iterator[tuple[str, T | Failure]]:
        process = self._processes.pop(pipe)
        pipe.close()
        process.join()
        code = process.exitcode or 0
        process.close()
        again = _Job(job.station_id, job.begun + 1)
        if again.begun < ATTEMPTS:
            self._waiting.append(again)
        else:
            yield job.station_id, Failure(job.station_id, _death(code))
        if self._waiting:
            self._start()


def _death(code: int) -> str:
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
    return f"its process {how} each of the {ATTEMPTS} times it was begun (out of memory?)"


def _serve(pipe: Connection, task: Callable[[str], object]) -> None:
    """A worker: does the stations it is sent until the other end is closed. Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_cpu_count(1)
    while True:
        try:
            station_id = pipe.recv()
        except EOFError:
            return
        pipe.send(attempt(task, station_id))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Children read the number of threads when they load the library, so it is set while they start."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
