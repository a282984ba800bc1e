"""Findings become alerts: one alert for each `finding_id`, following its latest revision."""

from collections.abc import Iterable

from django.db import connection

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.alerts.models import Alert, AlertNote, FindingRevision
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.times import now

_BATCH = 500
_RANKS = {"info": 0, "warning": 1, "alarm": 2}
_COLOUR_RANKS = {"red": 4, "orange": 3, "yellow": 2, "blue": 1}
_FOLLOWED = (
    "revision", "severity", "verdict", "message", "message_en", "estimate", "low", "high", "unit",
    "started_at", "ended_at", "detected_at",
)  # fmt: skip


def raise_alerts() -> int:
    """Take queued revisions and bring their alerts up to date; returns how many were taken.

    Runs in the caller's transaction (scope `*`): alerts, their events and the emptied queue commit
    together, so a revision is neither lost nor told twice.
    """
    revisions = _take()
    alerts = {a.finding_id: a for a in _alerts_of({r.finding_id for r in revisions})}
    for revision in revisions:
        alert = alerts.get(revision.finding_id)
        if alert is None:
            alerts[revision.finding_id] = _open(revision)
        elif revision.revision > alert.revision:
            _follow(alert, revision)
    return len(revisions)


def colour_of(severity: str, verdict: str) -> str:
    """The colour of an alert.

    >>> colour_of("alarm", "discrepancy"), colour_of("alarm", "suspicion")
    ('red', 'orange')
    >>> colour_of("warning", "undecidable")
    'blue'
    """
    if verdict == "undecidable" or severity == "info":
        return "blue"
    if severity == "warning":
        return "yellow"
    return "red" if verdict == "discrepancy" else "orange"


def _take() -> list[FindingRevision]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM finding_queue WHERE (finding_id, revision) IN (
                SELECT q.finding_id, q.revision FROM finding_queue AS q
                JOIN findings AS f USING (finding_id, revision)
                ORDER BY f.detected_at, q.finding_id, q.revision LIMIT %s
            )
            RETURNING finding_id, revision
            """,
            [_BATCH],
        )
        taken: set[tuple[str, int]] = set(cursor.fetchall())
    rows = FindingRevision.objects.filter(finding_id__in={finding_id for finding_id, _ in taken})
    ordered = rows.order_by("detected_at", "finding_id", "revision")
    return [row for row in ordered if (row.finding_id, row.revision) in taken]


def _alerts_of(finding_ids: Iterable[str]) -> list[Alert]:
    return list(Alert.objects.select_for_update().filter(finding_id__in=list(finding_ids)).order_by("id"))


def _open(revision: FindingRevision) -> Alert:
    alert = Alert(finding_id=revision.finding_id, station_id=revision.station_id, rule=revision.rule)
    alert.subject, alert.opened_at = revision.subject, now()
    _copy(alert, revision)
    alert.save()
    _note(alert, "opened", revision)
    _tell("alert.opened", alert)
    journal.record(
        SYSTEM,
        "alert.raise",
        f"alert:{alert.pk}",
        station_id=alert.station_id,
        after={"finding_id": alert.finding_id, "rule": alert.rule, "colour": alert.colour},
    )
    return alert


def _follow(alert: Alert, revision: FindingRevision) -> None:
    """Show a new revision; a closed alert opens again when it became more severe."""
    rises = _RANKS[revision.severity] > _RANKS[alert.severity]
    ended = revision.status != "open" and alert.finding_status == "open"
    _copy(alert, revision)
    if alert.status == "closed" and rises:
        alert.status, alert.outcome, alert.reason = "open", "", ""
        alert.signed_by = alert.signed_at = alert.closed_by = alert.closed_at = None
        _note(alert, "reopened", revision)
    else:
        _note(alert, "ended" if ended else "revised", revision)
    alert.save()
    _tell("alert.changed", alert)


def _copy(alert: Alert, revision: FindingRevision) -> None:
    for name in _FOLLOWED:
        setattr(alert, name, getattr(revision, name))
    alert.finding_status = revision.status
    alert.colour = colour_of(revision.severity, revision.verdict)
    alert.rank = _COLOUR_RANKS[alert.colour]


def _note(alert: Alert, kind: str, revision: FindingRevision) -> None:
    AlertNote.objects.create(
        alert=alert,
        station_id=alert.station_id,
        at=now(),
        kind=kind,
        text=revision.message,
        text_en=revision.message_en,
    )


def _tell(kind: str, alert: Alert) -> None:
    payload = {
        "alert_id": alert.pk,
        "station_id": alert.station_id,
        "rule": alert.rule,
        "colour": alert.colour,
        "status": alert.status,
        "message": alert.message,
        "message_en": alert.message_en,
    }
    announce(kind, alert.station_id, payload)
