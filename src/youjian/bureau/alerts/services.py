"""What is done with alerts: raised from findings, signed for, commented on, closed."""

from typing import Literal

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import pages
from youjian.bureau.alerts.contracts import AlertPage, Outcome
from youjian.bureau.alerts.models import Alert, AlertNote
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now


def view_alert(actor: Actor, alert_id: int) -> AlertPage:
    """An alert's page; that it was looked at is journaled."""
    page = pages.page(actor, alert_id)
    journal.record_view(actor, "alert.view", f"alert:{alert_id}", station_id=page.alert.station_id)
    return page


def sign_for(actor: Actor, alert_id: int) -> None:
    """Take an open alert (签收). Raises Problem 409 when it is signed for or closed already."""
    with acting(actor):
        alert = _locked(actor, alert_id)
        if alert.status != "open":
            raise _conflict(alert, "签收")
        before = {"status": alert.status}
        alert.status = "signed"
        alert.signed_by_id, alert.signed_at = actor.user_id, now()
        alert.save(update_fields=["status", "signed_by", "signed_at"])
        _note(alert, "signed", "", actor)
        _tell(actor, alert, "alert.sign", before)


def comment(actor: Actor, alert_id: int, text: str, kind: Literal["comment", "explanation"]) -> None:
    """Write on an alert, closed or not: a comment, or what the station says about it (情况说明)."""
    said = _said(text)
    with acting(actor):
        alert = _locked(actor, alert_id)
        _note(alert, kind, said, actor)
        _tell(actor, alert, f"alert.{kind}", None, {"text": said})


def close(actor: Actor, alert_id: int, outcome: Outcome, reason: str) -> None:
    """Decide on an alert that was signed for (办结). Raises Problem 409 otherwise, 422 without a reason."""
    said = _said(reason)
    with acting(actor):
        alert = _locked(actor, alert_id)
        if alert.status != "signed":
            raise _conflict(alert, "办结")
        before = {"status": alert.status}
        alert.status, alert.outcome, alert.reason = "closed", outcome, said
        alert.closed_by_id, alert.closed_at = actor.user_id, now()
        alert.save(update_fields=["status", "outcome", "reason", "closed_by", "closed_at"])
        _note(alert, "closed", said, actor)
        _tell(actor, alert, "alert.close", before, {"outcome": outcome, "reason": said})


def _locked(actor: Actor, alert_id: int) -> Alert:
    alert = Alert.objects.select_for_update().filter(within(actor.scope), id=alert_id).first()
    if alert is None:
        raise not_found(pick(f"预警{alert_id}", f"Alert {alert_id}"))
    return alert


def _conflict(alert: Alert, verb: Literal["签收", "办结"]) -> Problem:
    if (alert.status, verb) == ("open", "办结"):
        message = pick(
            "该预警尚未签收，请先签收再办结。", "The alert is not signed for yet. Sign for it, then close it."
        )
    elif (alert.status, verb) == ("signed", "签收"):
        message = pick(
            "该预警已由他人签收，请刷新页面查看。",
            "Somebody else has signed for the alert. Please reload the page.",
        )
    else:
        message = pick(
            f"该预警已办结，不能{verb}。请刷新页面查看。",
            "The alert is closed already. Please reload the page.",
        )
    return Problem(409, "state", message)


def _said(text: str) -> str:
    stripped = text.strip().replace("\x00", "")
    if not stripped:
        message = pick("内容不能为空，请填写后再提交。", "Please write something before you submit.")
        raise Problem(422, "empty", message)
    return stripped


def _note(alert: Alert, kind: str, text: str, actor: Actor) -> None:
    AlertNote.objects.create(
        alert=alert,
        station_id=alert.station_id,
        at=now(),
        kind=kind,
        text=text,
        username=actor.username,
        display_name=actor.display_name,
    )


def _tell(
    actor: Actor, alert: Alert, action: str, before: dict[str, str] | None, more: dict[str, str] | None = None
) -> None:
    """One event for the consoles and one entry in the journal."""
    payload = {
        "alert_id": alert.pk,
        "station_id": alert.station_id,
        "status": alert.status,
        "colour": alert.colour,
    }
    announce("alert.changed", alert.station_id, payload)
    after = {"status": alert.status, **(more or {})}
    journal.record(
        actor, action, f"alert:{alert.pk}", station_id=alert.station_id, before=before, after=after
    )
