"""A CSV file of any size as columns of text, each row with its line; a row that is none is named."""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from youjian.archive.rows import ragged

LINE = "\x1fline"
"""The column that says where a row stands; no file has one of that name."""
Refuse = Callable[[int, str], None]
_BLOCK = 4 << 20
_ENDS = "\r\n|\r|\n"
_MARK = "\ufffd"


def read_header(path: Path) -> tuple[list[str], int]:
    """The columns that a CSV file names, and on how many lines it does so. Raises UnicodeDecodeError."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
    return [name.encode(errors="surrogateescape").decode() for name in header], reader.line_num


def csv_batches(path: Path, columns: list[str], refuse: Refuse) -> Iterator[pa.Table]:
    """The rows of a CSV file in order: `columns` as text, an empty field is null, and `LINE` beside.

    Rows with too few or too many fields or with text that is not UTF-8 are refused by their line, and the
    rest of a file that cannot be read on. Empty lines are passed over.
    """
    header, lines = read_header(path)
    count, mended = _Lines(next_line=lines + 1), not _is_utf8(path)
    try:
        for batch, is_last in _looking_ahead(_stream(path, header, count, mended)):
            lines = count.of(batch, refuse)
            rows = pa.table(batch).append_column(LINE, pa.array(lines))
            if is_last and _ends_open(path, batch):
                refuse(int(lines[-1]), "a quotation mark is never closed: the file is not read from here on")
                rows = rows.slice(0, len(rows) - 1)
            yield _read(rows, columns, mended, refuse)
        count.rest(refuse)
    except pa.ArrowInvalid as error:
        refuse(count.next_line, f"cannot be read from here on: {error}")


def _stream(path: Path, header: list[str], count: "_Lines", mended: bool) -> Iterator[pa.RecordBatch]:
    if not _has_rows(path, count.next_line):
        return
    stream = arrow_csv.open_csv(
        _Blocks(path, mended),
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK),
        parse_options=arrow_csv.ParseOptions(
            newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=count.take_ragged
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    with stream:
        yield from stream


def _looking_ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, bool]]:
    """Every batch with rows, and whether it is the last."""
    held: pa.RecordBatch | None = None
    for batch in batches:
        if held is not None and batch.num_rows:
            yield held, False
        held = batch if batch.num_rows else held
    if held is not None:
        yield held, True


def _ends_open(path: Path, last: pa.RecordBatch) -> bool:
    """Whether the last row goes to the end of the file because nothing closed its quotation mark."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) in b"\r\n" and not _line_ends(last.slice(last.num_rows - 1)).any():
            return False
        file.seek(0)
        marks = sum(block.count(b'"') for block in iter(lambda: file.read(_BLOCK), b""))
    return marks % 2 == 1


def _has_rows(path: Path, after: int) -> bool:
    """Whether anything stands below the header; Arrow takes a header alone for an error."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for _ in range(after - 1):
            file.readline()
        return bool(file.read(1))


@dataclass
class _Lines:
    """Where rows begin: rows that Arrow left out and line ends within quotes count too."""

    next_line: int
    next_row: int = 2
    left_out: list[tuple[int, int, str]] = field(default_factory=list)
    fields: int = 0

    def take_ragged(self, row: arrow_csv.InvalidRow) -> str:
        """Remember a row with another number of fields than the header."""
        self.left_out.append((row.number, row.actual_columns, row.text))
        self.fields = row.expected_columns
        return "skip"

    def of(self, batch: pa.RecordBatch, refuse: Refuse) -> np.ndarray:
        """The line of every row of the next batch."""
        rows = np.arange(self.next_row, self.next_row + batch.num_rows + len(self.left_out))
        here = np.isin(rows, [number for number, *_ in self.left_out])
        rows = rows[~here][: batch.num_rows]
        if not len(rows):
            return rows
        extra = np.zeros(int(rows[-1]) - self.next_row + 1, dtype=np.int64)
        extra[rows - self.next_row] = _line_ends(batch)
        passed = [one for one in self.left_out if one[0] < rows[-1]]
        for number, _, text in passed:
            extra[number - self.next_row] = _ends_in(text)
        lines = np.arange(len(extra)) + self.next_line + np.concatenate(([0], np.cumsum(extra)[:-1]))
        for number, found, _ in passed:
            refuse(int(lines[number - self.next_row]), ragged(found, self.fields))
        self.left_out = [one for one in self.left_out if one[0] > rows[-1]]
        first, self.next_row = self.next_row, int(rows[-1]) + 1
        self.next_line = int(lines[-1]) + 1 + int(extra[-1])
        return lines[rows - first]

    def rest(self, refuse: Refuse) -> None:
        """Refuse what was left out after the last good row."""
        for _, found, text in self.left_out:
            refuse(self.next_line, ragged(found, self.fields))
            self.next_line += 1 + _ends_in(text)


def _line_ends(batch: pa.RecordBatch) -> np.ndarray:
    """How many line ends stand within the fields of every row."""
    total = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        data = memoryview(column.buffers()[2] or b"").tobytes() if len(column) else b""
        if b"\n" in data or b"\r" in data:
            total += pc.fill_null(pc.count_substring_regex(column, _ENDS), 0).to_numpy()
    return total


def _ends_in(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def _is_utf8(path: Path) -> bool:
    """Whether a file is UTF-8 throughout. Arrow gives up on a file when a row of odd length is not."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            for block in iter(lambda: file.read(_BLOCK), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


class _Blocks:
    """A file for Arrow to read; one that is to be mended has a mark in the place of bytes that are not UTF-8.

    No block ends with CR: Arrow drops an LF at the beginning of the next one, even of a value in quotes.
    """

    closed = False

    def __init__(self, path: Path, mended: bool) -> None:
        self._mended, self._held = mended, b""
        self._file: IO[Any] = (
            path.open(encoding="utf-8", errors="replace", newline="") if mended else path.open("rb")
        )

    def read(self, size: int) -> bytes:
        """So many bytes or fewer."""
        data = self._held + self._next(size - len(self._held))
        self._held = b"\r" if data.endswith(b"\r") and len(data) > 1 else b""
        return data[: len(data) - len(self._held)]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _next(self, size: int) -> bytes:
        if self._mended:  # a character has up to four bytes
            return self._file.read(max(size // 4, 1)).encode()
        return self._file.read(size)


def _read(batch: pa.Table, columns: list[str], mended: bool, refuse: Refuse) -> pa.Table:
    """The columns asked for; rows that were mended are refused, rows that hold nothing are left out."""
    if mended:
        marked = np.zeros(batch.num_rows, dtype=bool)
        for name in batch.column_names[:-1]:
            marked |= pc.fill_null(pc.match_substring(batch[name], _MARK), False).to_numpy()
        for line in batch[LINE].filter(pa.array(marked)).to_pylist():
            refuse(line, "not UTF-8; save the file as UTF-8")
        batch = batch.filter(pa.array(~marked))
    return _without_empty(batch).select([*columns, LINE])


def _without_empty(batch: pa.Table) -> pa.Table:
    names = batch.column_names[:-1]
    if not all(batch[name].null_count for name in names):
        return batch
    held = np.zeros(batch.num_rows, dtype=bool)
    for name in names:
        held |= pc.is_valid(batch[name]).to_numpy()
    return batch.filter(pa.array(held))
