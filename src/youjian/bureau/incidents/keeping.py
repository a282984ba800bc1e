"""What every verb of emergencies does: find the event, note the step, journal it; terms; photos."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.attachments import Photo, checked, clean_name
from youjian.bureau.incidents.models import Drill, Incident, IncidentPhoto, IncidentStep, IncidentTerm
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.scope import within
from youjian.bureau.times import now

MANAGE = "incident.manage"
_MOST_PHOTOS = 60
"""So many photos one emergency or drill may have."""
_UNKNOWN = {"respond": 15, "report": 60, "close": 72, "drill": 183}
"""What counts where a row of terms is gone, in the unit of each."""
_UNITS = {"respond": "minutes", "report": "minutes", "close": "hours", "drill": "days"}


def need(actor: Actor) -> None:
    """Raise Problem 403 for who does not handle emergencies."""
    if not actor.may(MANAGE):
        raise forbidden(permission_name(MANAGE))


def locked(actor: Actor, incident_id: int) -> Incident:
    """An emergency for a change. Raises Problem 404."""
    found = Incident.objects.select_for_update().filter(within(actor.scope, "area"), id=incident_id).first()
    if found is None:
        raise not_found(pick(f"突发事件{incident_id}", f"Emergency {incident_id}"))
    return found


def noted(
    actor: Actor, row: Incident, step: str, note: str = "", *, before: str = "", detail: Any = None
) -> None:
    """Write a step of an emergency and its journal entry."""
    IncidentStep.objects.create(
        incident=row,
        step=step,
        before=before or row.status,
        after=row.status,
        note=note.strip(),
        detail=detail or {},
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )
    after = {"status": row.status, "note": note.strip()[:500], **(detail or {})}
    journal.record(actor, f"incident.{step}", f"incident:{row.pk}", station_id=row.station_id, after=after)


def term(kind: str, what: str) -> timedelta:
    """How long something may take for a kind of event."""
    rows = dict(IncidentTerm.objects.filter(what=what, kind__in=("", kind)).values_list("kind", "amount"))
    amount = rows.get(kind, rows.get("", _UNKNOWN[what]))
    return timedelta(**{_UNITS[what]: amount})


def department(code: str) -> str:
    """The code of a department that is there; raises Problem 422."""
    if not Department.objects.filter(code=code, is_active=True).exists():
        raise bad("department", "请选择部门。", "Choose a department.")
    return code


def keep_photos(actor: Actor, of: Incident | Drill, photos: Sequence[Photo], caption: str) -> int:
    """Keep photos; the same bytes once. Returns how many are new. Raises Problem 409, 413, 422."""
    kinds = checked(photos)
    owner = {"incident" if isinstance(of, Incident) else "drill": of}
    there = set(IncidentPhoto.objects.filter(**owner).values_list("sha256", flat=True))
    told = {hashlib.sha256(photo.content).hexdigest(): (photo, kind) for photo, kind in kinds}
    new = {digest: one for digest, one in told.items() if digest not in there}
    if len(there) + len(new) > _MOST_PHOTOS:
        zh, en = f"最多{_MOST_PHOTOS}张照片。", f"At most {_MOST_PHOTOS} photos."
        raise Problem(409, "too_many_photos", pick(zh, en))
    IncidentPhoto.objects.bulk_create(
        IncidentPhoto(
            **owner,
            caption=caption.strip(),
            filename=clean_name(photo.filename),
            media_type=kind,
            sha256=digest,
            content=photo.content,
            made_at=now(),
            made_by_name=actor.display_name,
        )
        for digest, (photo, kind) in new.items()
    )
    return len(new)


def not_ahead(moment: datetime | None, zh: str, en: str) -> datetime:
    """A time that was said, or now; raises Problem 422 for one that is ahead."""
    if moment is not None and moment > now() + timedelta(minutes=10):
        raise bad("future", zh, en)
    return moment or now()


def same(row: models.Model, names: Sequence[str]) -> dict[str, Any]:
    """Some of a row's fields by name."""
    return {name: getattr(row, name) for name in names}


def bad(code: str, zh: str, en: str) -> Problem:
    """Something that was entered is not right."""
    return Problem(422, code, pick(zh, en))
