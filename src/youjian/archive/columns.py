"""One Parquet file of an audit folder: what its row groups hold, read without reading them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from youjian.archive.text import LINE

_BATCH = 1 << 17


@dataclass(frozen=True)
class Group:
    """A row group: where it begins, how many rows it has, and the smallest and largest value of a column.

    Without statistics `low` is None; `pure` says that all its rows have the one value.
    """

    index: int
    first_row: int
    rows: int
    low: Any
    high: Any
    pure: bool

    def may_hold(self, value: Any) -> bool:
        """Whether a row of this value can be in it."""
        return self.low is None or self.low <= value <= self.high


class ParquetTable:
    """A Parquet file that stays open. Raises ArrowInvalid or OSError when unreadable."""

    def __init__(self, path: Path, repeating: list[str]) -> None:
        """Open a file; the columns `repeating` few values are read as such."""
        # Read, not mapped: the pages of a mapped file count as this process's own, more with every station.
        self._file = pq.ParquetFile(path, pre_buffer=False, read_dictionary=repeating)
        self.header: list[str] = self._file.schema_arrow.names
        self.rows: int = self._metadata.num_rows
        self.group_count: int = self._metadata.num_row_groups

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def batches(self, columns: list[str]) -> Iterator[pa.Table]:
        """All rows in order, with `LINE` beside."""
        line = 1
        for batch in self._file.iter_batches(batch_size=_BATCH, columns=columns, use_threads=False):
            yield _with_lines(pa.table(batch), line)
            line += batch.num_rows

    def group(self, group: Group, columns: list[str]) -> pa.Table:
        """The rows of one row group, with `LINE` beside."""
        rows = self._file.read_row_group(group.index, columns=columns, use_threads=False)
        return _with_lines(rows, group.first_row)

    def groups(self, column: str) -> list[Group]:
        """The row groups in order, told by the statistics of a column."""
        found: list[Group] = []
        first_row = 1
        for index in range(self.group_count):
            rows: int = self._metadata.row_group(index).num_rows
            found.append(_group(index, first_row, rows, self.statistics(index, column)))
            first_row += rows
        return found

    def statistics(self, group: int, column: str) -> Any:
        """Statistics of a column in a row group: `min`, `max`, `null_count`; None when there are none."""
        position = self._position.get(column)
        if position is None:
            return None
        chunk = self._metadata.row_group(group).column(position)
        return chunk.statistics if chunk.is_stats_set else None

    @property
    def _metadata(self) -> Any:
        return self._file.metadata

    @cached_property
    def _position(self) -> dict[str, int]:
        """Where a column stands in the file; a nested one is not looked for."""
        schema = self._file.schema
        return {schema.column(i).path: i for i in range(len(schema.names))}


def _group(index: int, first_row: int, rows: int, told: Any) -> Group:
    if told is None or not told.has_min_max or not isinstance(told.min, str):
        return Group(index, first_row, rows, None, None, False)
    pure = told.min == told.max and told.has_null_count and told.null_count == 0
    return Group(index, first_row, rows, told.min, told.max, pure)


def _with_lines(rows: pa.Table, first: int) -> pa.Table:
    lines = np.arange(first, first + rows.num_rows, dtype=np.int64)
    return rows.append_column(LINE, pa.array(lines))
