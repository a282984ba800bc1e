"""A backup taken while records come in is one moment, restored with every litre; a damaged one is refused."""

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.conftest import Database
from youjian.cli import main
from youjian.contract.records import Fuelling
from youjian.ledger.backup import (
    BackupError,
    NotEmptyError,
    last_backup,
    read_backup,
    restore_dump,
    take_dump,
)
from youjian.ledger.batch import Batch
from youjian.ledger.migrations import migrate
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.ledger.server import EmbeddedServer
from youjian.ledger.store import store

STATION = "3602030017"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def fuelling(seq: int) -> Fuelling:
    ended = NOW - timedelta(minutes=3000 - seq)
    return Fuelling(
        station_id=STATION, nozzle_id=3, seq=seq, started_at=ended - timedelta(seconds=50), ended_at=ended,
        volume_ml=30_000, unit_price_fen=756, amount_fen=22_680, totalizer_ml=30_000 * seq, kind="sale",
        source="live",
    )  # fmt: skip


def take_in(database: Database, numbers: range) -> None:
    records = [("fuellings", index, fuelling(seq)) for index, seq in enumerate(numbers)]
    with database.connect("intake") as conn:
        set_scope(conn, EVERYTHING)
        store(conn, [Batch("station", STATION, records)], NOW, None)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "secret.key").write_text("only ours", encoding="ascii")
    monkeypatch.setenv("YOUJIAN_HOME", str(home))
    return tmp_path / "backups"


