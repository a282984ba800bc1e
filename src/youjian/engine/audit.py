"""The audit of a folder: every station read and walked by workers, the findings in one file."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

from youjian.archive.folder import AuditFolder
from youjian.archive.rows import BadRow
from youjian.contract.fields import day_bounds
from youjian.contract.tables import TABLES
from youjian.detection.rule_sets import CURRENT, DEFAULT, Schedule
from youjian.detection.ticks import WATCH_EVERY
from youjian.engine import pool
from youjian.engine.findings_file import write_findings
from youjian.engine.outcome import Failure
from youjian.engine.span import Span
from youjian.engine.station import StationAudit, StationTask

Progress = Callable[[int, int], None]
"""Told how many stations of how many are done."""
Engine = Callable[[StationTask, list[str]], Iterator[tuple[str, StationAudit | Failure]]]
"""Does the task for every station somewhere and yields each as it is done, in any order."""


class BadInputError(Exception):
    """Rows that cannot be taken; nothing was written."""

    def __init__(self, bad: list[BadRow]) -> None:
        super().__init__(f"{len(bad)} bad rows")
        self.bad = bad


@dataclass(frozen=True)
class AuditRequest:
    """What to audit: the folder, the findings file, the business days to which the ticks are limited, by
    which rule sets, and how often the platform's watch looks.
    """

    folder: Path
    out: Path
    first_day: date | None = None
    last_day: date | None = None
    skip_bad: bool = False
    schedule: Schedule = DEFAULT
    watch_every: timedelta = WATCH_EVERY


@dataclass
class Audited:
    """What an audit did.

    `raised` counts findings by rule, severity and verdict as they stand last; `not_run` names the rules that
    ran at no station, with the tables that were absent; `failed` the stations that failed, or failing rules
    of a station; `rule_sets` the versions in force within the span.
    """

    stations: int
    span: Span | None
    notes: list[str]
    bad: list[BadRow]
    rows: Counter[str] = field(default_factory=Counter)
    raised: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    failed: list[Failure] = field(default_factory=list)
    not_run: dict[str, tuple[str, ...]] | None = None
    duplicates: int = 0
    revisions: int = 0
    rule_sets: tuple[str, ...] = (CURRENT.version,)


def audit(request: AuditRequest, engine: Engine, progress: Progress) -> Audited:
    """Audit a folder and write the findings, also when a station fails.

    Raises BadInputError for bad rows that are not to be skipped (a required table that is missing or
    unreadable never is), OSError when the folder cannot be read or the findings not written; then nothing is
    written.
    """
    with _scratch(request) as name, AuditFolder(request.folder.resolve(), scratch=Path(name)) as folder:
        folder.prepare()
        stations = folder.station_ids()
        bad = folder.bad_of_folder()
        done = Audited(len(stations), _span(folder, request), folder.notes(), list(bad))
        if done.span is not None:
            in_force = request.schedule.within(done.span.start, done.span.end)
            done.rule_sets = tuple(one.version for one, _, _ in in_force)
        fatal = any(_never_skipped(row) for row in bad) or (bad and not request.skip_bad)
        task = StationTask(folder, None if fatal else done.span, request.skip_bad, request.schedule)
        spool = _Spool(Path(name))
        for number, (_, outcome) in enumerate(engine(task, stations), start=1):
            _take(done, spool, outcome)
            progress(number, len(stations))
        done.bad.sort(key=lambda row: (row.file, row.line, row.reason))
        done.failed.sort(key=lambda failure: (failure.station_id, failure.reason))
        if fatal or (done.bad and not request.skip_bad):
            raise BadInputError(done.bad)
        done.revisions = write_findings(request.out, spool.tables(stations))
    return done


def on_this_machine(jobs: int) -> Engine:
    """The engine that uses so many processes here."""
    return partial(_locally, jobs=jobs)


def _locally(
    task: StationTask, stations: list[str], jobs: int
) -> Iterator[tuple[str, StationAudit | Failure]]:
    return pool.each(task, stations, jobs)


def _never_skipped(row: BadRow) -> bool:
    """Whether a bad row is a whole file, and that of a required table."""
    spec = TABLES.get(Path(row.file).stem)
    return row.line == 0 and spec is not None and spec.required


def _take(done: Audited, spool: "_Spool", outcome: StationAudit | Failure) -> None:
    if isinstance(outcome, Failure):
        done.failed.append(outcome)
        return
    done.bad += outcome.bad
    done.rows.update(outcome.rows)
    done.duplicates += outcome.duplicates
    done.raised.update(outcome.raised)
    done.failed += [Failure(outcome.station_id, reason) for reason in outcome.failures]
    everywhere = outcome.not_run if done.not_run is None else done.not_run
    done.not_run = {code: missing for code, missing in everywhere.items() if code in outcome.not_run}
    if outcome.findings is not None:
        spool.put(outcome.station_id, outcome.findings)


def _span(folder: AuditFolder, request: AuditRequest) -> Span | None:
    """From the first record to the moment to which the folder is complete, within the days asked for."""
    first, last = folder.first_known(), folder.as_of() or folder.last_known()
    if first is None or last is None:
        return None
    if request.first_day is not None:
        first = max(first, day_bounds(request.first_day)[0])
    if request.last_day is not None:
        last = min(last, day_bounds(request.last_day)[1] - timedelta(microseconds=1))
    return Span(first, last, request.watch_every)


class _Spool:
    """Findings of stations on disk, until all are there to be put in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, station_id: str, findings: bytes) -> None:
        self._path(station_id).write_bytes(findings)

    def tables(self, stations: list[str]) -> Iterator[pa.Table]:
        """One table per station, in the order of the stations."""
        for station_id in sorted(stations):
            path = self._path(station_id)
            if path.exists():
                with ipc.open_stream(path.read_bytes()) as reader:
                    yield reader.read_all()

    def _path(self, station_id: str) -> Path:
        return self._folder / f"{station_id}.findings"


def _scratch(request: AuditRequest) -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix=".youjian-audit-", dir=request.out.resolve().parent)
