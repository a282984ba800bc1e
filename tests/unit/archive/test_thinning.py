"""A thinned day says so, keeps what it promises, and nothing else may be gone."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.archive.archive_kit import DAY, NOW, anchor, look, seal
from youjian.archive.days import last_of_day, read_day, seal_day, seals_of
from youjian.archive.storage import FolderStorage
from youjian.archive.thinning import thin, thin_day
from youjian.contract.columns import to_table
from youjian.contract.tables import TABLES
from youjian.detection.samples import STATION, fuelling, heartbeat

HOURS = to_table(
    TABLES["heartbeats"],
    [heartbeat(5 * n, device=device) for n in range(48) for device in ("collector", "gauge")],
)
FUELLINGS = to_table(TABLES["fuellings"], [fuelling(1), fuelling(2)])


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    storage = FolderStorage(tmp_path / "archive")
    tables = {"heartbeats": HOURS, "fuellings": FUELLINGS}
    seal_day(storage, STATION, DAY, tables, registry={}, sealed_at=NOW)
    seal(storage, STATION, DAY + timedelta(days=1), 3)
    return storage


def test_one_record_of_each_device_in_so_many_seconds_is_kept() -> None:
    kept = thin("heartbeats", HOURS, 3600)
    assert kept.num_rows == 2 * 4, "four hours of two devices"
    assert {at.minute for at in kept["at"].to_pylist()} == {0}, "the first of each hour"
    assert thin("heartbeats", kept, 3600) == kept
    with pytest.raises(ValueError, match="invoices cannot be thinned"):
        thin("invoices", to_table(TABLES["invoices"], []), 60)


def test_a_thinned_day_keeps_what_it_was_in_its_manifest_and_the_rest_as_it_was(
    storage: FolderStorage,
) -> None:
    before = seals_of(storage, STATION)[0].manifest
    thinned = thin_day(storage, STATION, DAY, {"heartbeats": 3600}, sealed_at=NOW)
    assert thinned is not None
    assert (thinned.manifest.reason, thinned.manifest.revision, thinned.manifest.number) == ("thinned", 2, 3)
    was = thinned.manifest.thinned["heartbeats"]
    assert (was.revision, was.seconds, was.rows) == (1, 3600, 96)
    assert (was.sm3, was.sha256) == (before.tables["heartbeats"].sm3, before.tables["heartbeats"].sha256)
    assert not (storage.root / STATION / str(DAY) / "r1/heartbeats.parquet").exists()
    day = read_day(storage, STATION, DAY)
    assert day["heartbeats"].num_rows == 8
    assert day["fuellings"] == FUELLINGS
    assert look(storage) == []


def test_thinning_again_changes_nothing_and_further_thinning_goes_on(storage: FolderStorage) -> None:
    once = thin_day(storage, STATION, DAY, {"heartbeats": 600}, sealed_at=NOW)
    assert thin_day(storage, STATION, DAY, {"heartbeats": 600}, sealed_at=NOW) == once
    gone = thin_day(storage, STATION, DAY, {"heartbeats": None, "vapour_fills": 60}, sealed_at=NOW)
    assert gone is not None
    assert set(gone.manifest.tables) == {"fuellings"}
    assert not list(storage.root.glob(f"{STATION}/{DAY}/r*/heartbeats.parquet"))
    assert look(storage) == []
    assert thin_day(storage, STATION, DAY - timedelta(days=9), {"heartbeats": None}, sealed_at=NOW) is None


def test_old_files_may_also_stay_but_no_others_may_go(storage: FolderStorage, tmp_path: Path) -> None:
    old = storage.root / STATION / str(DAY) / "r1"
    copy = tmp_path / "copy"
    shutil.copytree(old, copy)
    thin_day(storage, STATION, DAY, {"heartbeats": 3600}, sealed_at=NOW)
    shutil.copy(copy / "heartbeats.parquet", old / "heartbeats.parquet")
    assert look(storage) == [], "cut off before the old file went"
    (old / "heartbeats.parquet").write_bytes(b"x")
    assert [p.kind for p in look(storage)] == ["changed"]
    thin_day(storage, STATION, DAY, {"heartbeats": 3600}, sealed_at=NOW)
    assert look(storage) == [], "made up for"
    for gone in (old / "fuellings.parquet", old.with_name("r2") / "heartbeats.parquet"):
        data = gone.read_bytes()
        gone.unlink()
        [problem] = look(storage)
        assert (problem.kind, problem.day) == ("missing", DAY)
        gone.write_bytes(data)


def test_a_seal_that_only_says_it_was_thinned_is_found_out(storage: FolderStorage, tmp_path: Path) -> None:
    """Without the key to the anchors nobody can put a thinning there afterwards that was none."""
    second = FolderStorage(tmp_path / "anchors")
    thin_day(storage, STATION, DAY, {"heartbeats": None}, sealed_at=NOW)
    anchor(storage, second, 1, STATION)
    shutil.rmtree(storage.root / STATION / str(DAY) / "r2")
    (storage.root / "heads" / f"{STATION}.json").unlink()
    thin_day(storage, STATION, DAY, {"heartbeats": None, "fuellings": None}, sealed_at=NOW)
    assert (STATION, DAY, "changed") in {(p.station_id, p.day, p.kind) for p in look(storage, second)}


def test_late_records_after_thinning_leave_the_mark(storage: FolderStorage) -> None:
    thin_day(storage, STATION, DAY, {"heartbeats": None}, sealed_at=NOW)
    later = to_table(TABLES["fuellings"], [fuelling(1), fuelling(2), fuelling(3)])
    seal_day(storage, STATION, DAY, {"fuellings": later}, registry={}, sealed_at=NOW, reason="late")
    last = last_of_day(storage, STATION, DAY)
    assert last is not None
    assert last.manifest.thinned["heartbeats"].rows == 96
    assert look(storage) == []
