"""The findings file: the same bytes however the findings came, all of them or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding
from youjian.detection.registry import judge_pairwise
from youjian.detection.samples import LATER, facts, fuelling
from youjian.engine import findings_file
from youjian.engine.findings_file import check_name, read_findings, write_findings


@pytest.fixture
def found() -> pa.Table:
    sales = [fuelling(seq, amount_fen=1) for seq in range(25)]
    known = facts(*sales)
    return struct_table(Finding, judge_pairwise({"fuellings": known.known("fuellings", LATER)}, LATER))


def pieces(table: pa.Table, size: int) -> Iterator[pa.Table]:
    for start in range(0, table.num_rows, size):
        yield table.slice(start, size)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_pieces_in_which_findings_come_leave_no_trace(
    tmp_path: Path, found: pa.Table, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings_file, "_ROWS", 10)
    written = []
    for size in (1, 7, 25):
        path = tmp_path / f"{size}.{ending}"
        assert write_findings(path, pieces(found, size)) == 25
        written.append(path.read_bytes())
    assert written[0] == written[1] == written[2]


def test_rows_come_back_as_they_were(tmp_path: Path, found: pa.Table) -> None:
    write_findings(tmp_path / "f.parquet", [found])
    assert read_findings(tmp_path / "f.parquet").equals(found)


def test_no_findings_make_a_file_with_the_columns(tmp_path: Path) -> None:
    for name in ("f.parquet", "f.csv"):
        assert write_findings(tmp_path / name, []) == 0
    assert pq.read_schema(tmp_path / "f.parquet").names == list(Finding.__struct_fields__)
    header = (tmp_path / "f.csv").read_text().replace('"', "").strip()
    assert header == ",".join(Finding.__struct_fields__)


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, found: pa.Table) -> None:
    path = tmp_path / "f.parquet"
    write_findings(path, [found])
    before = path.read_bytes()

    def broken() -> Iterator[pa.Table]:
        yield found
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        write_findings(path, broken())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_says_its_format_and_lies_in_a_folder(tmp_path: Path) -> None:
    check_name(tmp_path / "f.csv")
    with pytest.raises(ValueError, match=r"must end in \.parquet or \.csv"):
        check_name(tmp_path / "f.xlsx")
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        check_name(tmp_path / "nowhere" / "f.csv")
