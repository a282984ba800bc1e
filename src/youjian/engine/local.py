"""Runs rules over many stations on this machine's cores; the result does not depend on how many there are."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from youjian.contract.findings import Finding
from youjian.detection.facts import Facts, RememberingFacts
from youjian.detection.registry import canonical_order, judge, rules
from youjian.detection.revisions import revise
from youjian.detection.rule import Tick

FactsOf = Callable[[str], Facts]
"""Gives the facts of one station. It is sent to other processes, so it must be picklable."""

TickAt = tuple[Tick, datetime]
_BLAS_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Failure:
    """A station whose facts could not be judged, and why."""

    station_id: str
    reason: str


@dataclass(frozen=True)
class Run:
    """Every revision in canonical order, and the stations that failed."""

    findings: tuple[Finding, ...]
    failed: tuple[Failure, ...]


def run(facts_of: FactsOf, station_ids: Iterable[str], ticks: Iterable[TickAt], jobs: int = 1) -> Run:
    """Walk the ticks over every station with `jobs` processes; a failed station does not stop the others.

    Raises ValueError for less than one job.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be at least 1, got {jobs}")
    stations, walked = sorted(set(station_ids)), sorted(ticks, key=lambda tick: (tick[1], tick[0]))
    outcomes = _inline(facts_of, stations, walked) if jobs == 1 else _pooled(facts_of, stations, walked, jobs)
    findings = [finding for outcome in outcomes if not isinstance(outcome, Failure) for finding in outcome]
    failed = tuple(outcome for outcome in outcomes if isinstance(outcome, Failure))
    return Run(tuple(sorted(findings, key=canonical_order)), failed)


def walk(facts: Facts, ticks: Sequence[TickAt]) -> list[Finding]:
    """Every revision that judging at each tick in turn appends; what was said is known to the next tick."""
    remembering = RememberingFacts(facts)
    appended: list[Finding] = []
    for tick, as_of in ticks:
        judged = judge(tick, remembering, as_of)
        new = revise(_said(remembering, tick, as_of), judged, as_of)
        remembering.remember(new)
        appended += new
    return appended


def _said(facts: Facts, tick: Tick, as_of: datetime) -> pa.Table:
    until_now = as_of + timedelta(microseconds=1)
    return pa.concat_tables([facts.findings(rule.code, until_now) for rule in rules(tick)])


Outcome = list[Finding] | Failure


def _judge_station(facts_of: FactsOf, station_id: str, ticks: Sequence[TickAt]) -> Outcome:
    try:
        return walk(facts_of(station_id), ticks)
    except Exception as error:
        return Failure(station_id, f"{type(error).__name__}: {error}")


def _inline(facts_of: FactsOf, stations: list[str], ticks: Sequence[TickAt]) -> list[Outcome]:
    return [_judge_station(facts_of, station, ticks) for station in stations]


def _pooled(facts_of: FactsOf, stations: list[str], ticks: Sequence[TickAt], jobs: int) -> list[Outcome]:
    context = multiprocessing.get_context("spawn")
    with (
        _one_blas_thread(),
        ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(facts_of, ticks)) as pool,
    ):
        return list(pool.map(_judge_in_worker, stations))


class _Worker:
    """What a worker process was started with, sent once and not with every station."""

    facts_of: FactsOf
    ticks: Sequence[TickAt]


def _start(facts_of: FactsOf, ticks: Sequence[TickAt]) -> None:
    pa.set_cpu_count(1)
    _Worker.facts_of, _Worker.ticks = staticmethod(facts_of), ticks


def _judge_in_worker(station_id: str) -> Outcome:
    return _judge_station(_Worker.facts_of, station_id, _Worker.ticks)


@contextmanager
def _one_blas_thread() -> Iterator[None]:
    """Children read the number of threads when they load the library, so it is set while they start."""
    before = {name: os.environ.get(name) for name in _BLAS_THREADS}
    os.environ.update(dict.fromkeys(_BLAS_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
