"""Hooks: a system is told of changes, as CloudEvents signed like Standard Webhooks, until it answers 2xx.

The worker looks every minute what changed since a hook was told last, makes an event of up to a hundred rows,
and tries it with growing waits for about a day. What was given up, and what was delivered, can be sent again.
"""

import base64
import random
import secrets as randomness
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify import egress, secrets
from youjian.bureau.notify.backoff import wait
from youjian.bureau.notify.channels.asking import posted
from youjian.bureau.notify.channels.port import SendError
from youjian.bureau.notify.channels.signing import WEBHOOK_PREFIX, webhook_sign
from youjian.bureau.notify.channels.web import Web
from youjian.bureau.notify.channels.webhook import CONTENT_TYPE
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, scoped
from youjian.bureau.sharing import giving, reading
from youjian.bureau.sharing.contracts import HookIn, HookSecretOut, ReplayIn
from youjian.bureau.sharing.datasets import DATASETS
from youjian.bureau.sharing.models import Hook, HookEvent
from youjian.bureau.sharing.services import in_force, locked, need
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_ROWS, _MOST_EVENTS = 100, 50
_TRIES = 30
"""About a day with the waits of `notify.backoff`."""


def add_hook(actor: Actor, agreement_id: int, wanted: HookIn) -> HookSecretOut:
    """Let an address be told; the signing secret is told once, here. Raises Problem 403, 404, 422."""
    need(actor, "sharing.manage")
    _check(wanted)
    with acting(actor):
        row = locked(actor, agreement_id)
        if wanted.dataset not in row.datasets:
            raise _bad("dataset", "协议不含该数据集。", "The agreement does not hold this data set.")
        strange = sorted(set(wanted.mapping.values()) - set(reading.fields_of(row, DATASETS[wanted.dataset])))
        if strange:
            raise _bad("mapping", f"协议不含字段{strange[0]}。", f"The field {strange[0]} is not agreed.")
        secret = WEBHOOK_PREFIX + base64.b64encode(randomness.token_bytes(32)).decode()
        hook = Hook.objects.create(
            agreement=row,
            **wanted.model_dump(),
            secret=secrets.seal({"secret": secret}),
            since=reading.begin(),
            made_at=now(),
            made_by_name=actor.display_name,
        )
        after = {"hook": hook.pk, "dataset": hook.dataset, "host": urlsplit(hook.url).hostname}
        journal.record(actor, "sharing.hook", f"agreement:{row.pk}", after=after)
        return HookSecretOut(hook_id=hook.pk, secret=secret)


def _check(wanted: HookIn) -> None:
    dataset, parts = DATASETS.get(wanted.dataset), urlsplit(wanted.url)
    if dataset is None or not dataset.feed:
        raise _bad("dataset", "该数据集不能推送。", "This data set cannot be pushed.")
    plain = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.fragment
    if not plain:
        raise _bad(
            "url",
            "地址须以http://或https://开头，不含用户名。",
            "The address begins with http:// or https:// and names no user.",
        )


def switch(actor: Actor, hook_id: int, *, active: bool) -> Hook:
    """Stop telling an address, or go on from now. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        hook = _hook(actor, hook_id)
        if active and not hook.active:
            hook.since = reading.begin()
        hook.active = active
        hook.save(update_fields=["active", "since"])
        after = {"hook": hook.pk, "active": active}
        journal.record(actor, "sharing.hook", f"agreement:{hook.agreement_id}", after=after)
        return hook


def replay(actor: Actor, hook_id: int, wanted: ReplayIn) -> int:
    """Send events again with their ids, at once; returns how many. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        hook = _hook(actor, hook_id)
        found = HookEvent.objects.filter(hook=hook)
        named = {"id__in": wanted.events} if wanted.events else {"made_at__gte": wanted.since or now()}
        found = found.filter(**named)
        again = found.update(state="waiting", attempts=0, next_at=now(), error="")
        after = {"hook": hook.pk, "events": again}
        journal.record(actor, "sharing.replay", f"agreement:{hook.agreement_id}", after=after)
        return again


