"""True causes: what was done or happened at a station, as one person would be told of it once.

A fraud that the twin labels once a nozzle or a day is one cause; every broken record, outage and late paper
is one of its own. A paper that came before anybody had to ask for it needs no alert, but explains one.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.alert_month.expected import NO_COLOUR, Expected, expected
from benchmarks.detection.records import Label, label_of

_HONEST = "oddity-"
"""How the names of honest events begin."""
_BROKEN = frozenset({"amount-mismatch", "implausible-flow", "overlap", "conflict"})
"""Frauds that break single records on different days."""
_PAPERS_WITHIN = timedelta(hours=74)
"""Within 72 h of the end of unloading, up to two hours, a paper is not missing yet where a trip is known."""
_PUBLIC = timedelta(minutes=10)
"""Silence shorter than this is nobody's finding (rule `collector.offline`)."""


@dataclass(frozen=True)
class Cause:
    """One true cause: its labels, all rules that may name it, and what its alert should look like."""

    station_id: str
    fraud: str
    labels: tuple[Label, ...]
    due: bool

    @property
    def accepts(self) -> frozenset[str]:
        """Rules that name it."""
        return frozenset(rule for label in self.labels for rule in label.accepts)

    @property
    def wanted(self) -> Expected:
        """What its alert should look like."""
        return expected(self.fraud)


def read_causes(folders: Sequence[Path]) -> list[Cause]:
    """The true causes of folders' stations."""
    return causes(
        label_of(row)
        for folder in folders
        for row in json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    )


def causes(labels: Iterable[Label]) -> list[Cause]:
    """Labels put together to causes, in the order of their beginning."""
    together: dict[tuple[object, ...], list[Label]] = {}
    for label in sorted(labels, key=lambda x: (x.started_at, x.station_id, x.subject)):
        event = (label.subject, label.started_at) if single(label) else ()
        together.setdefault((label.station_id, label.fraud, *event), []).append(label)
    return [
        Cause(listed[0].station_id, listed[0].fraud, tuple(listed), _due(listed[0]))
        for listed in together.values()
    ]


def _due(label: Label) -> bool:
    """Whether an alert must come of it within the month."""
    if expected(label.fraud) is NO_COLOUR:
        return False
    lasted = timedelta.max if label.ended_at is None else label.ended_at - label.started_at
    if label.fraud == "oddity-late-paper":
        return False if label.ended_at is None else lasted > _PAPERS_WITHIN
    return lasted > _PUBLIC or not label.fraud.startswith(_HONEST)


def single(label: Label) -> bool:
    """Whether each label of the kind is a cause of its own: honest events, and single broken records."""
    return label.fraud.startswith(_HONEST) or label.fraud in _BROKEN


def in_time(label: Label, started_at: datetime, ended_at: datetime | None, slack: timedelta) -> bool:
    """Whether what a finding speaks of lies about the time of a label."""
    begins, ends = label.started_at - slack, None if label.ended_at is None else label.ended_at + slack
    return (ended_at is None or ended_at >= begins) and (ends is None or started_at <= ends)
