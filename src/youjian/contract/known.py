"""Known time: which rows of a table were known at a moment, and which version of a record was current.

One place for the ledger's, the archive's and the rules' view of "what was known when".
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP, empty, struct_table
from youjian.contract.findings import Finding
from youjian.contract.order import rises, same_as_before
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.tables import Table

T = TypeVar("T")
_DAY_ENDS_AFTER = pa.scalar(16 * 3600 * 10**6, pa.duration("us"))
"""A business day ends at 16:00 UTC: a date alone is known at its end."""
_ALWAYS, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_STRETCHES = 256
"""So many pieces of a table are handled as quickly as one."""


class KnownTables:
    """Tables held in memory, told as they were known at a moment (`detection.facts.Facts`).

    `ordered` names the tables whose rows stand in the order of `versions` already.
    """

    def __init__(
        self,
        tables: Mapping[str, pa.Table],
        findings: pa.Table | None = None,
        *,
        ordered: Collection[str] = (),
    ) -> None:
        self._tables = dict(tables)
        self._ordered = frozenset(ordered)
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
            arrange = with_known_time if name in self._ordered else versions
            self._histories[name] = arrange(self.stored(name), spec)
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
        if as_of < self._last_known(name):
            rows = _where(rows, pc.less_equal(rows["known_at"], pa.scalar(as_of, TIMESTAMP)))
        rows = rows.drop_columns(["known_at"])
        return last_of_key(rows, spec) if self._has_versions(name) else rows

    def _last_known(self, name: str) -> datetime:
        """From when on the whole table is known; the end of time when a row never is."""

        def last() -> datetime:
            known = self.history(name)["known_at"]
            return _NEVER if known.null_count else pc.max(known).as_py() or _ALWAYS

        return self.derived(f"{name}: last known time", last)

    def _has_versions(self, name: str) -> bool:
        spec = READABLE_TABLES[name]
        if spec.version is None:
            return False
        return self.derived(f"{name}: versions", lambda: not rises(self.history(name), spec.key))


def _where(rows: pa.Table, mask: pa.ChunkedArray) -> pa.Table:
    """The rows of a mask. A few long stretches, as in the order of device and time, are not copied."""
    flags = np.concatenate(([False], pc.fill_null(mask, False).to_numpy(), [False]))
    edges: list[int] = np.flatnonzero(flags[1:] != flags[:-1]).tolist()
    if len(edges) > 2 * _STRETCHES:
        return rows.filter(mask)
    parts = [rows.slice(begin, end - begin) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    return pa.concat_tables(parts) if parts else rows.slice(0, 0)


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
    if rises(table, spec.key):
        return with_known_time(table, spec)
    order = [(name, "ascending") for name in spec.key]
    if spec.end is None:
        return table.sort_by(order)
    wide = with_known_time(table, spec)
    if spec.version == "source":
        corrected = pc.equal(table["source"], "corrected").cast(pa.int8())
        wide = wide.append_column("_order", corrected)
        return wide.sort_by([*order, ("_order", "ascending"), ("known_at", "ascending")]).drop_columns(
            ["_order"]
        )
    return wide.sort_by([*order, ("known_at", "ascending")])


def with_known_time(table: pa.Table, spec: Table) -> pa.Table:
    """A fact table with its column `known_at`; a registry table as it is."""
    return table if spec.end is None else table.append_column("known_at", known_time(table, spec))


def last_of_key(table: pa.Table, spec: Table) -> pa.Table:
    """The current version per key of rows in the order of `versions`."""
    last = np.append(~same_as_before(table, spec.key)[1:], True)[: table.num_rows]
    return table if last.all() else table.filter(pa.array(last))


def known_rows(table: pa.Table, spec: Table, as_of: datetime) -> pa.Table:
    """Current versions of the rows whose known time is not after `as_of`, sorted by key."""
    return KnownTables({spec.name: table}).known(spec.name, as_of)


def same_as_next(table: pa.Table, columns: tuple[str, ...]) -> np.ndarray:
    """For every row but the last: whether the next row has the same values in `columns`."""
    return same_as_before(table, columns)[1:]
