"""Rows of one file of an audit folder, CSV or Parquet, made into records; every bad row is named."""

import csv
from collections.abc import Iterator
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


def file_of(folder: Path, spec: Table) -> Path | None:
    """The file that holds a table, Parquet before CSV; None when the table is absent."""
    for ending in ("parquet", "csv"):
        path = folder / f"{spec.name}.{ending}"
        if path.is_file():
            return path
    return None


def read_table(path: Path, spec: Table) -> TableRead:
    """Every row of a file: the good ones as records, the bad ones named. Raises OSError when unreadable."""
    read = TableRead(path.name)
    try:
        for line, raw in _raw_rows(path, spec):
            _take(read, spec, line, raw)
    except _BadHeaderError as error:
        read.refuse(1, str(error))
    except UnicodeDecodeError as error:
        read.refuse(0, f"not UTF-8; save the file as UTF-8 ({error.reason} at byte {error.start})")
    except (csv.Error, pa.ArrowInvalid) as error:
        read.refuse(0, str(error))
    return read


class _BadHeaderError(Exception):
    """The columns of a file are not those of its table."""


def _take(read: TableRead, spec: Table, line: int, raw: dict[str, Any]) -> None:
    try:
        record = msgspec.convert(raw, spec.type, strict=False)
    except msgspec.ValidationError as error:
        read.refuse(line, str(error))
        return
    found = problems(record)
    if found:
        read.refuse(line, "; ".join(found))
        return
    read.records.append(record)
    read.lines.append(line)


def _raw_rows(path: Path, spec: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    return _parquet_rows(path, spec) if path.suffix == ".parquet" else _csv_rows(path, spec)


def _csv_rows(path: Path, spec: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    """Lines of a CSV file; an empty field is null. A mark that Excel puts before UTF-8 is passed over."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        _check_header(header, spec)
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                yield reader.line_num, {f"{len(values)} fields where the header has {len(header)}": None}
                continue
            yield reader.line_num, {name: v for name, v in zip(header, values, strict=True) if v != ""}


def _parquet_rows(path: Path, spec: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    with pq.ParquetFile(path) as file:
        _check_header(file.schema_arrow.names, spec)
        line = 0
        for batch in file.iter_batches():
            for raw in batch.to_pylist():
                line += 1
                yield line, {name: value for name, value in raw.items() if value is not None}


def _check_header(header: list[str], spec: Table) -> None:
    unknown = [name for name in header if name not in spec.columns]
    if unknown:
        raise _BadHeaderError(
            f"unknown column {', '.join(unknown)}; {spec.name} has {', '.join(spec.columns)}"
        )
    needed = [f.name for f in msgspec.structs.fields(spec.type) if f.required and f.name not in header]
    if needed:
        raise _BadHeaderError(f"missing column {', '.join(needed)}")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise _BadHeaderError(f"column {', '.join(twice)} stands twice")
