"""A record that somebody changed or dropped in the box is noticed by the platform; an honest box never is.

Real collector files and sender, the real door over HTTP, a real database.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import sql

from tests.integration.intake_kit import COLLECTOR, RunningDoor, add_station, running_door
from youjian.collector.outbox import Identity, Outbox
from youjian.collector.uplink.platform import Platform
from youjian.contract.records import DeviceEvent, Fuelling, Record, TankReading
from youjian.detection.samples import STATION
from youjian.ledger import collectors
from youjian.protocols import station

BEGINNING = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


@pytest.fixture
def door(owner: psycopg.Connection) -> Iterator[RunningDoor]:
    with running_door() as running:
        yield running


class Station:
    """A collector without devices: records are put into its outbox by hand, sent by its own uplink."""

    def __init__(self, folder: Path, door: RunningDoor, conn: psycopg.Connection, limit_bytes: int) -> None:
        self.path = folder / "outbox.sqlite"
        self._folder = folder
        self._door = door
        self._conn = conn
        self._limit_bytes = limit_bytes
        self.outbox = Outbox(self.path, limit_bytes)
        self.enrol()

    def enrol(self) -> None:
        """Enrol with a new code; a first time or again."""
        now = datetime.now(UTC)
        code = collectors.create_code(
            self._conn,
            station_id=STATION,
            collector_id=COLLECTOR,
            created_by="test",
            now=now,
            expires_at=now + timedelta(hours=1),
        )
        self._conn.commit()
        key = _key(self._folder)
        request = station.EnrolmentRequest(code=code, public_key=station.public_key_of(key), firmware="1")
        platform = Platform([self._door.url])
        answer = platform.enrol(request)
        platform.close()
        reply = station.decode_body(answer.body, station.EnrolmentReply)
        identity = Identity(reply.collector_id, reply.station_id, reply.epoch, reply.key_id)
        self.outbox.enrolled(identity, [])
        self.signer = station.Ed25519Signer(key, reply.key_id)
        self._conn.execute("UPDATE ledger.collectors SET state = 'accepted'")
        self._conn.commit()

    def restart(self) -> None:
        """Close the file and open it again, as a process that was killed."""
        self.outbox.close()
        self.outbox = Outbox(self.path, self._limit_bytes)

    def send(self) -> None:
        """Send everything that waits."""
        platform = Platform([self._door.url])
        while (batch := self.outbox.next_batch(self.signer)) is not None:
            answer = platform.send_batch(batch)
            assert answer.status == 200, answer.problem
            self.outbox.acknowledge(batch.batch_no)
        platform.close()

    def beat(self) -> None:
        """A heartbeat with the heads of the chains."""
        platform = Platform([self._door.url])
        identity = self.outbox.identity
        assert identity
        message = station.HeartbeatReport(
            at=datetime.now(UTC),
            outbox_depth=self.outbox.depth,
            firmware="1",
            chain_heads=self.outbox.chain_heads(),
        )
        answer = platform.send_message(station.HEARTBEAT, message, self.signer, identity)
        platform.close()
        assert answer.status == 200, answer.problem

    def by_hand(self, *statements: str) -> None:
        """What somebody with a shell does to the file."""
        with closing(sqlite3.connect(self.path)) as db, db:
            for statement in statements:
                assert db.execute(statement).rowcount != 0, statement


def _key(folder: Path) -> bytes:
    path = folder / "test.key"
    if not path.exists():
        path.write_bytes(station.generate_private_key())
    return path.read_bytes()


@pytest.fixture
def box(tmp_path: Path, door: RunningDoor, owner: psycopg.Connection) -> Iterator[Station]:
    found = Station(tmp_path, door, owner, 512 * 2**20)
    yield found
    found.outbox.close()


def sale(seq: int) -> Fuelling:
    started = BEGINNING + timedelta(minutes=2 * seq)
    return Fuelling(
        station_id=STATION, nozzle_id=3, seq=seq, started_at=started, ended_at=started + timedelta(minutes=1),
        volume_ml=30_000, unit_price_fen=756, amount_fen=22_680, totalizer_ml=1_000_000 + 30_000 * seq,
        kind="sale", source="live",
    )  # fmt: skip


def level(number: int) -> TankReading:
    at = BEGINNING + timedelta(seconds=10 * number)
    return TankReading(station_id=STATION, tank_id=1, at=at, product_mm=1400.0, water_mm=0.0, temp_c=20.0)


def event(number: int) -> DeviceEvent:
    at = BEGINNING + timedelta(seconds=number)
    return DeviceEvent(station_id=STATION, device="collector", at=at, code="boot", detail=f"{number}")


def store(box: Station, *records: Record) -> None:
    for record in records:
        box.outbox.commit([record])


def broken(conn: psycopg.Connection) -> list[str]:
    """The devices whose chains were found broken, once for each finding."""
    conn.rollback()
    found = conn.execute(
        "SELECT subject FROM ledger.findings WHERE rule = 'record.conflict' ORDER BY detected_at, subject"
    ).fetchall()
    journal = conn.execute("SELECT count(*) FROM ledger.door_journal WHERE kind = 'chain_broken'").fetchone()
    kept = conn.execute(
        """SELECT count(*) FROM ledger.conflicts WHERE "table" = 'record_chains'"""
    ).fetchone()
    assert journal == kept == (len(found),)
    return [row[0] for row in found]


def stored(conn: psycopg.Connection, table: str) -> int:
    conn.rollback()
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("ledger", table))
    row = conn.execute(query).fetchone()
    assert row
    return row[0]


def test_a_waiting_record_that_was_edited_is_noticed_at_the_next_batch_and_once(
    box: Station, owner: psycopg.Connection
) -> None:
    store(box, sale(1))
    box.send()
    assert broken(owner) == []
    store(box, sale(2), sale(3), level(1))
    box.by_hand("UPDATE records SET body = replace(body, '30000', '20000') WHERE id = 2")
    box.send()
    assert broken(owner) == ["nozzle:3"]
    assert stored(owner, "fuellings") == 3
    store(box, sale(4), level(2))
    box.send()
    box.restart()
    store(box, sale(5))
    box.send()
    assert broken(owner) == ["nozzle:3"]


def test_a_waiting_record_that_was_deleted_is_noticed(box: Station, owner: psycopg.Connection) -> None:
    store(box, *(sale(n) for n in range(1, 5)))
    box.by_hand("DELETE FROM records WHERE id = 2")
    box.send()
    assert broken(owner) == ["nozzle:3"]
    assert stored(owner, "fuellings") == 3


def test_the_last_waiting_record_that_was_deleted_is_noticed_at_the_next(
    box: Station, owner: psycopg.Connection
) -> None:
    store(box, sale(1), sale(2))
    box.by_hand("DELETE FROM records WHERE id = 2")
    box.send()
    store(box, sale(3))
    box.send()
    assert broken(owner) == ["nozzle:3"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET body = replace(body, '30000', '20000') WHERE id = 1",
        "UPDATE records SET body = replace(body, '30000', '20000')",
        "DELETE FROM records WHERE id = 1",
        "DELETE FROM records",
    ],
)
def test_a_record_on_its_way_that_was_edited_or_deleted_is_noticed_at_the_device_s_next(
    box: Station, owner: psycopg.Connection, statement: str
) -> None:
    store(box, sale(1), sale(2))
    batch = box.outbox.next_batch(box.signer)
    assert batch is not None
    box.by_hand(statement)
    store(box, sale(3))
    box.send()
    assert stored(owner, "fuellings") == 3
    assert broken(owner) == ["nozzle:3"]
    store(box, sale(4))
    box.send()
    assert broken(owner) == ["nozzle:3"]
    row = owner.execute("SELECT count(*) FROM ledger.fuellings WHERE volume_ml = 30000").fetchone()
    assert row == (4,)


def forged(box: Station) -> None:
    """Edit a waiting record and count the device's whole chain anew, as one who has read the source would."""
    with closing(sqlite3.connect(box.path)) as db, db:
        db.execute("UPDATE records SET body = replace(body, '30000', '20000') WHERE id = 2")
        sent = db.execute("SELECT sent_digest FROM chains WHERE device = 'nozzle:3'").fetchone()
        digest = sent[0]
        rows = db.execute("SELECT id, name, CAST(body AS BLOB) FROM records ORDER BY id").fetchall()
        for id_, name, body in rows:
            digest = station.following_digest(digest, station.content_digest(name, body))
            db.execute("UPDATE records SET digest = ? WHERE id = ?", (digest, id_))
        db.execute("UPDATE chains SET digest = ? WHERE device = 'nozzle:3'", (digest,))


