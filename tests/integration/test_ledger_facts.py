"""Rules see the ledger as they see a folder: what was known at a moment, in the contract's columns."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from youjian.contract.columns import arrow_schema, to_table
from youjian.contract.findings import Finding
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.records import Declaration, Fuelling, Invoice, Record, TankReading, Trip
from youjian.contract.registry import Nozzle, Station, Tank, TankChart, Verification
from youjian.contract.tables import TABLES
from youjian.detection.facts import MemoryFacts
from youjian.ledger import doors, findings
from youjian.ledger.batch import Batch
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.registry import Counts, replace_registry
from youjian.ledger.scope import set_scope
from youjian.ledger.store import store

STATION = "3602030017"
OTHER = "4101020003"
NOW = datetime(2026, 11, 22, 3, 0, 0, 250_000, tzinfo=UTC)
BEGINNING = NOW - timedelta(days=300)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def fuelling(seq: int, **changes: Any) -> Fuelling:
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "seq": seq,
        "started_at": after(-100),
        "ended_at": after(-99),
        "volume_ml": 30_000,
        "unit_price_fen": 756,
        "amount_fen": 22_680,
        "totalizer_ml": 30_000 * seq,
        "kind": "sale",
        "source": "live",
    }
    return Fuelling(**(fields | changes))


def station(station_id: str = STATION, **changes: Any) -> Station:
    fields: dict[str, Any] = {
        "station_id": station_id,
        "name": '城东 "一" 站,\n东',
        "region_code": station_id[:6],
        "ownership": "private",
        "uscc": "91350100M000100Y43",
        "licence_no": "1",
        "vapour_monitoring": False,
        "longitude": 117.2,
        "latitude": 29.3,
        "status": "operating",
        "opened_on": date(2010, 1, 1),
    }
    return Station(**(fields | changes))


RECORDS: list[tuple[str, Record]] = [
    ("fuellings", fuelling(2)),
    ("fuellings", fuelling(1)),
    ("fuellings", fuelling(1, volume_ml=29_000, source="corrected", received_at=after(-5))),
    ("fuellings", fuelling(1, station_id=OTHER)),
    *(
        (
            "tank_readings",
            TankReading(
                station_id=STATION,
                tank_id=1,
                at=after(-day * 1440),
                product_mm=0.1 + 0.2,
                water_mm=1e-9,
                temp_c=-3.5,
            ),
        )
        for day in range(3)
    ),
    (
        "tank_readings",
        TankReading(
            station_id=STATION, tank_id=1, at=after(5), product_mm=1, water_mm=0, temp_c=0, volume_l=5
        ),
    ),
    (
        "invoices",
        Invoice(
            invoice_no='a,"b',
            seller_uscc="A" * 18,
            buyer_uscc="B" * 18,
            product="92",
            volume_ml=1,
            amount_fen=2,
            issued_on=date(2026, 11, 20),
            direction="sale",
            station_id=STATION,
        ),
    ),
    (
        "trips",
        Trip(
            waybill_no="w",
            consignee_station_id=STATION,
            plate_no="赣H1",
            product="0D",
            loaded_ml=1,
            loaded_at=after(-600),
            loading_place="库",
            unloaded_at=after(-300),
        ),
    ),
    *(
        (
            "declarations",
            Declaration(
                station_id=STATION,
                period="2026-10",
                product="92",
                volume_ml=n,
                amount_fen=n,
                filed_at=after(-n * 100),
            ),
        )
        for n in (1, 2)
    ),
]


@pytest.fixture(scope="module")
def ledger(module_database) -> Iterator[psycopg.Connection]:
    """A connection as bureau with the whole scope, over an imported history of two stations."""
    batch = Batch("import", None, [(name, index, record) for index, (name, record) in enumerate(RECORDS)])
    with module_database.connect("owner") as conn:
        replace_registry(conn, {"stations": [station(), station(OTHER)]})
        replace_registry(conn, {"tanks": [tank()], "nozzles": [nozzle(), nozzle(valid_from=after(-5))]})
    with module_database.connect("intake") as conn:
        assert store(conn, [batch], NOW, None)[0].stored == len(RECORDS)
    with module_database.connect("bureau") as conn:
        set_scope(conn, ["*"])
        yield conn
        conn.rollback()


def tank(**changes: Any) -> Tank:
    fields = {
        "station_id": STATION,
        "tank_id": 1,
        "product": "92",
        "capacity_l": 30_000.0,
        "safe_fill_l": 28_500.0,
        "diameter_mm": 2500.0,
        "density20_kg_m3": 745.5,
    }
    return Tank(**(fields | changes))


def verification() -> Verification:
    return Verification(
        station_id=STATION,
        nozzle_id=3,
        verified_on=date(2026, 6, 1),
        certificate_no="检1",
        result="pass",
        valid_until=date(2026, 11, 30),
    )


def nozzle(**changes: Any) -> Nozzle:
    fields = {"station_id": STATION, "nozzle_id": 3, "dispenser_id": 1, "tank_id": 1, "product": "92"}
    return Nozzle(**(fields | changes))


@pytest.mark.parametrize("name", READABLE_TABLES)
def test_every_table_has_the_contracts_columns_and_types(ledger, name):
    facts = LedgerFacts(ledger, None, BEGINNING)
    assert facts.has(name)
    assert facts.known(name, NOW).schema == arrow_schema(READABLE_TABLES[name].type)


@pytest.mark.parametrize("name", ["fuellings", "tank_readings", "trips"])
@pytest.mark.parametrize("minutes", [-2000, -98, -6, 0, 5])
def test_the_ledger_and_a_folder_of_the_same_records_know_the_same(ledger, name, minutes):
    folder = MemoryFacts(
        {name: to_table(TABLES[name], [record for table, record in RECORDS if table == name])}
    )
    from_ledger = LedgerFacts(ledger, None, BEGINNING).known(name, after(minutes))
    from_folder = folder.known(name, after(minutes))
    without = [c for c in from_folder.column_names if c != "received_at"]
    assert from_ledger.select(without).to_pylist() == from_folder.select(without).to_pylist()


def test_a_correction_is_current_from_when_it_was_known(ledger):
    facts = LedgerFacts(ledger, [STATION], BEGINNING)
    volumes = [facts.known("fuellings", after(m))["volume_ml"].to_pylist() for m in (-10, -5)]
    assert volumes == [[30_000, 30_000], [29_000, 30_000]]


def test_the_latest_filing_known_is_current(ledger):
    facts = LedgerFacts(ledger, [STATION], BEGINNING)
    volumes = [facts.known("declarations", after(m))["volume_ml"].to_pylist() for m in (-250, -150, 0)]
    assert volumes == [[], [2], [1]]


def test_figures_and_texts_come_back_exactly(ledger):
    facts = LedgerFacts(ledger, [STATION], BEGINNING)
    assert facts.known("stations", NOW)["name"].to_pylist() == [station().name]
    assert facts.known("tank_readings", after(-1440))["product_mm"].to_pylist() == [0.1 + 0.2] * 2
    assert facts.known("invoices", NOW)["invoice_no"].to_pylist() == ['a,"b']
    assert facts.known("tank_readings", after(5))["volume_l"].to_pylist() == [None, None, None, 5.0]


def test_only_the_stations_asked_for_and_the_time_from_the_start_are_read(ledger):
    assert LedgerFacts(ledger, [OTHER], BEGINNING).known("fuellings", NOW)["station_id"].to_pylist() == [
        OTHER
    ]
    assert LedgerFacts(ledger, [], BEGINNING).known("fuellings", NOW).num_rows == 0
    assert LedgerFacts(ledger, None, after(-1500)).known("tank_readings", after(0)).num_rows == 2


def test_a_nozzle_that_was_always_there_comes_with_its_null_date(ledger):
    known = LedgerFacts(ledger, None, BEGINNING).known("nozzles", NOW)
    assert set(known["valid_from"].to_pylist()) == {None, after(-5)}


def test_a_nozzle_out_of_use_has_no_certificate_to_lapse(database):
    with database.connect("bureau") as conn:
        set_scope(conn, ["36"])
        replace_registry(conn, {"stations": [station()], "tanks": [tank()], "nozzles": [nozzle()]})
        replace_registry(conn, {"verifications": [verification()]})
        conn.execute("UPDATE ledger.nozzles SET retired_on = %s", [date(2026, 11, 20)])

        def certificates(at: datetime) -> list[str]:
            known = LedgerFacts(conn, None, BEGINNING).known("verifications", at)
            return known["certificate_no"].to_pylist()

        assert certificates(NOW - timedelta(days=3)) == ["检1"]
        assert certificates(NOW) == []
        replace_registry(conn, {"nozzles": [nozzle(valid_from=NOW)]})
        assert certificates(NOW) == ["检1"]


def test_door_spans_end_at_the_stop_at_the_last_sign_of_life_or_at_the_moment_asked(database):
    with database.connect("intake") as conn:
        stopped = doors.open_span(conn, "station", after(-60))
        doors.close_span(conn, stopped, after(-50))
        killed = doors.open_span(conn, "station", after(-40))
        doors.keep_alive(conn, killed, after(-20))
        assert [(s.started_at, s.ended_at) for s in doors.door_spans(conn)] == [
            (after(-60), after(-50)),
            (after(-40), after(-20)),
        ]
        known = LedgerFacts(conn, None, BEGINNING).known("door_spans", after(-30))
        assert known["ended_at"].to_pylist() == [after(-50), after(-30)]


def test_what_a_rule_said_before_is_read_by_rule_and_moment(database):
    def said(rule: str, minutes: float, revision: int) -> Finding:
        return Finding(
            finding_id="a" * 32 if rule == "gauge.fault" else "b" * 32,
            revision=revision,
            status="open",
            rule=rule,
            rule_set="1",
            station_id=STATION,
            subject="tank:1",
            started_at=NOW,
            ended_at=None,
            detected_at=after(minutes),
            severity="alarm",
            estimate=None,
            low=None,
            high=None,
            unit="count",
            verdict="discrepancy",
            message="m",
            message_en="m",
            facts_digest="0" * 64,
            evidence="{}",
        )

    with database.connect("intake") as conn:
        findings.append(
            conn, [said("gauge.fault", -2, 1), said("gauge.fault", 0, 2), said("stock.water", -2, 1)]
        )
        facts = LedgerFacts(conn, None, BEGINNING)
        assert facts.findings("gauge.fault", NOW)["revision"].to_pylist() == [1]
        assert facts.findings("gauge.fault", after(1))["revision"].to_pylist() == [1, 2]
        assert facts.findings("gauge.fault", NOW).schema == arrow_schema(Finding)
        assert LedgerFacts(conn, [OTHER], BEGINNING).findings("gauge.fault", after(1)).num_rows == 0


def test_the_register_is_taken_with_exact_counts(database):
    chart = [
        TankChart(station_id=STATION, tank_id=1, valid_from=NOW, height_mm=h, volume_l=h) for h in (0.0, 1.5)
    ]
    everything = {
        "nozzles": [nozzle(), nozzle(valid_from=NOW)],
        "tank_charts": chart,
        "tanks": [tank()],
        "stations": [station()],
    }
    with database.connect("bureau") as conn:
        set_scope(conn, ["36"])
        first = replace_registry(conn, everything)
        assert first == {
            "stations": Counts(1, 0, 0),
            "tanks": Counts(1, 0, 0),
            "tank_charts": Counts(2, 0, 0),
            "nozzles": Counts(2, 0, 0),
        }
        again = replace_registry(
            conn, everything | {"nozzles": [nozzle(product="95"), nozzle(valid_from=NOW)]}
        )
        assert again["nozzles"] == Counts(0, 1, 1)
        assert again["tank_charts"] == Counts(0, 0, 2)
        known = LedgerFacts(conn, None, BEGINNING).known("nozzles", NOW)
        assert sorted(known["product"].to_pylist()) == ["92", "95"]


def test_a_register_with_one_wrong_row_changes_nothing(database):
    with database.connect("bureau") as conn:
        set_scope(conn, ["*"])
        for wrong, error in (
            ({"stations": [station()], "tanks": [tank(), tank(product="95")]}, ValueError),
            ({"stations": [station()], "nozzles": [nozzle(tank_id=9)]}, psycopg.errors.ForeignKeyViolation),
            ({"fuellings": []}, ValueError),
        ):
            with pytest.raises(error), conn.transaction():
                replace_registry(conn, wrong)
            assert conn.execute("SELECT count(*) FROM ledger.stations").fetchone() == (0,)


def test_large_results_stay_in_order(database):
    records = [
        ("fuellings", seq, fuelling(seq, nozzle_id=seq % 7, ended_at=after(-seq), started_at=after(-seq)))
        for seq in range(6000)
    ]
    with database.connect("intake") as conn:
        store(conn, [Batch("import", None, records)], NOW, None)
        known = LedgerFacts(conn, None, BEGINNING).known("fuellings", NOW)
    keys = pa.table({c: known[c] for c in ("nozzle_id", "seq")})
    assert known.num_rows == 6000
    assert keys == keys.sort_by([("nozzle_id", "ascending"), ("seq", "ascending")])
