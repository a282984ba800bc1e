"""A desk without room: telemetry is refused, evidence stops its maker, events are held."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from youjian.collector.board import Board
from youjian.collector.desk import Desk
from youjian.collector.outbox import Identity, Outbox, OutboxFullError
from youjian.contract.records import DeviceEvent, Fuelling, TankReading
from youjian.protocols import station

STATION = "3602030017"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SIGNER = station.Ed25519Signer(bytes(range(32)), "k1")
LEVEL = TankReading(station_id=STATION, tank_id=1, at=START, product_mm=1.0, water_mm=0.0, temp_c=20.0)
SALE = Fuelling(
    station_id=STATION, nozzle_id=3, seq=1, started_at=START, ended_at=START + timedelta(minutes=1),
    volume_ml=30_000, unit_price_fen=756, amount_fen=22_680, totalizer_ml=1_030_000, kind="sale",
    source="live",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(STATION, Outbox(tmp_path / "outbox.sqlite", 512 * 1024), Board(), lambda: START)


def fill(desk: Desk) -> None:
    """Evidence until there is no room."""
    number = 0
    while True:
        number += 1
        at = START + timedelta(seconds=number)
        event = DeviceEvent(station_id=STATION, device="nozzle:1", at=at, code="boot", detail="x" * 3000)
        try:
            desk.store([event])
        except OutboxFullError:
            return


def test_without_room_telemetry_is_refused_and_evidence_stops_its_maker(desk: Desk) -> None:
    fill(desk)
    assert not desk.store([LEVEL])
    with pytest.raises(OutboxFullError):
        desk.store([SALE] * 40)
    assert desk.board.devices["collector"] == "outbox_full"


def test_events_that_found_no_room_are_recorded_once_there_is_some(desk: Desk) -> None:
    desk.outbox.enrolled(Identity("C1", STATION, 1, "k1"), [])
    fill(desk)
    details = ["a" * 4000, "b" * 4000, "c" * 4000]
    for detail in details:
        desk.event(["dispenser:1"], "cover_opened", detail)
    assert len(desk.held) > 0
    for _ in range(3):
        batch = desk.outbox.next_batch(SIGNER)
        assert batch is not None
        desk.outbox.acknowledge(batch.batch_no)
    desk.store([SALE])
    assert not desk.held
    waiting = [row.body for row in desk.outbox.rows(1, 10_000)]
    assert all(any(detail.encode() in body for body in waiting) for detail in details)


def test_a_damaged_outbox_is_told_once_as_an_event(tmp_path: Path) -> None:
    (tmp_path / "outbox.sqlite").write_bytes(b"no database" * 1000)
    desk = Desk(STATION, Outbox(tmp_path / "outbox.sqlite"), Board(), lambda: START)
    desk.store([SALE])
    desk.store([LEVEL])
    told = [row for row in desk.outbox.rows(1, 100) if b"was damaged" in row.body]
    assert [row.name for row in told] == ["device_events"]
