"""Ticks over ledger and archive say what an audit says, and no night is left out or done twice."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from msgspec import structs

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN, Person, furnish, publish
from youjian.archive.days import seal_day
from youjian.archive.storage import FolderStorage
from youjian.bureau.scope import scoped
from youjian.bureau.watch.nights import due_nights, run_night, run_nights
from youjian.bureau.watch.services import StationsFailedError, forget_late, run_watch
from youjian.commands import detect
from youjian.contract.columns import to_table
from youjian.contract.fields import business_day
from youjian.contract.records import DeviceEvent, Record, TaxState, VapourFill
from youjian.contract.tables import TABLES
from youjian.detection.facts import MemoryFacts
from youjian.detection.samples import MORNING, after, event, tax_state, vapour_fill
from youjian.engine.span import Span
from youjian.engine.walk import walk_past
from youjian.ledger.batch import Batch
from youjian.ledger.dropping import Drop, drop_day
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.sealing.rounds import seal_due
from youjian.ledger.store import store

NAMES = {DeviceEvent: "device_events", TaxState: "tax_states", VapourFill: "vapour_fills"}
REGISTER = ("stations", "tanks", "tank_charts", "nozzles")
WATCHED = {"seal.broken", "dispenser.tax_state"}
NIGHT = MORNING + timedelta(hours=18)
DAY = timedelta(days=1)
MONTH = timedelta(days=31)
Said = set[tuple[str, str, int, str, str, float | None, datetime]]


@pytest.fixture
def office(office_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    furnish(office_database)
    with office_database.connect("owner") as conn:
        conn.execute("UPDATE ledger.stations SET vapour_monitoring = true")
    return office_database


def weak_fills() -> list[VapourFill]:
    """Five fills of a day, two of which drew too little vapour back."""
    return [vapour_fill(n, ratio=0.80 if n < 2 else 1.05, received_at=None) for n in range(5)]


def by_table(records: Sequence[Record], received_at: datetime) -> dict[str, pa.Table]:
    tables = {}
    for kind, name in NAMES.items():
        rows = [r for r in records if isinstance(r, kind)]
        table = to_table(TABLES[name], rows)
        at = pa.array([received_at] * len(rows), table.schema.field("received_at").type)
        tables[name] = table.set_column(table.schema.get_field_index("received_at"), "received_at", at)
    return tables


def register(database: Database) -> dict[str, pa.Table]:
    with database.connect("intake") as conn:
        return {name: LedgerFacts(conn, [ZHUSHAN], MORNING).known(name, MORNING) for name in REGISTER}


def take_in(database: Database, records: Sequence[Record], received_at: datetime) -> None:
    listed = [(NAMES[type(record)], number, record) for number, record in enumerate(records)]
    with database.connect("intake") as conn:
        store(conn, [Batch(door="station", station_id=ZHUSHAN, records=listed)], received_at, None)


def said(database: Database) -> Said:
    with database.connect("intake") as conn:
        query = (
            "SELECT rule, finding_id, revision, severity, status, estimate, detected_at FROM ledger.findings"
        )
        return set(conn.execute(query).fetchall())


def first_call(now: datetime) -> None:
    with scoped():
        assert due_nights(now) == [], "nobody was there in the nights before the first"


def test_watch_and_night_say_what_an_audit_of_the_same_records_says(office: Database) -> None:
    wrong = tax_state(nozzle_id=3, read_at=after(15), initialised=False, received_at=None)
    mended = tax_state(nozzle_id=3, read_at=after(75), received_at=None)
    sent = {45: [event("seal_broken", received_at=None), wrong, *weak_fills()], 83: [mended]}
    first_call(MORNING)
    for minutes in range(10, 130, 10):
        for received, records in sent.items():
            if minutes - 10 < received <= minutes:
                take_in(office, records, after(received))
        run_watch(after(minutes))
    assert run_nights(NIGHT, jobs=1) > 0
    arrived = [by_table(records, after(received)) for received, records in sent.items()]
    tables = {name: pa.concat_tables([tables[name] for tables in arrived]) for name in NAMES.values()}
    trail = walk_past(MemoryFacts(tables | register(office)), Span(after(1), NIGHT))
    assert trail.failures == []
    rules = WATCHED | {"vapour.ratio_warning"}
    audited = {
        (f.rule, f.finding_id, f.revision, f.severity, f.status, f.estimate, f.detected_at)
        for f in trail.findings
        if f.rule in rules
    }
    assert {row[0] for row in audited} == rules
    assert {row[2] for row in audited if row[0] == "dispenser.tax_state"} == {1, 2}, "raised, then ended"
    assert {row for row in said(office) if row[0] in rules} == audited


def test_nights_missed_are_caught_up_and_none_is_done_twice(office: Database) -> None:
    first_call(MORNING)
    take_in(office, weak_fills(), after(200))
    late = NIGHT + DAY + timedelta(hours=5)
    assert due_nights(late) == [NIGHT, NIGHT + DAY]
    assert run_nights(late, jobs=0, stopping=lambda: True) == 1, "the first station was judged"
    assert due_nights(late) == [NIGHT, NIGHT + DAY], "a night that was cut off is not done"
    assert run_nights(late, jobs=0) == 0, "nothing is said twice"
    assert [(row[0], row[-1]) for row in said(office)] == [("vapour.ratio_warning", NIGHT)]
    assert due_nights(late) == []
    assert run_nights(late, jobs=0) == 0
    assert due_nights(late + MONTH)[-1] > late + MONTH - DAY
    publish()
    [alert] = Person("zhiban").see("/alerts?rule=vapour.ratio_warning").json()["items"]
    assert (alert["subject"], alert["colour"], alert["unit"]) == ("nozzle:3", "yellow", "percent")
    page = Person("zhiban").see(f"/alerts/{alert['id']}")
    assert page.status_code == 200


def test_the_night_reads_sealed_days_too(office: Database, tmp_path: Path) -> None:
    first_call(MORNING)
    tables = {"vapour_fills": by_table(weak_fills(), after(200))["vapour_fills"]}
    seal_day(
        FolderStorage(tmp_path / "archive"),
        ZHUSHAN,
        business_day(MORNING),
        tables,
        registry=register(office),
        sealed_at=NIGHT,
    )
    assert run_nights(NIGHT, jobs=0) == 1
    take_in(office, weak_fills(), after(200))
    assert run_nights(NIGHT + DAY, jobs=0) == 0, "what the ledger holds too counts once"
    assert [(row[0], row[-1]) for row in said(office)] == [("vapour.ratio_warning", NIGHT)]


def test_the_night_says_the_same_of_days_that_were_dropped(office: Database, tmp_path: Path) -> None:
    day, night = business_day(MORNING - MONTH), NIGHT - MONTH + 3 * DAY
    storage = FolderStorage(tmp_path / "archive")
    take_in(office, a_month_ago(weak_fills()), after(200) - MONTH)
    assert run_night(night, jobs=0) == 1
    whole = said(office)
    with office.connect("owner") as conn:
        conn.execute("DELETE FROM ledger.findings")
        conn.execute("UPDATE ledger.retention SET hot_days = 10 WHERE table_name = 'vapour_fills'")
    with closing(office.connect("bureau", autocommit=True)) as conn:
        seal_due(conn, storage, NIGHT, rule_sets=lambda *_: (), station_id=ZHUSHAN, day=day)
        assert drop_day(conn, storage, "vapour_fills", day) == Drop("vapour_fills", day, rows=5)
    assert run_night(night, jobs=0) == 1
    assert said(office) == whole
    late = a_month_ago([vapour_fill(5, ratio=1.05, received_at=None)])
    take_in(office, late, after(200) - MONTH + 3 * DAY)
    assert run_night(night + DAY, jobs=0) == 0, "one late record is not the whole day"


def a_month_ago(fills: list[VapourFill]) -> list[Record]:
    return [
        structs.replace(fill, started_at=fill.started_at - MONTH, ended_at=fill.ended_at - MONTH)
        for fill in fills
    ]


def test_a_night_that_fails_is_tried_for_a_day_and_then_left(office: Database, tmp_path: Path) -> None:
    first_call(MORNING)
    broken = tmp_path / "archive" / ZHUSHAN / "2026-11-22" / "r1" / "manifest.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("no manifest", encoding="utf-8")
    with pytest.raises(StationsFailedError, match="is not a manifest"):
        run_nights(NIGHT, jobs=0)
    assert due_nights(NIGHT) == [NIGHT]
    with pytest.raises(StationsFailedError):
        run_nights(NIGHT + DAY, jobs=0)
    assert due_nights(NIGHT + DAY) == [NIGHT + DAY]


WRONG = {"nozzle_id": 3, "initialised": False, "received_at": None}
LATE = 6 * DAY


def came_late(database: Database, received_at: datetime) -> None:
    """The marks of late records carry the database's clock; these tests have one of their own."""
    with database.connect("owner") as conn:
        conn.execute("UPDATE ledger.late_arrivals SET arrived_at = %s", [received_at])


