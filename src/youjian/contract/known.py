"""Known time: which rows of a table were known at a moment, and which version of a record was current.

One place for the ledger's, the archive's and the rules' view of "what was known when".
"""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP, empty, struct_table
from youjian.contract.findings import Finding
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.tables import Table

_DAY_ENDS_AFTER = pa.scalar(16 * 3600 * 10**6, pa.duration("us"))
"""A business day ends at 16:00 UTC: a date alone is known at its end."""


class KnownTables:
    """Tables held in memory, told as they were known at a moment (`detection.facts.Facts`)."""

    def __init__(self, tables: Mapping[str, pa.Table], findings: pa.Table | None = None) -> None:
        self._tables = dict(tables)
        self._findings = findings if findings is not None else struct_table(Finding, [])
        self._asked: tuple[datetime | None, dict[str, pa.Table]] = (None, {})

    def has(self, name: str) -> bool:
        """Whether the table is there at all."""
        return name in self._tables

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """Rows known at `as_of`, sorted by key; empty when the table is absent.

        Rules of one tick ask for the same columns, so the answers at the last moment asked for are kept.
        """
        if self._asked[0] != as_of:
            self._asked = (as_of, {})
        answers = self._asked[1]
        if name not in answers:
            table, spec = self._tables.get(name), READABLE_TABLES[name]
            answers[name] = empty(spec) if table is None else known_rows(table, spec, as_of)
        return answers[name]

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """Revisions of a rule's findings detected before a moment."""
        mine = pc.equal(self._findings["rule"], rule)
        earlier = pc.less(self._findings["detected_at"], pa.scalar(before, TIMESTAMP))
        return self._findings.filter(pc.and_(mine, earlier))


def known_time(table: pa.Table, spec: Table) -> pa.ChunkedArray:
    """Known time of every row: `received_at`, else its end. Raises ValueError for a registry table."""
    if spec.end is None:
        raise ValueError(f"{spec.name} has no known time: it is a registry table")
    end = table[spec.end]
    if pa.types.is_date32(end.type):
        end = pc.add(end.cast(TIMESTAMP), _DAY_ENDS_AFTER)
    return pc.coalesce(table["received_at"], end) if "received_at" in table.column_names else end


def known_rows(table: pa.Table, spec: Table, as_of: datetime) -> pa.Table:
    """Current versions of the rows whose known time is not after `as_of`, sorted by key.

    Registry tables come whole: their rows carry the dates from which they apply.
    """
    if spec.end is not None:
        table = table.filter(pc.less_equal(known_time(table, spec), pa.scalar(as_of, TIMESTAMP)))
    if spec.version is not None:
        return _current(table, spec)
    return table.sort_by([(key, "ascending") for key in spec.key])


def same_as_next(table: pa.Table, columns: tuple[str, ...]) -> np.ndarray:
    """For every row but the last: whether the next row has the same values in `columns`."""
    count = max(table.num_rows - 1, 0)
    same = np.ones(count, dtype=bool)
    for name in columns:
        values = table[name]
        equal = pc.equal(values.slice(0, count), values.slice(1, count))
        same &= pc.fill_null(equal, False).to_numpy()
    return same


def _current(table: pa.Table, spec: Table) -> pa.Table:
    """The latest version per key: `corrected` after the first record, then the later known time."""
    order = pa.array(np.zeros(table.num_rows, dtype=np.int8))
    if spec.version == "source":
        order = pc.equal(table["source"], "corrected").cast(pa.int8())
    wide = table.append_column("_order", order).append_column("_known", known_time(table, spec))
    wide = wide.sort_by([(name, "ascending") for name in (*spec.key, "_order", "_known")])
    last = np.append(~same_as_next(wide, spec.key), True)[: wide.num_rows]
    return wide.filter(pa.array(last)).drop_columns(["_order", "_known"])
