"""What people do with alerts: sign for, assign, put off, wake, comment, close, open again."""

from datetime import datetime
from typing import Literal

from django.db.models import Max

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import pages
from youjian.bureau.alerts.assigning import department_named, person_named
from youjian.bureau.alerts.causes import AREA
from youjian.bureau.alerts.changing import done, locked, require, said
from youjian.bureau.alerts.contracts import AlertPage, Outcome
from youjian.bureau.alerts.deadlines import due, line_for, longest_snooze
from youjian.bureau.alerts.desk import desk
from youjian.bureau.alerts.following import reopen as begin_again
from youjian.bureau.alerts.models import Alert, AlertFinding
from youjian.bureau.alerts.telling import note
from youjian.bureau.calendar.selectors import calendar
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


def sign_for(actor: Actor, alert_id: int, seen: int | None = None) -> None:
    """Take an open alert (签收), an area's with those below it. Raises Problem 409 when it is not open."""
    with acting(actor):
        alert = locked(actor, alert_id, seen)
        require(alert, ("open",), ("签收", "signed for"))
        _sign(actor, alert)
        for child in _children(actor, alert, "open"):
            _sign(actor, child)


def _sign(actor: Actor, alert: Alert) -> None:
    before = {"status": alert.status}
    alert.status = "signed"
    alert.signed_by_id, alert.signed_at = actor.user_id, now()
    done(actor, alert, "signed", "", before)


