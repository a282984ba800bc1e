"""A sealed day is read back as it was, and nobody changes, takes out or adds a file unseen."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from youjian.archive.days import (
    DaySeal,
    RuleSetSealed,
    read_day,
    read_registry,
    read_rule_sets,
    seal_day,
    seals_of,
)
from youjian.archive.manifest import FIRST, MANIFEST
from youjian.archive.storage import FolderStorage
from youjian.archive.verify import Problem
from youjian.archive.verify import verify as verify_storage
from youjian.contract.columns import to_table
from youjian.contract.tables import TABLES
from youjian.detection.samples import STATION, fuelling, heartbeat, station

DAY = date(2026, 11, 22)
NEXT = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
REGISTRY = {"stations": to_table(TABLES["stations"], [station()])}
RULES = [
    RuleSetSealed(
        version="2026-01", effective_from=date(2026, 1, 1), parameters={"stock.loss": {"limit_l": 20.5}}
    )
]


def facts(*numbers: int) -> dict[str, pa.Table]:
    return {
        "fuellings": to_table(TABLES["fuellings"], [fuelling(n) for n in numbers]),
        "heartbeats": to_table(TABLES["heartbeats"], [heartbeat(0)]),
    }


def seal(root: Path, day: date, *numbers: int) -> DaySeal:
    storage = FolderStorage(root)
    return seal_day(storage, STATION, day, facts(*numbers), registry=REGISTRY, rule_sets=RULES, sealed_at=NOW)


def verify(root: Path) -> list[Problem]:
    return verify_storage(FolderStorage(root))


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.kind, problem.path) for problem in problems]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    seal(root, DAY, 1, 2)
    seal(root, NEXT, 3)
    seal(root, DAY, 1, 2, 4)
    return root


def test_a_day_is_read_back_sorted_by_key(tmp_path: Path) -> None:
    seal(tmp_path, DAY, 2, 1)
    assert read_day(FolderStorage(tmp_path), STATION, DAY) == facts(1, 2)


def test_late_records_make_a_revision_and_the_first_stays(archive: Path) -> None:
    assert read_day(FolderStorage(archive), STATION, DAY)["fuellings"].num_rows == 3
    assert read_day(FolderStorage(archive), STATION, DAY, revision=1) == facts(1, 2)


def test_the_same_content_again_is_the_same_seal(archive: Path) -> None:
    assert seal(archive, DAY, 4, 2, 1).manifest == seals_of(FolderStorage(archive), STATION)[-1].manifest
    assert len(seals_of(FolderStorage(archive), STATION)) == 3


def test_another_registry_is_another_seal(tmp_path: Path) -> None:
    seal(tmp_path, DAY, 1)
    other = {"stations": to_table(TABLES["stations"], [station(name="新名")])}
    again = seal_day(FolderStorage(tmp_path), STATION, DAY, facts(1), registry=other, sealed_at=NOW)
    assert again.manifest.revision == 2


def test_a_seal_is_chained_to_the_one_written_before_it_whatever_its_day(archive: Path) -> None:
    first, second, third = (s.manifest for s in seals_of(FolderStorage(archive), STATION))
    assert [(m.day, m.revision, m.number) for m in (first, second, third)] == [
        (DAY, 1, 1),
        (NEXT, 1, 2),
        (DAY, 2, 3),
    ]
    assert [m.previous for m in (first, second, third)] == [FIRST, first.seal, second.seal]


def test_an_untouched_archive_has_no_problems(archive: Path) -> None:
    assert verify(archive) == []


def test_a_changed_file_is_found_and_not_read(archive: Path) -> None:
    path = archive / STATION / "2026-11-23/r1/fuellings.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert told(verify(archive)) == [("changed", f"{STATION}/2026-11-23/r1/fuellings.parquet")]
    with pytest.raises(ValueError, match="is not the file that was sealed"):
        read_day(FolderStorage(archive), STATION, NEXT)


def test_a_missing_file_and_an_added_one_are_found(archive: Path) -> None:
    folder = archive / STATION / "2026-11-23/r1"
    (folder / "fuellings.parquet").rename(folder / "extra.parquet")
    (archive / "notes.txt").write_text("x")
    assert told(verify(archive)) == [
        ("added", f"{STATION}/2026-11-23/r1/extra.parquet"),
        ("missing", f"{STATION}/2026-11-23/r1/fuellings.parquet"),
        ("added", "notes.txt"),
    ]


def test_a_seal_taken_out_of_the_chain_is_missed_and_its_day_named(archive: Path) -> None:
    shutil.rmtree(archive / STATION / "2026-11-23")
    [problem] = verify(archive)
    assert (problem.kind, problem.day) == ("missing", NEXT)
    assert problem.detail == "seal number 2 of the station is gone"


def test_a_manifest_edited_is_found_by_its_own_digest(archive: Path) -> None:
    path = archive / STATION / "2026-11-23/r1" / MANIFEST
    path.write_text(path.read_text().replace('"rows": 1', '"rows": 2'))
    assert told(verify(archive)) == [("changed", f"{STATION}/2026-11-23/r1/manifest.json")]


def test_a_day_sealed_anew_with_a_right_digest_is_found_by_the_chain(archive: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    seal(forged, DAY, 1, 2)
    seal(forged, NEXT, 5)
    shutil.rmtree(archive / STATION / "2026-11-23")
    shutil.copytree(forged / STATION / "2026-11-23", archive / STATION / "2026-11-23")
    [problem] = verify(archive)
    assert (problem.kind, problem.path) == ("changed", f"{STATION}/2026-11-23/r1/manifest.json")
    assert problem.detail == "seal number 2 is not the one that seal number 3 names: made anew"


def test_the_register_and_the_rule_sets_that_applied_are_kept_with_the_day(archive: Path) -> None:
    for sealed in seals_of(FolderStorage(archive), STATION):
        assert read_registry(FolderStorage(archive), sealed) == REGISTRY
        assert read_rule_sets(FolderStorage(archive), sealed) == RULES
    assert len(list((archive / STATION / "register").iterdir())) == 1, "the same content is kept once"


def test_the_same_rows_in_any_order_and_pieces_give_the_same_bytes(tmp_path: Path) -> None:
    first = seal(tmp_path / "one", DAY, 1, 2, 3)
    late, early = facts(3, 1), facts(2)
    rows = pa.concat_tables([late["fuellings"], early["fuellings"]])
    tables = {"heartbeats": late["heartbeats"], "fuellings": rows.replace_schema_metadata({"by": "x"})}
    storage = FolderStorage(tmp_path / "other")
    second = seal_day(storage, STATION, DAY, tables, registry=REGISTRY, rule_sets=RULES, sealed_at=NOW)
    assert second == first


def test_versions_of_a_record_stand_in_their_order(tmp_path: Path) -> None:
    corrected = fuelling(1, source="corrected", volume_ml=1000)
    rows = to_table(TABLES["fuellings"], [corrected, fuelling(1)])
    seal_day(FolderStorage(tmp_path), STATION, DAY, {"fuellings": rows}, registry={}, sealed_at=NOW)
    read = read_day(FolderStorage(tmp_path), STATION, DAY)["fuellings"]
    assert read["source"].to_pylist() == ["live", "corrected"]


def test_a_table_without_a_column_of_the_contract_is_refused(tmp_path: Path) -> None:
    rows = {"fuellings": facts(1)["fuellings"].drop_columns(["totalizer_ml"])}
    with pytest.raises(ValueError, match="fuellings cannot be sealed without its columns totalizer_ml"):
        seal_day(FolderStorage(tmp_path), STATION, DAY, rows, registry={}, sealed_at=NOW)
    assert not list(tmp_path.iterdir())


def test_a_day_that_was_never_sealed_is_an_error(archive: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no seal of 3602030017 on 2026-11-21"):
        read_day(FolderStorage(archive), STATION, date(2026, 11, 21))


def test_nothing_is_sealed_onto_a_chain_that_was_cut(archive: Path) -> None:
    shutil.rmtree(archive / STATION / "2026-11-22/r2")
    with pytest.raises(ValueError, match="is not the seal that heads/3602030017"):
        seal(archive, NEXT, 3, 4)


def test_an_archive_of_version_1_is_verified_read_and_gone_on_with(tmp_path: Path) -> None:
    """Written by the code of the first demos: the bytes of such a seal stand here."""
    shutil.copytree(Path(__file__).parent / "version_1", tmp_path, dirs_exist_ok=True)
    storage = FolderStorage(tmp_path)
    assert verify(tmp_path) == []
    [old] = seals_of(storage, STATION)
    assert (old.manifest.version, read_registry(storage, old)) == (1, {})
    assert read_day(storage, STATION, DAY) == facts(1, 2)
    new = seal(tmp_path, NEXT, 3).manifest
    assert (new.version, new.number, new.previous, new.follows) == (2, 2, old.manifest.seal, "2026-11-22/r1")
    assert verify(tmp_path) == []
    path = tmp_path / old.path / MANIFEST
    path.write_text(path.read_text().replace('"rows": 2', '"rows": 3'))
    assert told(verify(tmp_path)) == [("changed", f"{STATION}/2026-11-22/r1/manifest.json")]
