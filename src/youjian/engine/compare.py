"""What two walks over the same facts said, side by side: which findings appear, vanish and move.

A finding named by a record is the same in both when it has the same name. Episodes are numbered one after the
other, so one more episode renumbers all that follow: these are held together by the time they share.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from youjian.contract.findings import Finding

Kind = Literal["appears", "vanishes", "moves"]
_MOVES = ("severity", "verdict", "status", "started_at", "detected_at", "estimate")
"""What makes a finding that is in both walks another one for those who work with it."""


class Said(Struct, frozen=True):
    """A finding as it stands at the end of a walk; `detected_at` is when it was first said.

    `before` marks one that was said before the walk began.
    """

    finding_id: str
    rule: str
    subject: str
    severity: str
    verdict: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    detected_at: datetime
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    message: str
    message_en: str
    episode: int | None = None
    before: bool = False


class Change(Struct, frozen=True):
    """One difference; `moved` names the fields that are not the same."""

    kind: Kind
    old: Said | None
    new: Said | None
    moved: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        """The finding as the new parameters have it; of one that vanishes as the old had it."""
        said = self.new or self.old
        if said is None:
            raise ValueError("a change is of a finding in one of the two walks at least")
        return said

    def order(self) -> tuple[datetime, str, str, str]:
        """The one order of changes: by time."""
        said = self.said
        return said.started_at, said.rule, said.subject, said.finding_id


def standing(said_before: Iterable[Finding], trail: Iterable[Finding]) -> dict[str, Said]:
    """Findings by id as they stand at the end of a walk: those that were open at its start, and new ones."""
    first: dict[str, Finding] = {}
    last: dict[str, Finding] = {}
    for finding in said_before:
        if finding.status == "open":
            first[finding.finding_id] = last[finding.finding_id] = finding
    before = set(last)
    for finding in trail:
        first.setdefault(finding.finding_id, finding)
        if finding.finding_id not in last or finding.revision > last[finding.finding_id].revision:
            last[finding.finding_id] = finding
    return {name: _said(one, first[name].detected_at, name in before) for name, one in last.items()}


def compare(old: Mapping[str, Said], new: Mapping[str, Said], end: datetime) -> list[Change]:
    """The differences between two walks that ended at a moment, in the order of time.

    Both maps are of one station. A finding is in exactly one change, or the same in both walks.
    """
    changes = [change for a, b in _pairs(old, new, end) if (change := _change(a, b)) is not None]
    return sorted(changes, key=Change.order)


def same_names(old: Mapping[str, Said], new: Mapping[str, Said], end: datetime) -> dict[str, str]:
    """By what name each finding of the new walk goes among those of the old one.

    It is the name of the finding that it is held against; one that only the new walk has keeps its own,
    marked where the old walk gives that name to another one.
    """
    names: dict[str, str] = {}
    for a, b in _pairs(old, new, end):
        if b is not None:
            own = f"+{b.finding_id}" if b.finding_id in old else b.finding_id
            names[b.finding_id] = a.finding_id if a is not None else own
    return names


def _pairs(
    old: Mapping[str, Said], new: Mapping[str, Said], end: datetime
) -> Iterator[tuple[Said | None, Said | None]]:
    numbered: dict[tuple[str, str], tuple[list[Said], list[Said]]] = defaultdict(lambda: ([], []))
    for side, said in enumerate((old, new)):
        for one in said.values():
            if one.episode is not None:
                numbered[one.rule, one.subject][side].append(one)
    for name in sorted(old.keys() | new.keys()):
        a, b = old.get(name), new.get(name)
        if (a or b).episode is None:  # type: ignore[union-attr] - the name is in one of them
            yield a, b
    for mine, theirs in numbered.values():
        yield from _by_time(mine, theirs, end)


def _by_time(old: list[Said], new: list[Said], end: datetime) -> Iterator[tuple[Said | None, Said | None]]:
    """Episodes of one rule about one subject, each held against the first of the other walk it touches."""
    mine, theirs = sorted(old, key=_begin), sorted(new, key=_begin)
    i = j = 0
    while i < len(mine) and j < len(theirs):
        a, b = mine[i], theirs[j]
        if a.started_at <= _end(b, end) and b.started_at <= _end(a, end):
            yield a, b
            i, j = i + 1, j + 1
        elif a.started_at < b.started_at:
            yield a, None
            i += 1
        else:
            yield None, b
            j += 1
    yield from ((a, None) for a in mine[i:])
    yield from ((None, b) for b in theirs[j:])


def _change(old: Said | None, new: Said | None) -> Change | None:
    if old is None or new is None:
        return Change("vanishes" if new is None else "appears", old, new)
    moved = tuple(name for name in _MOVES if getattr(old, name) != getattr(new, name))
    return Change("moves", old, new, moved) if moved else None


def _said(last: Finding, first_said: datetime, before: bool) -> Said:
    return Said(
        finding_id=last.finding_id,
        rule=last.rule,
        subject=last.subject,
        severity=last.severity,
        verdict=last.verdict,
        status=last.status,
        started_at=last.started_at,
        ended_at=last.ended_at,
        detected_at=first_said,
        estimate=last.estimate,
        low=last.low,
        high=last.high,
        unit=last.unit,
        message=last.message,
        message_en=last.message_en,
        episode=_episode(last),
        before=before,
    )


def _episode(finding: Finding) -> int | None:
    try:
        number = json.loads(finding.evidence).get("episode")
    except (ValueError, AttributeError):
        return None
    return number if isinstance(number, int) else None


def _begin(said: Said) -> tuple[datetime, int]:
    return said.started_at, said.episode or 0


def _end(said: Said, end: datetime) -> datetime:
    return said.ended_at or end
