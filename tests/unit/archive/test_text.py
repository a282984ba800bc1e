"""A CSV file read in blocks: every row has the line on which it begins, and what is no row is named."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from youjian.archive import text
from youjian.archive.text import LINE, csv_batches


def read(path: Path, columns: list[str]) -> tuple[list[tuple[int, ...]], list[tuple[int, str]]]:
    refused: list[tuple[int, str]] = []
    rows = []
    for batch in csv_batches(path, columns, lambda line, why: refused.append((line, why))):
        rows += [(row[LINE], *(row[name] for name in columns)) for row in batch.to_pylist()]
    return rows, refused


def written(folder: Path, data: bytes | str) -> Path:
    path = folder / "a.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("data", "rows", "refused"),
    [
        (
            "a,b\n1,2\n\n3,4,5\n6,7\n",
            [(2, "1", "2"), (5, "6", "7")],
            [(4, "3 fields where the header has 2")],
        ),
        ("a,b\n1,2\n3\n", [(2, "1", "2")], [(3, "1 fields where the header has 2")]),
        ("a,b\n1,\n,2\n,\n\n", [(2, "1", None), (3, None, "2")], []),
        ("\ufeffa,b\r\n1,2\r\n\r\n3,4\r\n", [(2, "1", "2"), (4, "3", "4")], []),
        ("a,b\r1,2\r3,4\r", [(2, "1", "2"), (3, "3", "4")], []),
        ('a,b\n"x\ny",2\n3,4\n', [(2, "x\ny", "2"), (4, "3", "4")], []),
        ('a,b\r\n"x\r\ny\rz",2\r\n3,4\r\n', [(2, "x\r\ny\rz", "2"), (5, "3", "4")], []),
        ('a,b\n"x\n",2,3\n4,5\n', [(4, "4", "5")], [(2, "3 fields where the header has 2")]),
        ('"a\nb",b\n1,2\n', [(3, "2")], []),
        ("a,b", [], []),
        ("a,b\n", [], []),
    ],
)
def test_rows_keep_their_lines(
    tmp_path: Path, data: str, rows: list[tuple[int, ...]], refused: list[tuple[int, str]]
) -> None:
    columns = ["b"] if data.startswith('"') else ["a", "b"]
    assert read(written(tmp_path, data), columns) == (rows, refused)


def test_a_row_that_is_not_utf8_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1,2\n\xbc\xd3,3\n4,5\n\xff\n")
    rows, refused = read(path, ["a", "b"])
    assert [row[0] for row in rows] == [2, 4]
    assert [line for line, _ in refused] == [3, 5]


def test_a_quotation_mark_that_never_closes_is_named(tmp_path: Path) -> None:
    rows, refused = read(written(tmp_path, 'a,b\n1,2\n3,"open\n4,5\n6,7\n'), ["a", "b"])
    assert rows == [(2, "1", "2")]
    assert [(line, "never closed" in why) for line, why in refused] == [(3, True)]


BLOCK = 64
cells = st.text(alphabet='a1,"\n\r 油', max_size=4)
tables = st.lists(
    st.one_of(st.lists(cells, min_size=2, max_size=2), st.lists(cells, max_size=4)), max_size=12
)


def ending_a_block_with(cell: str) -> list[list[str]]:
    """A table whose last cell begins one byte before the first block's end."""
    return [["1", "x" * (BLOCK - len("first,second\n1,\n") - 2)], [cell, "1"]]


@given(table=tables, end=st.sampled_from(["\n", "\r\n"]))
@example(table=ending_a_block_with("\r\n"), end="\n")
@example(table=ending_a_block_with("\r"), end="\n")
@settings(max_examples=150)
def test_rows_are_those_of_the_standard_reader(tmp_path: Path, table: list[list[str]], end: str) -> None:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator=end)
    writer.writerows([["first", "second"], *table])
    path = written(tmp_path, sink.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_BLOCK", BLOCK)
        rows, refused = read(path, ["first", "second"])
    good, ragged = standard(path)
    assert rows == good
    assert sorted(line for line, _ in refused) == ragged


def standard(path: Path) -> tuple[list[tuple[int, ...]], list[int]]:
    good, ragged = [], []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        begins = reader.line_num + 1
        for row in reader:
            if len(row) == 2 and any(row):
                good.append((begins, *(value or None for value in row)))
            elif len(row) != 2 and row:
                ragged.append(begins)
            begins = reader.line_num + 1
    return good, ragged
