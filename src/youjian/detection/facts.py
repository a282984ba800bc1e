"""What a rule may see: columns, and a moment to which they are known."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec
import pyarrow as pa

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables

T = TypeVar("T")


class Facts(Protocol):
    """Columnar facts of one or many stations; the same whether from a folder, a ledger or a batch."""

    def has(self, name: str) -> bool:
        """Whether the table is there at all; a rule whose table is absent is reported as not run."""
        ...

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """Rows of a table (current versions) whose known time is not after `as_of`.

        `name` is a table of the contract, or `conflicts` or `door_spans` (`contract.platform`). Known time is
        `received_at`, else the record's end. Registry tables come whole: their rows carry the dates from
        which they apply. The columns are those of the type, sorted by the table's key.
        """
        ...

    def history(self, name: str) -> pa.Table:
        """Every version of every row of a fact table, in the order of its key, with `known_at` beside.

        For what is worked out once and asked at many moments. Whoever reads it keeps causality itself: at a
        moment only rows with `known_at` not after it count, and of one key the last of them.
        """
        ...

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What rules work out once from these facts and share: made at the first call, then kept."""
        ...

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """Every revision of a rule's findings detected before a moment (columns of `Finding`).

        What was already said is itself a fact: episodes are numbered by it.
        """
        ...


class MemoryFacts(KnownTables):
    """Facts held in memory: what intake judges, and what tests are written with.

    >>> MemoryFacts({}).has("fuellings")
    False
    """


class RememberingFacts:
    """Facts of somebody else, with findings added while ticks are walked one after the other."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._said: list[Finding] = []

    def has(self, name: str) -> bool:
        """Whether the table is there at all."""
        return self._facts.has(name)

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """Rows known at `as_of`."""
        return self._facts.known(name, as_of)

    def history(self, name: str) -> pa.Table:
        """Every version of every row."""
        return self._facts.history(name)

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What rules share, kept with the facts themselves."""
        return self._facts.derived(name, make)

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """What the facts held already, and what was remembered."""
        mine = struct_table(Finding, [f for f in self._said if f.rule == rule and f.detected_at < before])
        return pa.concat_tables([self._facts.findings(rule, before), mine])

    def remember(self, findings: Iterable[Finding]) -> None:
        """Add revisions that were raised at a tick."""
        self._said.extend(findings)


def latest_revisions(findings: pa.Table) -> dict[str, Finding]:
    """The latest revision of every finding of a table, by `finding_id`."""
    if findings.num_rows == 0:
        return {}
    last = _LAST.get(id(findings))
    if last is None or last[0] is not findings:
        if len(_LAST) >= _HELD:
            _LAST.clear()
        last = _LAST[id(findings)] = (findings, _latest(findings))
    return dict(last[1])


_HELD = 64
_LAST: dict[int, tuple[pa.Table, dict[str, Finding]]] = {}
"""What was worked out of tables (they never change): a walk asks for the same ones tick after tick."""


def _latest(findings: pa.Table) -> dict[str, Finding]:
    rows: list[dict[str, Any]] = findings.sort_by("revision").to_pylist()
    return {row["finding_id"]: msgspec.convert(row, Finding) for row in rows}
