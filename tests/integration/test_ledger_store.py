"""What came in is stored once, whatever the order; what cannot be stored is kept apart; nothing is lost."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from youjian.contract.findings import Finding, anchor_of_key, finding_id
from youjian.contract.records import (
    Declaration,
    Delivery,
    DeviceEvent,
    Fuelling,
    Heartbeat,
    Invoice,
    Record,
    TankReading,
)
from youjian.contract.registry import Maintenance, Nozzle, Tank
from youjian.ledger import collectors, quarantine, receipts, staging
from youjian.ledger.batch import Bad, Batch, Outcome
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.findings import CHANNEL
from youjian.ledger.registry import replace_registry
from youjian.ledger.scope import set_scope
from youjian.ledger.store import store

STATION = "3602030017"
OTHER = "3602030018"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_STATES = ("nozzle_states", "tank_states", "device_states")


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def fuelling(seq: int, **changes: Any) -> Fuelling:
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "seq": seq,
        "started_at": after(seq - 101),
        "ended_at": after(seq - 100),
        "volume_ml": 30_000,
        "unit_price_fen": 756,
        "amount_fen": 22_680,
        "totalizer_ml": 30_000 * seq,
        "kind": "sale",
        "source": "live",
    }
    return Fuelling(**(fields | changes))


def reading(minute: float, **changes: Any) -> TankReading:
    fields = {
        "station_id": STATION,
        "tank_id": 1,
        "at": after(minute),
        "product_mm": 1500.25,
        "water_mm": 0.0,
        "temp_c": 11.0,
    }
    return TankReading(**(fields | changes))


def heartbeat(minute: float, **changes: Any) -> Heartbeat:
    fields = {
        "station_id": STATION,
        "device": "collector",
        "at": after(minute),
        "clock_offset_s": 0.5,
        "outbox_depth": 0,
        "firmware": f"1.{minute}",
    }
    return Heartbeat(**(fields | changes))


def batch(*records: Record, **changes: Any) -> Batch:
    names = {
        Fuelling: "fuellings",
        TankReading: "tank_readings",
        Heartbeat: "heartbeats",
        DeviceEvent: "device_events",
        Declaration: "declarations",
        Invoice: "invoices",
        Delivery: "deliveries",
    }
    listed = [(names[type(record)], index, record) for index, record in enumerate(records)]
    return Batch(**({"door": "station", "station_id": STATION, "records": listed} | changes))


@pytest.fixture
def ledger(database) -> Iterator[psycopg.Connection]:
    """A connection as intake."""
    with database.connect("intake") as conn:
        yield conn


def rows(conn: psycopg.Connection, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM ledger.{table} ORDER BY 1, 2, 3"  # noqa: S608 - names of this module
    return conn.execute(query).fetchall()


def one(conn: psycopg.Connection, *batches: Batch, at: datetime = NOW, judge: Any = None) -> Outcome:
    return store(conn, batches, at, judge)[0]


class Listener:
    """A judge that keeps what it was shown and says what it is told to."""

    def __init__(self, says: Sequence[Finding] = ()) -> None:
        self.shown: list[dict[str, pa.Table]] = []
        self.says = list(says)

    def __call__(self, tables: dict[str, pa.Table], as_of: datetime) -> list[Finding]:
        self.shown.append(tables)
        assert as_of == NOW
        return self.says


def test_new_records_are_stored_and_the_same_again_are_duplicates(ledger):
    sent = batch(
        fuelling(1),
        reading(-5),
        heartbeat(-1),
        DeviceEvent(station_id=STATION, device="vapour", at=NOW, code="boot"),
    )
    assert (one(ledger, sent).stored, one(ledger, sent).duplicates) == (4, 4)
    assert [len(rows(ledger, t)) for t in ("fuellings", "tank_readings", "heartbeats", "device_events")] == [
        1,
        1,
        1,
        1,
    ]


def test_a_record_twice_in_one_transaction_is_stored_once_and_counted_where_it_repeats(ledger):
    first, second = store(
        ledger, [batch(fuelling(1), fuelling(1)), batch(fuelling(1), fuelling(2))], NOW, None
    )
    assert (first.stored, first.duplicates) == (1, 1)
    assert (second.stored, second.duplicates) == (1, 1)


@pytest.mark.parametrize("together", [True, False])
def test_another_content_under_a_key_is_quarantined_and_the_first_stays(ledger, together):
    first, second = fuelling(1), fuelling(1, volume_ml=29_000)
    raw = b'{"seq": 1, "volume_ml": 29000}'
    judge = Listener()
    batches = [batch(first), batch(second, raw_of=lambda table, index: raw)]
    outcomes = (
        store(ledger, batches, NOW, judge) if together else [one(ledger, b, judge=judge) for b in batches]
    )
    assert outcomes[1].quarantined == [("fuellings", 0, "conflict")]
    assert rows(ledger, "fuellings", "seq, volume_ml, version") == [(1, 30_000, 1)]
    (held,) = quarantine.find(ledger)
    assert (held.reason, held.raw, held.station_id, held.status) == ("conflict", raw, STATION, "held")
    (conflict,) = judge.shown[-1]["conflicts"].to_pylist()
    assert (conflict["table"], conflict["subject"], conflict["key"]) == (
        "fuellings",
        "nozzle:3",
        '{"nozzle_id":3,"seq":1}',
    )
    assert '"volume_ml":30000' in conflict["kept"]
    assert '"volume_ml":29000' in conflict["refused"]


def test_null_and_a_value_are_different_contents(ledger):
    one(ledger, batch(reading(0)))
    assert one(ledger, batch(reading(0))).duplicates == 1
    assert one(ledger, batch(reading(0, volume_l=1.0))).quarantined == [("tank_readings", 0, "conflict")]


def test_a_corrected_fuelling_is_a_new_version_and_both_are_kept(ledger):
    corrected = fuelling(1, volume_ml=31_000, source="corrected")
    assert one(ledger, batch(fuelling(1), corrected)).stored == 2
    assert one(ledger, batch(corrected, fuelling(1))).duplicates == 2
    assert rows(ledger, "fuellings", "seq, version, volume_ml") == [(1, 1, 30_000), (1, 2, 31_000)]
    assert rows(ledger, "fuellings_current", "seq, version, volume_ml") == [(1, 2, 31_000)]
    assert one(ledger, batch(fuelling(1, volume_ml=32_000, source="corrected"))).stored == 1
    assert rows(ledger, "fuellings_current", "seq, version, volume_ml") == [(1, 3, 32_000)]


def test_a_correction_may_come_before_what_it_corrects(ledger):
    one(ledger, batch(fuelling(1, volume_ml=31_000, source="corrected")))
    assert one(ledger, batch(fuelling(1))).stored == 1
    assert rows(ledger, "fuellings_current", "seq, version, volume_ml") == [(1, 2, 31_000)]


def test_a_later_filing_is_a_new_version_and_the_same_filing_with_other_figures_a_conflict(ledger):
    def declaration(filed: float, volume: int) -> Declaration:
        return Declaration(
            station_id=STATION,
            period="2026-10",
            product="92",
            volume_ml=volume,
            amount_fen=1,
            filed_at=after(filed),
        )

    assert one(ledger, batch(declaration(-10, 5), declaration(-20, 4))).stored == 2
    assert rows(ledger, "declarations_current", "period, product, volume_ml") == [("2026-10", "92", 5)]
    assert one(ledger, batch(declaration(-10, 6))).quarantined == [("declarations", 0, "conflict")]


@pytest.mark.parametrize(
    "record",
    [
        reading(10.1),
        reading(-366 * 1440),
        heartbeat(11),
        fuelling(200),
        fuelling(1, started_at=after(-3651 * 1440), ended_at=after(-3651 * 1440)),
        fuelling(1, started_at=after(-3651 * 1440)),
        DeviceEvent(station_id=STATION, device="nozzle:3", at=after(-3651 * 1440), code="boot"),
    ],
)
def test_a_device_time_ahead_of_the_platform_or_beyond_retention_is_quarantined(ledger, record):
    assert [reason for _, _, reason in one(ledger, batch(record)).quarantined] == ["clock"]
    assert [h.reason for h in quarantine.find(ledger)] == ["clock"]


def test_the_edges_of_the_clock_are_accepted(ledger):
    long_ago = fuelling(1, started_at=after(-3649 * 1440), ended_at=after(-3649 * 1440))
    assert one(ledger, batch(reading(10), reading(-364 * 1440), long_ago)).stored == 3


def test_an_import_brings_old_fuellings_since_their_table_has_no_oldest_day(ledger):
    long_ago = fuelling(1, started_at=after(-9000 * 1440), ended_at=after(-9000 * 1440))
    assert one(ledger, batch(long_ago, reading(-9000 * 1440), door="import")).stored == 1


def test_a_record_of_another_station_than_the_batch_is_quarantined(ledger):
    outcome = one(ledger, batch(fuelling(1), fuelling(1, station_id=OTHER)))
    assert (outcome.stored, outcome.quarantined) == (1, [("fuellings", 1, "station")])


def test_what_the_door_could_not_read_is_kept_with_its_bytes(ledger):
    bad = Bad("fuellings", 7, "invalid", "seq is missing", b"{}")
    assert one(ledger, batch(fuelling(1), bad=[bad])).quarantined == [("fuellings", 7, "invalid")]
    (held,) = quarantine.find(ledger)
    assert (held.record_index, held.detail, held.raw) == (7, "seq is missing", b"{}")


@pytest.mark.parametrize("truncate_from", [0, 2**30])
def test_what_an_earlier_transaction_of_the_session_staged_is_not_stored_again(
    ledger, monkeypatch, truncate_from
):
    monkeypatch.setattr(staging, "_TRUNCATE_FROM", truncate_from)
    sent = (batch(fuelling(1), reading(-1)), batch(reading(-2)), batch(fuelling(2)))
    for number, each in enumerate(sent, 1):
        outcome = one(ledger, each)
        ledger.commit()
        assert (outcome.stored, outcome.duplicates) == (2 if number == 1 else 1, 0)
    assert len(rows(ledger, "fuellings")) == len(rows(ledger, "tank_readings")) == 2


def test_late_records_are_stored_but_never_overwrite_the_live_state(ledger):
    one(ledger, batch(fuelling(5), reading(-5), heartbeat(-1)))
    before = [rows(ledger, t) for t in _STATES]
    assert one(ledger, batch(fuelling(4), reading(-6), heartbeat(-2))).stored == 3
    assert [rows(ledger, t) for t in _STATES] == before
    assert rows(ledger, "nozzle_states", "nozzle_id, seq, totalizer_ml") == [(3, 5, 150_000)]


def test_a_correction_of_the_last_fuelling_moves_the_state_back_if_it_moves_the_fuelling_back(ledger):
    one(ledger, batch(fuelling(5), fuelling(6)))
    one(ledger, batch(fuelling(6, source="corrected", started_at=after(-200), ended_at=after(-199))))
    assert rows(ledger, "nozzle_states", "nozzle_id, seq, totalizer_ml") == [(3, 5, 150_000)]
    one(ledger, batch(fuelling(5, source="corrected", totalizer_ml=7)))
    assert rows(ledger, "nozzle_states", "nozzle_id, seq, totalizer_ml") == [(3, 5, 7)]


def test_test_records_are_stored_apart_they_move_no_state_and_are_not_judged(ledger):
    judge = Listener()
    assert one(ledger, batch(fuelling(1), heartbeat(0), test=True), judge=judge).stored == 2
    assert judge.shown == []
    assert [rows(ledger, t) for t in _STATES] == [[], [], []]
    assert LedgerFacts(ledger, None, after(-9000)).known("fuellings", NOW).num_rows == 0


def test_a_heartbeat_brings_a_silent_device_up_and_the_flip_is_written_down(ledger):
    one(ledger, batch(heartbeat(0)))
    ledger.execute("UPDATE ledger.device_states SET status = 'down'")
    one(ledger, batch(heartbeat(30), heartbeat(29)), at=after(30))
    one(ledger, batch(heartbeat(31)), at=after(31))
    assert rows(ledger, "device_flips", "old_status, new_status, at") == [
        ("down", "up", after(30)),
        ("new", "up", NOW),
    ]
    (state,) = rows(ledger, "device_states", "status, last_seen, alert_after, firmware, last_at")
    assert state == ("up", after(31), after(41), "1.31", after(31))


def test_a_heartbeat_does_not_end_an_announced_downtime(ledger):
    one(ledger, batch(heartbeat(0)))
    ledger.execute("UPDATE ledger.device_states SET status = 'maintenance'")
    one(ledger, batch(heartbeat(30)), at=after(30))
    assert rows(ledger, "device_states", "status, last_seen, device") == [
        ("maintenance", after(30), "collector")
    ]


def test_the_judge_sees_new_rows_with_the_stored_row_on_either_side(ledger):
    one(ledger, batch(*(fuelling(seq) for seq in (1, 2, 3, 7, 8, 20))))
    judge = Listener()
    one(
        ledger,
        batch(fuelling(5), fuelling(10), fuelling(11), fuelling(1), fuelling(5, nozzle_id=4)),
        judge=judge,
    )
    (shown,) = judge.shown
    keys = list(
        zip(shown["fuellings"]["nozzle_id"].to_pylist(), shown["fuellings"]["seq"].to_pylist(), strict=True)
    )
    assert keys == [(3, 3), (3, 5), (3, 7), (3, 8), (3, 10), (3, 11), (3, 20), (4, 5)]
    assert shown["fuellings"]["received_at"].null_count == 0
    assert shown.keys() == {"fuellings", "maintenance", "nozzles"}


def test_the_judge_knows_the_downtimes_and_the_nozzles_of_these_stations(ledger, database):
    tank = Tank(
        station_id=STATION,
        tank_id=1,
        product="92",
        capacity_l=30000,
        safe_fill_l=27000,
        diameter_mm=2500,
        density20_kg_m3=735,
    )
    nozzle = Nozzle(station_id=STATION, nozzle_id=3, dispenser_id=1, tank_id=1, product="92")
    downtime = Maintenance(
        station_id=STATION,
        device="dispenser:1",
        starts_at=NOW,
        ends_at=after(60),
        reason="换板",
        approved_by="局",
    )
    with database.connect("owner") as conn:
        register_station(conn)
        replace_registry(conn, {"tanks": [tank], "nozzles": [nozzle], "maintenance": [downtime]})
    judge = Listener()
    one(
        ledger,
        batch(DeviceEvent(station_id=STATION, device="dispenser:1", at=NOW, code="cover_opened")),
        judge=judge,
    )
    assert judge.shown[0]["maintenance"]["reason"].to_pylist() == ["换板"]
    assert judge.shown[0]["nozzles"]["dispenser_id"].to_pylist() == [1]
    assert judge.shown[0]["device_events"].num_rows == 1


def test_nothing_new_is_not_judged_again(ledger):
    one(ledger, batch(fuelling(1)))
    judge = Listener()
    one(ledger, batch(fuelling(1)), judge=judge)
    assert judge.shown == []


def register_station(conn: psycopg.Connection) -> None:
    conn.execute(
        """
        INSERT INTO ledger.stations VALUES (%s, 'n', '3602', 'private', NULL, NULL, 'u', 'l', NULL, NULL,
            false, 117, 29, 'operating', '2010-01-01')
        """,
        [STATION],
    )


def finding_of(seq: int) -> Finding:
    return Finding(
        finding_id=finding_id("fuelling.totalizer_gap", STATION, "nozzle:3", anchor_of_key(seq=seq)),
        revision=1,
        status="open",
        rule="fuelling.totalizer_gap",
        rule_set="1",
        station_id=STATION,
        subject="nozzle:3",
        started_at=NOW,
        ended_at=None,
        detected_at=NOW,
        severity="alarm",
        estimate=1.0,
        low=None,
        high=None,
        unit="ml",
        verdict="discrepancy",
        message="m",
        message_en="m",
        facts_digest="0" * 64,
        evidence="{}",
    )


def test_a_finding_that_says_something_else_by_now_gets_a_revision(ledger):
    undecidable = structs.replace(finding_of(2), verdict="undecidable", severity="info")
    for number, said in enumerate((undecidable, undecidable, finding_of(2), finding_of(2)), start=1):
        one(ledger, batch(fuelling(number)), judge=Listener([said]))
    found = ledger.execute(
        "SELECT revision, verdict, severity FROM ledger.findings ORDER BY revision"
    ).fetchall()
    assert found == [(1, "undecidable", "info"), (2, "discrepancy", "alarm")]


def test_findings_are_committed_with_the_records_and_the_bureau_is_woken_without_a_payload(ledger, database):
    with database.connect("bureau", autocommit=True) as bureau:
        bureau.execute(f"LISTEN {CHANNEL}")
        one(ledger, batch(fuelling(1)), judge=Listener([finding_of(1)]))
        ledger.commit()
        (notice,) = bureau.notifies(timeout=10, stop_after=1)
        assert (notice.channel, notice.payload) == (CHANNEL, "")
        one(ledger, batch(fuelling(2)), judge=Listener([finding_of(1)]))
        ledger.commit()
        assert list(bureau.notifies(timeout=0)) == []
        with bureau.transaction():
            set_scope(bureau, ["*"])
            assert bureau.execute("SELECT count(*) FROM ledger.findings").fetchone() == (1,)


def test_a_failing_judge_leaves_nothing_behind(ledger):
    def broken(tables: dict[str, pa.Table], as_of: datetime) -> list[Finding]:
        raise ArithmeticError("no")

    with pytest.raises(ArithmeticError), ledger.transaction():
        store(ledger, [batch(fuelling(1))], NOW, broken)
    assert rows(ledger, "fuellings") == []
    assert one(ledger, batch(fuelling(1))).stored == 1


def test_an_import_keeps_its_own_times_and_holds_many_stations(ledger):
    records = [fuelling(1), fuelling(1, station_id=OTHER, received_at=after(-10)), reading(-60)]
    assert one(ledger, batch(*records, door="import", station_id=None)).stored == 3
    assert rows(ledger, "fuellings", "station_id, nozzle_id, received_at") == [
        (STATION, 3, after(-99)),
        (OTHER, 3, after(-10)),
    ]


def test_a_device_cannot_choose_when_it_was_received(ledger):
    one(ledger, batch(fuelling(1, received_at=after(-9999))))
    assert rows(ledger, "fuellings", "station_id, nozzle_id, received_at") == [(STATION, 3, NOW)]


def test_one_invoice_number_of_two_stations_is_a_conflict(ledger):
    def invoice(station: str) -> Invoice:
        return Invoice(
            invoice_no="1",
            seller_uscc="A" * 18,
            buyer_uscc="B" * 18,
            product="92",
            volume_ml=1,
            amount_fen=1,
            issued_on=NOW.date(),
            direction="purchase",
            station_id=station,
        )

    one(ledger, batch(invoice(STATION)))
    assert one(ledger, batch(invoice(OTHER), station_id=OTHER)).quarantined == [("invoices", 0, "conflict")]


def test_a_receipt_moves_the_chain_by_one_and_is_found_again(ledger, database):
    with database.connect("owner") as conn:
        register_station(conn)
        code = collectors.create_code(
            conn, station_id=STATION, collector_id="c1", created_by="a", now=NOW, expires_at=after(60)
        )
    enrolled = collectors.enrol(ledger, code, b"k" * 32, key_id="k1", now=NOW)
    assert (enrolled.epoch, enrolled.state, enrolled.last_digest) == (1, "pending", bytes(32))
    sent = batch(fuelling(1), collector_id="c1", epoch=1, batch_no=1, digest=b"d" * 32)
    outcome = one(ledger, sent)
    receipts.save_receipts(ledger, [receipts.Answered(sent, outcome.receipt_id or 0, {"stored": 1})], NOW)
    assert rows(ledger, "fuellings", "station_id, seq, batch_id") == [(STATION, 1, outcome.receipt_id)]
    assert receipts.find_receipt(ledger, "c1", 1, 1).reply == {"stored": 1}
    assert receipts.find_receipt(ledger, "c1", 1, 2) is None
    head = collectors.lock_heads(ledger, ["c1"])["c1"]
    assert (head.last_batch_no, head.last_digest) == (1, b"d" * 32)
    gap = batch(collector_id="c1", epoch=1, batch_no=3, digest=b"e" * 32)
    with pytest.raises(ValueError, match="does not follow"), ledger.transaction():
        receipts.save_receipts(ledger, [receipts.Answered(gap, one(ledger, gap).receipt_id or 0, {})], NOW)


def test_an_enrolment_code_works_once_and_a_new_epoch_revokes_the_old_key(ledger, database):
    def code(expires: float) -> str:
        with database.connect("owner") as conn:
            return collectors.create_code(
                conn,
                station_id=STATION,
                collector_id="c1",
                created_by="a",
                now=NOW,
                expires_at=after(expires),
            )

    with database.connect("owner") as conn:
        register_station(conn)
    used = code(60)
    collectors.enrol(ledger, used, b"1" * 32, key_id="k1", now=NOW)
    for wrong in (used, code(-1), "guess"):
        with pytest.raises(collectors.EnrolmentError):
            collectors.enrol(ledger, wrong, b"1" * 32, key_id="k9", now=NOW)
    assert collectors.enrol(ledger, code(60), b"2" * 32, key_id="k2", now=after(1)).epoch == 2
    assert collectors.collector_key(ledger, "c1", "k1").revoked_at == after(1)
    assert collectors.collector_key(ledger, "c1", "k2").public_key == b"2" * 32


_HISTORY = [
    batch(fuelling(1), fuelling(2), reading(-9), heartbeat(-9)),
    batch(fuelling(2), fuelling(3), reading(-8), reading(-9)),
    batch(fuelling(3, volume_ml=1, source="corrected", ended_at=after(-98)), heartbeat(-7, firmware="2")),
    batch(fuelling(5), fuelling(6, nozzle_id=4), reading(-7, tank_id=2), heartbeat(-8)),
    batch(fuelling(1, station_id=OTHER), reading(-20, station_id=OTHER), station_id=OTHER),
]
_TABLES_COMPARED = {
    "fuellings": "station_id, nozzle_id, seq, version, volume_ml, totalizer_ml, source, received_at",
    "tank_readings": "station_id, tank_id, at, product_mm",
    "heartbeats": "station_id, device, at, firmware",
    **dict.fromkeys(_STATES, "*"),
}


def contents(conn: psycopg.Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(rows(conn, table, columns), key=str) for table, columns in _TABLES_COMPARED.items()}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_repetition_of_batches_ends_in_the_same_ledger_and_state(ledger, data):
    repeated = data.draw(st.lists(st.sampled_from(range(len(_HISTORY))), max_size=4))
    order = data.draw(st.permutations([*range(len(_HISTORY)), *repeated]))
    cuts = data.draw(st.lists(st.integers(0, len(order)), max_size=3).map(sorted))
    with ledger.transaction(force_rollback=True):
        store(ledger, _HISTORY, NOW, None)
        expected = contents(ledger)
    with ledger.transaction(force_rollback=True):
        for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
            outcomes = store(ledger, [_HISTORY[i] for i in order[start:end]], NOW, None)
            assert all(not outcome.quarantined for outcome in outcomes)
        assert contents(ledger) == expected


def test_two_writers_of_the_same_stations_wait_for_each_other_and_both_finish(database):
    stations = [f"36020300{n:02}" for n in range(10)]
    failures: list[BaseException] = []
    barrier = threading.Barrier(2)

    def write(order: list[str], seqs: Sequence[int]) -> None:
        try:
            with database.connect("intake") as conn:
                for seq in seqs:
                    batches = [
                        batch(fuelling(seq, station_id=s), reading(-seq * 1440, station_id=s), station_id=s)
                        for s in order
                    ]
                    barrier.wait(timeout=60)
                    store(conn, batches, NOW, Listener())
                    conn.commit()
        except BaseException as error:
            failures.append(error)
            barrier.abort()

    writers = [
        threading.Thread(target=write, args=(stations, range(1, 9))),
        threading.Thread(target=write, args=(stations[::-1], range(8, 0, -1))),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=120)
    assert failures == []
    with database.connect("intake") as conn:
        assert conn.execute("SELECT count(*) FROM ledger.fuellings").fetchone() == (80,)
        assert conn.execute("SELECT count(*) FROM ledger.tank_readings").fetchone() == (80,)
