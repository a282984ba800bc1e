"""The outbox keeps every record until its receipt, whatever is killed when."""

import copy
import itertools
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from youjian.collector.fuellings import Fill, Limits, Reading, derive, first_state
from youjian.collector.outbox import Batch, Identity, Outbox, OutboxFullError
from youjian.contract.records import DeviceEvent, TankReading
from youjian.protocols import station

STATION = "3602030017"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KEY = bytes(range(32))
SIGNER = station.Ed25519Signer(KEY, "k1")
OLD = Fill(22, 10, 0, 10_000, 7_560, 756)
VERIFIER = station.Ed25519Verifier(station.public_key_of(KEY))


def opened(folder: Path) -> Outbox:
    outbox = Outbox(folder / "outbox.sqlite")
    if outbox.identity is None:
        outbox.enrolled(Identity("C1", STATION, 1, "k1"), [])
    return outbox


def event(number: int) -> DeviceEvent:
    at = START + timedelta(seconds=number)
    return DeviceEvent(station_id=STATION, device="collector", at=at, code="boot", detail=f"{number}")


def level(number: int) -> TankReading:
    at = START + timedelta(seconds=number)
    return TankReading(station_id=STATION, tank_id=1, at=at, product_mm=1.0, water_mm=0.0, temp_c=20.0)


def jagged(number: int) -> TankReading:
    """A reading that its neighbours do not tell."""
    return msgspec.structs.replace(level(number), product_mm=float(number % 7) * 90_000 ** (number % 2))


def records_of(batch: Batch) -> list[tuple[str, dict[str, object]]]:
    body = station.decode_body(station.unpack(batch.body, "gzip"), station.BatchBody)
    return [(name, msgspec.json.decode(raw)) for name, raws in body.records.items() for raw in raws]


