"""The outbox as a file: older versions, damage, a size that holds on the disk."""

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from youjian.collector.outbox import Identity, Outbox, OutboxDamagedError, OutboxFullError, opening
from youjian.contract.records import DeviceEvent, TankReading
from youjian.protocols import station

STATION = "3602030017"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KEY = bytes(range(32))
SIGNER = station.Ed25519Signer(KEY, "k1")
IDENTITY = Identity("C1", STATION, 1, "k1")
FIRST_VERSION = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE nozzles (nozzle_id INTEGER PRIMARY KEY, state BLOB NOT NULL);
CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, body BLOB NOT NULL, batch_no INTEGER);
CREATE INDEX records_waiting ON records (batch_no, id);
CREATE TABLE batches (
    batch_no INTEGER PRIMARY KEY, headers BLOB NOT NULL, body BLOB NOT NULL, count INTEGER NOT NULL);
CREATE TABLE results (command_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""


def event(number: int) -> DeviceEvent:
    at = START + timedelta(seconds=number)
    return DeviceEvent(station_id=STATION, device="collector", at=at, code="boot", detail=f"{number}")


def level(number: int) -> TankReading:
    at = START + timedelta(seconds=number)
    return TankReading(station_id=STATION, tank_id=1, at=at, product_mm=1.0, water_mm=0.0, temp_c=20.0)


def opened(path: Path, limit_bytes: int = 64 * 2**20) -> Outbox:
    outbox = Outbox(path, limit_bytes)
    if outbox.identity is None:
        outbox.enrolled(IDENTITY, [])
    return outbox


def emptied(outbox: Outbox) -> list[station.BatchBody]:
    """Every batch that waits, acknowledged."""
    bodies: list[station.BatchBody] = []
    while (batch := outbox.next_batch(SIGNER, most=4)) is not None:
        bodies.append(station.decode_body(station.unpack(batch.body, "gzip"), station.BatchBody))
        outbox.acknowledge(batch.batch_no)
    return bodies


def details(bodies: list[station.BatchBody]) -> list[str]:
    return [json.loads(bytes(raw))["detail"] for body in bodies for raw in body.records["device_events"]]


def first_version(path: Path) -> bytes:
    """A file as the first version left it: eight records, three in a batch on its way; its digest."""
    bodies = [msgspec.json.encode(event(number)) for number in range(8)]
    message = {"sent_at": START, "records": {"device_events": [msgspec.Raw(body) for body in bodies[:3]]}}
    packed = station.pack(msgspec.json.encode(message))
    headers = station.sign_batch(
        SIGNER, packed, collector_id="C1", epoch=1, batch_no=1, previous_digest=station.ZERO_DIGEST
    )
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FIRST_VERSION)
        db.execute("INSERT INTO meta VALUES ('identity', ?)", (msgspec.json.encode(IDENTITY),))
        db.executemany(
            "INSERT INTO records (name, body, batch_no) VALUES ('device_events', ?, ?)",
            [(body, 1 if number < 3 else None) for number, body in enumerate(bodies)],
        )
        db.execute("INSERT INTO batches VALUES (1, ?, ?, 3)", (msgspec.json.encode(headers), packed))
        db.commit()
    return headers.digest


def test_a_file_of_the_first_version_is_taken_over_with_its_batch_on_the_way(tmp_path: Path) -> None:
    digest = first_version(tmp_path / "outbox.sqlite")
    outbox = opened(tmp_path / "outbox.sqlite")
    assert outbox.depth == 8
    batch = outbox.next_batch(SIGNER)
    assert batch is not None
    assert batch.headers.digest == digest
    assert outbox.acknowledge(1) == 3
    outbox.commit([event(8)])
    bodies = emptied(outbox)
    assert details(bodies) == ["3", "4", "5", "6", "7", "8"]
    assert [(part.first_no, len(part.records)) for body in bodies for part in body.chains] == [(4, 4), (8, 2)]
    assert outbox.resend(START, START + timedelta(seconds=3)) == 3
    outbox.close()


