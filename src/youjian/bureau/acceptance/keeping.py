"""What the verbs of acceptance share: rights, limits, refusals, files, and the rollout's row."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from django.apps import apps

from youjian.bureau.acceptance.limits import DEFAULTS
from youjian.bureau.acceptance.models import AcceptanceFile, AcceptanceLimit
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.attachments import Photo, checked, clean_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.times import now

SEE, MANAGE, APPROVE = "rollout.see", "rollout.manage", "rollout.approve"


def limits() -> dict[str, float]:
    """The limits in force."""
    own = dict(AcceptanceLimit.objects.values_list("code", "value"))
    return {code: own.get(code, limit.value) for code, limit in DEFAULTS.items()}


def need(actor: Actor, permission: str) -> None:
    """Raise Problem 403 for who lacks a permission."""
    if not actor.may(permission):
        raise forbidden(permission_name(permission))


def conflict(code: str, zh: str, en: str) -> Problem:
    """Something that does not fit how things stand."""
    return Problem(409, code, pick(zh, en))


def bad(code: str, zh: str, en: str) -> Problem:
    """Something that cannot be taken."""
    return Problem(422, code, pick(zh, en))


def drafted(actor: Actor, made_by: str) -> bool:
    """Whether the actor, or whom they act for, made it."""
    return made_by in {actor.username, actor.acting_for}


def keep(area: str, actor: Actor, photos: Sequence[Photo], **of: Any) -> int:
    """Keep scans, the same bytes once; returns how many are new. Raises Problem 413, 422."""
    kinds = checked(photos)
    there = set(AcceptanceFile.objects.filter(**of).values_list("sha256", flat=True))
    new = 0
    for photo, kind in kinds:
        digest = hashlib.sha256(photo.content).hexdigest()
        if digest in there:
            continue
        there.add(digest)
        new += 1
        AcceptanceFile.objects.create(
            area=area,
            filename=clean_name(photo.filename),
            media_type=kind,
            sha256=digest,
            content=photo.content,
            made_at=now(),
            made_by_name=actor.display_name,
            **of,
        )
    return new


def noted(actor: Actor, verb: str, thing: str, station_id: str = "", **after: Any) -> None:
    """Write what was done into the journal."""
    more: Mapping[str, Any] = {"station_id": station_id} if station_id else {}
    journal.record(actor, f"acceptance.{verb}", thing, after=after, **more)


def tell_rollout(verb: str, actor: Actor, station_id: str, day: date) -> None:
    """Move the station's row of the rollout, where that part is installed."""
    if apps.is_installed("youjian.bureau.rollout"):
        services = import_module("youjian.bureau.rollout.services")
        getattr(services, f"mark_{verb}")(actor, station_id, day)