def test_a_chain_counted_anew_is_noticed_when_a_heartbeat_had_named_it(
    box: Station, owner: psycopg.Connection
) -> None:
    store(box, sale(1), sale(2), sale(3))
    box.beat()
    forged(box)
    box.send()
    assert broken(owner) == ["nozzle:3"]
    store(box, sale(4))
    box.beat()
    box.send()
    box.beat()
    assert broken(owner) == ["nozzle:3"]


def test_a_heartbeat_that_names_another_digest_for_the_same_record_is_noticed(
    box: Station, owner: psycopg.Connection
) -> None:
    store(box, sale(1), sale(2), sale(3))
    box.beat()
    forged(box)
    box.beat()
    box.beat()
    assert broken(owner) == ["nozzle:3"]


def test_a_file_set_back_to_an_older_copy_is_noticed_by_the_heads_of_heartbeats_and_once(
    box: Station, owner: psycopg.Connection
) -> None:
    store(box, sale(1))
    box.send()
    box.outbox.close()
    copy = box.path.read_bytes()
    box.restart()
    store(box, sale(2), sale(3))
    box.beat()
    box.outbox.close()
    box.path.write_bytes(copy)
    box.restart()
    box.beat()
    assert broken(owner) == ["nozzle:3"]
    store(box, sale(4))
    box.beat()
    box.send()
    assert broken(owner) == ["nozzle:3"]