def assign(
    actor: Actor,
    alert_id: int,
    *,
    username: str | None = None,
    department: str | None = None,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Pass an alert on (转办) to a person or a department, who sign for it anew.

    Raises Problem 422 for somebody who could not handle it, 409 when the alert is closed.
    """
    with acting(actor):
        alert = locked(actor, alert_id, seen)
        require(alert, ("open", "signed"), ("转办", "assigned"))
        before = {"departments": list(alert.departments), "status": alert.status}
        to = _pass_on(alert, username, department)
        text = "：".join(part for part in (to, note.strip()) if part)
        done(actor, alert, "assigned", text, before, to=username or department, note=note.strip())


def _pass_on(alert: Alert, username: str | None, department: str | None) -> str:
    """Change whose it is; returns the new owner as a person says it."""
    if (username is None) == (department is None):
        message = pick("请选择一个人员或一个部门。", "Choose either a person or a department.")
        raise Problem(422, "bad_assignment", message)
    if username is not None:
        person = person_named(username, alert)
        code, name = person.department_id or "", person.display_name
        alert.assigned_to, alert.assigned_at = person, now()
    else:
        office = department_named(department or "")
        code, name = office.code, office.name
        alert.assigned_to = alert.assigned_at = None
    if code:
        alert.departments = list(dict.fromkeys([code, *alert.departments]))
    if alert.status == "signed" and alert.signed_by_id != alert.assigned_to_id:
        alert.status = "open"
        alert.signed_by = alert.signed_at = None
        _deadlines_from_now(alert, sign_only=True)
    return name


def snooze(actor: Actor, alert_id: int, until: datetime, reason: str, seen: int | None = None) -> None:
    """Put an alert off until a moment (暂缓), with a reason; its deadlines wait for it.

    Raises Problem 422 for a moment that is past or beyond what the alert's colour allows.
    """
    text = said(reason)
    with acting(actor):
        alert = locked(actor, alert_id, seen)
        require(alert, ("open", "signed"), ("暂缓", "snoozed"))
        moment = now()
        latest = longest_snooze(line_for(desk().deadlines, alert.colour, alert.cause), moment)
        if not moment < until <= latest:
            days = round((latest - moment).total_seconds() / 86_400, 1)
            message = pick(
                f"暂缓须到将来某时，此等级最长{days:g}天。请改短后再提交。",
                f"Snooze until a moment to come, at most {days:g} days ahead for this colour.",
            )
            raise Problem(422, "bad_snooze", message)
        before = {"snoozed_until": alert.snoozed_until and alert.snoozed_until.isoformat()}
        alert.snoozed_until = until
        done(actor, alert, "snoozed", text, before, until=until.isoformat(), reason=text)


def wake(actor: Actor, alert_id: int, seen: int | None = None) -> None:
    """End a snooze before its time. Raises Problem 409 when the alert is not snoozed."""
    with acting(actor):
        alert = locked(actor, alert_id, seen)
        if alert.snoozed_until is None:
            raise Problem(409, "state", pick("该预警没有暂缓。", "The alert is not snoozed."))
        before = {"snoozed_until": alert.snoozed_until.isoformat()}
        awake(alert)
        done(actor, alert, "woken", "", before)


def awake(alert: Alert) -> None:
    """Back to the desk: a deadline that passed meanwhile runs from now."""
    alert.snoozed_until = None
    moment = now()
    if alert.status == "open" and alert.sign_by and alert.sign_by <= moment:
        _deadlines_from_now(alert, sign_only=True)
    if alert.close_by and alert.close_by <= moment:
        _deadlines_from_now(alert, sign_only=False)


def _deadlines_from_now(alert: Alert, *, sign_only: bool) -> None:
    line = line_for(desk().deadlines, alert.colour, alert.cause)
    if line is None:
        return
    wanted = due(line, now(), calendar())
    alert.sign_by = wanted.sign_by
    alert.level = 0
    if not sign_only:
        alert.close_by = wanted.close_by


def comment(actor: Actor, alert_id: int, text: str, kind: Literal["comment", "explanation"]) -> None:
    """Write on an alert, closed or not: a comment, or what the station says about it (情况说明)."""
    written = said(text)
    with acting(actor):
        alert = locked(actor, alert_id)
        done(actor, alert, "commented" if kind == "comment" else "explained", written, {}, text=written)


def close(
    actor: Actor,
    alert_id: int,
    outcome: Outcome,
    reason: str,
    *,
    same_as: int | None = None,
    seen: int | None = None,
) -> None:
    """Decide on an alert that was signed for (办结); an area's with those below it.

    A duplicate names the alert that it repeats; only a person confirms. Raises Problem 409 in another state
    or when something came since it was seen, 422 without a reason.
    """
    text = said(reason)
    if outcome == "confirmed" and actor.user_id is None:
        raise Problem(422, "bad_outcome", pick("属实须由人员确认。", "Only a person confirms an alert."))
    with acting(actor):
        alert = locked(actor, alert_id, seen)
        require(alert, ("signed",), ("办结", "closed"))
        alert.same_as = _repeated(actor, alert, outcome, same_as)
        _close(actor, alert, outcome, text)
        if alert.same_as is not None:
            note(alert.same_as, "repeated", _repeats(alert), actor)
        for child in _children(actor, alert, "signed"):
            _close(actor, child, outcome, text)


def _repeats(alert: Alert) -> tuple[str, str]:
    """What the timeline of the alert that is repeated says."""
    return (
        f"预警{alert.pk}作为重复办结，此后同一原因的新疑点归入本条。",
        f"Alert {alert.pk} is closed as a duplicate of this one, which takes what is found of its cause.",
    )


def close_as_same(actor: Actor, alert_id: int, same_as: int | None, reason: str) -> None:
    """Sign for an alert where nobody did, and close it as a duplicate of another."""
    with acting(actor):
        if locked(actor, alert_id).status == "open":
            sign_for(actor, alert_id)
        close(actor, alert_id, "duplicate", reason, same_as=same_as)


def _close(actor: Actor, alert: Alert, outcome: Outcome, text: str) -> None:
    before = {"status": alert.status}
    alert.status, alert.outcome, alert.reason = "closed", outcome, text
    alert.closed_by_id, alert.closed_at = actor.user_id, now()
    alert.snoozed_until = None
    alert.decided_on = _decided(alert)
    more = {"same_as": alert.same_as_id} if alert.same_as_id else {}
    done(actor, alert, "closed", text, before, outcome=outcome, reason=text, **more)


def _repeated(actor: Actor, alert: Alert, outcome: Outcome, same_as: int | None) -> Alert | None:
    """The alert that a duplicate repeats; raises Problem 422 when it is none that can be pointed at."""
    if outcome != "duplicate":
        return None
    if same_as is None or same_as == alert.pk:
        message = pick(
            "请填写重复的是哪一条预警（编号）。", "Name the alert that this one repeats (its number)."
        )
        raise Problem(422, "bad_duplicate", message)
    other = Alert.objects.filter(within(actor.scope), pk=same_as).first()
    if other is None:
        raise not_found(pick(f"预警{same_as}", f"Alert {same_as}"))
    if other.same_as_id is not None:
        message = pick(
            f"预警{same_as}自身已作为重复办结，请填写预警{other.same_as_id}。",
            f"Alert {same_as} is closed as a duplicate itself; name alert {other.same_as_id}.",
        )
        raise Problem(422, "bad_duplicate", message)
    return other


def _decided(alert: Alert) -> datetime:
    """Settle what the findings of an alert have said so far; returns the newest detection among them."""
    rows = AlertFinding.objects.filter(alert=alert)
    rows.update(worst=0)
    return rows.aggregate(newest=Max("detected_at"))["newest"] or alert.detected_at


def reopen(actor: Actor, alert_id: int, reason: str, seen: int | None = None) -> None:
    """Open a closed alert again, with a reason; its deadlines run from now. Raises Problem 409 otherwise."""
    text = said(reason)
    with acting(actor):
        alert = locked(actor, alert_id, seen)
        require(alert, ("closed",), ("重新打开", "opened again"))
        before = {"status": "closed", "outcome": alert.outcome, "reason": alert.reason}
        begin_again(alert)
        _deadlines_from_now(alert, sign_only=False)
        done(actor, alert, "reopened", text, before, reason=text)


def _children(actor: Actor, alert: Alert, status: str) -> list[Alert]:
    """The alerts below an area's outage that go with it."""
    if alert.cause != AREA:
        return []
    below = Alert.objects.select_for_update(of=("self",)).filter(
        within(actor.scope), parent=alert, status=status
    )
    return list(below.select_related("assigned_to").order_by("id"))
