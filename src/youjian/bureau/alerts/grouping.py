"""Findings of a station put together to causes: pure, and the same for every order of arrival.

Findings are taken in the order in which they were first said. Each looks at what was known of the earlier
ones at that moment and joins one of them by the first link that fits, or begins a cause of its own. So
which findings are of one cause follows from what they say and when they say it (times of the data), and from
nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from youjian.bureau.alerts.links import ABSORBED, EXPLAINS, LASTS_A_DAY, LINKS, Level, Link

_WHOLE = "station"
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """A finding as its first revision says it, with what became known of its end.

    `parts` are the parts of the station it is about: its subject and what that belonged to when it began
    (`nozzle:3 tank:1 dispenser:2`), with the product (`product:92`) where there is one. `ends` are pairs of
    when something was said and which end it named. `litres` is null where the finding measures no litres.
    """

    finding_id: str
    rule: str
    subject: str
    parts: frozenset[str]
    said_at: datetime
    started_at: datetime
    ends: tuple[tuple[datetime, datetime | None], ...]
    litres: float | None = None

    @property
    def order(self) -> tuple[datetime, str]:
        """Its place in the order of findings."""
        return self.said_at, self.finding_id

    def end(self, moment: datetime) -> datetime:
        """Its end as known at a moment; what goes on has none."""
        if self.rule in LASTS_A_DAY:
            return self.started_at
        known = [pair for pair in self.ends if pair[0] <= moment]
        named = max(known, key=lambda pair: pair[0])[1] if known else None
        return max(named, self.started_at) if named else _EVER


@dataclass
class Group:
    """Findings of one cause, the first one said at the head. `wider` is the group this one is a part of."""

    members: list[Said] = field(default_factory=list[Said])
    wider: "Group | None" = None

    @property
    def head(self) -> Said:
        """The first finding; it names the cause."""
        return self.members[0]

    @property
    def fingerprint(self) -> str:
        """What the cause is known by."""
        return self.head.finding_id


def groups_of(findings: Iterable[Said]) -> list[Group]:
    """The causes that a station's findings tell of, in the order of their beginning."""
    groups: list[Group] = []
    for finding in sorted(findings, key=lambda said: said.order):
        place(groups, finding)
    return groups


def place(groups: list[Group], finding: Said) -> Group:
    """Put one more finding, later in order than all others, to the cause that it belongs to."""
    group = _found(groups, finding)
    if group is None:
        group = Group()
        groups.append(group)
    group.members.append(finding)
    _absorb(groups, group, finding)
    return group


def _found(groups: Sequence[Group], finding: Said) -> Group | None:
    for link in LINKS:
        if finding.rule in link.rules:
            joined = _joined(groups, finding, link)
            if joined is not None:
                return joined
    return None


def _joined(groups: Sequence[Group], finding: Said, link: Link) -> Group | None:
    """The group with the nearest finding that a link leads to."""
    reached = [
        (_apart(finding, member), -index, group)
        for index, group in enumerate(groups)
        for member in group.members
        if _leads(link, finding, member) and _explains(link, group, finding)
    ]
    return min(reached, key=lambda one: one[:2])[2] if reached else None


def _absorb(groups: Sequence[Group], wider: Group, finding: Said) -> None:
    if finding.rule not in ABSORBED.rules:
        return
    for group in groups:
        free = group is not wider and group.wider is None and group.head.rule in ABSORBED.to
        if free and any(_leads(ABSORBED, finding, member) for member in group.members):
            group.wider = wider


def _leads(link: Link, finding: Said, member: Said) -> bool:
    return (
        member.rule in link.to
        and same_part(link.level, finding, member)
        and _apart(finding, member) <= link.near
    )


def _apart(one: Said, other: Said) -> timedelta:
    """How far two spans lie apart, as known when the later one was said; negative where they overlap."""
    moment = max(one.said_at, other.said_at)
    begins = max(one.started_at, other.started_at)
    ends = min(one.end(moment), other.end(moment), moment)
    return begins - ends


def same_part(level: Level, one: Said, other: Said) -> bool:
    """Whether two findings are about the same part of a station; the station as a whole is about each."""
    if level == "station":
        return True
    if level == "subject":
        return one.subject == other.subject
    mine, theirs = (_on(level, said) for said in (one, other))
    if level == "nozzle" or (mine and theirs):
        return bool(mine & theirs)
    return _WHOLE in (one.subject, other.subject)


def _on(level: Level, said: Said) -> frozenset[str]:
    return frozenset(part for part in said.parts if part.startswith(f"{level}:"))


def _explains(link: Link, group: Group, finding: Said) -> bool:
    """Whether a cause's litres are of the size of a gap that may follow from it.

    A cause without litres (a nozzle off by a share) is taken to explain it.
    """
    if not link.explained or finding.litres is None:
        return True
    litres = [member.litres for member in group.members if member.litres is not None]
    return not litres or sum(abs(one) for one in litres) >= EXPLAINS * abs(finding.litres)
