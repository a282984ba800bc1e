"""The same findings byte for byte on one process, on two, on a cluster, and when workers are killed."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.integration.audit_kit import STATIONS, free_port, scheduler, worker, write_folder
from youjian.cli import main
from youjian.engine.audit import AuditRequest, Engine, audit, on_this_machine
from youjian.engine.cluster import on_cluster
from youjian.engine.outcome import EngineError, Failure
from youjian.engine.pool import ATTEMPTS, each
from youjian.engine.station import StationAudit, StationTask


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("audited") / "folder")


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one process finds."""
    return audited(folder, tmp_path_factory.mktemp("expected"), on_this_machine(1))


def audited(folder: Path, where: Path, engine: Engine) -> bytes:
    out = where / "findings.parquet"
    done = audit(AuditRequest(folder, out), engine, lambda _done, _total: None)
    assert done.failed == []
    assert done.raised["fuelling.totalizer_gap", "alarm", "discrepancy"] == len(STATIONS) - 1
    return out.read_bytes()


@dataclass(frozen=True)
class Deadly:
    """Does a task, but some stations kill the worker under them, a number of times."""

    task: StationTask
    marks: Path
    stations: tuple[str, ...]
    times: int

    def __call__(self, station_id: str) -> StationAudit:
        killed = len(list(self.marks.glob(f"{station_id}.*")))
        if station_id in self.stations and killed < self.times:
            (self.marks / f"{station_id}.{killed}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.task(station_id)


def deadly(
    marks: Path, stations: tuple[str, ...], times: int, task: StationTask, asked: list[str]
) -> Iterator[tuple[str, StationAudit | Failure]]:
    return each(Deadly(task, marks, stations, times), asked, 2)


def test_two_processes_find_the_same(folder: Path, tmp_path: Path, expected: bytes) -> None:
    assert audited(folder, tmp_path, on_this_machine(2)) == expected


def test_workers_that_are_killed_lose_nothing(folder: Path, tmp_path: Path, expected: bytes) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    assert audited(folder, tmp_path, partial(deadly, marks, (STATIONS[0], STATIONS[5]), 1)) == expected


def test_a_station_that_kills_every_worker_is_named_and_the_others_are_written(
    folder: Path, tmp_path: Path
) -> None:
    marks, out = tmp_path / "marks", tmp_path / "findings.parquet"
    marks.mkdir()
    engine = partial(deadly, marks, (STATIONS[3],), ATTEMPTS)
    done = audit(AuditRequest(folder, out), engine, lambda _done, _total: None)
    [failure] = done.failed
    assert failure.station_id == STATIONS[3]
    assert "was killed by SIGKILL each of the 3 times" in failure.reason
    assert done.raised["fuelling.totalizer_gap", "alarm", "discrepancy"] == len(STATIONS) - 2
    assert out.exists()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A scheduler without workers."""
    with scheduler() as number:
        yield number


def test_a_cluster_finds_the_same(folder: Path, tmp_path: Path, expected: bytes, port: int) -> None:
    with worker(port), worker(port):
        assert audited(folder, tmp_path, on_cluster(f"tcp://127.0.0.1:{port}")) == expected


def test_a_cluster_whose_worker_is_killed_loses_nothing(
    folder: Path, tmp_path: Path, expected: bytes, port: int
) -> None:
    with ExitStack() as stack:
        first, _ = (stack.enter_context(worker(port)) for _ in range(2))

        def engine(task: StationTask, stations: list[str]) -> Iterator[tuple[str, StationAudit | Failure]]:
            for number, outcome in enumerate(on_cluster(f"tcp://127.0.0.1:{port}")(task, stations)):
                if number == 0:
                    first.kill()
                yield outcome

        assert audited(folder, tmp_path, engine) == expected


def test_a_worker_that_sums_with_several_threads_is_refused(folder: Path, tmp_path: Path, port: int) -> None:
    with (
        worker(port, threads="4"),
        pytest.raises(EngineError, match=r"must be started with OMP_NUM_THREADS=1"),
    ):
        audited(folder, tmp_path, on_cluster(f"tcp://127.0.0.1:{port}"))


def test_a_scheduler_without_workers_is_said(folder: Path, tmp_path: Path, port: int) -> None:
    with pytest.raises(EngineError, match=r"has had no workers for 0.3 s; start some with: dask worker"):
        audited(folder, tmp_path, on_cluster(f"tcp://127.0.0.1:{port}", patience_s=0.3))


def test_a_scheduler_that_is_not_there_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("youjian.engine.cluster.CONNECT_S", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    out = str(tmp_path / "findings.parquet")
    assert main(["audit", str(folder), "--out", out, "--engine", address]) == 2
    assert f"no Dask scheduler answers at {address}" in capsys.readouterr().err
