"""A messy folder replayed day by day, with its rows in any order, and all at once: the same findings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from youjian.archive.folder import AuditFolder
from youjian.contract.columns import TIMESTAMP, struct_table
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.contract.platform import READABLE_TABLES
from youjian.detection.registry import canonical_order
from youjian.engine.span import Span
from youjian.engine.walk import walk_past
from youjian.simulator.twin.suites import make_folder

Tables = Mapping[str, pa.Table]
_MICROSECOND = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, Span]:
    """A messy station that sells while its collector is unplugged."""
    path = tmp_path_factory.mktemp("twin") / "folder"
    make_folder(path, "fraud", stations=2, days=3, seed=11, fraud="unplugged-trading")
    with AuditFolder(path) as folder:
        first, last, station = folder.first_known(), folder.as_of(), folder.station_ids()[1]
        facts = folder.station(station).facts
    assert first is not None
    assert last is not None
    return {name: facts.stored(name) for name in READABLE_TABLES if facts.has(name)}, Span(first, last)


@pytest.fixture(scope="module")
def at_once(past: tuple[Tables, Span]) -> list[Finding]:
    tables, span = past
    found = walked(tables, span)
    assert found
    return found


def walked(tables: Tables, span: Span, said: Sequence[Finding] = ()) -> list[Finding]:
    trail = walk_past(KnownTables(tables, struct_table(Finding, said)), span)
    assert trail.failures == []
    return trail.findings


def known_by(tables: Tables, moment: datetime) -> dict[str, pa.Table]:
    """The tables as they would be if nobody had written down anything later."""
    return {name: _known_by(name, table, moment) for name, table in tables.items()}


def _known_by(name: str, table: pa.Table, moment: datetime) -> pa.Table:
    if READABLE_TABLES[name].end is None:
        return table
    history = KnownTables({name: table}).history(name)
    known = history.filter(pc.less_equal(history["known_at"], pa.scalar(moment, TIMESTAMP)))
    return known.drop_columns(["known_at"])


def days(span: Span) -> Iterator[Span]:
    start = span.start
    while start <= span.end:
        end = min(start + timedelta(days=1), span.end)
        yield Span(start, end)
        start = end + _MICROSECOND


def test_day_by_day_with_what_was_said_before(past: tuple[Tables, Span], at_once: list[Finding]) -> None:
    tables, span = past
    said: list[Finding] = []
    for day in days(span):
        said += walked(known_by(tables, day.end), day, said)
    assert sorted(said, key=canonical_order) == at_once


def test_what_comes_later_changes_nothing_said_before(
    past: tuple[Tables, Span], at_once: list[Finding]
) -> None:
    tables, span = past
    half = span.start + (span.end - span.start) / 2
    early = walked(known_by(tables, half), Span(span.start, half))
    assert early == [finding for finding in at_once if finding.detected_at <= half]


def test_the_order_of_the_rows_changes_nothing(past: tuple[Tables, Span], at_once: list[Finding]) -> None:
    tables, span = past
    rng = np.random.default_rng(1)
    mixed = {name: table.take(pa.array(rng.permutation(table.num_rows))) for name, table in tables.items()}
    assert walked(mixed, span) == at_once
