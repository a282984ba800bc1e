"""What happens to an alert is told in one place: a note on its timeline, an event for whoever listens."""

from datetime import datetime
from typing import Any, Literal

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import Alert, AlertNote
from youjian.bureau.events.services import announce
from youjian.bureau.times import now
from youjian.contract.fields import SHANGHAI

What = Literal[
    "opened", "joined", "revised", "rose", "ended", "superseded", "again", "signed", "assigned", "snoozed",
    "woken", "escalated", "reopened", "commented", "explained", "closed",
]  # fmt: skip
"""What happened to an alert."""


def tell(alert: Alert, what: What, caught_up: tuple[datetime, datetime] | None = None) -> None:
    """Write the event of an alert within the caller's transaction; `caught_up` is the standstill after which
    it was found, if it was.
    """
    kind = "alert.opened" if what == "opened" else "alert.changed"
    span = [moment.isoformat() for moment in caught_up] if caught_up else None
    announce(kind, alert.station_id, {**payload(alert, what), "caught_up": span})


def payload(alert: Alert, what: What) -> dict[str, Any]:
    """What an event says of an alert: enough for a notice, without a look at the database."""
    assigned = alert.assigned_to
    return {
        "alert_id": alert.pk,
        "station_id": alert.station_id,
        "rule": alert.rule,
        "cause": alert.cause,
        "colour": alert.colour,
        "status": alert.status,
        "what": what,
        "message": _sentence(alert, alert.device, alert.message, "数据时间"),
        "message_en": _sentence(alert, alert.device_en, alert.message_en or alert.message, "data of"),
        "departments": list(alert.departments),
        "assigned_to": assigned.username if assigned else None,
        "measured_at": alert.measured_at.isoformat(),
        "level": alert.level,
        "parent_id": alert.parent_id or alert.storm_id,
    }


def _sentence(alert: Alert, device: str, said: str, data_of: str) -> str:
    """What is said, of which device, and of what time the data are (Asia/Shanghai)."""
    chinese = data_of == "数据时间"
    at = alert.measured_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
    about = f"{device}{'：' if chinese else ': '}" if device else ""
    return f"{about}{said}" + (f"（{data_of}{at}）" if chinese else f" ({data_of} {at})")


def note(alert: Alert, kind: str, words: tuple[str, str], actor: Actor | None = None) -> None:
    """A point on the alert's timeline; `words` in Chinese and English, the second empty for a person's."""
    AlertNote.objects.create(
        alert=alert,
        station_id=alert.station_id,
        at=now(),
        kind=kind,
        text=words[0],
        text_en=words[1],
        username=actor.username if actor else "",
        display_name=actor.display_name if actor else "",
    )
