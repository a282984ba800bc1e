"""One table of an audit folder: opened, its header looked at, its rows given station by station."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from youjian.archive.columns import ParquetTable
from youjian.archive.ranges import Range, over, range_of, told_range
from youjian.archive.rows import BadRow, header_problem, not_utf8, unknown_columns
from youjian.archive.splits import GroupSplit, HeldSplit, ScratchSplit, Split, is_written, write_split
from youjian.archive.text import csv_batches, read_header
from youjian.contract.tables import Table

_SMALL_ROWS, _SMALL_BYTES = 1 << 17, 8 << 20
"""Tables up to here are held in memory."""
_OFTEN = 2
"""When rows would be read more often than this, setting them down by station is cheaper."""
_LARGE_GROUP = 1 << 21
"""Row groups of several stations are held in memory up to so many rows."""


class UnreadableError(Exception):
    """A file that cannot be read as its table: the line and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


class Source:
    """A table's file. Raises UnreadableError when its header or its form is not the table's."""

    def __init__(self, path: Path, spec: Table) -> None:
        self.path, self.spec = path, spec
        self._parquet = _opened(path, spec) if path.suffix == ".parquet" else None
        header = self._parquet.header if self._parquet else _header(path)
        problem = header_problem(header, spec)
        if problem is not None:
            raise UnreadableError(0 if self._parquet else 1, problem)
        self.columns = [name for name in spec.columns if name in header]
        self.unknown = unknown_columns(header, spec)
        self.refused: list[BadRow] = []
        self._split: Split | None = None
        self._range: Range | None = None

    def close(self) -> None:
        """Let the file go."""
        if self._parquet:
            self._parquet.close()

    def split(self, stations: list[str], scratch: Path) -> Split:
        """The table's rows by station; a large one that is not in the order of stations goes to `scratch`."""
        if self._split is None:
            self._split = self._grouped(stations) or self._divided(stations, scratch / self.spec.name)
        return self._split

    def _grouped(self, stations: list[str]) -> Split | None:
        if self._parquet is None or self._parquet.rows <= _SMALL_ROWS:
            return None
        split = GroupSplit(self._parquet, self.columns, self.spec.station or "", stations)
        limit = _OFTEN * self._parquet.rows
        return split if split.largest <= _LARGE_GROUP and split.reads(limit) <= limit else None

    def _divided(self, stations: list[str], folder: Path) -> Split:
        column = self.spec.station or ""
        if self._is_small():
            return HeldSplit(self.batches(), column, stations)
        if not is_written(folder):
            write_split(folder, self.batches(), column, stations, self._said)
        split = ScratchSplit(folder, column)
        self._hear(split.told)
        return split

    def _said(self) -> dict[str, Any]:
        """What a pass over the file told, for those who find its rows in the scratch file."""
        ends = [moment.isoformat() for moment in self._range or ()]
        return {"range": ends, "refused": [(row.line, row.reason) for row in self.refused]}

    def _hear(self, told: dict[str, Any]) -> None:
        ends = [datetime.fromisoformat(text) for text in told["range"]]
        self._range = (ends[0], ends[1]) if ends else None
        self.refused = [BadRow(self.path.name, line, reason) for line, reason in told["refused"]]

    def _is_small(self) -> bool:
        if self._parquet is None:
            return self.path.stat().st_size <= _SMALL_BYTES
        return self._parquet.rows <= _SMALL_ROWS

    def batches(self) -> Iterator[pa.Table]:
        """All rows in order, each with its line; lines that are no rows go to `refused`."""
        self.refused, self._range = [], None
        batches = (
            self._parquet.batches(self.columns)
            if self._parquet
            else csv_batches(self.path, self.columns, self._refuse)
        )
        for batch in batches:
            if self.spec.end is not None:
                self._range = over([self._range, range_of(batch, self.spec)])
            yield batch

    def _refuse(self, line: int, reason: str) -> None:
        self.refused.append(BadRow(self.path.name, line, reason))

    def known_range(self) -> Range | None:
        """The smallest and the largest known time: from statistics, else from the rows."""
        told = told_range(self._parquet, self.spec) if self._parquet else None
        if told is None and self._range is None:
            for _ in self.batches():
                pass
        return told or self._range


def _opened(path: Path, spec: Table) -> ParquetTable:
    try:
        return ParquetTable(path, [spec.station] if spec.station else [])
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableError(0, str(error)) from None


def _header(path: Path) -> list[str]:
    try:
        return read_header(path)[0]
    except UnicodeDecodeError as error:
        raise UnreadableError(0, not_utf8(error)) from None
