"""Old days of the archive are thinned, then ended; held ones are not; the archive stays one that verifies."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest
from psycopg import Connection

from tests.integration.retention_kit import NOW, TODAY, Sealer, days_ago, moment, reading, records_of, take_in
from youjian.archive.days import last_of_day, read_table
from youjian.archive.storage import FolderStorage
from youjian.archive.verify import verify
from youjian.contract.records import Fuelling
from youjian.ledger import holds
from youjian.ledger.batch import Batch
from youjian.ledger.dropping import everywhere
from youjian.ledger.keeping import Thin, due_thins
from youjian.ledger.restoring import restore_day
from youjian.ledger.retention import set_limit
from youjian.ledger.retention_round import Round, run_round
from youjian.ledger.store import store
from youjian.ledger.thinning import thin

ONE, TWO = "3602030017", "3602030018"


@pytest.fixture(scope="module")
def storage(tmp_path_factory) -> FolderStorage:
    return FolderStorage(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def bureau(module_database) -> Iterator[Connection]:
    with closing(module_database.connect("bureau", autocommit=True)) as conn:
        yield conn


@pytest.fixture(scope="module")
def old(module_database, bureau, storage) -> date:
    """A day that was full of records and came past the limits since then: sealed, dropped, at full rate."""
    day = days_ago(360)
    sealer = Sealer(module_database, storage)
    with closing(module_database.connect("intake", autocommit=True)) as conn:
        for station in (ONE, TWO):
            take_in(conn, [reading(station, day, minute, tank_id=1 + minute % 2) for minute in range(60)])
        take_in(conn, records_of(ONE, day, 2))
    for station in (ONE, TWO):
        sealer.seal(station, day)
    with everywhere(bureau):
        set_limit(bureau, "heartbeats", full_days=370, keep_days=370)
    done = run(bureau, storage)
    assert (len(done.dropped), done.refused, done.thinned) == (4, [], [])
    return day


def run(conn: Connection, storage: FolderStorage, later: int = 0) -> Round:
    return run_round(conn, storage, NOW + timedelta(days=later))


def kept(storage: FolderStorage, station: str, day: date) -> dict[str, int]:
    seal = last_of_day(storage, station, day)
    assert seal is not None
    return {name: read_table(storage, seal, name).num_rows for name in seal.manifest.tables}


def test_what_is_past_full_rate_is_thinned_once_unless_it_is_held(bureau, storage, old):
    with everywhere(bureau):
        number = holds.place(bureau, TWO, old, old, reason="案件", placed_by="test")
    whole = kept(storage, ONE, old)
    assert run(bureau, storage, later=5).thinned == []
    (thinned,) = run(bureau, storage, later=6).thinned
    assert (thinned.station_id, thinned.tables) == (ONE, {"tank_readings": 600, "pressure_readings": 600})
    # One record in ten minutes of each tank: six of either tank's hour, and the last minute of the day.
    assert kept(storage, ONE, old) == whole | {"tank_readings": 13}
    assert kept(storage, TWO, old)["tank_readings"] == 60
    assert run(bureau, storage, later=6).thinned == []
    assert verify(storage) == []
    late = Thin(TWO, old, {"tank_readings": 600})  # one that was held after the round had looked
    assert thin(bureau, storage, late, NOW) is None
    assert kept(storage, TWO, old)["tank_readings"] == 60
    with everywhere(bureau):
        seals = bureau.execute("SELECT revision, reason FROM ledger.day_seals WHERE station_id = %s", [ONE])
        assert (2, "thinned") in seals.fetchall()
        holds.release(bureau, number, "test")
    assert [one.station_id for one in run(bureau, storage, later=6).thinned] == [TWO]


def test_a_thinned_day_comes_back_as_it_is_and_goes_again(module_database, bureau, storage, old):
    with closing(module_database.connect("intake", autocommit=True)) as conn:
        restored = restore_day(conn, storage, "tank_readings", old, today=TODAY, stays=-1)
    assert (restored.rows, restored.thinned) == (13 + 12, (ONE, TWO))
    (dropped,) = run(bureau, storage, later=6).dropped
    assert (dropped.table, dropped.rows) == ("tank_readings", 25)


def test_what_is_past_all_limits_is_ended_and_the_manifests_stay(bureau, storage, old):
    with everywhere(bureau):
        assert due_thins(bureau, TODAY + timedelta(days=10), 9) == []
    (ended,) = run(bureau, storage, later=11).thinned
    assert ended.tables == {"heartbeats": None}
    assert "heartbeats" not in kept(storage, ONE, old)
    assert verify(storage) == []
    assert len([name for name in storage.names(ONE) if name.endswith("manifest.json")]) == 3


def test_a_run_that_was_cut_off_after_the_archive_is_made_up_for(bureau, storage, old, monkeypatch):
    with everywhere(bureau):
        set_limit(bureau, "vapour_fills", full_days=370, keep_days=370)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("youjian.ledger.sealing.index.keep", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run(bureau, storage, later=11)
    assert [one.tables for one in run(bureau, storage, later=11).thinned] == [{"vapour_fills": None}]
    assert "vapour_fills" not in kept(storage, ONE, old)
    with everywhere(bureau):
        newest = bureau.execute("SELECT max(revision) FROM ledger.day_seals WHERE station_id = %s", [ONE])
        assert newest.fetchone() == (4,)
    assert verify(storage) == []


def test_what_cannot_be_read_is_left_and_told(bureau, storage, old):
    with everywhere(bureau):
        set_limit(bureau, "tank_readings", thin_to_s=None, full_days=370, keep_days=370)
    seal = last_of_day(storage, ONE, old)
    assert seal is not None
    path = storage.root / seal.path / "pressure_readings.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"!")
    done = run(bureau, storage, later=11)
    assert [one.station_id for one in done.thinned] == [TWO]
    assert [str(path.name) in said and ONE in said for said in done.failed] == [True]
    assert (path.parent / "tank_readings.parquet").exists()
    path.write_bytes(whole)
    assert [one.station_id for one in run(bureau, storage, later=11).thinned] == [ONE]
    assert verify(storage) == []


def test_fuellings_end_after_ten_years_in_ledger_and_archive(module_database, bureau, storage):
    last, past = days_ago(3650), days_ago(3651)
    station = "3602030019"
    with closing(module_database.connect("intake", autocommit=True)) as conn, everywhere(conn):
        sent = [
            ("fuellings", n, fuelling(station, n, day)) for n, day in enumerate((past, past, last), start=1)
        ]
        (outcome,) = store(conn, [Batch("import", station, sent)], NOW, None)
    assert outcome.stored == 3
    sealer = Sealer(module_database, storage)
    for day in (past, last):
        sealer.seal(station, day)
    with everywhere(bureau):
        number = holds.place(bureau, station, past, past, reason="案件", placed_by="test")
    assert run(bureau, storage).thinned == []
    with everywhere(bureau):
        holds.release(bureau, number, "test")
    (ended,) = run(bureau, storage).thinned
    assert (ended.station_id, ended.day, ended.tables) == (station, past, {"fuellings": None})
    with everywhere(bureau):
        left = bureau.execute("SELECT seq FROM ledger.fuellings WHERE station_id = %s", [station]).fetchall()
    assert left == [(3,)]
    assert (kept(storage, station, past), kept(storage, station, last)) == ({}, {"fuellings": 1})
    assert verify(storage) == []
    with pytest.raises(Exception, match="is to be kept longer"), everywhere(bureau):
        bureau.execute("SELECT ledger.end_records('fuellings', %s, %s)", [station, last])


def fuelling(station_id: str, seq: int, day: date) -> Fuelling:
    ended = moment(day, seq)
    return Fuelling(
        station_id=station_id,
        nozzle_id=1,
        seq=seq,
        started_at=ended - timedelta(minutes=1),
        ended_at=ended,
        volume_ml=30_000,
        unit_price_fen=756,
        amount_fen=22_680,
        totalizer_ml=30_000 * seq,
        kind="sale",
        source="live",
    )
