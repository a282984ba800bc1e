"""An alert's page: what the finding says, what it was made from, what was done about it."""

import json
from datetime import datetime, timedelta
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import selectors
from youjian.bureau.alerts.contracts import AlertChart, AlertPage, EvidenceOut, RevisionOut, TimelineItem
from youjian.bureau.alerts.models import Alert, AlertNote, FindingRevision
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
_TITLES = {
    "opened": ("产生预警", "Alert raised"),
    "revised": ("疑点有更新", "Finding revised"),
    "ended": ("疑点已结束", "Finding ended"),
    "reopened": ("程度加重，重新打开", "More severe, opened again"),
    "signed": ("签收", "Signed for"),
    "comment": ("意见", "Comment"),
    "explanation": ("情况说明", "Explanation"),
    "closed": ("办结", "Closed"),
    "handed_over": ("移交承办", "Handed over"),
}


def page(actor: Actor, alert_id: int) -> AlertPage:
    """Everything that an alert's page shows; raises Problem 404 outside the scope."""
    alert = selectors.alerts_of(actor).select_related("signed_by", "closed_by").filter(id=alert_id).first()
    if alert is None:
        raise not_found(pick(f"预警{alert_id}", f"Alert {alert_id}"))
    revisions = list(FindingRevision.objects.filter(finding_id=alert.finding_id).order_by("revision"))
    evidence = _evidence(revisions[-1].evidence if revisions else "{}")
    others = selectors.alerts_of(actor).filter(station_id=alert.station_id).exclude(id=alert_id)
    related = others.select_related("signed_by", "closed_by").order_by("-opened_at")[:_RELATED]
    first, *rest = selectors.rows(actor, [alert, *related])
    return AlertPage(
        alert=first,
        message_en=revisions[-1].message_en if revisions else "",
        rule=selectors.rule_out(alert.rule),
        reason=alert.reason,
        revisions=[_revision(revision) for revision in revisions],
        evidence=evidence,
        timeline=[_item(note) for note in AlertNote.objects.filter(alert=alert).order_by("id")],
        chart=_chart(actor, alert, evidence),
        related=rest,
    )


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
