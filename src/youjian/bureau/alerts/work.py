"""Alerts that somebody has in hand and did not close: open work that a successor takes over."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.accounts.work import WorkItem
from youjian.bureau.alerts.models import Alert
from youjian.bureau.alerts.telling import note, tell
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.scope import covers

_SIGN = "alert.sign"


class SignedAlerts:
    """Signed for or assigned, not closed."""

    kind = "alerts"
    name = ("已签收未办结的预警", "Alerts signed for and not closed")

    def count(self, user_id: int) -> int:
        """How many the person signed for and has not closed."""
        return _held_by(user_id).count()

    def items(self, user_id: int, limit: int) -> Sequence[WorkItem]:
        """The first of them, the oldest first."""
        listed = _held_by(user_id).order_by("id")[:limit]
        return [WorkItem(f"{alert.station_id} {alert.message}", f"/alerts/{alert.pk}") for alert in listed]

    def hand_over(self, actor: Actor, leaver: User, successor: User) -> int:
        """The successor becomes the one who signed; each alert's timeline says from whom it came."""
        alerts = list(_held_by(leaver.pk).select_for_update().order_by("id"))
        if alerts:
            _check(successor, alerts)
        for alert in alerts:
            if alert.signed_by_id == leaver.pk:
                alert.signed_by_id = successor.pk
            if alert.assigned_to_id == leaver.pk:
                alert.assigned_to = successor
            alert.version += 1
            alert.save(update_fields=["signed_by", "assigned_to", "version"])
            note(alert, "handed_over", (f"{leaver.display_name} → {successor.display_name}", ""), actor)
            tell(alert, "assigned")
        return len(alerts)


def _held_by(user_id: int) -> QuerySet[Alert]:
    mine = Q(status="signed", signed_by_id=user_id) | Q(assigned_to_id=user_id)
    return Alert.objects.filter(mine).exclude(status="closed")


def _check(successor: User, alerts: Sequence[Alert]) -> None:
    """Raise Problem 422 when the successor could not see or handle one of them."""
    if _SIGN not in successor.role.permissions:
        message = pick(
            f"{successor.display_name}的角色不能签收预警，请另选接办人。",
            f"{successor.display_name} has no right to sign for alerts; please choose somebody else.",
        )
        raise Problem(422, "bad_successor", message)
    outside = sorted({a.station_id for a in alerts if not covers(successor.scope, a.station_id)})
    if outside:
        named = "、".join(outside[:5])
        message = pick(
            f"加油站{named}不在{successor.display_name}的管辖范围内，请另选接办人或先调整范围。",
            f"Stations {named} lie outside the scope of {successor.display_name}; "
            "choose somebody else or widen the scope first.",
        )
        raise Problem(422, "bad_successor", message)
