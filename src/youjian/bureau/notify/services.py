"""What is done with notices: told, read, sent anew or cancelled."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from youjian.bureau.events.services import announce
from youjian.bureau.notify.audiences import People
from youjian.bureau.notify.letters import File, said
from youjian.bureau.notify.models import Attachment, Channel, Delivery, Message
from youjian.bureau.notify.planning import Order, Planner
from youjian.bureau.scope import reaching
from youjian.bureau.times import now

EVENT = "notify"
"""The kind of the event that tells open consoles whose notices are new."""


def tell(
    user_ids: Iterable[int],
    *,
    subject: tuple[str, str],
    text: tuple[str, str],
    path: str,
    source: str,
    only_here: bool = False,
    files: Callable[[], Iterable[File]] = tuple,
) -> bool:
    """Tell people something, within the caller's transaction: in the console and over their channels.

    `subject` and `text` are Chinese and English, `path` an address of the console. Of two calls with one
    `source` the second tells nothing and returns False. With `only_here` nothing leaves the console.
    `files` go along to mailboxes; they are made only when somebody has one.
    """
    people = People()
    users = [people.by_id[one] for one in dict.fromkeys(user_ids) if one in people.by_id]
    message = Message(
        source=source[:128],
        step="notice",
        subject=subject[0][:256],
        subject_en=subject[1][:256],
        text=text[0],
        text_en=text[1],
        path=path[:256],
        made_at=now(),
    )
    with transaction.atomic():
        if not save_once(message):
            return False
        planner = Planner.at(message.made_at)
        if only_here:
            planner.channels = []
        planned = planner.personal(message, [Order(one) for one in people.readers(users)])
        store(message, planned)
        if any(one.channel is not None and one.channel.kind == "mail" for one in planned):
            _attach(message, files())
    return True


def _attach(message: Message, files: Iterable[File]) -> None:
    Attachment.objects.bulk_create(
        [
            Attachment(message=message, name=file.name, media_type=file.media_type, content=file.content)
            for file in files
        ]
    )


def tell_of_dead(channel: Channel, delivery: Delivery, moment: datetime) -> None:
    """Tell those who look after the channels that something was given up, in the console, once an hour."""
    if delivery.message.source.startswith("dead:"):
        return
    managers = [user.pk for user in People().managers()]
    reason = delivery.error[:120]
    tell(
        managers,
        subject=(f"渠道“{channel.name}”有通知发送失败", f"Notices over “{channel.name}” failed for good"),
        text=(
            f"最近一次原因：{reason}。请到通知管理查看并重发。",
            f"The last reason: {reason}. See and resend them.",
        ),
        path=f"/notify?tab=deliveries&state=dead&channel={channel.pk}",
        source=f"dead:{channel.pk}:{moment:%Y-%m-%dT%H}",
        only_here=True,
    )


def save_once(message: Message) -> bool:
    """Write a message unless its source was told already."""
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.filter(id=message.id).exists()


def store(message: Message, deliveries: Iterable[Delivery]) -> None:
    """Write deliveries, each person and channel once, and tell the consoles of those that are new there."""
    listed = list(deliveries)
    Delivery.objects.bulk_create(listed, ignore_conflicts=True)
    ring(message, listed)


def ring(message: Message, listed: Iterable[Delivery]) -> None:
    """Tell open consoles whose notices are new; they ask for them themselves.

    Who is told may lie outside the scope of who acts: the event is written for the place of the one told.
    """
    here = [d for d in listed if d.channel is None and d.state == "delivered" and d.user is not None]
    by_place: dict[str, list[int]] = {}
    for delivery in here:
        assert delivery.user is not None  # noqa: S101 - chosen so above
        place = message.station_id or str((delivery.user.scope or ["*"])[0])[:10]
        by_place.setdefault(place, []).append(delivery.user.pk)
    with reaching():
        for place, users in by_place.items():
            announce(EVENT, place, {"users": users, "colour": message.colour}, at=message.made_at)


def render_inapp(step: str, facts: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Subject and text of a message as the console lists it, in both languages."""
    zh = said("inapp", step, "zh", {k: str(v) for k, v in facts["zh"].items()})
    en = said("inapp", step, "en", {k: str(v) for k, v in facts["en"].items()})
    return {"subject": zh[0][:256], "text": zh[1], "subject_en": en[0][:256], "text_en": en[1]}
