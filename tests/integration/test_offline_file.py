"""A sealed file of records carried by hand: made beside a running collector, taken by a real door once."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.intake_kit import COLLECTOR, RunningDoor, add_station, running_door
from tests.integration.test_record_chains import BEGINNING, broken, event, level, sale, stored
from youjian.collector.config import StationConfig, load
from youjian.collector.export import ExportError, deliver, export_range
from youjian.collector.outbox import Outbox
from youjian.collector.status import OUTBOX_FILE
from youjian.collector.uplink.enrol import enrol
from youjian.collector.uplink.keys import Keyring
from youjian.collector.uplink.platform import Platform
from youjian.detection.samples import STATION
from youjian.ledger import collectors

END = BEGINNING + timedelta(hours=3)


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


@pytest.fixture
def door(owner: psycopg.Connection) -> Iterator[RunningDoor]:
    with running_door() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, door: RunningDoor) -> StationConfig:
    file = tmp_path / "station.toml"
    file.write_text(
        f'station_id = "{STATION}"\nplatform = ["{door.url}"]\nhome = "home"\n'
        '[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "tcp://127.0.0.1:1"\n'
        "dispenser_id = 1\nnozzles = [{nozzle_id = 3, address = 1}]\n"
    )
    return load(file)


def enrolled(config: StationConfig, outbox: Outbox, owner: psycopg.Connection) -> None:
    now = datetime.now(UTC)
    code = collectors.create_code(
        owner, station_id=STATION, collector_id=COLLECTOR, created_by="t", now=now,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    owner.commit()
    platform = Platform(config.platform)
    enrol(config, outbox, platform, code)
    platform.close()
    owner.execute("UPDATE ledger.collectors SET state = 'accepted'")
    owner.commit()


@pytest.fixture
def outbox(config: StationConfig, owner: psycopg.Connection) -> Iterator[Outbox]:
    found = Outbox(config.folder / OUTBOX_FILE)
    enrolled(config, found, owner)
    yield found
    found.close()


def send(config: StationConfig, outbox: Outbox) -> None:
    platform = Platform(config.platform)
    signer = Keyring(config.folder, outbox).signer()
    while (batch := outbox.next_batch(signer)) is not None:
        assert platform.send_batch(batch).status == 200
        outbox.acknowledge(batch.batch_no)
    platform.close()


def test_what_waits_and_what_was_sent_reach_the_platform_by_hand_exactly_once(
    config: StationConfig, outbox: Outbox, owner: psycopg.Connection, tmp_path: Path
) -> None:
    outbox.commit([sale(1), level(1)])
    send(config, outbox)
    for number in range(2, 40):
        outbox.commit([sale(number), level(number), event(number)])
    file = tmp_path / "stick.youjian"
    assert export_range(config, BEGINNING, END, file) == 2 + 3 * 38
    receipt = deliver(file, config.platform[0])
    assert (receipt.stored, receipt.duplicates, receipt.quarantined_count) == (3 * 38, 2, 0)
    again = deliver(file, config.platform[0])
    assert (again.stored, again.duplicates) == (0, 2 + 3 * 38)
    send(config, outbox)
    assert (stored(owner, "fuellings"), stored(owner, "tank_readings"), broken(owner)) == (39, 39, [])
    owner.rollback()
    told = owner.execute("SELECT count(*) FROM ledger.door_journal WHERE kind = 'offline_file'").fetchone()
    assert told == (2,)


def test_only_the_range_that_was_asked_for_is_in_the_file(
    config: StationConfig, outbox: Outbox, owner: psycopg.Connection, tmp_path: Path
) -> None:
    outbox.commit([sale(number) for number in range(1, 21)])
    outbox.commit([level(number) for number in range(1, 21)])
    file = tmp_path / "stick.youjian"
    assert export_range(config, BEGINNING + timedelta(minutes=20), END, file) == 11
    assert deliver(file, config.platform[0]).stored == 11
    assert broken(owner) == []


def test_a_file_that_was_changed_or_cut_is_refused_and_nothing_of_it_stored(
    config: StationConfig, outbox: Outbox, owner: psycopg.Connection, tmp_path: Path
) -> None:
    outbox.commit([sale(1), sale(2)])
    file = tmp_path / "stick.youjian"
    export_range(config, BEGINNING, END, file)
    whole = gzip.decompress(file.read_bytes())
    lines = whole.splitlines(keepends=True)
    for changed in (
        whole.replace(b'"volume_ml":30000', b'"volume_ml":20000'),
        b"".join([lines[0], lines[2]]),
        b"".join(lines[:2]),
        lines[0],
        b"",
        lines[0].replace(COLLECTOR.encode(), b"C-9999") + b"".join(lines[1:]),
        b"".join(lines[1:]),
        whole + lines[1],
        whole[:-1],
    ):
        file.write_bytes(gzip.compress(changed))
        with pytest.raises(ExportError, match="refused"):
            deliver(file, config.platform[0])
    for raw in (gzip.compress(whole)[:-20], b"no gzip", whole):
        file.write_bytes(raw)
        with pytest.raises(ExportError, match="refused"):
            deliver(file, config.platform[0])
    assert stored(owner, "fuellings") == 0


def test_an_edited_record_in_a_file_is_noticed(
    config: StationConfig, outbox: Outbox, owner: psycopg.Connection, tmp_path: Path
) -> None:
    outbox.commit([sale(1), sale(2)])
    outbox._db.execute("UPDATE records SET body = replace(body, '30000', '20000') WHERE id = 1")
    file = tmp_path / "stick.youjian"
    export_range(config, BEGINNING, END, file)
    assert deliver(file, config.platform[0]).stored == 2
    assert broken(owner) == ["nozzle:3"]


def test_a_file_of_an_earlier_epoch_is_refused_and_a_new_one_taken(
    config: StationConfig, outbox: Outbox, owner: psycopg.Connection, tmp_path: Path
) -> None:
    outbox.commit([sale(1)])
    file = tmp_path / "stick.youjian"
    export_range(config, BEGINNING, END, file)
    enrolled(config, outbox, owner)
    with pytest.raises(ExportError, match="enrolled anew"):
        deliver(file, config.platform[0])
    export_range(config, BEGINNING, END, file)
    assert deliver(file, config.platform[0]).stored == 1


def test_what_cannot_be_exported_or_delivered_is_said(config: StationConfig, tmp_path: Path) -> None:
    file = tmp_path / "stick.youjian"
    with pytest.raises(ExportError, match="never run"):
        export_range(config, BEGINNING, END, file)
    with pytest.raises(ExportError, match="before it begins"):
        export_range(config, END, BEGINNING, file)
    Outbox(config.folder / OUTBOX_FILE).close()
    with pytest.raises(ExportError, match="not enrolled"):
        export_range(config, BEGINNING, END, file)
    with pytest.raises(ExportError, match=r"stick\.youjian"):
        deliver(file, "http://127.0.0.1:1")
    assert not list(tmp_path.glob("stick*"))
