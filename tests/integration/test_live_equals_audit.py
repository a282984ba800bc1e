"""What intake finds as records come in, in any order, an audit of the same records finds too."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.integration.intake_kit import add_station
from tests.unit.archive.conftest import FOLDER
from youjian.archive.folder import FolderFacts
from youjian.contract.columns import to_table
from youjian.contract.findings import finding_id
from youjian.contract.records import DeviceEvent, Fuelling, Heartbeat, Record
from youjian.contract.tables import TABLES
from youjian.detection.registry import judge_pairwise, rules
from youjian.detection.samples import STATION, after, event, fuelling, heartbeat
from youjian.engine.span import Span
from youjian.engine.walk import walk_past
from youjian.ledger.batch import Batch
from youjian.ledger.store import store

NAMES = {Fuelling: "fuellings", Heartbeat: "heartbeats", DeviceEvent: "device_events"}
Sent = list[tuple[datetime, list[Record]]]
Said = set[tuple[str, str, int, str, str, str, float | None, datetime]]


def drawn_fuelling(
    *, seq: int, nozzle: int, start: int, lasted: int, hidden: int, cheap: bool, detailed: bool = True
) -> Fuelling:
    return fuelling(
        seq,
        nozzle_id=nozzle,
        started_at=after(start),
        ended_at=after(start + lasted),
        totalizer_ml=5_000_000 + 30_000 * seq + hidden,
        amount_fen=20_000 if cheap else 22_680,
        source="live" if detailed else "total_diff",
        received_at=None,
    )


one_fuelling = st.builds(
    drawn_fuelling,
    seq=st.integers(1, 8),
    nozzle=st.integers(1, 2),
    start=st.sampled_from([0, 5, 10, 15, 30, 60, 600]),
    lasted=st.sampled_from([0, 1, 5, 20, 90, 900]),
    hidden=st.sampled_from([0, 20, 21, -2_000_000, 50_000]),
    cheap=st.booleans(),
    detailed=st.sampled_from([True, True, True, False]),
)
one_heartbeat = st.builds(
    lambda minute, offset: heartbeat(minute, clock_offset_s=offset, received_at=None),
    st.integers(0, 900),
    st.sampled_from([0.0, 60.0, 60.5, -61.0]),
)
one_event = st.builds(
    lambda minute, code: event(code, at=after(minute), received_at=None),
    st.integers(0, 900),
    st.sampled_from(["self_lock", "cover_opened", "boot"]),
)
some_records = st.lists(
    st.one_of(one_fuelling, one_fuelling, one_heartbeat, one_event),
    max_size=14,
    unique_by=lambda r: (type(r), r.nozzle_id, r.seq) if isinstance(r, Fuelling) else (type(r), r.at),
)


@st.composite
def corrected(draw: st.DrawFn) -> list[Record]:
    """Records, corrections of some of them, and the same said twice."""
    records: list[Record] = [*draw(some_records)]
    sales = [record for record in records if isinstance(record, Fuelling)]
    if not sales:
        return records
    drawn = draw(st.lists(st.tuples(st.sampled_from(sales), one_fuelling), max_size=5))
    corrections = [
        structs.replace(new, nozzle_id=old.nozzle_id, seq=old.seq, source="corrected") for old, new in drawn
    ]
    return [*records, *corrections, *draw(st.lists(st.sampled_from(sales), max_size=2))]


@st.composite
def arrivals(draw: st.DrawFn) -> Sent:
    """The records in any order, cut into transactions a minute apart."""
    records = draw(corrected().flatmap(st.permutations))
    cuts = draw(st.lists(st.integers(0, len(records)), max_size=7).map(sorted))
    parts = [records[a:b] for a, b in zip([0, *cuts], [*cuts, len(records)], strict=True)]
    return [(after(2000 + n), part) for n, part in enumerate(parts) if part]


def live(conn, sent: Sent) -> Said:
    """What intake's transactions write down; the connection's work is undone."""
    conn.rollback()
    for moment, records in sent:
        listed = [(NAMES[type(record)], index, record) for index, record in enumerate(records)]
        store(conn, [Batch(door="station", station_id=STATION, records=listed)], moment, judge_pairwise)
    rows = conn.execute(
        "SELECT rule, finding_id, revision, status, severity, verdict, estimate, detected_at"
        " FROM ledger.findings"
    ).fetchall()
    conn.rollback()
    return set(rows)


def _stored(arrived: list[Record]) -> list[Record]:
    """What intake keeps of all that came: the same content again is no news."""
    kept: dict[object, Record] = {}
    for record in arrived:
        kept.setdefault(structs.replace(record, received_at=None), record)
    return list(kept.values())


def audited(folder: Path, sent: Sent) -> Said:
    """What an audit of a folder with the same records says of their arrivals."""
    arrived = [structs.replace(record, received_at=moment) for moment, records in sent for record in records]
    arrived = _stored(arrived)
    for name in ("fuellings", "heartbeats", "device_events"):
        mine = [record for record in arrived if NAMES[type(record)] == name]
        pq.write_table(to_table(TABLES[name], mine), folder / f"{name}.parquet")
    pairwise = {rule.code for rule in rules("pairwise")}
    trail = walk_past(FolderFacts(folder), Span(after(1999), after(2010)))
    assert trail.failures == []
    return {
        (f.rule, f.finding_id, f.revision, f.status, f.severity, f.verdict, f.estimate, f.detected_at)
        for f in trail.findings
        if f.rule in pairwise
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An audit folder with a register and nothing sold."""
    for name, text in FOLDER.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "fuellings.csv").unlink()
    with (tmp_path / "nozzles.csv").open("a", encoding="utf-8") as more:
        more.write("3602030017,1,,2,1,92\n3602030017,2,,2,1,92\n")
    return tmp_path


@pytest.fixture
def intake(database) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as conn:
        add_station(conn)
    with database.connect("intake") as conn:
        yield conn


@given(sent=arrivals())
@settings(max_examples=int(os.environ.get("YOUJIAN_EXAMPLES", "40")))
def test_records_in_any_order_of_arrival_give_the_findings_of_an_audit(
    intake: psycopg.Connection, folder: Path, sent: Sent
) -> None:
    assert live(intake, sent) == audited(folder, sent)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_an_overlap_is_found_however_far_apart_the_numbers_are(
    intake: psycopg.Connection, folder: Path, order: tuple[int, ...]
) -> None:
    plain = {"received_at": None}
    records = [
        fuelling(1, **plain),
        fuelling(2, **plain),
        fuelling(40, started_at=after(11.5), ended_at=after(700), **plain),
        fuelling(60, started_at=after(650), ended_at=after(652), **plain),
    ]
    sent: Sent = [(after(2000 + n), [records[index]]) for n, index in enumerate(order)]
    found = live(intake, sent)
    assert {identity for rule, identity, *_ in found if rule == "fuelling.overlap"} == {
        finding_id("fuelling.overlap", STATION, "nozzle:3", f"seq:{seq}") for seq in (2, 40, 60)
    }
    assert found == audited(folder, sent)
