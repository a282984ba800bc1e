"""What every verb on an alert does: lock it within the scope, hold it against what the person saw, tell."""

from collections.abc import Mapping, Sequence
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import words
from youjian.bureau.alerts.models import Alert
from youjian.bureau.alerts.telling import What, note, tell
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import within

_ACTIONS: Mapping[What, str] = {
    "signed": "alert.sign",
    "assigned": "alert.assign",
    "snoozed": "alert.snooze",
    "woken": "alert.wake",
    "reopened": "alert.reopen",
    "commented": "alert.comment",
    "explained": "alert.explanation",
    "closed": "alert.close",
}
_NOTES: Mapping[str, str] = {"commented": "comment", "explained": "explanation"}


def locked(actor: Actor, alert_id: int, seen: int | None = None) -> Alert:
    """An alert for writing. Raises Problem 404 outside the scope, 409 when it changed since it was seen.

    `seen` is the `version` of the alert that the person decided on: what came in between is looked at first.
    """
    alerts = Alert.objects.select_for_update(of=("self",)).select_related("assigned_to", "signed_by")
    alert = alerts.filter(within(actor.scope), id=alert_id).first()
    if alert is None:
        raise not_found(pick(f"预警{alert_id}", f"Alert {alert_id}"))
    if seen is not None and seen != alert.version:
        message = pick(
            "该预警刚刚有新的变化，操作没有生效。请看过后再操作。",
            "The alert has just changed; nothing was done. Please look at it again first.",
        )
        raise Problem(409, "changed", message, {"version": alert.version})
    return alert


def require(alert: Alert, statuses: Sequence[str], verb: tuple[str, str]) -> None:
    """Raise Problem 409 unless the alert is in one of these states."""
    if alert.status in statuses:
        return
    if (alert.status, verb[0]) == ("open", "办结"):
        message = pick(
            "该预警尚未签收，请先签收再办结。", "The alert is not signed for yet. Sign for it, then close it."
        )
    elif (alert.status, verb[0]) == ("signed", "签收"):
        message = pick(
            "该预警已由他人签收，请刷新页面查看。",
            "Somebody else has signed for the alert. Please reload the page.",
        )
    else:
        state = next(choice for choice in words.STATUSES if choice.code == alert.status)
        message = pick(
            f"该预警{state.zh}，不能{verb[0]}。请刷新页面查看。",
            f"The alert is in the state “{state.en}”: it cannot be {verb[1]}. Please reload the page.",
        )
    raise Problem(409, "state", message)


def said(text: str) -> str:
    """What a person wrote; raises Problem 422 when it is empty."""
    stripped = text.strip().replace("\x00", "")
    if not stripped:
        message = pick("内容不能为空，请填写后再提交。", "Please write something before you submit.")
        raise Problem(422, "empty", message)
    return stripped


def done(
    actor: Actor, alert: Alert, what: What, words_said: str, before: Mapping[str, Any], **more: Any
) -> None:
    """Write the alert, a point on its timeline, one event and one entry in the journal."""
    alert.version += 1
    alert.save()
    note(alert, _NOTES.get(what, what), (words_said, ""), actor)
    tell(alert, what)
    after = {"status": alert.status, **more}
    journal.record(
        actor,
        _ACTIONS[what],
        f"alert:{alert.pk}",
        station_id=alert.station_id,
        before=dict(before) or None,
        after=after,
    )
