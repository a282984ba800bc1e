"""The audit's stations as tasks on a Dask cluster whose workers see the same folder."""

import os
import pickle
import platform
import queue
import shutil
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pyarrow as pa
from distributed import Client, Future
from distributed.scheduler import KilledWorker

from youjian.engine.audit import Engine
from youjian.engine.outcome import EngineError, Failure
from youjian.engine.pool import ONE_THREAD, attempt
from youjian.engine.station import StationAudit, StationTask

CONNECT_S = 10
LOOK_EVERY_S = 2.0
"""How often the cluster is looked at while nothing comes back from it."""
_PACKAGES = ("youjian", "numpy", "scipy", "pyarrow", "msgspec")
_mine = threading.local()


@dataclass(frozen=True)
class _Place:
    """What decides whether a machine finds the same as this one."""

    versions: dict[str, str]
    files: dict[str, int] | None
    threads: dict[str, str | None]


def on_cluster(address: str, patience_s: float = 60.0) -> Engine:
    """The engine that uses the workers of a scheduler, as `tcp://10.0.0.5:8786`.

    Raises EngineError, when it runs, for a scheduler that does not answer, workers that are not there for so
    many seconds, have other versions than this machine, see no such folder or would use several threads.
    """
    return partial(_on_cluster, address=address, patience_s=patience_s)


def _on_cluster(
    task: StationTask, stations: list[str], address: str, patience_s: float
) -> Iterator[tuple[str, StationAudit | Failure]]:
    with _connected(address) as client:
        _await_workers(client, patience_s)
        _check(client, task.folder.path)
        run, sent = uuid4().hex, pickle.dumps(task)
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        asked = {f"youjian-{run}-{station}": station for station in stations}
        futures = {k: client.submit(_attempt, sent, s, key=k, pure=False) for k, s in asked.items()}
        for future in futures.values():
            future.add_done_callback(done.put)
        try:
            for _ in stations:
                future = _next(client, done, patience_s)
                yield asked[str(future.key)], _outcome(future, asked[str(future.key)])
                del futures[str(future.key)]
        finally:
            with suppress(Exception):
                client.cancel(list(futures.values()))
                client.run(_forget, task.folder.scratch)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        with warnings.catch_warnings():
            # Versions are compared below, and said in words of ours.
            warnings.simplefilter("ignore")
            client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        yield client
    finally:
        client.close()


def _await_workers(client: Client, patience_s: float) -> None:
    end = time.monotonic() + patience_s
    while not _workers(client):
        if time.monotonic() > end:
            raise EngineError(
                f"the scheduler has had no workers for {patience_s:g} s; start some with: dask worker ADDRESS"
            )
        time.sleep(0.1)


def _workers(client: Client) -> dict[str, Any]:
    return client.scheduler_info(n_workers=-1)["workers"]


def _next(client: Client, done: "queue.SimpleQueue[Future]", patience_s: float) -> Future:
    """The next future that is done. Raises EngineError when the cluster is gone for good."""
    while True:
        try:
            future = done.get(timeout=LOOK_EVERY_S)
        except queue.Empty:
            if client.status != "running":
                raise EngineError("the connection to the scheduler was lost") from None
            _await_workers(client, patience_s)
            continue
        if future.status in ("cancelled", "lost"):
            raise EngineError("the scheduler has let go of the work: it ended, or somebody cancelled it")
        return future


def _outcome(future: Future, station_id: str) -> StationAudit | Failure:
    try:
        return future.result()
    except KilledWorker:
        return Failure(station_id, "its workers ended each time it was begun (out of memory?)")
    except Exception as error:
        return Failure(station_id, f"{type(error).__name__}: {error}")


def _check(client: Client, folder: Path) -> None:
    """Every worker must see the folder and be as this machine is."""
    here = _place(folder)
    places = cast("dict[str, _Place | Exception]", client.run(_place, folder, on_error="return"))
    for worker, there in places.items():
        if isinstance(there, Exception):
            raise EngineError(f"worker {worker} cannot run youjian: {type(there).__name__}: {there}")
        other = [
            f"{name} {there.versions.get(name)} instead of {ours}"
            for name, ours in here.versions.items()
            if there.versions.get(name) != ours
        ]
        if other:
            raise EngineError(f"worker {worker} has {', '.join(other)}; install the same versions everywhere")
        if there.files is None:
            raise EngineError(
                f"worker {worker} does not see the folder {folder}; share it under the same path"
            )
        if there.files != here.files:
            raise EngineError(f"worker {worker} sees other files in {folder} than this machine")
        several = [name for name, value in there.threads.items() if value != "1"]
        if several:
            raise EngineError(f"worker {worker} must be started with {'=1 '.join(several)}=1")


def _place(folder: Path) -> _Place:
    """What a machine has and sees; called on every worker."""
    versions = {name: version(name) for name in _PACKAGES}
    seen = {f.name: f.stat().st_size for f in folder.iterdir() if f.is_file()} if folder.is_dir() else None
    return _Place(
        {"python": platform.python_version(), **versions},
        seen,
        {name: os.environ.get(name) for name in ONE_THREAD},
    )


def _attempt(sent: bytes, station_id: str) -> StationAudit | Failure:
    """One station on a worker; what was opened for the run is kept from one station to the next."""
    if getattr(_mine, "sent", None) != sent:
        pa.set_cpu_count(1)
        _mine.sent, _mine.task = sent, pickle.loads(sent)  # noqa: S301  # sent by the audit itself
    return attempt(_mine.task, station_id)


def _forget(scratch: Path) -> None:
    """Remove what workers that do not see the scratch folder of the audit set down for themselves."""
    shutil.rmtree(scratch, ignore_errors=True)
    with suppress(OSError):
        scratch.parent.rmdir()
