"""Rows of one file of an audit folder, CSV or Parquet, made into records; every bad row is named."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from youjian.contract.records import Record
from youjian.contract.tables import Table
from youjian.contract.validation import problems


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken: its file, its line (for Parquet: its row, from 1; 0: the file) and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass
class TableRead:
    """What was read of one table: good records with their lines, and the bad rows."""

    file: str
    records: list[Record] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        """Name a bad row."""
        self.bad.append(BadRow(self.file, line, reason))

    def take(self, spec: Table, line: int, raw: dict[str, Any]) -> None:
        """Keep a row as a record of `spec`, or name it."""
        judged = judge(spec, raw)
        if isinstance(judged, str):
            self.refuse(line, judged)
        else:
            self.records.append(judged)
            self.lines.append(line)


def file_of(folder: Path, spec: Table) -> Path | None:
    """The file that holds a table, Parquet before CSV; None when the table is absent."""
    for ending in ("parquet", "csv"):
        path = folder / f"{spec.name}.{ending}"
        if path.is_file():
            return path
    return None


def judge(spec: Table, raw: dict[str, Any]) -> Record | str:
    """A row as a record, or why it is none. A value that the row does not have must be left out of `raw`."""
    try:
        record = msgspec.convert(raw, spec.type, strict=False)
    except msgspec.ValidationError as error:
        return str(error)
    return "; ".join(problems(record)) or record


def header_problem(header: Sequence[str], spec: Table) -> str | None:
    """Why a file with these columns cannot be read as the table, or None. Unknown columns do no harm here."""
    needed = [f.name for f in msgspec.structs.fields(spec.type) if f.required and f.name not in header]
    if needed:
        return f"missing column {', '.join(needed)}"
    twice = sorted({name for name in header if header.count(name) > 1})
    return f"column {', '.join(twice)} stands twice" if twice else None


def unknown_columns(header: Sequence[str], spec: Table) -> list[str]:
    """The columns of a file that the contract does not have."""
    return [name for name in header if name not in spec.columns]


def ragged(fields: int, header: int) -> str:
    """What is wrong with a line that has another number of fields than the header."""
    return f"{fields} fields where the header has {header}"


def read_table(path: Path, spec: Table, *, strict: bool = True) -> TableRead:
    """Every row of a file: the good ones as records, the bad ones named. Raises OSError when unreadable.

    With `strict` an unknown column is an error, else it is passed over.
    """
    read = TableRead(path.name)
    try:
        _read_parquet(read, path, spec, strict) if path.suffix == ".parquet" else _read_csv(
            read, path, spec, strict
        )
    except _BadHeaderError as error:
        read.refuse(0 if path.suffix == ".parquet" else 1, str(error))
    except UnicodeDecodeError as error:
        read.refuse(0, not_utf8(error))
    except (csv.Error, pa.ArrowInvalid) as error:
        read.refuse(0, str(error))
    return read


def not_utf8(error: UnicodeDecodeError) -> str:
    """What to do with text in another encoding."""
    return f"not UTF-8; save the file as UTF-8 ({error.reason} at byte {error.start})"


class _BadHeaderError(Exception):
    """The columns of a file are not those of its table."""


def _read_csv(read: TableRead, path: Path, spec: Table, strict: bool) -> None:
    """Lines of a CSV file; an empty field is null, a line of nothing but empty fields is none.

    A mark that Excel puts before UTF-8 is passed over.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        _check_header(header, spec, strict)
        for line, values in _numbered(reader):
            if len(values) != len(header) and values:
                read.refuse(line, ragged(len(values), len(header)))
            elif any(values):
                named = zip(header, values, strict=True)
                read.take(spec, line, {n: v for n, v in named if v != "" and n in spec.columns})


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins."""
    begins = reader.line_num + 1
    for values in reader:
        yield begins, values
        begins = reader.line_num + 1


def _read_parquet(read: TableRead, path: Path, spec: Table, strict: bool) -> None:
    with pq.ParquetFile(path) as file:
        header = file.schema_arrow.names
        _check_header(header, spec, strict)
        line = 0
        for batch in file.iter_batches(columns=[name for name in header if name in spec.columns]):
            for raw in plain_rows(pa.table(batch)):
                line += 1
                read.take(spec, line, raw)


def plain_rows(table: Any) -> list[dict[str, Any]]:
    """Rows as Python values without the nulls. A moment outside the calendar is told as its text."""
    columns = [_plain(column) for column in table.columns]
    names = table.column_names
    return [
        {n: v for n, v in zip(names, row, strict=True) if v is not None} for row in zip(*columns, strict=True)
    ]


def _plain(column: Any) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        return column.to_pylist()
    except (OverflowError, ValueError):
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return f"{scalar.type} {scalar.value}"


def _check_header(header: list[str], spec: Table, strict: bool) -> None:
    unknown = unknown_columns(header, spec)
    if unknown and strict:
        raise _BadHeaderError(
            f"unknown column {', '.join(unknown)}; {spec.name} has {', '.join(spec.columns)}"
        )
    problem = header_problem(header, spec)
    if problem is not None:
        raise _BadHeaderError(problem)