@pytest.mark.parametrize("name", ["acknowledged", "thinned"])
@pytest.mark.parametrize("value", ["9223372036854775807", "-1", "'text'", "x'00'"])
def test_a_count_that_somebody_wrote_stops_neither_storing_nor_sending(
    box: Station, owner: psycopg.Connection, name: str, value: str
) -> None:
    store(box, sale(1))
    box.send()
    box.by_hand(f"INSERT OR REPLACE INTO meta VALUES ('{name}', {value})")  # noqa: S608  a test's own
    store(box, sale(2))
    box.send()
    assert stored(owner, "fuellings") == 2
    assert broken(owner) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE batches SET body = x'00'",
        "UPDATE batches SET headers = '{}'",
        "UPDATE batches SET body = (SELECT zeroblob(length(body)))",
    ],
)
def test_a_built_batch_that_was_edited_is_built_anew_and_blocks_nothing(
    box: Station, owner: psycopg.Connection, statement: str
) -> None:
    store(box, sale(1), sale(2))
    assert box.outbox.next_batch(box.signer) is not None
    box.by_hand(statement)
    box.send()
    assert (stored(owner, "fuellings"), box.outbox.depth, box.outbox.altered) == (2, 0, 1)
    assert broken(owner) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET body = 'no json at all' WHERE id = 1",
        "UPDATE records SET body = x'ff00fe' WHERE id = 1",
        "UPDATE records SET name = 'fuel' || char(0) || 'lings' WHERE id = 1",
        "UPDATE records SET name = CAST(x'ff' AS TEXT) WHERE id = 1",
        "UPDATE records SET digest = NULL WHERE id = 1",
        "UPDATE records SET device = NULL WHERE id = 1",
        "UPDATE records SET device = 'nozzle:99' WHERE id = 1",
        "UPDATE records SET chain_no = 'x' WHERE id = 1",
        "UPDATE records SET chain_no = 99 WHERE id = 1",
        "UPDATE records SET id = 9223372036854775807 WHERE id = 1",
        "UPDATE records SET id = -1 WHERE id = 1",
        "UPDATE records SET name = '', body = zeroblob(32) WHERE id = 1",
        "UPDATE chains SET digest = zeroblob(32)",
        "UPDATE chains SET sent_digest = x'01', sent_no = 7",
        "UPDATE chains SET digest = 'text', no = 'text', sent_no = 'text', sent_digest = 'text'",
    ],
)
def test_nothing_that_somebody_writes_into_the_file_stops_the_sending(
    box: Station, owner: psycopg.Connection, statement: str
) -> None:
    store(box, sale(1), sale(2))
    box.by_hand(statement)
    box.send()
    store(box, sale(3), sale(4))
    box.send()
    assert box.outbox.depth == 0
    assert broken(owner) != []


