"""An alert's page: what the finding says, what it was made from, what was done about it."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.alerts import selectors
from youjian.bureau.alerts.causes import AREA, STORM
from youjian.bureau.alerts.contracts import (
    AlertChart,
    AlertPage,
    EvidenceOut,
    FindingOut,
    RevisionOut,
    TimelineItem,
)
from youjian.bureau.alerts.deadlines import line_for, longest_snooze
from youjian.bureau.alerts.desk import desk
from youjian.bureau.alerts.following import device_words
from youjian.bureau.alerts.models import Alert, AlertFinding, AlertNote, FindingRevision
from youjian.bureau.alerts.saying import Layout, layout
from youjian.bureau.duty.selectors import on_duty
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import records
from youjian.bureau.registry.contracts import FuellingOut, TankSeries
from youjian.bureau.registry.models import Tank
from youjian.bureau.scope import within
from youjian.bureau.times import now

_AROUND = timedelta(hours=1)
_LONGEST = timedelta(days=3)
_RELATED = 10
_CHILDREN = 200
_TITLES = {
    "opened": ("产生预警", "Alert raised"),
    "joined": ("同一原因的新疑点", "Another finding of the cause"),
    "revised": ("疑点有更新", "Finding revised"),
    "rose": ("等级升高", "Colour rose"),
    "ended": ("疑点已结束", "Finding ended"),
    "superseded": ("疑点已被新数据取代", "Finding superseded by new data"),
    "again": ("疑点再次成立", "Finding said again"),
    "reopened": ("重新打开", "Opened again"),
    "signed": ("签收", "Signed for"),
    "assigned": ("转办", "Passed on"),
    "snoozed": ("暂缓", "Snoozed"),
    "woken": ("恢复处置", "Snooze over"),
    "escalated": ("超期督办", "Overdue: level raised"),
    "comment": ("意见", "Comment"),
    "explanation": ("情况说明", "Explanation"),
    "closed": ("办结", "Closed"),
    "repeated": ("并入重复预警", "A duplicate was closed"),
    "handed_over": ("移交承办", "Handed over"),
}


def page(actor: Actor, alert_id: int) -> AlertPage:
    """Everything that an alert's page shows; raises Problem 404 outside the scope."""
    alert = selectors.alerts_of(actor).select_related(*selectors.PEOPLE).filter(id=alert_id).first()
    if alert is None:
        raise not_found(pick(f"预警{alert_id}", f"Alert {alert_id}"))
    revisions = list(FindingRevision.objects.filter(finding_id=alert.finding_id).order_by("revision"))
    evidence = _evidence(revisions[-1].evidence if revisions else "{}")
    children, others = _around(actor, alert)
    above = alert.parent_id or alert.storm_id
    parent = selectors.alerts_of(actor).select_related(*selectors.PEOPLE).filter(id=above) if above else []
    first, *rest = selectors.rows(actor, [alert, *parent, *children, *others])
    up, below = rest[: len(parent)], rest[len(parent) :]
    line = line_for(desk().deadlines, alert.colour, alert.cause)
    return AlertPage(
        alert=first,
        message_en=alert.message_en,
        rule=selectors.rule_out(alert.rule),
        reason=alert.reason,
        revisions=[_revision(revision) for revision in revisions],
        evidence=evidence,
        timeline=[_item(note) for note in AlertNote.objects.filter(alert=alert).order_by("id")],
        chart=_chart(actor, alert, evidence),
        related=below[len(children) :],
        basis=alert.basis,
        findings=_findings(alert),
        children=below[: len(children)],
        parent=up[0] if up else None,
        on_duty=_on_duty(alert),
        longest_snooze=longest_snooze(line, now()),
    )


def _around(actor: Actor, alert: Alert) -> tuple[list[Alert], list[Alert]]:
    """What lies below an alert, and what else happened at its station."""
    mine = selectors.alerts_of(actor).select_related(*selectors.PEOPLE).exclude(id=alert.pk)
    below = mine.filter(Q(parent=alert) | Q(storm=alert)).order_by("-rank", "-opened_at")
    if alert.cause in {AREA, STORM}:
        return list(below[:_CHILDREN]), []
    others = mine.filter(station_id=alert.station_id).exclude(parent=alert).order_by("-opened_at")
    return list(below[:_CHILDREN]), list(others[:_RELATED])