def test_taking_over_goes_on_where_it_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "outbox.sqlite"
    first_version(path)
    monkeypatch.setattr(opening, "_CHUNK", 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        opening._add_columns(db)
        db.executescript(opening.SCHEMA)
        assert opening._chain_older(db) == 3
    outbox = opened(path)
    outbox.acknowledge(1)
    assert details(emptied(outbox)) == ["3", "4", "5", "6", "7"]
    outbox.close()


def filled(path: Path) -> None:
    outbox = opened(path)
    outbox.commit([event(number) for number in range(2)])
    assert len(emptied(outbox)) == 1
    for number in range(2, 400, 4):
        outbox.commit([event(number + k) for k in range(4)])
    outbox.next_batch(SIGNER)
    outbox.close()


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_set_aside_and_what_can_be_read_goes_on(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "outbox.sqlite"
    filled(path)
    dice = random.Random(seed)  # noqa: S311  no secret
    raw = bytearray(path.read_bytes())
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(raw) // 4096) * 4096
        raw[place : place + 4096] = dice.randbytes(4096)
    path.write_bytes(raw)
    outbox = Outbox(path)
    for _ in range(3):
        try:
            outbox.commit([event(1000)])
            if outbox.identity is None:
                assert "enrol" in (outbox.stopped or "enrol")
                outbox.enrolled(msgspec.structs.replace(IDENTITY, epoch=2), [])
            found = details(emptied(outbox))
            break
        except OutboxDamagedError:
            assert path.with_name("outbox.sqlite.damaged").exists()
    else:
        raise AssertionError("the file stays damaged")
    assert found[-1] == "1000"
    assert set(found) <= {*map(str, range(2, 402)), "1000"}
    outbox.close()


@pytest.mark.parametrize("kept", [0, 100, 4096, 10_000, 60_000])
def test_a_file_that_was_cut_short_ends_nothing_silently(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "outbox.sqlite"
    filled(path)
    path.write_bytes(path.read_bytes()[:kept])
    outbox = Outbox(path)
    if outbox.damage is None:
        assert outbox.identity is None  # an empty file is a new one
    outbox.enrolled(msgspec.structs.replace(IDENTITY, epoch=2), [])
    outbox.commit([event(1000)])
    assert details(emptied(outbox))[-1] == "1000"
    outbox.close()


def on_disk(path: Path) -> int:
    return sum(file.stat().st_size for file in path.parent.iterdir())


@pytest.mark.parametrize("limit_mib", [0.5, 1])
def test_the_size_holds_on_the_disk_whatever_comes_and_no_evidence_is_dropped(
    tmp_path: Path, limit_mib: float
) -> None:
    path = tmp_path / "outbox.sqlite"
    limit = int(limit_mib * 2**20)
    outbox = opened(path, limit)
    kept = 0
    largest = 0
    refused = False
    while not refused:
        try:
            outbox.commit([level(kept * 7 + k) for k in range(6)])
        except OutboxFullError:
            assert outbox.condition == "outbox_full"
        try:
            outbox.commit([event(kept)])
        except OutboxFullError:
            refused = True
        else:
            kept += 1
        largest = max(largest, on_disk(path))
    assert largest <= limit
    outbox.close()
    outbox = opened(path, limit)
    found = [
        json.loads(bytes(raw))["detail"]
        for body in emptied(outbox)
        for raw in body.records.get("device_events", [])
    ]
    assert found == [str(number) for number in range(kept)]
    assert (outbox.depth, outbox.condition, on_disk(path) <= limit) == (0, "ok", True)
    outbox.commit([event(0), level(0)])
    outbox.close()


def test_thinned_readings_leave_their_digests_and_the_newest_stay_whole(tmp_path: Path) -> None:
    outbox = opened(tmp_path / "outbox.sqlite", 512 * 1024)
    number = 0
    while outbox.condition != "thinned":
        outbox.commit([level(number + k) for k in range(10)])
        number += 10
    assert outbox.depth < number
    bodies = emptied(outbox)
    readings = [json.loads(bytes(raw)) for body in bodies for raw in body.records.get("tank_readings", [])]
    entries = [entry for body in bodies for part in body.chains for entry in part.records]
    assert len(entries) == number
    assert sum(isinstance(entry, str) for entry in entries) == number - len(readings) > 0
    assert [reading["at"] for reading in readings[-20:]] == [
        level(k).at.isoformat().replace("+00:00", "Z") for k in range(number - 20, number)
    ]
    first = [part.first_no for body in bodies for part in body.chains]
    assert first == list(range(1, number + 1, 4))
    outbox.close()


def test_a_range_asked_for_again_has_its_turn_though_new_records_always_wait(tmp_path: Path) -> None:
    outbox = opened(tmp_path / "outbox.sqlite")
    outbox.commit([event(0)])
    assert details(emptied(outbox)) == ["0"]
    assert outbox.resend(START, START + timedelta(seconds=1)) == 1
    told: list[list[str]] = []
    for number in range(1, 4):
        outbox.commit([event(number)])
        batch = outbox.next_batch(SIGNER)
        assert batch is not None
        outbox.acknowledge(batch.headers.batch_no)
        body = station.unpack(batch.body, "gzip", 2**20)
        told.append(details([station.decode_body(body, station.BatchBody)]))
    outbox.close()
    assert told == [["1"], ["0"], ["2", "3"]]
