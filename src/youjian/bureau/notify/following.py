"""Asking later what became of letters, where a channel can be asked: arrived, read, lost on the way."""

from datetime import timedelta
from typing import cast

from django.db import connection
from django.db.models import QuerySet

from youjian.bureau.notify.channels.kinds import KINDS
from youjian.bureau.notify.channels.port import Following, Line, SendError
from youjian.bureau.notify.models import Channel, Delivery
from youjian.bureau.notify.secrets import SecretLostError
from youjian.bureau.notify.sending import Sender, note_state
from youjian.bureau.scope import scoped
from youjian.bureau.times import now

_LONGEST = timedelta(days=1)
_FIRST = timedelta(seconds=30)


def follow_up(sender: Sender, limit: int = 20) -> int:
    """Ask for the letters whose turn it is; returns of how many more is known now."""
    with scoped():
        channel = Channel.objects.filter(id=sender.channel_id, enabled=True).first()
        if channel is None or not hasattr(KINDS[channel.kind], "follow"):
            return 0
        try:
            line = sender.line(channel)
        except SecretLostError:
            return 0
        waiting = list(_waiting(channel)[:limit])
    connection.close()
    kind = cast("Following", KINDS[channel.kind])
    return sum(_followed(kind, line, delivery) for delivery in waiting)


def _waiting(channel: Channel) -> QuerySet[Delivery]:
    sent = Delivery.objects.filter(channel=channel, action="tell", state__in=("sent", "delivered"))
    return sent.filter(sent_at__gte=now() - _LONGEST, next_at__lte=now()).order_by("next_at")


def _followed(kind: Following, line: Line, asked: Delivery) -> bool:
    """Ask for one letter, and note what is new; asked for less and less often."""
    lost = ""
    try:
        state = kind.follow(line, asked.receipt, asked.address)
    except SendError as error:
        state, lost = None, error.said if error.final else ""
    with scoped():
        delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        before = delivery.state
        if lost:
            delivery.state, delivery.error = "dead", lost[:512]
        elif state is not None:
            note_state(delivery, state)
        delivery.next_at = now() + max(_FIRST, (now() - (delivery.sent_at or delivery.made_at)) / 4)
        delivery.save(update_fields=["state", "error", "next_at", "delivered_at", "read_at"])
        return delivery.state != before