def test_a_batch_once_built_is_the_same_bytes_until_its_receipt(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    outbox.commit([event(1)])
    first = outbox.next_batch(SIGNER)
    outbox.commit([event(2)])
    assert outbox.next_batch(SIGNER) == first
    outbox.close()
    again = opened(tmp_path)
    assert again.next_batch(SIGNER) == first
    assert first is not None
    assert again.acknowledge(first.batch_no) == 1
    second = again.next_batch(SIGNER)
    assert second is not None
    assert (second.batch_no, second.headers.previous_digest) == (2, first.headers.digest)
    station.check(second.headers, second.body, VERIFIER)
    again.close()


def test_a_receipt_for_a_batch_that_was_never_built_deletes_nothing(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    outbox.commit([event(1)])
    assert outbox.acknowledge(5) == 0
    assert (outbox.depth, outbox.head.batch_no) == (1, 0)
    outbox.close()


def test_batches_hold_no_more_than_they_may_and_leave_nothing_out(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    outbox.commit([event(number) for number in range(25)])
    found: list[object] = []
    sizes: list[int] = []
    while (batch := outbox.next_batch(SIGNER, most=10, most_bytes=1_000)) is not None:
        found += [record["detail"] for _, record in records_of(batch)]
        sizes.append(len(station.unpack(batch.body, "gzip")))
        outbox.acknowledge(batch.batch_no)
    assert found == [str(number) for number in range(25)]
    assert max(sizes) <= 1_100
    outbox.close()


def test_a_batch_refused_as_too_large_comes_smaller_under_the_same_number(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    outbox.commit([event(number) for number in range(10)])
    whole = outbox.next_batch(SIGNER)
    assert whole is not None
    assert outbox.take_apart(whole.batch_no) == 10
    half = outbox.next_batch(SIGNER, most=5)
    assert half is not None
    assert (half.batch_no, half.count) == (whole.batch_no, 5)
    outbox.close()


def test_a_full_outbox_refuses_telemetry_and_takes_what_is_evidence(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite", limit_bytes=512 * 1024)

    def store_readings_without_end() -> None:
        for number in itertools.count():
            outbox.commit([jagged(20 * number + k) for k in range(20)])

    with pytest.raises(OutboxFullError, match="the limit is 524288"):
        store_readings_without_end()
    assert outbox.condition == "outbox_full"
    before = outbox.depth
    outbox.commit([event(number) for number in range(10)])
    assert (outbox.depth, outbox.condition) == (before + 10, "ok")
    outbox.close()


def test_a_new_enrolment_sends_what_the_old_epoch_left(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    outbox.commit([event(1), event(2)])
    old = outbox.next_batch(SIGNER)
    outbox.stop("fork")
    outbox.enrolled(Identity("C1", STATION, 2, "k1"), [])
    new = outbox.next_batch(SIGNER)
    assert old is not None
    assert new is not None
    assert records_of(new) == records_of(old)
    assert (new.headers.epoch, new.batch_no, new.headers.previous_digest) == (2, 1, station.ZERO_DIGEST)
    assert outbox.stopped is None
    outbox.close()


def test_results_of_commands_wait_for_their_acknowledgement(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    for status in ("refused", "done"):
        outbox.remember_result(station.CommandResult(command_id="c1", status=status, at=START))
    assert [result.status for result in outbox.results()] == ["refused"]
    outbox.forget_results(["c1"])
    assert outbox.results() == []
    outbox.close()


@dataclass
class World:
    """A dispenser and a platform: what a killed collector finds unchanged."""

    total_ml: int = 1_000_000
    now: int = 0
    fill: Fill = OLD
    sold: list[int] = field(default_factory=list)
    head: tuple[int, bytes] = (0, station.ZERO_DIGEST)
    receipts: dict[int, bytes] = field(default_factory=dict)
    fuellings: list[tuple[int, int]] = field(default_factory=list)

    def sell(self) -> None:
        self.now += 120
        at = START + timedelta(seconds=self.now)
        self.fill = Fill(22, at.hour + 8, at.minute, 10_000 + self.now * 10, 7_560, 756)
        self.total_ml += self.fill.volume_ml
        self.sold.append(self.total_ml)

    def take(self, batch: Batch) -> None:
        """The platform: the next of the chain is stored, a known one gets its receipt again."""
        station.check(batch.headers, batch.body, VERIFIER)
        if self.receipts.get(batch.batch_no) == batch.headers.digest:
            return
        assert (batch.batch_no - 1, batch.headers.previous_digest) == self.head
        self.head = (batch.batch_no, batch.headers.digest)
        self.receipts[batch.batch_no] = batch.headers.digest
        stored = [record for name, record in records_of(batch) if name == "fuellings"]
        self.fuellings += [(int(str(r["seq"])), int(str(r["totalizer_ml"]))) for r in stored]


def poll(outbox: Outbox, world: World) -> None:
    at = START + timedelta(seconds=world.now + 5)
    reading = Reading(at=at, total_ml=world.total_ml, amount_fen=0, fill=world.fill)
    state = outbox.nozzle_states().get(1)
    if state is None:
        outbox.commit(states=[first_state(1, reading)])
        return
    derived = derive(STATION, state, reading, Limits())
    outbox.commit([derived.fuelling] if derived.fuelling else [], [derived.state])


def send(outbox: Outbox, world: World) -> None:
    while (batch := outbox.next_batch(SIGNER)) is not None:
        world.take(batch)
        outbox.acknowledge(batch.batch_no)


def test_killed_between_any_two_statements_it_loses_and_doubles_no_fuelling(tmp_path: Path) -> None:
    """The files are copied before every statement; each copy must go on to the same end."""
    live = tmp_path / "live"
    live.mkdir()
    outbox = opened(live)
    world = World()
    poll(outbox, world)
    killed: list[tuple[Path, World]] = []

    def kill(_: str) -> None:
        folder = tmp_path / f"killed-{len(killed)}"
        folder.mkdir()
        for path in live.glob("outbox.sqlite*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, folder)
        killed.append((folder, copy.deepcopy(world)))

    outbox._db.set_trace_callback(kill)
    for _ in range(4):
        world.sell()
        poll(outbox, world)
        send(outbox, world)
    outbox._db.set_trace_callback(None)
    outbox.close()
    assert len(killed) > 40
    for folder, left in [*killed, (live, world)]:
        survivor = opened(folder)
        poll(survivor, left)
        send(survivor, left)
        survivor.close()
        assert left.fuellings == [(number + 1, total) for number, total in enumerate(left.sold)]


def test_a_commit_is_synchronous_and_in_a_write_ahead_log(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    assert outbox._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert outbox._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    outbox.close()


def test_a_failed_statement_leaves_nothing_behind(tmp_path: Path) -> None:
    outbox = opened(tmp_path)
    state = first_state(1, Reading(at=START, total_ml=1, amount_fen=0))
    outbox._db.execute("CREATE TRIGGER no BEFORE INSERT ON nozzles BEGIN SELECT raise(ABORT, 'disk'); END")
    with pytest.raises(sqlite3.IntegrityError, match="disk"):
        outbox.commit([event(1)], [state])
    assert outbox.depth == 0
    outbox.close()


def test_a_full_disk_is_named_and_what_comes_once_there_is_room_is_kept(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db")
    outbox._db.execute("PRAGMA max_page_count=1")
    with pytest.raises(OutboxFullError, match="disk is full"):
        outbox.commit(notes={"seen": "x" * 10_000_000})
    outbox._db.execute("PRAGMA max_page_count=100000")
    outbox.commit(notes={"seen": "y"})
    assert outbox.note("seen") == "y"
    outbox.close()
