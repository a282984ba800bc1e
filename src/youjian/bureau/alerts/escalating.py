"""What the clock does to alerts: overdue ones rise, snoozed ones wake, storms end. Idempotent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from youjian.bureau.alerts.causes import STORM
from youjian.bureau.alerts.deadlines import line_for
from youjian.bureau.alerts.desk import Desk, desk
from youjian.bureau.alerts.entries import DeadlineEntry, Step
from youjian.bureau.alerts.models import Alert
from youjian.bureau.alerts.routing import Offices, offices
from youjian.bureau.alerts.services import awake
from youjian.bureau.alerts.telling import note, tell
from youjian.bureau.alerts.wider import end_storms
from youjian.bureau.times import now

HEAD, LEAD = "head", "lead"
_WOKEN = ("暂缓到期，恢复处置。", "The snooze is over.")


def keep_time() -> int:
    """Wake what slept long enough, let overdue alerts rise, end storms; returns how many changed.

    Runs in the caller's transaction (scope `*`). Done twice it does nothing the second time.
    """
    rules, moment = desk(), now()
    woken = _wake(moment)
    risen = _escalate(rules, offices(), moment)
    quiet = max((line.minutes for line in rules.storms), default=60)
    return woken + risen + end_storms(quiet)


def _wake(moment: datetime) -> int:
    rested = _unclosed().filter(snoozed_until__lte=moment).order_by("id")
    for alert in rested:
        awake(alert)
        alert.version += 1
        alert.save()
        note(alert, "woken", _WOKEN)
        tell(alert, "woken")
    return len(rested)


def _escalate(rules: Desk, staffed: Offices, moment: datetime) -> int:
    """Storms are markers and what lies below an outage rises with it: neither rises by itself."""
    unsigned = Q(status="open", sign_by__lte=moment)
    late = _unclosed().filter(unsigned | Q(close_by__lte=moment), snoozed_until__isnull=True)
    late = late.filter(Q(parent__isnull=True) | Q(parent__status="closed")).exclude(cause=STORM)
    risen = 0
    for alert in late.order_by("id"):
        line = line_for(rules.deadlines, alert.colour, alert.cause)
        steps = due_steps(line, alert, moment) if line else []
        if steps and steps[-1].level > alert.level:
            _rise(alert, steps, staffed)
            risen += 1
    return risen


def due_steps(line: DeadlineEntry, alert: Alert, moment: datetime) -> list[Step]:
    """The steps whose time has come, the lowest level first."""
    ends = {"sign": alert.sign_by if alert.status == "open" else None, "close": alert.close_by}

    def passed(step: Step) -> bool:
        end = ends[step.after]
        return end is not None and end + timedelta(minutes=step.minutes) <= moment

    return sorted((step for step in line.steps if passed(step)), key=lambda step: step.level)


def _rise(alert: Alert, steps: Sequence[Step], staffed: Offices) -> None:
    wanted = [code for step in steps if step.level > alert.level for code in step.to]
    named = [staffed.lead if code == LEAD else code for code in wanted if code != HEAD]
    alert.level = steps[-1].level
    alert.departments = list(
        dict.fromkeys([*alert.departments, *(code for code in named if code in staffed.active)])
    )
    alert.version += 1
    alert.save()
    end = alert.sign_by if alert.status == "open" else alert.close_by
    words = (
        f"超过{'签收' if alert.status == 'open' else '办结'}时限，升为{alert.level}级督办。",
        f"Overdue {'to be signed for' if alert.status == 'open' else 'to be closed'}: level {alert.level}.",
    )
    note(alert, "escalated", words if end else ("", ""))
    tell(alert, "escalated")


def _unclosed() -> QuerySet[Alert]:
    alerts = Alert.objects.select_for_update(of=("self",), skip_locked=True)
    return alerts.exclude(status="closed").select_related("assigned_to")
