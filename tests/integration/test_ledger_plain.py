"""What is stored without a stage ends as it does by way of the stage: outcomes, ledger, state, findings."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from youjian.contract.fields import business_day
from youjian.contract.records import DeviceEvent, Fuelling, Heartbeat, Record, TankReading
from youjian.detection.registry import judge_pairwise
from youjian.ledger import store as storing
from youjian.ledger.batch import Bad, Batch, Outcome
from youjian.ledger.partitions import ensure_days
from youjian.ledger.store import store

STATIONS = ("3602030017", "3602030018")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_COMPARED = {
    "fuellings": "station_id, nozzle_id, seq, version, volume_ml, totalizer_ml, started_at, ended_at, source,"
    " received_at, test, batch_id",
    "tank_readings": "station_id, tank_id, at, product_mm, volume_l, received_at, test",
    "heartbeats": "station_id, device, at, firmware, link, received_at, test",
    "device_events": "station_id, device, at, code, detail, received_at, test",
    "nozzle_states": "*",
    "tank_states": "*",
    "device_states": "*",
    "device_flips": "station_id, device, at, old_status, new_status, cause",
    "conflicts": "*",
    "quarantine": "station_id, table_name, record_index, reason, detail, raw",
    "late_days": "station_id, day",
    "findings": "finding_id, revision, status, verdict, severity, message, evidence",
    "finding_queue": "*",
}


@pytest.fixture(scope="module")
def ledger(module_database) -> Iterator[psycopg.Connection[Any]]:
    """A connection as intake, on which every example is rolled back; its days have their partitions."""
    with module_database.connect("intake") as conn:
        for table in ("tank_readings", "heartbeats"):
            for at in (-3, -2000):
                ensure_days(conn, table, business_day(minute(at)), business_day(minute(at)))
        conn.commit()
        yield conn


def minute(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


_MINUTE = timedelta(minutes=1)
_STATION = st.sampled_from(STATIONS)
_BEGIN = st.sampled_from([0, 0, 0, 0, -1.5, -2000, 30, -600_000])
"""Minutes by which a fuelling is shifted: mostly none, else overlapping, of an ended day, or refused."""


def fuelling(
    station: str, nozzle: int, seq: int, shift: float = 0, volume: int = 30_000, *, source: Any = "live"
) -> Fuelling:
    begun = minute(seq * 2 - 60 + shift)
    return Fuelling(
        station_id=station, nozzle_id=nozzle, seq=seq, started_at=begun, ended_at=begun + _MINUTE,
        volume_ml=volume, unit_price_fen=750, amount_fen=volume * 750 // 1000, totalizer_ml=30_000 * seq,
        kind="sale", source=source,
    )  # fmt: skip


def reading(station: str, tank: int, at: int, level: float, said: float | None) -> TankReading:
    return TankReading(
        station_id=station, tank_id=tank, at=minute(at), product_mm=level, water_mm=0.0, temp_c=11.0,
        volume_l=said,
    )  # fmt: skip


def heartbeat(station: str, at: int, offset: float, link: Any) -> Heartbeat:
    return Heartbeat(
        station_id=station, device="collector", at=minute(at), clock_offset_s=offset, outbox_depth=0,
        firmware="1", link=link,
    )  # fmt: skip


def event(station: str, at: int, code: Any, detail: str | None) -> DeviceEvent:
    return DeviceEvent(station_id=station, device="dispenser:1", at=minute(at), code=code, detail=detail)


_SOURCES = st.sampled_from(["live", "live", "live", "live", "total_diff", "corrected"])
_VOLUMES = st.sampled_from([30_000, 30_000, 30_000, 30_000, 29_000])
_AT = st.sampled_from([-3, -2, -1, -2000])


def records(station: str) -> st.SearchStrategy[Record]:
    """What a collector of a station may send; once in a while a record of another one."""
    whose = st.sampled_from([station] * 12 + list(STATIONS))
    sold = st.builds(fuelling, whose, st.integers(1, 2), st.integers(1, 7), _BEGIN, _VOLUMES, source=_SOURCES)
    others = st.one_of(
        st.builds(
            reading, whose, st.just(1), _AT, st.sampled_from([1500.0, 1501.0]), st.sampled_from([None, 2.5])
        ),
        st.builds(heartbeat, whose, _AT, st.sampled_from([0.5, 200.0]), st.sampled_from([None, "5g"])),
        st.builds(event, whose, _AT, st.sampled_from(["boot", "cover_opened"]), st.sampled_from([None, "x"])),
    )
    return st.one_of(sold, sold, sold, others)


_NAMES = {
    Fuelling: "fuellings",
    TankReading: "tank_readings",
    Heartbeat: "heartbeats",
    DeviceEvent: "device_events",
}


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    station = draw(_STATION)
    sent = draw(st.lists(records(station), max_size=8))
    if draw(st.booleans()):  # an honest stretch, as most batches are
        first, nozzle = draw(st.integers(1, 4)), draw(st.integers(1, 2))
        sent += [fuelling(station, nozzle, seq) for seq in range(first, first + 3)]
    return Batch(
        door="station",
        station_id=station,
        records=[(_NAMES[type(record)], index, record) for index, record in enumerate(sent)],
        bad=[Bad("fuellings", 99, "invalid", "no", b"{")] if draw(st.integers(0, 9)) == 0 else (),
        test=draw(st.sampled_from([False] * 7 + [True])),
        raw_of=lambda table, index: f"{table}[{index}]".encode(),
    )


def contents(conn: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    found = {
        table: sorted(conn.execute(f"SELECT {columns} FROM ledger.{table}".encode()).fetchall(), key=str)  # noqa: S608
        for table, columns in _COMPARED.items()
    }
    return {**found, "late_days": sorted(set(found["late_days"]))}


def played(
    conn: psycopg.Connection[Any], transactions: Sequence[Sequence[Batch]], apart: int = 1
) -> tuple[list[list[Outcome]], dict[str, list[Any]]]:
    """Outcomes and the ledger after these transactions, so many minutes apart; nothing stays."""
    outcomes: list[list[Outcome]] = []
    with conn.transaction(force_rollback=True):
        for number, each in enumerate(transactions):
            outcomes.append(store(conn, each, minute(number * apart), judge_pairwise))
        return outcomes, contents(conn)


@settings(max_examples=40)
@given(transactions=st.lists(st.lists(batches(), min_size=1, max_size=2), min_size=1, max_size=3))
def test_any_mix_of_records_ends_as_by_the_stage(
    ledger: psycopg.Connection[Any], transactions: list[list[Batch]]
) -> None:
    without = played(ledger, transactions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing, "may_be_plain", lambda _arrival, _sent: False)
        by_stage = played(ledger, transactions)
    assert without == by_stage


@settings(max_examples=20)
@given(transactions=st.lists(st.lists(batches(), min_size=1, max_size=2), min_size=1, max_size=3))
def test_batches_together_end_as_one_by_one(
    ledger: psycopg.Connection[Any], transactions: list[list[Batch]]
) -> None:
    """All but the findings, whose revisions tell what was known between two transactions."""
    listed = [batch for each in transactions for batch in each]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing.superseding, "append_judged", lambda *_: 0)
        (together,), ledger_together = played(ledger, [listed])
        alone, ledger_alone = played(ledger, [[batch] for batch in listed], apart=0)
    assert [outcome for (outcome,) in alone] == together
    assert ledger_alone == ledger_together


def test_the_last_numbers_of_all_are_stored_judged_and_corrected(ledger: psycopg.Connection[Any]) -> None:
    """No number follows the highest one that the contract has."""
    last = 2**63 - 1
    said = [structs.replace(fuelling(STATIONS[0], 1, 1), seq=seq) for seq in (last - 1, last)]
    corrected = structs.replace(said[1], volume_ml=29_000, source="corrected")
    sent = [
        Batch("station", STATIONS[0], [("fuellings", index, record) for index, record in enumerate(records)])
        for records in (said[1:], said, [corrected])
    ]
    outcomes, stored = played(ledger, [[batch] for batch in sent])
    assert [(outcome.stored, outcome.duplicates) for (outcome,) in outcomes] == [(1, 0), (1, 1), (1, 0)]
    assert [row[2:4] for row in stored["fuellings"]] == [(last - 1, 1), (last, 1), (last, 2)]
    assert any("overlap" in str(row) for row in stored["findings"])
