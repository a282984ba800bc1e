"""A nightly rule between its nights: asked at the watch's ticks; what it said stands until the night."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from youjian.contract.findings import Finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.rule import Rule, Tick


class BetweenNights(Rule):
    """The watch's side of an `early` rule: code, tables and parameters are the rule's own.

    What the rule said, at the night of this very moment too, and does not speak of now is given back as it
    stands: only a night ends it.
    """

    tick: ClassVar[Tick] = "watch"

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.parameters, rule.rule_set)
        self._rule = rule
        self.code = rule.code  # type: ignore[misc]
        self.tables, self.optional = rule.tables, rule.optional  # type: ignore[misc]
        self.absent = rule.absent  # type: ignore[misc]

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """What is new since the night, and what stands."""
        new = self._rule.look(facts, as_of)
        told = {finding.finding_id for finding in new}
        said = latest_revisions(facts.findings(self.code, as_of + datetime.resolution))
        return [*new, *(last for key, last in said.items() if key not in told)]

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """Those of the rule's look."""
        return self._rule.look_moments(facts, start, end)
