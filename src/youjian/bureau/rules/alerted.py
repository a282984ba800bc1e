"""Which alerts a change of rules lets appear, vanish or move: put together as `bureau.alerts` does. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from youjian.bureau.alerts.causes import cause_of
from youjian.bureau.alerts.colours import BY_RANK, RANKS, Size, coloured
from youjian.bureau.alerts.entries import ColourEntry
from youjian.bureau.alerts.grouping import Group, Said, groups_of
from youjian.engine.told import Told

Kind = Literal["appears", "vanishes", "moves"]
_TAKEN_BACK = ("superseded", "withdrawn")
_MOVES = ("cause", "colour", "opened_at", "findings", "joined")


@dataclass(frozen=True)
class Alerted:
    """An alert as it would stand: `findings` are the names of its findings, `shown` the one it shows.

    `colour` is the worst that was said, `opened_at` when its first finding was first said, `joined` says that
    it is told as a part of a wider one.
    """

    fingerprint: str
    cause: str
    colour: str
    opened_at: datetime
    findings: frozenset[str]
    rules: tuple[str, ...]
    shown: Told
    joined: bool


@dataclass(frozen=True)
class AlertChange:
    """One alert that differs; `moved` names what is not the same."""

    kind: Kind
    old: Alerted | None
    new: Alerted | None
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sight:
    """What a station's alerts are put together by: what a subject is a part of, and the city's colours."""

    station_id: str
    parts: Callable[[str, str, datetime], frozenset[str]]
    colours: Sequence[ColourEntry]


def alerts_of(told: Iterable[Told], sight: Sight, names: Mapping[str, str] | None = None) -> list[Alerted]:
    """The alerts that a station's findings raise, by all their revisions; `names` renames the findings."""
    revisions: dict[str, list[Told]] = {}
    for one in sorted(told, key=lambda one: (one.finding_id, one.revision)):
        revisions.setdefault(one.finding_id, []).append(one)
    groups = groups_of(_said(listed, sight) for listed in revisions.values())
    return [_alerted(group, revisions, sight, names or {}) for group in groups]


def compared(old: Sequence[Alerted], new: Sequence[Alerted]) -> list[AlertChange]:
    """Each alert that is not the same in both, held together by its first finding, else by what it shares."""
    partners = _partners(old, new)
    known = set(partners.values())
    changes = [AlertChange("appears", None, one) for one in new if id(one) not in known]
    by_id = {id(one): one for one in new}
    for one in old:
        other = by_id.get(partners.get(id(one), 0))
        if other is None:
            changes.append(AlertChange("vanishes", one, None))
        elif moved := tuple(name for name in _MOVES if getattr(one, name) != getattr(other, name)):
            changes.append(AlertChange("moves", one, other, moved))
    return changes


def raised(alerts: Iterable[Alerted], rules: Collection[str], since: datetime) -> int:
    """How many alerts that tell of some rules were raised since a moment."""
    return sum(one.opened_at >= since and any(rule in rules for rule in one.rules) for one in alerts)


def _partners(old: Sequence[Alerted], new: Sequence[Alerted]) -> dict[int, int]:
    free = {one.fingerprint: one for one in new}
    found = {id(one): id(free.pop(one.fingerprint)) for one in old if one.fingerprint in free}
    for one in old:
        if id(one) not in found:
            near = max(free.values(), key=lambda other: len(one.findings & other.findings), default=None)
            if near is not None and one.findings & near.findings:
                found[id(one)] = id(free.pop(near.fingerprint))
    return found


def _said(revisions: Sequence[Told], sight: Sight) -> Said:
    first = revisions[0]
    parts = sight.parts(sight.station_id, first.subject, first.started_at)
    return Said(
        finding_id=first.finding_id,
        rule=first.rule,
        subject=first.subject,
        parts=parts | {f"product:{first.family}"} if first.family else parts,
        said_at=first.detected_at,
        started_at=first.started_at,
        ends=tuple((one.detected_at, one.ended_at) for one in revisions),
        litres=first.estimate / 1000 if first.unit == "ml" and first.estimate is not None else None,
    )


def _alerted(
    group: Group, revisions: Mapping[str, list[Told]], sight: Sight, names: Mapping[str, str]
) -> Alerted:
    members = [revisions[said.finding_id] for said in group.members]
    shown = min(members, key=lambda listed: _order(listed, sight))[-1]
    worst = max(_rank(one, sight) for listed in members for one in listed)
    return Alerted(
        fingerprint=names.get(group.fingerprint, group.fingerprint),
        cause=cause_of(shown.rule),
        colour=BY_RANK[worst],
        opened_at=group.head.said_at,
        findings=frozenset(names.get(said.finding_id, said.finding_id) for said in group.members),
        rules=tuple(sorted({said.rule for said in group.members})),
        shown=shown,
        joined=group.wider is not None,
    )


def _order(revisions: Sequence[Told], sight: Sight) -> tuple[bool, int, datetime, str]:
    """As an alert chooses what it shows (`alerts.following.leading`)."""
    last = revisions[-1]
    return last.status in _TAKEN_BACK, -_rank(last, sight), revisions[0].detected_at, last.finding_id


def _rank(told: Told, sight: Sight) -> int:
    size = Size(**{name: getattr(told, name) for name in Size.__dataclass_fields__})
    return RANKS[coloured(sight.colours, size)[0]]
