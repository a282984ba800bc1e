"""One station of an audit: read, walked, and told in a form that travels between processes and machines."""

import io
from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa
from pyarrow import ipc

from youjian.archive.folder import AuditFolder
from youjian.archive.rows import BadRow
from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.contract.tables import FACT_TABLES
from youjian.detection.registry import not_run
from youjian.detection.rule import Tick
from youjian.detection.rule_sets import DEFAULT, Schedule
from youjian.engine.span import Span
from youjian.engine.walk import walk_past

TICKS: tuple[Tick, ...] = ("pairwise", "watch", "nightly")


@dataclass(frozen=True)
class StationAudit:
    """What an audit says about a station.

    `findings` is an Arrow stream of revisions in canonical order (None: it was only read), `rows` counts
    facts by table, `raised` findings by rule, severity and verdict as they stand last, `not_run` names the
    rules whose tables are absent, `failures` the rules that failed and how.
    """

    station_id: str
    rows: dict[str, int]
    bad: list[BadRow]
    duplicates: int
    not_run: dict[str, tuple[str, ...]]
    findings: bytes | None = None
    raised: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StationTask:
    """Audits one station of a folder; sent to workers once, and called there for each station."""

    folder: AuditFolder
    span: Span | None
    skip_bad: bool
    schedule: Schedule = DEFAULT

    def __call__(self, station_id: str) -> StationAudit:
        """Read and walk a station. One with bad rows is only read, unless they are to be skipped.

        Without a span there is nothing to walk, and every station is only read.
        """
        read = self.folder.station(station_id)
        rows, absent = _count(read.facts), _absent(read.facts)
        if self.span is None or (read.bad and not self.skip_bad):
            return StationAudit(station_id, rows, read.bad, read.duplicates, absent)
        trail = walk_past(
            read.facts, self.span, taxpayer=self.folder.taxpayer(station_id), schedule=self.schedule
        )
        last = {finding.finding_id: finding for finding in trail.findings}
        return StationAudit(
            station_id,
            rows,
            read.bad,
            read.duplicates,
            absent,
            _stream(struct_table(Finding, trail.findings)),
            Counter((f.rule, f.severity, f.verdict) for f in last.values()),
            trail.failures,
        )


def _count(facts: KnownTables) -> dict[str, int]:
    return {spec.name: facts.stored(spec.name).num_rows for spec in FACT_TABLES if facts.has(spec.name)}


def _absent(facts: KnownTables) -> dict[str, tuple[str, ...]]:
    return {code: missing for tick in TICKS for code, missing in not_run(tick, facts).items()}


def _stream(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()
