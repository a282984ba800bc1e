"""Adding to the journal."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal.chain import ALGORITHM, CONTENT, digest
from youjian.bureau.journal.models import JournalEntry, JournalHead

OK = "ok"
VIEW_STANDS = timedelta(minutes=10)


def record(
    actor: Actor,
    action: str,
    target: str,
    *,
    station_id: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    result: str = OK,
) -> int:
    """Add an entry within the caller's transaction, and return its number.

    The head's row is locked until that transaction ends: call this last, so that others wait shortly.
    """
    with transaction.atomic():
        head = JournalHead.objects.select_for_update().get(id=1)
        content = {
            "number": head.number + 1,
            "at": datetime.now(UTC),
            "username": actor.username[:64],
            "display_name": actor.display_name[:128],
            "address": actor.address[:64],
            "action": action,
            "object": target[:128],
            "station_id": station_id,
            "before": _json(before),
            "after": _json(after),
            "result": result[:256],
        }
        _append(head, content)
    return head.number


def record_view(actor: Actor, action: str, target: str, *, station_id: str) -> None:
    """Note that a person looked at something, once in ten minutes: an open page asks again by itself.

    The entry stands for the ten minutes after it. That the page says who asks is not believed.
    """
    since = datetime.now(UTC) - VIEW_STANDS
    seen = JournalEntry.objects.filter(object=target, action=action, username=actor.username, at__gte=since)
    if not seen.exists():
        record(actor, action, target, station_id=station_id)


def _append(head: JournalHead, content: dict[str, Any]) -> None:
    value = digest(ALGORITHM, head.digest, {name: content[name] for name in CONTENT})
    JournalEntry.objects.create(**content, algorithm=ALGORITHM, previous=head.digest, digest=value)
    head.number, head.digest = content["number"], value
    head.save(update_fields=["number", "digest"])


def _json(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the database will give back for it: the digest must not change on the way."""
    return None if value is None else json.loads(json.dumps(value, ensure_ascii=False, default=str))
