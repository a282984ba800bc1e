"""Writing an audit folder, one station after the other, so that memory stays flat."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from youjian.contract.columns import TIMESTAMP, arrow_schema
from youjian.contract.tables import TABLES

Tables = dict[str, pa.Table]


def table(name: str, rows: int, **columns: Any) -> pa.Table:
    """A table of the contract from arrays, lists or single values; integers stand for microseconds in
    time columns, and a column that is not named is null."""
    schema = arrow_schema(TABLES[name].type)
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise ValueError(f"{name} has no columns {sorted(unknown)}")
    return pa.Table.from_arrays([_column(columns.get(f.name), f.type, rows) for f in schema], schema=schema)


def from_rows(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """A table from a few rows as dictionaries."""
    return pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[name].type))


def in_order(name: str, content: pa.Table) -> pa.Table:
    """Sorted by station and then by key."""
    spec = TABLES[name]
    keys = list(dict.fromkeys([*((spec.station,) if spec.station else ()), *spec.key]))
    return content.take(pc.sort_indices(content, sort_keys=[(key, "ascending") for key in keys]))


class Folder(AbstractContextManager["Folder"]):
    """An audit folder that is being written."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Append one station's tables; stations come in rising order of their ids."""
        for name, content in tables.items():
            if name not in self._writers:
                file = self._path / f"{name}.parquet"
                self._writers[name] = pq.ParquetWriter(
                    file, content.schema, compression="zstd", compression_level=1
                )
            self._writers[name].write_table(content)

    def complete_to(self, moment: datetime) -> None:
        """Say to which moment the folder is complete."""
        (self._path / "as_of").write_text(moment.isoformat() + "\n", encoding="utf-8")


def _column(values: Any, kind: pa.DataType, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, kind)
    if isinstance(values, np.ndarray):
        return _array(values, kind)
    if isinstance(values, list | pa.Array):
        return values if isinstance(values, pa.Array) else pa.array(values, kind)
    return pa.repeat(pa.scalar(values, kind), rows)


def _array(values: np.ndarray, kind: pa.DataType) -> pa.Array:
    if kind == TIMESTAMP:
        never = values == np.iinfo(np.int64).min
        return pa.array(values, pa.int64(), mask=never).cast(TIMESTAMP)
    if kind == pa.float64():
        return pa.array(values.astype(np.float64), kind, from_pandas=True)
    return pa.array(values).cast(kind)
