"""What a rule may see: columns, and a moment to which they are known."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import struct_table
from youjian.contract.columns import empty as empty_columns
from youjian.contract.findings import Finding
from youjian.contract.tables import TABLES


class Facts(Protocol):
    """Columnar facts of one or many stations; the same whether from a folder, a ledger or a batch."""

    def has(self, name: str) -> bool:
        """Whether the table is there at all; a rule whose table is absent is reported as not run."""
        ...

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """Rows of a contract table (current versions) whose known time is not after `as_of`.

        Known time is `received_at`, else the record's end. Registry tables come whole: their rows carry
        the dates from which they apply. The columns are those of the contract, sorted by the table's key.
        """
        ...

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """Every revision of a rule's findings detected before a moment (columns of `Finding`).

        What was already said is itself a fact: episodes are numbered by it.
        """
        ...


class MemoryFacts:
    """Facts held in memory: what intake judges, and what tests are written with.

    >>> from datetime import UTC
    >>> MemoryFacts({}).has("fuellings")
    False
    """

    def __init__(self, tables: Mapping[str, pa.Table], findings: pa.Table | None = None) -> None:
        self._tables = dict(tables)
        self._findings = findings if findings is not None else struct_table(Finding, [])

    def has(self, name: str) -> bool:
        """Whether the table is there at all."""
        return name in self._tables

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """Rows known at `as_of`, sorted by key; empty when the table is absent."""
        spec = TABLES[name]
        table = self._tables.get(name)
        if table is None:
            return empty_columns(spec)
        if spec.kind == "fact" and spec.end is not None:
            table = table.filter(pc.less_equal(known_time(table, name), pa.scalar(as_of, pa.timestamp("us", tz="UTC"))))
        return table.sort_by([(key, "ascending") for key in spec.key])

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """Revisions of a rule's findings detected before a moment."""
        mine = pc.equal(self._findings["rule"], rule)
        earlier = pc.less(self._findings["detected_at"], pa.scalar(before, pa.timestamp("us", tz="UTC")))
        return self._findings.filter(pc.and_(mine, earlier))


def known_time(table: pa.Table, name: str) -> pa.ChunkedArray:
    """Known time of every row: `received_at`, else the record's end.

    An `invoices` row is known at the end of its business day (its date carries no time).
    """
    spec = TABLES[name]
    if spec.end is None:
        raise ValueError(f"{name} has no known time: it is a registry table")
    end = table[spec.end]
    if pa.types.is_date32(end.type):
        end = pc.add(end.cast(pa.timestamp("us", tz="UTC")), pa.scalar(16 * 3600 * 10**6, pa.duration("us")))
    return pc.coalesce(table["received_at"], end) if "received_at" in table.column_names else end
