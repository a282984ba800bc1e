"""The records of one table in a transaction, by column: what is decided about all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec import structs
from numpy.typing import NDArray

from youjian.contract.columns import arrow_schema
from youjian.contract.records import Record
from youjian.contract.tables import TABLES, Table
from youjian.ledger.arrays import Array, array, micros
from youjian.ledger.batch import Batch
from youjian.ledger.columns import column_types

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sent:
    """Records in the order in which they came; `batch` and `index` say of each where it stands."""

    spec: Table
    batch: Sequence[int]
    index: Sequence[int]
    records: Sequence[Record]

    def __len__(self) -> int:
        return len(self.records)

    def where(self, mask: Mask) -> "Sent":
        """The records of a mask."""
        if mask.all():
            return self
        kept = np.flatnonzero(mask).tolist()
        return Sent(
            self.spec,
            [self.batch[i] for i in kept],
            [self.index[i] for i in kept],
            [self.records[i] for i in kept],
        )

    def column(self, name: str) -> Sequence[Any]:
        """A column's values."""
        return self._columns[name]

    def integers(self, name: str) -> Integers:
        """A column of whole numbers, or of moments as microseconds since 1970."""
        numbers = self._numbers.get(name)
        if numbers is None:
            values = self._columns[name]
            moments = column_types(self.spec)[name] == "timestamptz"
            numbers = self._numbers[name] = micros(values) if moments else np.array(values, np.int64)
        return numbers

    def parameter(self, name: str) -> Array:
        """A column as an array parameter."""
        kind = column_types(self.spec)[name]
        return array(kind, self.integers(name) if self._is_whole(name) else self._columns[name])

    def _is_whole(self, name: str) -> bool:
        """Whether a column is of whole numbers or moments, each of which is there."""
        return column_types(self.spec)[name] in {"bigint", "timestamptz"} and None not in self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, Sequence[Any]]:
        """All columns in one walk over the records, which costs more than what is done with a column."""
        rows = map(structs.astuple, self.records)
        columns = zip(*rows, strict=True) if self.records else [()] * len(self.spec.columns)
        return dict(zip(self.spec.columns, columns, strict=True))

    @cached_property
    def _numbers(self) -> dict[str, Integers]:
        return {}

    @cached_property
    def stations(self) -> list[str]:
        """Whose record each is."""
        return list(self.column(self.spec.station or ""))

    @cached_property
    def station_codes(self) -> Integers:
        """A number for each record's station, rising with the station."""
        codes = {station: code for code, station in enumerate(sorted(set(self.stations)))}
        return np.array([codes[station] for station in self.stations], np.int64)

    def of_stations(self, chosen: set[str]) -> Mask:
        """Which records are of these stations."""
        return np.array([station in chosen for station in self.stations], np.bool_)

    def arrow(self, received_at: datetime) -> pa.Table:
        """As columns of the contract, in the order of the key, all received at one moment."""
        schema = arrow_schema(self.spec.type)
        columns = [
            pa.repeat(pa.scalar(received_at, field.type), len(self))
            if field.name == "received_at"
            else self._arrow_column(field)
            for field in schema
        ]
        table = pa.Table.from_arrays(columns, schema=schema)
        return table.sort_by([(name, "ascending") for name in self.spec.key])

    def _arrow_column(self, field: pa.Field) -> pa.Array:
        if self._is_whole(field.name):
            return pa.array(self.integers(field.name)).cast(field.type)
        return pa.array(self._columns[field.name], field.type)


def by_table(batches: Iterable[Batch]) -> list[Sent]:
    """The records of all batches by table, in contract order. ValueError for a table of the register."""
    found: dict[str, tuple[list[int], list[int], list[Record]]] = {}
    for position, batch in enumerate(batches):
        for name, index, record in batch.records:
            lists = found.get(name)
            if lists is None:
                lists = found[name] = ([], [], [])
            lists[0].append(position)
            lists[1].append(index)
            lists[2].append(record)
    for name in found:
        if TABLES[name].kind != "fact":
            raise ValueError(f"{name} is a registry table: it comes in through registry.replace_registry")
    return [Sent(spec, *found[name]) for name, spec in TABLES.items() if name in found]
