"""The schema changes while records come in: what is acknowledged is there once, and nobody waits for long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.integration.intake_kit import Box, RunningDoor, add_station, enrolled_box, eventually, running_door
from youjian.ledger import migrations
from youjian.ledger.migrations import Migration, MigrationError

START = datetime.now(UTC) - timedelta(days=2)
STATIONS = tuple(f"36020300{number}" for number in range(21, 24))
AT_ONCE = 20
# What a version to come may do to tables in use: a column more, an index, a check, a table beside them.
CHANGES = (
    "ALTER TABLE ledger.fuellings ADD COLUMN grade text;"
    " ALTER TABLE ledger.tank_readings ADD COLUMN density_kg_m3 double precision;"
    " ALTER TABLE ledger.receipts ADD COLUMN note text",
    "CREATE INDEX receipts_received ON ledger.receipts (received_at)",
    "ALTER TABLE ledger.fuellings ADD CONSTRAINT not_negative CHECK (volume_ml >= 0) NOT VALID",
)


def fuellings(station: str, first: int) -> list[dict[str, Any]]:
    return [
        {
            "station_id": station, "nozzle_id": 1, "seq": seq, "volume_ml": 30_000, "unit_price_fen": 756,
            "started_at": START + timedelta(seconds=30 * seq), "kind": "sale", "source": "live",
            "ended_at": START + timedelta(seconds=30 * seq + 20), "amount_fen": 22_680,
            "totalizer_ml": 30_000 * seq,
        }
        for seq in range(first, first + AT_ONCE)
    ]  # fmt: skip


class Sender:
    """A station that sends batch after batch, the same again until it is acknowledged."""

    def __init__(self, box: Box, station: str) -> None:
        self.box, self.station, self.acknowledged = box, station, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send)

    def _send(self) -> None:
        while not self._stop.is_set():
            first = self.acknowledged * AT_ONCE + 1
            at = [{"station_id": self.station, "tank_id": 1, "at": START + timedelta(seconds=first),
                   "product_mm": 1500.0, "water_mm": 0.0, "temp_c": 15.0}]  # fmt: skip
            reply = self.box.send(self.box.body(fuellings=fuellings(self.station, first), tank_readings=at))
            assert reply.status in (200, 503), reply.data
            self.acknowledged += reply.status == 200

    def __enter__(self) -> "Sender":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)


@pytest.fixture
def door(database) -> Iterator[tuple[RunningDoor, psycopg.Connection]]:
    with running_door() as running, database.connect("owner") as conn:
        for station in STATIONS:
            add_station(conn, station)
        yield running, conn


@contextmanager
def sending(door: tuple[RunningDoor, psycopg.Connection]) -> Iterator[list[Sender]]:
    running, conn = door
    senders = [
        Sender(enrolled_box(running, conn, collector_id=f"C{station}", station_id=station), station)
        for station in STATIONS
    ]
    with senders[0], senders[1], senders[2]:
        yield senders


def more(senders: list[Sender], what: str) -> None:
    """Every station is acknowledged something more."""
    before = [sender.acknowledged for sender in senders]
    eventually(lambda: all(s.acknowledged > n for s, n in zip(senders, before, strict=True)), what)


def later(*texts: str) -> list[Migration]:
    known = migrations.migrations()
    return [*known, *(Migration(known[-1].number + n, f"later_{n}", text) for n, text in enumerate(texts, 1))]


def test_a_schema_that_changes_under_load_loses_nothing(door, monkeypatch):
    files = later(*CHANGES)
    with sending(door) as senders:
        more(senders, "records come in before")
        monkeypatch.setattr(migrations, "migrations", lambda: files)
        assert migrations.migrate(lambda _: None) == len(CHANGES)
        more(senders, "records come in after")
    _, conn = door
    stored = conn.execute(
        "SELECT station_id, count(*), min(seq), max(seq) FROM ledger.fuellings GROUP BY 1 ORDER BY 1"
    ).fetchall()
    sent = [sender.acknowledged * AT_ONCE for sender in senders]
    assert stored == [(s, n, 1, n) for s, n in zip(STATIONS, sent, strict=True)]
    readings = conn.execute("SELECT count(*) FROM ledger.tank_readings").fetchone()
    assert readings == (sum(sender.acknowledged for sender in senders),)


def test_a_migration_that_has_to_wait_lets_the_records_through(door, database, monkeypatch):
    files = later(CHANGES[0])
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "200ms")
    monkeypatch.setattr(migrations, "migrations", lambda: files)
    done = threading.Event()
    with sending(door) as senders, database.connect("bureau") as reader:
        reader.execute("SELECT count(*) FROM ledger.fuellings")  # a long report, still in its transaction
        migrating = threading.Thread(target=lambda: (migrations.migrate(lambda _: None), done.set()))
        migrating.start()
        for _ in range(3):
            more(senders, "records come in while the migration waits")
        assert not done.is_set()
        reader.rollback()
        migrating.join(60)
        assert done.is_set()
        more(senders, "records come in after")


def test_a_migration_gives_up_when_its_tables_stay_busy(door, database, monkeypatch):
    files = later(CHANGES[0])
    monkeypatch.setattr(migrations, "migrations", lambda: files)
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrations.in_turn, "__defaults__", (2,))
    with database.connect("bureau") as reader:
        reader.execute("SELECT count(*) FROM ledger.fuellings")
        with pytest.raises(MigrationError, match="stay busy"):
            migrations.migrate(lambda _: None)
    assert migrations.migrate(lambda _: None) == 1
