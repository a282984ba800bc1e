"""`youjian audit` as a person runs it: the findings file, what is printed, and the exit status."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.unit.archive.conftest import FOLDER
from youjian.cli import main
from youjian.contract.columns import arrow_schema
from youjian.contract.findings import Finding, finding_id

GAP = finding_id("fuelling.totalizer_gap", "3602030017", "nozzle:3", "seq:42")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder whose second fuelling is 12 L short of its totalizer."""
    path = tmp_path / "folder"
    path.mkdir()
    for name, text in FOLDER.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def audit(folder: Path, out: Path, *words: str) -> int:
    return main(["audit", str(folder), "--out", str(out), "--jobs", "1", *words])


def test_the_findings_file_has_the_columns_of_the_contract(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "findings.parquet"
    assert audit(folder, out) == 0
    found = pq.read_table(out)
    assert found.schema.remove_metadata() == arrow_schema(Finding)
    assert [row["finding_id"] for row in found.to_pylist() if row["rule"] == "fuelling.totalizer_gap"] == [
        GAP
    ]
    told = capsys.readouterr()
    assert "  fuelling.totalizer_gap: 1 alarm" in told.out
    assert "not run: collector.offline (no table heartbeats)" in told.out
    assert told.err == ""


def test_the_same_bytes_every_time_and_nothing_left_beside_them(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    assert audit(folder, one) == audit(folder, two, "--jobs", "2") == 0
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "one.parquet", "two.parquet"]


def test_a_name_that_ends_in_csv_makes_csv(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "findings.csv"
    assert audit(folder, out) == 0
    header, first = out.read_text(encoding="utf-8").splitlines()[:2]
    assert header.replace('"', "").split(",") == list(Finding.__struct_fields__)
    assert first.startswith(f'"{GAP}",1,"open","fuelling.totalizer_gap"')
    assert '"2026-11-22T00:12:00.000000Z"' in first


def test_a_bad_row_stops_it_and_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(folder)
    out = tmp_path / "findings.parquet"
    assert audit(folder, out) == 2
    told = capsys.readouterr()
    assert "tank_readings.csv:3: " in told.err
    assert not out.exists()


def test_bad_rows_may_be_skipped_and_are_named_all_the_same(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(folder)
    out = tmp_path / "findings.parquet"
    assert audit(folder, out, "--skip-bad") == 0
    assert GAP in pq.read_table(out)["finding_id"].to_pylist()
    told = capsys.readouterr()
    assert "tank_readings.csv:3: " in told.err
    assert "bad rows skipped: 1" in told.out


def test_a_missing_table_is_never_skipped(folder: Path, tmp_path: Path) -> None:
    (folder / "fuellings.csv").unlink()
    assert audit(folder, tmp_path / "findings.parquet", "--skip-bad") == 2


def test_a_file_that_is_not_required_may_be_skipped_whole(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "heartbeats.parquet").write_bytes(b"no Parquet")
    assert audit(folder, tmp_path / "findings.parquet") == 2
    assert audit(folder, tmp_path / "findings.parquet", "--skip-bad") == 0
    told = capsys.readouterr()
    assert told.err.count("heartbeats.parquet:0: ") == 2
    assert "not run: collector.offline (no table heartbeats)" in told.out


def test_days_limit_the_moments_and_not_the_past(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "findings.parquet"
    assert audit(folder, out, "--from", "2026-11-23") == 0
    assert pq.read_table(out).num_rows == 0
    assert audit(folder, out, "--from", "2026-11-22", "--to", "2026-11-22") == 0
    [row] = [row for row in pq.read_table(out).to_pylist() if row["finding_id"] == GAP]
    assert [used["seq"] for used in json.loads(row["evidence"])["records"]["fuellings"]] == [41, 42]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--from", "2026-11-23", "--to", "2026-11-22"], "--from 2026-11-23 is after --to 2026-11-22"),
        (["--engine", "spark"], "--engine spark is neither local nor an address"),
        (["--out", "findings.xlsx"], "must end in .parquet or .csv"),
        (["--report", "report.txt"], "report"),
    ],
)
def test_what_cannot_be_done_is_said_first(
    folder: Path, tmp_path: Path, words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(folder, tmp_path / "findings.parquet", *words) == 2
    assert why in capsys.readouterr().err


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(tmp_path / "nowhere", tmp_path / "findings.parquet") == 2
    assert "nowhere is not a folder" in capsys.readouterr().err


def _spoil(folder: Path) -> None:
    with (folder / "tank_readings.csv").open("a", encoding="utf-8") as file:
        file.write("3602030017,1,2026-11-22T08:10:00+08:00,far,0,20.5\n")
