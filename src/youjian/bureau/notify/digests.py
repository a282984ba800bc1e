"""What waited becomes one message: after quiet hours, at the digest's time, at the end of a storm."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q

from youjian.bureau.alerts.models import Alert
from youjian.bureau.notify.facts import LANGUAGES, minute
from youjian.bureau.notify.models import Attachment, Delivery, Message
from youjian.bureau.notify.routing import gravest
from youjian.bureau.notify.services import render_inapp, ring, store
from youjian.bureau.notify.words import COLOURS
from youjian.bureau.times import now

_SHOWN = 20
_MOST = 2000
_DONE = {"zh": "（已办结）", "en": " (closed by now)"}
_MORE = {"zh": "……另有{n}条", "en": "… and {n} more"}


def release() -> int:
    """Send what was held and is due, in the caller's transaction (scope `*`); returns how many were held.

    One notice goes as it is, several go as one digest; one with files always goes as it is.
    """
    due = Delivery.objects.filter(state="held", next_at__lte=now()).select_related(
        "message", "user", "channel"
    )
    held = list(
        due.select_for_update(skip_locked=True, of=("self",)).order_by("user_id", "channel_id", "id")[:_MOST]
    )
    held = _with_caught_up(held)
    alone = _with_files(held)
    for _, group in groupby(held, key=lambda one: (one.user_id, one.channel_id)):
        _release_all(list(group), alone)
    return len(held)


def _with_files(held: Sequence[Delivery]) -> set[UUID]:
    found = Attachment.objects.filter(message__in=[one.message_id for one in held])
    return set(found.values_list("message_id", flat=True))


def _release_all(group: Sequence[Delivery], alone: set[UUID]) -> None:
    for one in group:
        if one.message_id in alone:
            _release([one])
    if rest := [one for one in group if one.message_id not in alone]:
        _release(rest)


def _with_caught_up(held: Sequence[Delivery]) -> list[Delivery]:
    """What is due, and what else was found while the watch caught up for the same receivers and channels.

    So a standstill is told in one message each, also where catching up took longer than the first one waited.
    """
    places = {(one.user_id, one.channel_id) for one in held if _is_caught_up(one)}
    if not places:
        return list(held)
    users = {user for user, _ in places}
    rest = Delivery.objects.filter(state="held", message__facts__event__caught_up__isnull=False)
    rest = rest.exclude(pk__in=[one.pk for one in held]).filter(
        Q(user_id__in=users - {None}) | Q(user_id__isnull=True)
    )
    found = rest.select_related("message", "user", "channel").select_for_update(
        skip_locked=True, of=("self",)
    )
    also = [one for one in found if (one.user_id, one.channel_id) in places and _is_caught_up(one)]
    return sorted([*held, *also], key=lambda one: (one.user_id or 0, one.channel_id or 0, one.pk))


def _is_caught_up(one: Delivery) -> bool:
    return bool((one.message.facts.get("event") or {}).get("caught_up"))


def _release(group: Sequence[Delivery]) -> None:
    moment = now()
    if len(group) == 1:
        one = group[0]
        one.state, one.next_at = ("delivered" if one.channel is None else "queued"), moment
        one.delivered_at = moment if one.channel is None else None
        one.save(update_fields=["state", "next_at", "delivered_at"])
        if one.channel is None:
            ring(one.message, group)
        return
    digest = _digest(group, moment)
    Delivery.objects.filter(pk__in=[one.pk for one in group]).update(state="digested", of=digest)


def _digest(group: Sequence[Delivery], moment: datetime) -> Delivery:
    first, last = group[0], group[-1]
    facts = {language: _facts(group, language) for language in LANGUAGES}
    message = Message.objects.create(
        source=f"digest:{first.user_id or ''}:{first.channel_id or ''}:{last.pk}",
        step="digest",
        colour=gravest([one.message.colour for one in group]),
        path="/notifications",
        facts=facts,
        made_at=moment,
        **render_inapp("digest", facts),
    )
    here = first.channel is None
    delivery = Delivery(
        message=message,
        user=first.user,
        channel=first.channel,
        address=last.address,
        language=last.language,
        state="delivered" if here else "queued",
        next_at=moment,
        made_at=moment,
        delivered_at=moment if here else None,
    )
    store(message, [delivery])
    return Delivery.objects.get(message=message, user=first.user, channel=first.channel, action="tell")


def _facts(group: Sequence[Delivery], language: str) -> dict[str, Any]:
    """How many, the gravest, and a line each: word, shape, what, station, time of measurement."""
    ids = [one.message.alert_id for one in group if one.message.alert_id]
    closed = set(Alert.objects.filter(id__in=ids, status="closed").values_list("id", flat=True))
    lines = [
        f"{number}. {_line(one.message, language)}{_DONE[language] if one.message.alert_id in closed else ''}"
        for number, one in enumerate(group[:_SHOWN], 1)
    ]
    if len(group) > _SHOWN:
        lines.append(_MORE[language].format(n=len(group) - _SHOWN))
    grave = COLOURS.get(gravest([one.message.colour for one in group]))
    word = (grave[1] if language == "en" else grave[0]) if grave else "—"
    return {"count": str(len(group)), "gravest": word, "lines": "\n".join(lines)}


def _line(message: Message, language: str) -> str:
    facts = message.facts.get(language) or {}
    if message.step != "alert":
        return (message.subject_en if language == "en" else "") or message.subject
    return (
        f"{facts.get('shape', '')}{facts.get('colour', '')} {facts.get('what', '')} "
        f"{facts.get('station', '')} {facts.get('sentence', '')} "
        f"[{facts.get('measured', minute(message.made_at))}]"
    )
