"""No byte, file or pair of files of an archive changes unseen, and the day it happened to is named."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from tests.unit.archive.archive_kit import DAY, OTHER, look, small_archive
from youjian.archive.storage import FolderStorage
from youjian.archive.verify import Problem
from youjian.cli import main
from youjian.detection.samples import STATION


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sealed")
    small_archive(root)
    return root


@pytest.fixture
def places(sealed: Path, tmp_path: Path) -> tuple[FolderStorage, FolderStorage]:
    shutil.copytree(sealed, tmp_path, dirs_exist_ok=True)
    return FolderStorage(tmp_path / "archive"), FolderStorage(tmp_path / "anchors")


def days_of(name: str) -> set[tuple[str, date]]:
    """Which station-days a file of the small archive speaks of."""
    newest = {STATION: DAY, OTHER: DAY}
    first, second, *_ = name.split("/")
    if first == "heads":
        station_id = second.partition(".")[0]
        return {(station_id, newest[station_id])}
    if second == "register":
        return {(first, DAY)}
    return {(first, date.fromisoformat(second))}


def named(problems: list[Problem]) -> set[tuple[str | None, date | None]]:
    return {(problem.station_id, problem.day) for problem in problems}


def positions(data: bytes) -> Iterator[int]:
    yield from {0, 1, len(data) // 3, len(data) // 2, len(data) - 9, len(data) - 1}


def test_the_small_archive_is_clean(places: tuple[FolderStorage, FolderStorage]) -> None:
    assert look(*places) == []
    assert look(places[0]) == []


def test_every_flipped_byte_is_found(places: tuple[FolderStorage, FolderStorage]) -> None:
    storage, _ = places
    for name in storage.names():
        path, data = storage.root / name, storage.read(name)
        for position in positions(data):
            path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
            problems = look(storage)
            assert named(problems) >= days_of(name), (name, position)
            assert name in {problem.path for problem in problems}
        path.write_bytes(data)
    assert look(storage) == []


def test_every_missing_file_is_found(places: tuple[FolderStorage, FolderStorage]) -> None:
    storage, _ = places
    for name in storage.names():
        path, data = storage.root / name, storage.read(name)
        path.unlink()
        assert named(look(storage)) >= days_of(name), name
        path.write_bytes(data)


def test_every_pair_of_files_exchanged_is_found(places: tuple[FolderStorage, FolderStorage]) -> None:
    storage, _ = places
    contents = {name: storage.read(name) for name in storage.names()}
    for one, other in combinations(contents, 2):
        if contents[one] == contents[other]:
            continue
        (storage.root / one).write_bytes(contents[other])
        (storage.root / other).write_bytes(contents[one])
        problems = look(storage)
        assert named(problems) >= days_of(one) | days_of(other), (one, other)
        assert {one, other} <= {problem.path for problem in problems}, (one, other, problems)
        for name in (one, other):
            (storage.root / name).write_bytes(contents[name])


def test_every_file_added_is_found(places: tuple[FolderStorage, FolderStorage]) -> None:
    storage, _ = places
    folders = {Path(name).parent.as_posix() for name in storage.names()}
    for folder in (*folders, ".", f"{STATION}", f"{STATION}/2026-11-29/r1", "9999999999/2026-11-22/r1"):
        for name in ("extra.parquet", ".hidden", ".extra.parquet.partial", "more.json"):
            path = storage.root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
            told = (Path(folder) / name).as_posix()
            assert [(p.kind, p.path) for p in look(storage)] == [("added", told)]
            path.unlink()


def test_every_flipped_byte_of_the_anchors_is_found(places: tuple[FolderStorage, FolderStorage]) -> None:
    storage, second = places
    for name in second.names():
        path, data = second.root / name, second.read(name)
        for position in range(0, len(data), 37):
            path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
            assert f"anchors/{name}" in {p.path for p in look(storage, second)}, (name, position)
        path.unlink()
        assert f"anchors/{name}" in {p.path for p in look(storage, second)}, name
        path.write_bytes(data)
    (second.root / "000000" / "000000009x.json").write_bytes(b"x")
    assert [p.kind for p in look(storage, second)] == ["added"]


def test_hostile_names_and_contents_end_nothing_and_fake_no_line(
    places: tuple[FolderStorage, FolderStorage], capsys: pytest.CaptureFixture[str]
) -> None:
    storage, _ = places
    folder = os.fsencode(storage.root / STATION)
    for name in (b"\xff.parquet", b"x\neverything is as it was sealed"):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"x")
    manifest = storage.root / STATION / str(DAY) / "r1" / "manifest.json"
    whole = manifest.read_text()
    for text in (
        '{"x": ' + "[" * 100_000,
        whole.replace('"fuellings"', '"../../../fuellings"'),
        whole.replace('"number": 1', '"number": 9999999999999999'),
        whole.replace('"number": 1', '"number": 0'),
        "",
    ):
        manifest.write_text(text)
        assert main(["verify", str(storage)]) == 1
        lines = capsys.readouterr().out.splitlines()
        assert "everything is as it was sealed" not in lines
        assert [line for line in lines if line.startswith("changed") and f"{DAY}/r1/manifest.json" in line]
        assert len([line for line in lines if line.startswith("added")]) == 2
        assert main(["verify", str(storage), "--json"]) == 1
        assert len(json.loads(capsys.readouterr().out)["problems"]) >= 3


def test_a_day_a_revision_or_a_station_taken_out_is_named(
    places: tuple[FolderStorage, FolderStorage], sealed: Path
) -> None:
    storage, second = places
    next_day = DAY + timedelta(days=1)
    for gone, said in (
        (f"{STATION}/{DAY}", (STATION, DAY)),
        (f"{STATION}/{next_day}", (STATION, next_day)),
        (f"{STATION}/{DAY}/r1", (STATION, DAY)),
        (f"{STATION}/{DAY}/r2", (STATION, DAY)),
        (OTHER, (OTHER, DAY)),
    ):
        shutil.rmtree(storage.root / gone)
        for anchors in (None, second):
            problems = look(storage, anchors)
            assert said in named(problems), gone
            assert {p.kind for p in problems} == {"missing"}, problems
        shutil.copytree(sealed / "archive" / gone, storage.root / gone)
    assert look(storage, second) == []
