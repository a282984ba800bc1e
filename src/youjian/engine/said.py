"""What a walk has said so far: facts with the findings of earlier ticks beside them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

import pyarrow as pa

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.revisions import revise_latest

T = TypeVar("T")
_LAST = datetime.max.replace(tzinfo=UTC)
_NOTHING = (0, struct_table(Finding, []))


class Walked:
    """Facts of somebody else, and the revisions appended while ticks are walked one after the other."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._said: dict[str, list[Finding]] = defaultdict(list)
        self._latest: dict[str, dict[str, Finding]] = {}
        self._tables: dict[str, tuple[int, pa.Table]] = {}
        self._fresh: dict[str, bool] = {}

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
        """What the facts held already, and what was appended, detected before a moment."""
        earlier = [f for f in self._said[rule] if f.detected_at < before]
        count, table = self._tables.get(rule, _NOTHING)
        if count != len(earlier):
            table = struct_table(Finding, earlier)
            self._tables[rule] = (len(earlier), table)
        if self._new(rule):
            return table
        return pa.concat_tables([self._facts.findings(rule, before), table])

    def _new(self, rule: str) -> bool:
        """Whether the facts themselves hold nothing of a rule, as in an audit; looked up once."""
        if rule not in self._fresh:
            self._fresh[rule] = self._facts.findings(rule, _LAST).num_rows == 0
        return self._fresh[rule]

    def append(self, rule: str, judged: Iterable[Finding], as_of: datetime) -> list[Finding]:
        """Append what is new of what a rule said at a tick, and return it."""
        if rule not in self._latest:
            self._latest[rule] = latest_revisions(self._facts.findings(rule, as_of))
        new = revise_latest(self._latest[rule], judged, as_of)
        self.remember(new)
        return new

    def remember(self, findings: Iterable[Finding]) -> None:
        """Add revisions that were made elsewhere."""
        for finding in findings:
            self._said[finding.rule].append(finding)
            self._latest.setdefault(finding.rule, {})[finding.finding_id] = finding


class Replaced:
    """Facts of somebody else, one table of which is another one at every moment."""

    def __init__(self, facts: Facts, name: str, table: pa.Table) -> None:
        self._facts, self._name, self._table = facts, name, table

    def has(self, name: str) -> bool:
        """Whether the table is there at all."""
        return self._facts.has(name)

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """The other table, or the rows known at `as_of` of the rest."""
        return self._table if name == self._name else self._facts.known(name, as_of)

    def history(self, name: str) -> pa.Table:
        """Every version of every row, of the table that was replaced too."""
        return self._facts.history(name)

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What rules share, kept with the facts themselves."""
        return self._facts.derived(name, make)

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """What was said before a moment."""
        return self._facts.findings(rule, before)


class SaidUpTo(Replaced):
    """Facts of somebody else, where what was said at a moment itself counts as said before it.

    For a second look at a tick: it goes on from what the first one said.
    """

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts, "", pa.table({}))

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """What was said up to a moment."""
        return super().findings(rule, before + datetime.resolution)
