"""The rows of a table station by station: in memory, set down in a scratch file, or left where they are."""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from youjian.archive.columns import Group, ParquetTable

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
        self._column = column
        self._parts = dict(by_station(pa.concat_tables(whole), column, stations)) if whole else {}

    def of(self, station_id: str) -> pa.Table | None:
        """The rows of a station."""
        return _named(self._parts.get(station_id), self._column, station_id)

    def strangers(self) -> Iterator[pa.Table]:
        """The rows that are no known station's."""
        if "" in self._parts:
            yield self._parts[""]


class ScratchSplit:
    """A table set down by station in one scratch file, part after part; processes share it."""

    def __init__(self, folder: Path, column: str) -> None:
        self._column = column
        self.told: Told = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
        self._index: Parts = self.told["parts"]
        self._path = folder / _ROWS

    def of(self, station_id: str) -> pa.Table | None:
        """The rows of a station."""
        found = self._index.get(station_id)
        rows = pa.concat_tables([self._part(*place) for place in found]) if found else None
        return _named(rows, self._column, station_id)

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
    """Rows in the order of the file for each station, without the column that says whose they are.

    Those of no known station come under "", with that column.
    """
    codes = station_codes(rows[column], stations)
    if (codes[1:] < codes[:-1]).any():
        order = np.argsort(codes, kind="stable")
        rows, codes = rows.take(pa.array(order)), codes[order]
    begins: list[int] = np.flatnonzero(
        np.concatenate(([True], codes[1:] != codes[:-1]))[: len(codes)]
    ).tolist()
    for begin, end in zip(begins, [*begins[1:], len(codes)], strict=True):
        part, code = rows.slice(begin, end - begin), int(codes[begin])
        yield (stations[code], part.drop_columns([column])) if code >= 0 else ("", part)


def station_codes(column: pa.ChunkedArray, stations: list[str]) -> np.ndarray:
    """The place of every row's station in `stations`; -1 when it is none of them."""
    if not says_text(column.type):
        return np.full(len(column), -1, dtype=np.int32)
    named = pa.array(stations, pa.string())
    parts = [_codes(chunk, named) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)


def _codes(chunk: Any, named: pa.Array) -> np.ndarray:
    if not pa.types.is_dictionary(chunk.type):
        return pc.fill_null(pc.index_in(chunk.cast(pa.string()), value_set=named), -1).to_numpy()
    codes = np.append(_codes(chunk.dictionary, named), np.int32(-1))
    return codes[pc.fill_null(chunk.indices, -1).to_numpy()]


def says_text(kind: Any) -> bool:
    """Whether a column is of text, in any of Arrow's forms."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _named(rows: pa.Table | None, column: str, station_id: str) -> pa.Table | None:
    """Rows with the column that says whose they are."""
    if rows is None:
        return None
    return rows.append_column(column, pa.repeat(pa.scalar(station_id), rows.num_rows))


class GroupSplit:
    """A Parquet file in the order of stations: each row group is read when a station of it is asked for.

    Of a row group that holds several stations the parts are kept until another one is read, so that
    whoever asks for stations in order reads it once.
    """

    def __init__(self, file: ParquetTable, columns: list[str], column: str, stations: list[str]) -> None:
        self._file, self._columns, self._column, self._stations = file, columns, column, stations
        self._groups = file.groups(column)
        self._held: tuple[int, dict[str, pa.Table]] = (-1, {})

    def reads(self, limit: int) -> int:
        """How many rows are read when every station is asked for in order; no further than `limit`."""
        rows, held = 0, -1
        for station in sorted(self._stations):
            for group in self._groups:
                if group.may_hold(station) and (group.pure or group.index != held):
                    rows += group.rows
                    held = held if group.pure else group.index
            if rows > limit:
                break
        return rows

    @property
    def largest(self) -> int:
        """The most rows of a row group that holds several stations."""
        return max((group.rows for group in self._groups if not group.pure), default=0)

    def of(self, station_id: str) -> pa.Table | None:
        """The rows of a station."""
        found = [self._rows_of(g, station_id) for g in self._groups if g.may_hold(station_id)]
        parts = [part for part in found if part is not None and part.num_rows]
        return _named(pa.concat_tables(parts) if parts else None, self._column, station_id)

    def strangers(self) -> Iterator[pa.Table]:
        """The rows that are no known station's."""
        known = set(self._stations)
        for group in self._groups:
            if group.pure and group.low in known:
                continue
            said = self._file.group(group, [self._column])[self._column]
            unknown = station_codes(said, self._stations) < 0
            if unknown.any():
                yield self._file.group(group, self._columns).filter(pa.array(unknown))

    def _rows_of(self, group: Group, station_id: str) -> pa.Table | None:
        if group.pure:
            return self._file.group(group, [name for name in self._columns if name != self._column])
        if self._held[0] != group.index:
            rows = self._file.group(group, self._columns)
            self._held = (group.index, dict(by_station(rows, self._column, self._stations)))
        return self._held[1].get(station_id)