def test_an_honest_box_is_never_noticed(tmp_path: Path, door: RunningDoor, owner: psycopg.Connection) -> None:
    box = Station(tmp_path, door, owner, 512 * 1024)
    store(box, sale(1), level(1), event(1))
    box.beat()
    box.send()
    store(box, sale(2), level(2))
    assert box.outbox.next_batch(box.signer) is not None  # sent by nobody: the process is killed here
    box.restart()
    box.beat()
    box.send()
    assert box.outbox.resend(BEGINNING, BEGINNING + timedelta(hours=1), ["fuellings"]) == 2
    box.send()
    number = 2
    while box.outbox.condition != "thinned":
        number += 30
        box.outbox.commit([level(k) for k in range(number - 29, number + 1)])
    store(box, sale(3), event(2))
    box.send()
    box.beat()
    assert 0 < stored(owner, "tank_readings") < number
    store(box, sale(4), level(number + 1))
    box.enrol()
    assert box.outbox.resend(BEGINNING, BEGINNING + timedelta(hours=1)) > 4
    box.beat()
    box.send()
    store(box, sale(5), event(3))
    box.send()
    box.restart()
    box.send()
    box.beat()
    assert broken(owner) == []
    assert stored(owner, "fuellings") == 5
    box.outbox.close()


def test_records_sent_again_come_with_the_bytes_they_had_and_are_duplicates(
    box: Station, owner: psycopg.Connection
) -> None:
    store(box, *(sale(n) for n in range(1, 30)), *(level(n) for n in range(1, 30)))
    box.send()
    start, end = BEGINNING + timedelta(minutes=20), BEGINNING + timedelta(minutes=30)
    assert box.outbox.resend(start, end, ["fuellings"]) == 5
    batch = box.outbox.next_batch(box.signer)
    assert batch is not None
    body = station.decode_body(station.unpack(batch.body, "gzip"), station.BatchBody)
    assert list(body.records) == ["fuellings"]
    assert [msgspec.json.decode(raw)["seq"] for raw in body.records["fuellings"]] == [10, 11, 12, 13, 14]
    assert [(part.device, part.first_no, part.again) for part in body.chains] == [("nozzle:3", 10, True)]
    box.send()
    assert box.outbox.next_batch(box.signer) is None
    assert (stored(owner, "fuellings"), broken(owner)) == (29, [])


def test_records_without_chains_are_taken_as_they_are(box: Station, owner: psycopg.Connection) -> None:
    for number in range(3):
        store(box, sale(2 * number + 1), sale(2 * number + 2))
        batch = box.outbox.next_batch(box.signer)
        assert batch is not None
        body = station.decode_body(station.unpack(batch.body, "gzip"), station.BatchBody)
        plain = station.pack(station.encode_body(msgspec.structs.replace(body, chains=[])))
        identity = box.outbox.identity
        assert identity
        headers = station.sign_batch(
            box.signer, plain, collector_id=identity.collector_id, epoch=identity.epoch,
            batch_no=batch.batch_no, previous_digest=batch.headers.previous_digest,
        )  # fmt: skip
        with closing(sqlite3.connect(box.path)) as db, db:
            db.execute("UPDATE batches SET body = ?, headers = ?", (plain, msgspec.json.encode(headers)))
        box.send()
    assert (stored(owner, "fuellings"), broken(owner)) == (6, [])