def test_records_that_come_six_days_late_are_watched_as_an_audit_of_them_is(office: Database) -> None:
    first_call(MORNING)
    wrong = tax_state(read_at=after(15), **WRONG)
    mended = tax_state(nozzle_id=3, read_at=after(75), received_at=None)
    records: list[Record] = [event("seal_broken", received_at=None), wrong, mended]
    received = after(3) + LATE
    tick = after(10) + LATE
    assert run_watch(tick - DAY) == 0
    take_in(office, records, received)
    came_late(office, received)
    assert run_watch(tick) > 0
    assert run_watch(tick) == 0
    tables = by_table(records, received)
    trail = walk_past(MemoryFacts(tables | register(office)), Span(after(1), tick))
    audited = {
        (f.rule, f.finding_id, f.revision, f.severity, f.status, f.estimate, f.detected_at)
        for f in trail.findings
        if f.rule in WATCHED
    }
    assert "seal.broken" in {row[0] for row in audited}
    assert {row for row in said(office) if row[0] in WATCHED} == audited
    before = said(office)
    assert run_watch(tick + 2 * DAY) == 0, "four days do not reach so far again, and take nothing back"
    assert said(office) == before
    assert (forget_late(tick + MONTH), forget_late(tick + 2 * MONTH), forget_late(tick + 2 * MONTH)) == (
        0,
        1,
        0,
    )


