"""What a proof asks of the database, because no sealed day holds it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol

import pyarrow as pa

from youjian.detection.rule_sets import Schedule


class Beside(Protocol):
    """The database beside the sealed days of one station."""

    def said(self, rule: str, before: datetime) -> pa.Table:
        """Every revision of a rule's findings at the station detected before a moment."""
        ...

    def platform(self, name: str, moment: datetime) -> pa.Table:
        """A table about the platform itself (`door_spans`) as it stood at a moment."""
        ...

    def register_at(self, moment: datetime) -> Mapping[str, pa.Table]:
        """The register as it stood at a moment."""
        ...

    def schedule(self, moment: datetime) -> Schedule:
        """Which rule set was in force when, by the sets that had been taken at a moment."""
        ...

    def present(self, names: Collection[str], moment: datetime) -> frozenset[str]:
        """The tables of which the city had any row at a moment."""
        ...

    def sealed(self) -> Mapping[date, tuple[int, str]]:
        """The index of seals: last revision and seal by day."""
        ...

    def late(self) -> frozenset[date]:
        """Days marked because records came after their end and are not sealed yet."""
        ...

    def holds(self, day: date, moment: datetime) -> bool:
        """Whether the database has any record of a day that was known at a moment."""
        ...

    def document_days(self, moment: datetime) -> frozenset[date]:
        """The days of the documents known at a moment."""
        ...
