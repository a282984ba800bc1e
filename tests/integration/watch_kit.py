"""A station of the twin in the ledger, and what the audit says of the same records."""

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from benchmarks.twin_ledger import fill_ledger
from tests.conftest import Database
from youjian.archive.folder import FolderFacts
from youjian.engine.span import Span
from youjian.engine.walk import walk_past
from youjian.simulator.twin.suites import make_folder

Said = set[tuple[str, str, str, int, str, str, datetime]]
STATION = "3602020077"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def twin_folder(out: Path, fraud: str, size: float, *, days: int, onset_day: float) -> Path:
    """One station of the twin with one fraud and no other oddity."""
    make_folder(
        out,
        "fraud",
        stations=1,
        days=days,
        seed=76,
        fraud=fraud,
        size=size,
        onset_day=onset_day,
        turnover_m3=6.0,
    )
    return out


def audited(folder: Path, start: datetime, end: datetime, rules: set[str]) -> Said:
    """Every revision of some rules that an audit says in a span."""
    facts = FolderFacts(folder)
    trail = walk_past(facts, Span(start, end), taxpayer=facts.known("stations", end))
    assert trail.failures == []
    return {
        (f.rule, f.finding_id, f.subject, f.revision, f.severity, f.status, f.detected_at)
        for f in trail.findings
        if f.rule in rules
    }


def said(database: Database, rules: set[str]) -> Said:
    """Every revision of some rules that the ledger holds."""
    with database.connect("intake") as conn:
        rows = conn.execute(
            "SELECT rule, finding_id, subject, revision, severity, status, detected_at FROM ledger.findings"
            " WHERE rule = ANY(%s)",
            [sorted(rules)],
        ).fetchall()
    return {tuple(row) for row in rows}


def fill(database: Database, folder: Path, shift: timedelta = timedelta(0)) -> None:
    """The folder in the ledger."""
    with database.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        fill_ledger(conn, folder, shift)


def first_reading(folder: Path) -> datetime:
    """The first moment of the folder."""
    at: pa.ChunkedArray = FolderFacts(folder).stored("tank_readings")["at"]
    return min(at.to_pylist()[:1])