def test_a_night_finds_what_the_watch_looked_back_too_short_for(office: Database) -> None:
    first_call(MORNING)
    take_in(office, [event("seal_broken", received_at=None)], after(3))
    late = MORNING + LATE
    assert run_watch(late) == 0
    assert run_night(NIGHT + LATE, jobs=0) == 1
    assert run_night(NIGHT + LATE, jobs=0) == 0, "the same night again"
    assert run_watch(NIGHT + LATE) == 0, "nor does the watch of that moment say it"
    assert [(row[0], row[2], row[-1]) for row in said(office)] == [("seal.broken", 1, NIGHT + LATE)]


def test_by_hand_ticks_are_judged_again_and_late_records_change_what_was_said(
    office: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = ("--station", ZHUSHAN)
    that_day = (*mine, "--from", str(business_day(MORNING)), "--as-known")
    monkeypatch.setattr(detect, "present", lambda: after(21))
    take_in(office, [tax_state(read_at=after(15), **WRONG)], after(16))
    assert by_hand(*that_day) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{after(20).isoformat()} {ZHUSHAN} dispenser.tax_state nozzle:3 open")
    assert told.endswith("1 new revision\n")
    monkeypatch.setattr(detect, "present", lambda: after(400) + LATE)
    take_in(office, [tax_state(nozzle_id=3, read_at=after(75), received_at=None)], after(390) + LATE)
    assert by_hand(*that_day, "--tick", "nightly") == 0
    assert capsys.readouterr().out == "0 new revisions\n", "it was not known then"
    assert by_hand(*mine) == 0
    assert "dispenser.tax_state nozzle:3 ended" in capsys.readouterr().out
    assert by_hand(*mine, "--json") == 0
    assert capsys.readouterr().out == ""
    assert sorted(row[2:5:2] for row in said(office)) == [(1, "open"), (2, "ended")]
    assert by_hand("--station", "9999999999") == 2
    assert "no station 9999999999" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("--to", "2026-11-22"), "--to needs --from"),
        (("--as-known",), "--as-known needs --from"),
        (("--from", "2026-11-22", "--to", "2026-11-21"), "lies before"),
        (("--from", "2999-01-01"), "in the future"),
    ],
)
def test_by_hand_days_that_cannot_be_are_named(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], wrong: str
) -> None:
    assert by_hand(*words) == 2
    assert wrong in capsys.readouterr().err


def by_hand(*words: str) -> int:
    parser = argparse.ArgumentParser()
    detect.add_arguments(parser)
    return detect.run(parser.parse_args(words))
