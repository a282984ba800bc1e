"""The rows of a table station by station: in memory, set down in a scratch file, or left where they are."""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from youjian.archive.columns import Group, ParquetTable
from youjian.archive.text import LINE

_HELD_ROWS = 1 << 19
"""So many rows are sorted by station together on the way to the scratch file: the memory it takes."""
_INDEX, _ROWS = "index.json", "rows.arrows"
Told = dict[str, Any]
Parts = dict[str, list[tuple[int, int]]]
"""Where in the scratch file the parts of a station begin, and how long they are."""
_WRITE = ipc.IpcWriteOptions(compression="lz4")


class Split(Protocol):
    """A table's rows by station, each with its line."""

    def of(self, station_id: str) -> pa.Table | None:
        """The rows of a station in the order of the file; None when there are none."""
        ...

    def strangers(self) -> Iterator[pa.Table]:
        """The rows that are no known station's."""
        ...


class HeldSplit:
    """A small table, sorted by station once."""

    def __init__(self, batches: Iterable[pa.Table], column: str, stations: list[str]) -> None:
        whole = list(batches)
        self._parts = dict(by_station(pa.concat_tables(whole), column, stations)) if whole else {}

    def of(self, station_id: str) -> pa.Table | None:
        """The rows of a station."""
        return self._parts.get(station_id)

    def strangers(self) -> Iterator[pa.Table]:
        """The rows that are no known station's."""
        if "" in self._parts:
            yield self._parts[""]


class ScratchSplit:
    """A table set down by station in one scratch file, part after part; processes share it."""

    def __init__(self, folder: Path) -> None:
        self.told: Told = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
        self._index: Parts = self.told["parts"]
        self._path = folder / _ROWS

    def of(self, station_id: str) -> pa.Table | None:
        """The rows of a station."""
        found = self._index.get(station_id)
        return pa.concat_tables([self._part(*place) for place in found]) if found else None

    def strangers(self) -> Iterator[pa.Table]:
        """The rows that are no known station's."""
        for place in self._index.get("", []):
            yield self._part(*place)

    def _part(self, offset: int, length: int) -> pa.Table:
        with self._path.open("rb") as file:
            file.seek(offset)
            return ipc.open_stream(file.read(length)).read_all()


def write_split(
    folder: Path, batches: Iterable[pa.Table], column: str, stations: list[str], said: Callable[[], Told]
) -> None:
    """Set a table down in `folder`, with what is `said` of it in the end.

    When somebody else did so meanwhile, theirs stays.
    """
    partial = folder.with_name(f"{folder.name}.{uuid4().hex}.partial")
    partial.mkdir(parents=True)
    parts = _write_parts(partial / _ROWS, batches, column, stations)
    (partial / _INDEX).write_text(json.dumps({**said(), "parts": parts}), encoding="utf-8")
    try:
        partial.rename(folder)
    except OSError:
        if not is_written(folder):
            raise
        shutil.rmtree(partial)


def _write_parts(path: Path, batches: Iterable[pa.Table], column: str, stations: list[str]) -> Parts:
    parts: Parts = defaultdict(list)
    with path.open("wb") as file:
        for held in _gathered(batches):
            for station, rows in by_station(held, column, stations):
                begin = file.tell()
                with ipc.new_stream(file, rows.schema, options=_WRITE) as stream:
                    stream.write_table(rows)
                parts[station].append((begin, file.tell() - begin))
    return parts


def is_written(folder: Path) -> bool:
    """Whether a table was set down there."""
    return (folder / _INDEX).is_file()


def _gathered(batches: Iterable[pa.Table]) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        if rows >= _HELD_ROWS:
            yield pa.concat_tables(held)
            held, rows = [], 0
    if rows:
        yield pa.concat_tables(held)


def by_station(rows: pa.Table, column: str, stations: list[str]) -> Iterator[tuple[str, pa.Table]]:
    """Rows in the order of the file for each station; those of no known station come under ""."""
    codes = station_codes(rows[column], stations)
    if (codes[1:] < codes[:-1]).any():
        order = np.argsort(codes, kind="stable")
        rows, codes = rows.take(pa.array(order)), codes[order]
    begins: list[int] = np.flatnonzero(
        np.concatenate(([True], codes[1:] != codes[:-1]))[: len(codes)]
    ).tolist()
    for begin, end in zip(begins, [*begins[1:], len(codes)], strict=True):
        code = int(codes[begin])
        yield (stations[code] if code >= 0 else ""), rows.slice(begin, end - begin)


def station_codes(column: pa.ChunkedArray, stations: list[str]) -> np.ndarray:
    """The place of every row's station in `stations`; -1 when it is none of them."""
    if not _says_text(column.type):
        return np.full(len(column), -1)
    found = pc.index_in(column.cast(pa.string()), value_set=pa.array(stations, pa.string()))
    return pc.fill_null(found, -1).to_numpy()


def _says_text(kind: Any) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


@dataclass
class GroupSplit:
    """A Parquet file with row groups clustered by station: each is read when its station is asked for."""

    file: ParquetTable
    columns: list[str]
    column: str
    stations: list[str]

    def __post_init__(self) -> None:
        self._groups = self.file.groups(self.column)
        self._known = set(self.stations)

    @property
    def reads(self) -> int:
        """How many rows are read in all when every station is asked for once."""
        lows = np.array([g.low for g in self._groups if g.low is not None], dtype=str)
        highs = np.array([g.high for g in self._groups if g.low is not None], dtype=str)
        rows = np.array([g.rows for g in self._groups if g.low is not None], dtype=np.int64)
        named = np.array(sorted(self.stations), dtype=str)
        times = np.searchsorted(named, highs, "right") - np.searchsorted(named, lows, "left")
        blind = sum(g.rows for g in self._groups if g.low is None) * len(named)
        return int((rows * times).sum()) + blind

    def of(self, station_id: str) -> pa.Table | None:
        """The rows of a station."""
        parts = [self._rows_of(g, station_id) for g in self._groups if g.may_hold(station_id)]
        parts = [part for part in parts if part.num_rows]
        return pa.concat_tables(parts) if parts else None

    def strangers(self) -> Iterator[pa.Table]:
        """The rows that are no known station's."""
        for group in self._groups:
            if group.pure and group.low in self._known:
                continue
            said = self.file.group(group, [self.column])[self.column]
            unknown = station_codes(said, self.stations) < 0
            if unknown.any():
                yield self.file.group(group, self.columns).filter(pa.array(unknown))

    def _rows_of(self, group: Group, station_id: str) -> pa.Table:
        others = [name for name in self.columns if name != self.column]
        if group.pure:
            rows = self.file.group(group, others)
        else:
            rows = self.file.group(group, self.columns)
            rows = rows.filter(pc.equal(rows[self.column], station_id)).select([*others, LINE])
        return rows.append_column(self.column, pa.repeat(pa.scalar(station_id), rows.num_rows))