def _hook(actor: Actor, number: int) -> Hook:
    found = Hook.objects.filter(id=number).first()
    if found is None:
        raise not_found(pick(f"推送{number}", f"Hook {number}"))
    locked(actor, found.agreement_id)
    return Hook.objects.select_for_update().get(id=number)


def gather() -> int:
    """Make events of what changed for every hook whose agreement is in force; returns how many."""
    made = 0
    for hook in Hook.objects.filter(active=True, agreement__status="approved").select_related("agreement"):
        if in_force(hook.agreement, business_day(now())) and hook.dataset in hook.agreement.datasets:
            made += _gather(hook)
    return made


def _gather(hook: Hook) -> int:
    dataset = DATASETS[hook.dataset]
    for made in range(_MOST_EVENTS):
        found = reading.changes(hook.agreement, dataset, hook.since or reading.begin(), _ROWS)
        hook.since = found.cursor
        hook.save(update_fields=["since"])
        if not found.rows:
            return made
        _event(hook, found.rows)
        if not found.more:
            return made + 1
    return _MOST_EVENTS


def _event(hook: Hook, rows: list[dict[str, Any]]) -> None:
    """One event, as it leaves (CloudEvents 1.0.2, JSON format)."""
    number, moment = uuid4(), now()
    body = {
        "specversion": "1.0",
        "id": str(number),
        "source": f"/youjian/share/{hook.agreement.code}",
        "type": "cn.youjian.dataset.changed",
        "subject": hook.dataset,
        "time": moment,
        "datacontenttype": "application/json",
        "data": {"dataset": hook.dataset, "purpose": hook.agreement.purpose, "rows": _theirs(hook, rows)},
    }
    text = giving.encoded(body).decode()
    HookEvent.objects.create(
        hook=hook, event_id=number, body=text, rows=len(rows), next_at=moment, made_at=moment
    )


def _theirs(hook: Hook, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in the receiver's words."""
    if not hook.mapping:
        return rows
    return [{theirs: row[ours] for theirs, ours in hook.mapping.items() if ours in row} for row in rows]


def send_round() -> int:
    """Try every event that is due, with no transaction open; returns how many were delivered."""
    with scoped():
        due = HookEvent.objects.filter(state="waiting", next_at__lte=now(), hook__active=True)
        numbers = list(due.order_by("id").values_list("id", flat=True)[:500])
    return sum(_send(number) for number in numbers)


def _send(number: int) -> bool:
    with scoped():
        row = HookEvent.objects.select_related("hook__agreement").get(id=number)
        hook = row.hook
        open_ = in_force(hook.agreement, business_day(now())) and hook.active
    if not open_:
        return _settle(number, "the agreement is not in force", final=True)
    body = row.body.encode()
    try:
        secret = secrets.open_sealed(hook.secret)["secret"]
        posted(Web(egress.from_environment(), hook.ca_file), hook.url, body, _headers(row, body, secret))
    except (SendError, secrets.SecretLostError) as error:
        return _settle(number, str(error), final=getattr(error, "final", False))
    return _settle(number, "", final=True)


def _headers(row: HookEvent, body: bytes, secret: str) -> dict[str, str]:
    timestamp = int(time.time())
    return {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": str(row.event_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": webhook_sign(str(row.event_id), timestamp, body, secret),
    }


def _settle(number: int, error: str, *, final: bool) -> bool:
    """Note what came of a try; a delivered event is noted among what was given."""
    with scoped():
        row = HookEvent.objects.select_for_update().select_related("hook__agreement").get(id=number)
        row.attempts, row.error = row.attempts + 1, error[:300]
        if not error:
            row.state, row.delivered_at = "delivered", now()
            _note(row)
        elif final or row.attempts >= _TRIES:
            row.state = "dead"
        else:
            row.next_at = now() + wait(row.attempts, random.random())  # noqa: S311 - spreads retries
        row.save()
    return not error


def _note(row: HookEvent) -> None:
    hook = row.hook
    fields = reading.fields_of(hook.agreement, DATASETS[hook.dataset])
    giving.note(
        hook.agreement,
        None,
        hook.dataset,
        "hook",
        body=row.body.encode(),
        rows=row.rows,
        fields=fields,
        asked={"event": str(row.event_id), "host": urlsplit(hook.url).hostname or ""},
    )


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
