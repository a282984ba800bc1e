"""To-dos in people's own apps: made with an alert's notice, closed when the alert is settled or another's."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from youjian.bureau.notify.models import WAITING, Channel, Delivery, Message
from youjian.bureau.notify.routing import Happened

MAKING = frozenset({"opened", "rose", "again", "reopened", "woken", "assigned", "escalated"})
"""What happens that makes somebody's to-do."""
_TAKEN = frozenset({"assigned", "signed"})
_CARDS = frozenset({"wecom"})
"""Kinds whose notice is the to-do itself: a card with a button."""


def opened(
    event: Happened, message: Message, told: Iterable[Delivery], channels: Sequence[Channel]
) -> list[Delivery]:
    """A to-do beside each notice over a channel that keeps to-dos, unless the person has one already."""
    if event.what not in MAKING:
        return []
    keeping = {channel.pk: channel.kind for channel in channels if channel.settings.get("todo")}
    over = [d for d in told if d.user is not None and d.channel is not None and d.channel.pk in keeping]
    standing = set(_standing(event.alert_id).values_list("user_id", "channel_id") if over else ())
    new = [one for one in over if (one.user_id, one.channel_id) not in standing]
    cards = [one for one in new if keeping[one.channel_id or 0] in _CARDS]
    for one in cards:
        one.action = "todo" if one.state == "queued" else one.action
    return [_beside(one, message) for one in new if one not in cards]


def close_elsewhere(event: Happened, moment: datetime) -> None:
    """Close what stands in people's apps once an alert is closed, or is somebody else's."""
    if event.what != "closed" and not (event.what in _TAKEN and event.assigned_to):
        return
    standing = _standing(event.alert_id)
    if event.what != "closed":
        theirs = Q(user__username=event.assigned_to) | Q(stands_for__username=event.assigned_to)
        standing = standing.exclude(pk__in=standing.filter(theirs).values("pk"))
    for todo in standing.select_for_update(of=("self",)):
        if todo.state in WAITING and not todo.attempts:
            todo.state = "cancelled"
            todo.save(update_fields=["state"])
            continue
        todo.receipt = {**todo.receipt, "finishing": True}
        todo.save(update_fields=["receipt"])
        Delivery.objects.bulk_create([_finishing(todo, moment)], ignore_conflicts=True)


def _standing(alert_id: int) -> QuerySet[Delivery]:
    found = Delivery.objects.filter(action="todo", message__alert_id=alert_id)
    return found.exclude(state__in=("cancelled", "dead")).exclude(receipt__has_key="finishing")


def _beside(told: Delivery, message: Message) -> Delivery:
    return Delivery(
        message=message,
        user=told.user,
        channel=told.channel,
        stands_for=told.stands_for,
        action="todo",
        address=told.address,
        language=told.language,
        state="queued",
        next_at=told.made_at,
        made_at=told.made_at,
    )


def _finishing(todo: Delivery, moment: datetime) -> Delivery:
    return Delivery(
        message_id=todo.message_id,
        user_id=todo.user_id,
        channel_id=todo.channel_id,
        action="finish",
        address=todo.address,
        language=todo.language,
        of=todo,
        state="queued",
        next_at=moment,
        made_at=moment,
    )
