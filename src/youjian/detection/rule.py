"""The rule interface: columnar facts and `as_of` in, findings out.

A rule is one class in one module under `rules/`. It holds no state between calls, reads no clock and opens
nothing. The same object is called inside intake, by the watch, by the night and by an audit of a folder.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from youjian.contract.codes import RULE_CODES, RuleCode
from youjian.contract.findings import Finding, Severity
from youjian.detection.facts import Facts

Tick = Literal["pairwise", "watch", "nightly"]
"""When a rule is called: in each transaction of intake; at every full ten minutes UTC; at 02:00 Shanghai."""

Absent = Literal["keep", "ended", "withdrawn", "superseded"]
"""What becomes of an open finding that the rule no longer returns."""


@dataclass(frozen=True)
class Parameters:
    """Base of a rule's parameters: frozen numbers with units in their names, versioned by the rule set."""


class Rule(ABC):
    """One rule of the catalogue.

    `tables` are needed (absent: the rule reports itself as not run), `optional` are used when there.
    `severities` lists what it may raise, `anchor` says what its findings are identified by, `explained_by`
    what explains a finding away, and `absent` what becomes of an open finding it no longer returns.
    `by_taxpayer`: also where the facts are one station's, `stations` holds every station of its taxpayer.
    `early`: a nightly rule that also looks at the watch's ticks (`look`) and says there what is sure already.
    `judge` returns revision 1, status `open` findings (or `ended` episodes) as they stand at `as_of`;
    `revisions.revise` compares them with what was already said and keeps only what changed.
    """

    code: ClassVar[str]
    tick: ClassVar[Tick]
    severities: ClassVar[tuple[Severity, ...]]
    anchor: ClassVar[str]
    tables: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]] = ()
    explained_by: ClassVar[str] = ""
    absent: ClassVar[Absent] = "keep"
    by_taxpayer: ClassVar[bool] = False
    early: ClassVar[bool] = False

    def __init__(self, parameters: Any, rule_set: str) -> None:
        self.parameters = parameters
        self.rule_set = rule_set

    @property
    def catalogue(self) -> RuleCode:
        """The catalogue's row of this rule: kind, names, basis."""
        return RULE_CODES[self.code]

    @abstractmethod
    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """Every finding that follows from what is known at `as_of`, using nothing known later.

        A pairwise rule sets `detected_at` to the known time of the later record of each pair; the others
        set it to `as_of`. What a pairwise rule compares is one record alone, two fuellings of one nozzle with
        consecutive `seq`, or fuellings of one nozzle that share a moment; the register may explain it.
        """

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """Moments in [start, end] at which what the rule says may change; None: any of its ticks.

        A help to walk a long past quickly: an audit calls `judge` at its first tick, at the first tick at or
        after each moment, and at the tick after one at which something was appended; it skips the others. A
        rule may look at everything and name too many moments, never too few: walking every tick must find the
        same. A moment is not only when a record is known, but also when time alone changes the answer (a
        limit of waiting is over, an announced downtime ends) and when something said earlier does (an episode
        may be said again, or ends). A pairwise rule is not asked: its ticks are the known times of records.
        """
        del facts, start, end
        return None

    def look(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """What an `early` rule says between two nights; what it does not speak of stands as it was said.

        The findings are the night's own: the same cause has the same identity at both.
        """
        del facts, as_of
        return []

    def look_moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """Moments in [start, end] at which `look` may say something else, as `moments` does for `judge`."""
        del facts, start, end
        return None
