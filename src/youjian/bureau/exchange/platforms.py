"""Platforms of others: entered, switched off; rounds tell them what waits and take what they give."""

import random
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from procrastinate.contrib.django import app

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.exchange.contracts import PlatformIn
from youjian.bureau.exchange.models import Platform
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify import secrets
from youjian.bureau.notify.backoff import wait
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.sharing.datasets import DATASETS
from youjian.bureau.sharing.models import Agreement
from youjian.bureau.sharing.selectors import agreements_of
from youjian.bureau.sharing.services import need
from youjian.bureau.times import now

TRIES = 30


def add(actor: Actor, wanted: PlatformIn) -> Platform:
    """Enter a platform; its token is kept sealed. Raises Problem 403, 404, 422."""
    need(actor, "sharing.manage")
    with acting(actor):
        _check(actor, wanted)
        said = wanted.model_dump()
        token = said.pop("token").strip()
        row = Platform.objects.create(
            **said,
            token=secrets.seal({"token": token} if token else {}),
            made_at=now(),
            made_by_name=actor.display_name,
        )
        after = {"kind": row.kind, "name": row.name, "host": urlsplit(row.address).hostname or ""}
        journal.record(actor, "exchange.platform", f"platform:{row.pk}", after=after)
        return row


def _check(actor: Actor, wanted: PlatformIn) -> None:
    try:
        parts = urlsplit(wanted.address)
        plain = (
            parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.query
        )
    except ValueError:
        plain = False
    if wanted.address and not plain:
        raise bad(
            "url",
            "地址须以http://或https://开头，不含用户名。",
            "The address begins with http:// or https://.",
        )
    if (wanted.kind == "province") != (wanted.agreement_id is not None):
        raise bad(
            "agreement",
            "上报平台须依据一份共享协议，共享平台不选协议。",
            "A province needs an agreement, a catalogue none.",
        )
    if wanted.agreement_id is not None:
        _keys_agreed(agreement_of(actor, wanted.agreement_id))


def agreement_of(actor: Actor, number: int) -> Agreement:
    """An agreement within the scope; raises Problem 404."""
    row = agreements_of(actor).filter(id=number).first()
    if row is None:
        raise not_found(pick(f"共享协议{number}", f"Agreement {number}"))
    return row


def _keys_agreed(row: Agreement) -> None:
    """A province answers by the key of a row: without it nothing could be matched."""
    for code, said in row.datasets.items():
        lacking = sorted(set(DATASETS[code].spec.key) - set(said["fields"])) if code in DATASETS else []
        if lacking:
            raise bad(
                "key",
                f"协议中“{DATASETS[code].title}”缺少主键字段{lacking[0]}，无法逐行对账。",
                f"The agreement lacks the key {lacking[0]} of {code}.",
            )


def switch(actor: Actor, number: int, *, active: bool) -> Platform:
    """Stop asking a platform, or go on. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        row = platform_of(actor, number)
        row.active = active
        row.save(update_fields=["active"])
        journal.record(actor, "exchange.platform", f"platform:{number}", after={"active": active})
        return row


def ask(actor: Actor, number: int) -> None:
    """Have the worker make a round with a platform now. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        platform_of(actor, number)
        app.configure_task("exchange.round").defer(platform_id=number)
        journal.record(actor, "exchange.ask", f"platform:{number}")


def platforms_of(actor: Actor) -> QuerySet[Platform]:
    """The platforms that somebody sees: catalogues, and provinces under agreements of the scope."""
    found = Platform.objects.select_related("agreement")
    return found.filter(agreement__isnull=True) | found.filter(agreement__in=agreements_of(actor))


def platform_of(actor: Actor, number: int) -> Platform:
    """One of them; raises Problem 404."""
    row = platforms_of(actor).filter(id=number).first()
    if row is None:
        raise not_found(pick(f"平台{number}", f"Platform {number}"))
    return row


def failed(row: Any, error: str, *, final: bool) -> None:
    """Note a failed try of a message or batch: again later, or given up."""
    row.attempts, row.error = row.attempts + 1, error[:300]
    if final or row.attempts >= TRIES:
        row.state = "dead"
    else:
        row.next_at = now() + wait(row.attempts, random.random())  # noqa: S311 - spreads retries
    row.save()


def bad(code: str, zh: str, en: str) -> Problem:
    """A refusal of what was entered."""
    return Problem(422, code, pick(zh, en))
