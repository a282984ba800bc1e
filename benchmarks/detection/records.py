"""What is scored: the labels of a suite, and the revisions of findings that an audit wrote."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from youjian.contract.codes import RULE_CODES

COUNTS_FROM_WARNING = {"stock.unrecorded_delivery"}
"""The measured rules that count from `warning`, as the exact ones do (data contract, Findings)."""


@dataclass(frozen=True)
class Label:
    """What was done at a station: where, what, how much, from when to when (None: to the end of the data).

    `rule` is the rule expected, `accepts` all that name it; `size` is in `unit`, `litres` is all the fuel.
    """

    station_id: str
    subject: str
    fraud: str
    rule: str
    accepts: tuple[str, ...]
    size: float
    unit: str
    started_at: datetime
    ended_at: datetime | None
    litres: float


@dataclass(frozen=True)
class Revision:
    """A row of findings.parquet, with what scoring looks at."""

    finding_id: str
    revision: int
    status: str
    rule: str
    station_id: str
    subject: str
    started_at: datetime
    ended_at: datetime | None
    detected_at: datetime
    severity: str
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    verdict: str


@dataclass(frozen=True)
class Alarm:
    """A finding that counts: as it first counted, and as it stood in the end."""

    first: Revision
    last: Revision

    @property
    def detected_at(self) -> datetime:
        """When it first counted."""
        return self.first.detected_at

    @property
    def standing(self) -> bool:
        """Whether it was not withdrawn later."""
        return self.last.status != "withdrawn"

    @property
    def exact(self) -> bool:
        """Whether its rule is an identity."""
        return RULE_CODES[self.first.rule].kind == "exact"


def counts(revision: Revision) -> bool:
    """Whether a revision counts as an alarm, as the contract's last paragraph says."""
    if revision.status == "withdrawn":
        return False
    if RULE_CODES[revision.rule].kind == "exact" or revision.rule in COUNTS_FROM_WARNING:
        return revision.severity in {"warning", "alarm"}
    return revision.severity == "alarm" and revision.verdict != "undecidable"


def alarms(revisions: Iterable[Revision]) -> list[Alarm]:
    """Every finding that ever counted, in the order in which they first did."""
    by_finding: dict[str, list[Revision]] = {}
    for revision in sorted(revisions, key=lambda r: r.revision):
        by_finding.setdefault(revision.finding_id, []).append(revision)
    found = [_alarm(listed) for listed in by_finding.values()]
    return sorted((a for a in found if a is not None), key=lambda a: (a.detected_at, a.first.finding_id))


def _alarm(revisions: list[Revision]) -> Alarm | None:
    first = next((r for r in revisions if counts(r)), None)
    return None if first is None else Alarm(first, revisions[-1])


def read_labels(path: Path) -> list[Label]:
    """The labels of a folder."""
    return [label_of(row) for row in json.loads(path.read_text(encoding="utf-8"))]


def label_of(row: dict[str, Any]) -> Label:
    """A label as the twin writes it: `accepts` names the rules beside `rule`."""
    return Label(
        station_id=row["station_id"],
        subject=row["subject"],
        fraud=row["fraud"],
        rule=row["rule"],
        accepts=(row["rule"], *row["accepts"]),
        size=float(row["size"]),
        unit=row["unit"],
        started_at=moment(row["started_at"]),
        ended_at=None if row["ended_at"] is None else moment(row["ended_at"]),
        litres=float(row["litres"] or 0.0),
    )


def moment(text: str) -> datetime:
    """A moment with its offset, in UTC; raises ValueError when the offset is missing."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return at.astimezone(UTC)


def read_findings(path: Path) -> list[Revision]:
    """The rows of findings.parquet, without the sentences and the evidence."""
    names = list(Revision.__dataclass_fields__)
    return [Revision(**{name: _utc(row[name]) for name in names}) for row in _rows(path, names)]


def _rows(path: Path, names: list[str]) -> list[dict[str, Any]]:
    return pq.read_table(path, columns=names).to_pylist()


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
