"""Ticks over ledger and archive say what an audit says, and no night is left out or done twice."""

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN, Person, furnish, publish
from youjian.archive.days import seal_day
from youjian.bureau.scope import scoped
from youjian.bureau.watch.nights import due_nights, run_nights
from youjian.bureau.watch.services import StationsFailedError, run_watch
from youjian.contract.columns import to_table
from youjian.contract.fields import business_day
from youjian.contract.records import DeviceEvent, Record, TaxState, VapourFill
from youjian.contract.tables import TABLES
from youjian.detection.facts import MemoryFacts
from youjian.detection.samples import MORNING, after, event, tax_state, vapour_fill
from youjian.engine.span import Span
from youjian.engine.walk import walk_past
from youjian.ledger.batch import Batch
from youjian.ledger.facts import LedgerFacts
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


def by_table(records: list[Record], received_at: datetime) -> dict[str, pa.Table]:
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


def take_in(database: Database, records: list[Record], received_at: datetime) -> None:
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
        tmp_path / "archive",
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