@pytest.fixture
def empty(postgres) -> Iterator[str]:
    """The address of an empty database of the tests' server, as the owner."""
    name = f"empty_{os.urandom(4).hex()}"
    with psycopg.connect(postgres.url(None, "postgres"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name} OWNER youjian_owner")
    yield postgres.url("owner", name)
    with psycopg.connect(postgres.url(None, "postgres"), autocommit=True) as conn:
        conn.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_dump_taken_while_records_come_in_restores_to_that_moment(database, place, empty):
    take_in(database, range(1, 200))
    going = threading.Thread(
        target=lambda: [take_in(database, range(n, n + 20)) for n in range(200, 1000, 20)]
    )
    going.start()
    folder, backup = take_dump(place)
    going.join()
    assert (folder / "home" / "secret.key").read_text(encoding="ascii") == "only ours"
    assert last_backup()[1] == folder
    restore_dump(folder, empty)
    with psycopg.connect(empty) as conn:
        count, litres = conn.execute("SELECT count(*), sum(volume_ml) FROM ledger.fuellings").fetchone()
        assert (count, litres) == (backup.rows["ledger.fuellings"], backup.sums["fuellings.volume_ml"])
        assert litres == count * 30_000 >= 199 * 30_000
        owners = {
            row[0] for row in conn.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'ledger'")
        }
        assert owners == {"youjian_owner"}
    restored = Database(empty.rpartition("/")[2], database.server)
    take_in(restored, range(1, 1000))
    with restored.connect("intake") as conn:
        assert conn.execute("SELECT count(*) FROM ledger.fuellings").fetchone() == (999,)


def test_an_installation_is_never_overwritten_by_mistake(database, place):
    take_in(database, range(1, 3))
    folder, _ = take_dump(place)
    take_in(database, range(3, 5))
    with pytest.raises(NotEmptyError, match="--replace"):
        restore_dump(folder, database.url("owner"))
    with database.connect("intake") as conn:
        assert conn.execute("SELECT count(*) FROM ledger.fuellings").fetchone() == (4,)
    restore_dump(folder, database.url("owner"), replace=True)
    with database.connect("intake") as conn:
        assert conn.execute("SELECT count(*) FROM ledger.fuellings").fetchone() == (2,)


def test_a_damaged_backup_is_refused_and_says_which_file(database, place):
    folder, _ = take_dump(place)
    file = max((folder / "database").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(BackupError, match=f"{file.name} is changed"):
        read_backup(folder)
    file.unlink()
    with pytest.raises(BackupError, match=f"{file.name} is missing"):
        read_backup(folder)
    (folder / "backup.json").unlink()
    with pytest.raises(BackupError, match="no whole backup"):
        read_backup(folder)


def test_a_backup_that_fails_leaves_nothing(database, place, monkeypatch):
    monkeypatch.setenv("YOUJIAN_DATABASE_URL", database.url("owner").replace(database.name, "nowhere"))
    with pytest.raises(BackupError, match="no backup in"):
        take_dump(place)
    assert list(place.iterdir()) == []


def test_the_commands_take_check_keep_and_restore(database, place, empty, capsys):
    take_in(database, range(1, 4))
    for stamp in ("20260101T000000Z", "20260102T000000Z"):
        (place / f"youjian-dump-{stamp}").mkdir(parents=True)
    assert main(["backup", str(place), "--check", "--keep", "1"]) == 0
    told = capsys.readouterr().out
    assert "3 fuellings of 90.00 L" in told
    assert "every count and sum agrees" in told
    (folder,) = place.iterdir()
    assert json.loads((folder / "backup.json").read_text())["kind"] == "dump"
    assert main(["restore", str(folder), "--into", empty]) == 0
    assert "all compared" in capsys.readouterr().out
    assert main(["restore", str(folder), "--into", empty]) == 2
    assert "holds an installation already" in capsys.readouterr().err


def test_a_sealed_backup_is_restored_with_its_key_alone(database, place, empty, capsys, monkeypatch):
    monkeypatch.setenv("YOUJIAN_HOME", str(place / "keys"))
    take_in(database, range(1, 4))
    assert main(["backup", str(place), "--encrypt"]) == 0
    (sealed,) = place.glob("youjian-*")
    assert sealed.name.endswith("Z.sealed")
    assert main(["restore", str(sealed), "--into", empty]) == 0
    assert "all compared" in capsys.readouterr().out
    monkeypatch.setenv("YOUJIAN_HOME", str(place / "others"))
    assert main(["restore", str(sealed), "--into", empty]) == 2
    assert "vault.keys" in capsys.readouterr().err


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that the private server's user can reach, with a home whose server runs."""
    base = Path(tempfile.mkdtemp(prefix="youjian-test-", dir="/var/tmp"))
    base.chmod(0o755)
    for name in ("YOUJIAN_DATABASE_URL", "YOUJIAN_INTAKE_DATABASE_URL", "YOUJIAN_BUREAU_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YOUJIAN_HOME", str(base / "old"))
    server = EmbeddedServer(base / "old")
    try:
        server.start()
        yield base
    finally:
        server.stop()
        shutil.rmtree(base)


def test_a_base_backup_comes_up_as_a_new_home(private, monkeypatch, capsys):
    assert main(["backup", str(private / "backups"), "--base"]) == 2
    assert "no backup" in capsys.readouterr().err
    server = EmbeddedServer(private / "old")
    monkeypatch.setenv("YOUJIAN_DATABASE_URL", server.url("owner"))
    migrate(lambda _: None)
    with psycopg.connect(server.url("owner")) as conn:
        conn.execute("INSERT INTO ledger.station_locks VALUES (%s)", [STATION])
    monkeypatch.delenv("YOUJIAN_DATABASE_URL")
    assert main(["backup", str(private / "backups"), "--base", "--check"]) == 0
    (folder,) = (private / "backups").iterdir()
    assert main(["restore", str(folder), "--home", str(private / "old")]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["restore", str(folder), "--home", str(private / "new")]) == 0
    restored = EmbeddedServer(private / "new")
    try:
        restored.start()
        with psycopg.connect(restored.url("owner")) as conn:
            assert conn.execute("SELECT station_id FROM ledger.station_locks").fetchall() == [(STATION,)]
    finally:
        restored.stop()
