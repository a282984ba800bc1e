"""Known time: which rows of a table were known at a moment, and which version of a record was current.

One place for the ledger's, the archive's and the rules' view of "what was known when".
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP, empty, struct_table
from youjian.contract.findings import Finding
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.tables import Table

T = TypeVar("T")
_DAY_ENDS_AFTER = pa.scalar(16 * 3600 * 10**6, pa.duration("us"))
"""A business day ends at 16:00 UTC: a date alone is known at its end."""


class KnownTables:
    """Tables held in memory, told as they were known at a moment (`detection.facts.Facts`)."""

    def __init__(self, tables: Mapping[str, pa.Table], findings: pa.Table | None = None) -> None:
        self._tables = dict(tables)
        self._findings = findings if findings is not None else struct_table(Finding, [])
        self._asked: tuple[datetime | None, dict[str, pa.Table]] = (None, {})
        self._histories: dict[str, pa.Table] = {}
        self._derived: dict[str, Any] = {}

    def has(self, name: str) -> bool:
        """Whether the table is there at all."""
        return name in self._tables

    def stored(self, name: str) -> pa.Table:
        """The rows of a table as they are held; empty when the table is absent."""
        return self._tables.get(name, empty(READABLE_TABLES[name]))

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """Rows known at `as_of`, sorted by key; empty when the table is absent.

        Rules of one tick ask for the same columns, so the answers at the last moment asked for are kept.
        """
        if self._asked[0] != as_of:
            self._asked = (as_of, {})
        answers = self._asked[1]
        if name not in answers:
            answers[name] = self._known(name, as_of)
        return answers[name]

    def history(self, name: str) -> pa.Table:
        """Every version of every row, in the order of key, version and known time, with `known_at` beside."""
        if name not in self._histories:
            spec = READABLE_TABLES[name]
            self._histories[name] = versions(self.stored(name), spec)
        return self._histories[name]

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """Revisions of a rule's findings detected before a moment."""
        mine = pc.equal(self._findings["rule"], rule)
        earlier = pc.less(self._findings["detected_at"], pa.scalar(before, TIMESTAMP))
        return self._findings.filter(pc.and_(mine, earlier))

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What rules work out once from these facts and share: made at the first call and kept."""
        if name not in self._derived:
            self._derived[name] = make()
        return self._derived[name]

    def _known(self, name: str, as_of: datetime) -> pa.Table:
        spec = READABLE_TABLES[name]
        rows = self.history(name)
        if spec.end is None:
            return rows
        latest = rows["known_at"]
        if rows.num_rows and pc.max(latest).as_py() > as_of:
            rows = rows.filter(pc.less_equal(latest, pa.scalar(as_of, TIMESTAMP)))
        rows = rows.drop_columns(["known_at"])
        return rows if spec.version is None else last_of_key(rows, spec)


def known_time(table: pa.Table, spec: Table) -> pa.ChunkedArray:
    """Known time of every row: `received_at`, else its end. Raises ValueError for a registry table."""
    if spec.end is None:
        raise ValueError(f"{spec.name} has no known time: it is a registry table")
    end = table[spec.end]
    if pa.types.is_date32(end.type):
        end = pc.add(end.cast(TIMESTAMP), _DAY_ENDS_AFTER)
    return pc.coalesce(table["received_at"], end) if "received_at" in table.column_names else end


def versions(table: pa.Table, spec: Table) -> pa.Table:
    """Every row in the order of its key, `corrected` after the first record, then by known time.

    A fact table gets a column `known_at`. Registry tables come as they are: their rows carry the dates
    from which they apply.
    """
    order = [(name, "ascending") for name in spec.key]
    if spec.end is None:
        return table.sort_by(order)
    wide = table.append_column("known_at", known_time(table, spec))
    if spec.version == "source":
        corrected = pc.equal(table["source"], "corrected").cast(pa.int8())
        wide = wide.append_column("_order", corrected)
        return wide.sort_by([*order, ("_order", "ascending"), ("known_at", "ascending")]).drop_columns(
            ["_order"]
        )
    return wide.sort_by([*order, ("known_at", "ascending")])


def last_of_key(table: pa.Table, spec: Table) -> pa.Table:
    """The current version per key of rows in the order of `versions`."""
    last = np.append(~same_as_next(table, spec.key), True)[: table.num_rows]
    return table if last.all() else table.filter(pa.array(last))


def known_rows(table: pa.Table, spec: Table, as_of: datetime) -> pa.Table:
    """Current versions of the rows whose known time is not after `as_of`, sorted by key."""
    return KnownTables({spec.name: table}).known(spec.name, as_of)


def same_as_next(table: pa.Table, columns: tuple[str, ...]) -> np.ndarray:
    """For every row but the last: whether the next row has the same values in `columns`."""
    count = max(table.num_rows - 1, 0)
    same = np.ones(count, dtype=bool)
    for name in columns:
        values = table[name]
        equal = pc.equal(values.slice(0, count), values.slice(1, count))
        same &= pc.fill_null(equal, False).to_numpy()
    return same
