"""The door as it was known at each moment of a walk: spans that go on are cut off at the moment asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import pyarrow as pa

from youjian.detection.facts import Facts

T = TypeVar("T")


class DoorAt:
    """Facts of somebody else, whose `door_spans` are asked of `spans_at` at every moment."""

    def __init__(self, facts: Facts, spans_at: Callable[[datetime], pa.Table]) -> None:
        self._facts, self._spans_at = facts, spans_at

    def has(self, name: str) -> bool:
        """Whether the table is there at all."""
        return name == "door_spans" or self._facts.has(name)

    def known(self, name: str, as_of: datetime) -> pa.Table:
        """The spans as they stood then, or the rows known at `as_of` of the rest."""
        return self._spans_at(as_of) if name == "door_spans" else self._facts.known(name, as_of)

    def history(self, name: str) -> pa.Table:
        """Every version of every row."""
        return self._facts.history(name)

    def derived(self, name: str, make: Callable[[], T]) -> T:
        """What rules share, kept with the facts themselves."""
        return self._facts.derived(name, make)

    def findings(self, rule: str, before: datetime) -> pa.Table:
        """What was said before a moment."""
        return self._facts.findings(rule, before)
