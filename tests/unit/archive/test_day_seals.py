"""A sealed day is read back as it was, and nobody changes, takes out or adds a file unseen."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from youjian.archive.days import FIRST, MANIFEST, DaySeal, read_day, seal_day, seals_of
from youjian.archive.verify import Problem, verify
from youjian.contract.columns import to_table
from youjian.contract.tables import TABLES
from youjian.detection.samples import STATION, fuelling, heartbeat, station

DAY = date(2026, 11, 22)
NEXT = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
REGISTRY = {"stations": to_table(TABLES["stations"], [station()])}


def facts(*numbers: int) -> dict[str, pa.Table]:
    return {
        "fuellings": to_table(TABLES["fuellings"], [fuelling(n) for n in numbers]),
        "heartbeats": to_table(TABLES["heartbeats"], [heartbeat(0)]),
    }


def seal(root: Path, day: date, *numbers: int) -> DaySeal:
    return seal_day(root, STATION, day, facts(*numbers), registry=REGISTRY, sealed_at=NOW)


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
    assert read_day(tmp_path, STATION, DAY) == facts(1, 2)


def test_late_records_make_a_revision_and_the_first_stays(archive: Path) -> None:
    assert read_day(archive, STATION, DAY)["fuellings"].num_rows == 3
    assert read_day(archive, STATION, DAY, revision=1) == facts(1, 2)


def test_the_same_content_again_is_the_same_seal(archive: Path) -> None:
    assert seal(archive, DAY, 4, 2, 1).manifest == seals_of(archive, STATION)[-1].manifest
    assert len(seals_of(archive, STATION)) == 3


def test_another_registry_is_another_seal(tmp_path: Path) -> None:
    seal(tmp_path, DAY, 1)
    other = {"stations": to_table(TABLES["stations"], [station(name="新名")])}
    again = seal_day(tmp_path, STATION, DAY, facts(1), registry=other, sealed_at=NOW)
    assert again.manifest.revision == 2


def test_a_seal_is_chained_to_the_one_written_before_it_whatever_its_day(archive: Path) -> None:
    first, second, third = (s.manifest for s in seals_of(archive, STATION))
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
        read_day(archive, STATION, NEXT)


def test_a_missing_file_and_an_added_one_are_found(archive: Path) -> None:
    folder = archive / STATION / "2026-11-23/r1"
    (folder / "fuellings.parquet").rename(folder / "extra.parquet")
    (archive / "notes.txt").write_text("x")
    assert told(verify(archive)) == [
        ("added", f"{STATION}/2026-11-23/r1/extra.parquet"),
        ("missing", f"{STATION}/2026-11-23/r1/fuellings.parquet"),
        ("added", "notes.txt"),
    ]


def test_a_seal_taken_out_of_the_chain_is_missed(archive: Path) -> None:
    shutil.rmtree(archive / STATION / "2026-11-23")
    [problem] = verify(archive)
    assert (problem.kind, problem.detail) == ("missing", "seal number 2 of the station")


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
    assert (problem.kind, problem.path) == ("changed", f"{STATION}/2026-11-22/r2/manifest.json")
    assert problem.detail == "not chained to seal number 2"


def test_a_writer_that_died_leaves_nothing_that_stands_as_a_seal(archive: Path) -> None:
    partial = archive / STATION / "2026-11-22/.r3.partial"
    partial.mkdir()
    (partial / "fuellings.parquet").write_bytes(b"half")
    assert len(seals_of(archive, STATION)) == 3
    assert seal(archive, DAY, 1, 2, 4, 5).manifest.revision == 3
    assert verify(archive) == []


def test_a_day_that_was_never_sealed_is_an_error(archive: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no seal of 3602030017 on 2026-11-21"):
        read_day(archive, STATION, date(2026, 11, 21))