def _findings(alert: Alert) -> list[FindingOut]:
    """The findings of the cause, as each says it now, the first said first."""
    rows = list(AlertFinding.objects.filter(alert=alert).order_by("said_at", "finding_id")[:_CHILDREN])
    found = FindingRevision.objects.filter(finding_id__in=[row.finding_id for row in rows])
    listed = found.defer("evidence").order_by("finding_id", "revision")
    latest = {revision.finding_id: revision for revision in listed}
    registered = layout([alert.station_id]) if rows else None
    return [_finding(row, latest[row.finding_id], alert, registered) for row in rows if registered]


def _finding(row: AlertFinding, said: FindingRevision, alert: Alert, registered: Layout) -> FindingOut:
    same = {
        name: getattr(row, name)
        for name in FindingOut.model_fields
        if name not in {"rule_name", "device", "message", "leading"}
    }
    return FindingOut(
        **same,
        rule_name=selectors.rule_name(row.rule),
        device=pick(*device_words(registered, row)),
        message=pick(said.message, said.message_en or said.message),
        leading=row.finding_id == alert.finding_id,
    )


def _on_duty(alert: Alert) -> list[str]:
    """Who of the responsible department is on duty now, while nobody has the alert."""
    if alert.status == "closed" or alert.assigned_to_id or not alert.departments:
        return []
    people = on_duty(alert.departments[0], now(), alert.station_id[:6])
    names = {user.pk: user.display_name for user in User.objects.filter(pk__in=people)}
    return [names[key] for key in people if key in names]


def _revision(revision: FindingRevision) -> RevisionOut:
    return RevisionOut(**{name: getattr(revision, name) for name in RevisionOut.model_fields})


def _evidence(text: str) -> EvidenceOut:
    """The evidence's parts; what a later version adds is left to its raw text in the ledger."""
    raw: dict[str, Any] = json.loads(text)
    listed = raw.get("records", {})
    return EvidenceOut(
        records=listed if isinstance(listed, dict) else {"": listed},
        window=raw.get("window"),
        parameters=raw.get("parameters", {}),
        figures=raw.get("figures", {}),
        episode=raw.get("episode"),
    )


def _item(note: AlertNote) -> TimelineItem:
    return TimelineItem(
        at=note.at,
        kind=note.kind,
        title=pick(*_TITLES.get(note.kind, (note.kind, note.kind))),
        text=pick(note.text, note.text_en or note.text),
        username=note.username or None,
        display_name=note.display_name or None,
    )


def _chart(actor: Actor, alert: Alert, evidence: EvidenceOut) -> AlertChart | None:
    """The nozzle's fuellings and its tank's level around the finding; None for a finding about something
    else.
    """
    kind, _, number = alert.subject.partition(":")
    if kind not in {"nozzle", "tank"}:
        return None
    start, end = _window(alert)
    fuellings: list[FuellingOut] = []
    if kind == "nozzle":
        fuellings = records.fuellings_between(actor, alert.station_id, int(number), start, end)
    return AlertChart(
        from_at=start,
        to_at=end,
        fuellings=fuellings,
        marked_seqs=sorted({r["seq"] for r in evidence.records.get("fuellings", []) if "seq" in r}),
        tank=_tank(actor, alert, start, end),
    )


def _window(alert: Alert) -> tuple[datetime, datetime]:
    end = min(alert.ended_at or alert.detected_at, now()) + _AROUND
    return max(alert.started_at - _AROUND, end - _LONGEST), end


def _tank(actor: Actor, alert: Alert, start: datetime, end: datetime) -> TankSeries | None:
    kind, _, number = alert.subject.partition(":")
    tank_id: int | None = int(number)
    if kind == "nozzle":
        mapping = records.nozzles_at(alert.station_id, alert.started_at).get(int(number))
        tank_id = mapping.tank_id if mapping else None
    tank = Tank.objects.filter(within(actor.scope), station_id=alert.station_id, tank_id=tank_id).first()
    return records.tank_series(tank, start, end) if tank else None
