"""The alerts of the stations that a batch of revisions is about, locked, with what happens to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from youjian.bureau.alerts.causes import AREA, STORM
from youjian.bureau.alerts.models import Alert, AlertFinding, FindingRevision
from youjian.bureau.alerts.telling import What

Span = tuple[datetime, datetime]
"""From when until when the watch stood still."""
OFFLINE = "collector.offline"
_WEIGHT: dict[What, int] = {
    "opened": 9, "reopened": 8, "rose": 7, "again": 6, "joined": 5, "superseded": 4, "ended": 3, "woken": 2,
    "revised": 1,
}  # fmt: skip


@dataclass(eq=False)
class Work:
    """An alert in hand: its findings by id, and what happened to it in this batch.

    `caught_up`: the standstill after which all of it was found, if it was.
    `moved`: what it stands for or under changed; `emptied_into`: the alert that took its findings over.
    """

    alert: Alert
    findings: dict[str, AlertFinding] = field(default_factory=dict[str, AlertFinding])
    happened: list[tuple[What, tuple[str, str]]] = field(default_factory=list[tuple[What, tuple[str, str]]])
    moved: bool = False
    caught_up: Span | None = None
    emptied_into: Alert | None = None

    @property
    def fresh(self) -> bool:
        """Whether it is raised by this batch."""
        return self.alert.pk is None

    @property
    def what(self) -> What | None:
        """The weightiest of what happened: an alert is told once a batch."""
        return max((what for what, _ in self.happened), key=lambda what: _WEIGHT.get(what, 0), default=None)


@dataclass
class Batch:
    """All alerts in hand."""

    works: list[Work]

    def of(self, finding_id: str) -> Work | None:
        """The alert that a finding tells of."""
        return next((work for work in self.works if finding_id in work.findings), None)

    def repeated(self, work: Work) -> Work | None:
        """The alert that a person said this one repeats, where it follows findings of the same station.

        None for what is no duplicate, and for one of a wider alert or of another station's: those do not
        follow its findings, so that it opens again itself.
        """
        found, seen = work, {work.alert.pk}
        while found.alert.closed_by_id is not None and found.alert.same_as_id not in {None, *seen}:
            same = found.alert.same_as_id
            named = next((one for one in self.works if one.alert.pk == same), None)
            if named is None or named.alert.station_id != work.alert.station_id:
                break
            seen.add(same)
            found = named
        return None if found is work else found

    def hand_over(self, key: str, giver: Work, taker: Work) -> None:
        """Let another alert stand for a finding."""
        taker.findings[key] = giver.findings.pop(key)
        taker.moved = giver.moved = True

    def known(self, station_id: str) -> dict[str, AlertFinding]:
        """The findings of a station that alerts stand for."""
        works = (work for work in self.works if work.alert.station_id == station_id)
        return {key: row for work in works for key, row in work.findings.items()}


def lock(revisions: Iterable[FindingRevision]) -> Batch:
    """The alerts of the revisions' stations and the wider ones, in the order in which everybody locks.

    A station that falls dark may make an outage of its county: then the county's dark ones are locked, too.
    """
    listed = list(revisions)
    wanted = Q(station_id__in={r.station_id for r in listed}) | Q(cause__in=(AREA, STORM)) & ~Q(
        status="closed"
    )
    dark = {r.station_id[:6] for r in listed if r.rule == OFFLINE}
    if dark:
        wanted |= Q(pk__in=dark_of(dark).values("alert_id"))
    alerts = Alert.objects.select_for_update(of=("self",)).filter(wanted)
    works = {alert.pk: Work(alert) for alert in alerts.select_related("assigned_to").order_by("id")}
    rows = AlertFinding.objects.filter(alert_id__in=list(works)).order_by("said_at", "finding_id")
    for row in rows:
        works[row.alert_id].findings[row.finding_id] = row
    return Batch(list(works.values()))


def dark_of(regions: Iterable[str]) -> QuerySet[AlertFinding]:
    """What says that a station of some counties is dark, of alerts that are not closed."""
    inside = Q(pk__in=[])
    for region in regions:
        inside |= Q(station_id__startswith=region)
    return AlertFinding.objects.filter(inside, rule=OFFLINE).exclude(alert__status="closed")
