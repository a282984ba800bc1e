"""What is written of inspections: a record once, notes to it, a department's next checklist."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.attachments import Photo, clean_name
from youjian.bureau.inspection import selectors
from youjian.bureau.inspection.checking import bad, checked_files, digest_of, sound
from youjian.bureau.inspection.contracts import (
    ChecklistIn,
    ChecklistItem,
    ChecklistOut,
    InspectionIn,
    InspectionNoteIn,
    InspectionOut,
    PlaceIn,
)
from youjian.bureau.inspection.effects import leads_opened, seals_told
from youjian.bureau.inspection.models import (
    Checklist,
    Inspection,
    InspectionNote,
    InspectionPhoto,
    Signature,
)
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting
from youjian.bureau.times import now

_DO = "inspection.do"
_SAME = (
    "number",
    "station_id",
    "started_at",
    "ended_at",
    "site_name",
    "site_role",
    "findings",
    "conclusion",
    "rectify_by",
    "statement",
    "refused",
)
"""What a record has from the device as it came."""


def hand_in(
    actor: Actor, wanted: InspectionIn, photos: Sequence[Photo] = (), signatures: Sequence[Photo] = ()
) -> InspectionOut:
    """Keep a signed inspection with its photos, and tell seals and leads what it found.

    The same again answers the record that is there. Raises Problem 403, 404 outside the scope, 409 when the
    number holds something else, 413 and 422 for what cannot be kept.
    """
    _need(actor)
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        digest = digest_of(wanted, photos, signatures)
        _one_at_a_time(wanted)
        found = Inspection.objects.filter(number=wanted.number).first()
        row = found if found is not None else _kept(actor, wanted, photos, signatures, digest)
        if row.digest != digest or row.made_by != actor.username:
            raise _other_content()
        return selectors.inspection(actor, row.pk)


def _one_at_a_time(wanted: InspectionIn) -> None:
    """Two arrivals of one record follow each other: the second finds what the first has written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 9))", [f"inspection:{wanted.number}"]
        )


def _kept(
    actor: Actor, wanted: InspectionIn, photos: Sequence[Photo], signatures: Sequence[Photo], digest: str
) -> Inspection:
    checklist = Checklist.objects.filter(id=wanted.checklist).first()
    if checklist is None:
        raise bad("checklist", "没有这份检查表。", "There is no such checklist.")
    sound(wanted, checklist)
    kinds = checked_files(wanted, photos, signatures)
    effects = seals_told(actor, wanted)
    leads = leads_opened(actor, wanted, effects, photos)
    try:
        with transaction.atomic():
            row = Inspection.objects.create(
                **_fields(actor, wanted, checklist), effects=effects, leads=leads, digest=digest
            )
    except IntegrityError:  # a record of somebody else, which this scope does not show
        raise _other_content() from None
    _keep_photos(row, wanted, kinds)
    _keep_signatures(row, wanted, signatures)
    after = {"number": str(row.number), "digest": digest, "problems": row.problems, "photos": len(kinds)}
    journal.record(
        actor, "inspection.hand_in", f"inspection:{row.pk}", station_id=row.station_id, after=after
    )
    return row


def _fields(actor: Actor, wanted: InspectionIn, checklist: Checklist) -> dict[str, Any]:
    said = wanted.model_dump(mode="json")
    return {
        **{name: getattr(wanted, name) for name in _SAME},
        **_place(wanted.place),
        **{name: said[name] for name in ("inspectors", "answers", "readings", "seals")},
        "placed_at": wanted.place.at if wanted.place else None,
        "checklist": checklist,
        "department": checklist.department,
        "received_at": now(),
        "problems": sum(one.answer == "problem" for one in wanted.answers),
        "made_by": actor.username,
        "made_by_name": actor.display_name,
    }


def _place(place: PlaceIn | None) -> dict[str, Any]:
    return place.model_dump(exclude={"at"}) if place else {}


def _keep_photos(row: Inspection, wanted: InspectionIn, kinds: Sequence[tuple[Photo, str]]) -> None:
    InspectionPhoto.objects.bulk_create(
        InspectionPhoto(
            inspection=row,
            station_id=row.station_id,
            item=said.item,
            caption=said.caption,
            taken_at=said.taken_at,
            **_place(said.place),
            filename=clean_name(photo.filename),
            media_type=kind,
            sha256=hashlib.sha256(photo.content).hexdigest(),
            content=photo.content,
        )
        for said, (photo, kind) in zip(wanted.photos, kinds, strict=True)
    )


def _keep_signatures(row: Inspection, wanted: InspectionIn, signatures: Sequence[Photo]) -> None:
    Signature.objects.bulk_create(
        Signature(
            inspection=row,
            station_id=row.station_id,
            **said.model_dump(),
            sha256=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
        )
        for said, file in zip(wanted.signatures, signatures, strict=True)
    )


def append_note(actor: Actor, inspection_id: int, wanted: InspectionNoteIn) -> InspectionOut:
    """Add to a record, which itself stays as it was signed. Raises Problem 403, 404."""
    _need(actor)
    with acting(actor):
        row = selectors.row_of(actor, inspection_id)
        InspectionNote.objects.create(
            inspection=row,
            station_id=row.station_id,
            kind=wanted.kind,
            text=wanted.text.strip(),
            made_at=now(),
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        journal.record(
            actor,
            "inspection.note",
            f"inspection:{row.pk}",
            station_id=row.station_id,
            after=wanted.model_dump(),
        )
        return selectors.inspection(actor, row.pk)


def set_checklist(actor: Actor, department: str, wanted: ChecklistIn) -> list[ChecklistOut]:
    """The next version of a department's checklist; records keep the version they were made by.

    Raises Problem 403 for who does not act for the whole city, 404, 422 for a code that is there twice.
    """
    _need(actor)
    if "*" not in actor.scope and not any(len(prefix) == 4 for prefix in actor.scope):
        raise Problem(403, "city", pick("检查表由市级设定。", "Checklists are set for the whole city."))
    codes = [item.code for item in wanted.items]
    if len(set(codes)) < len(codes):
        raise bad("twice", "检查项目的代码不能重复。", "Each item needs a code of its own.")
    with acting(actor):
        before = (
            Checklist.objects.select_for_update().filter(department=department).order_by("version").last()
        )
        if before is None:
            raise not_found(pick("该部门的检查表", "This department's checklist"))
        made = Checklist.objects.create(
            department=department,
            zh=before.zh,
            en=before.en,
            version=before.version + 1,
            items=_both_languages(wanted.items, before.items),
            source=wanted.source.strip(),
            made_at=now(),
            made_by_name=actor.display_name,
        )
        after = {"version": made.version, "items": len(codes), "source": made.source}
        journal.record(actor, "inspection.checklist", f"checklist:{department}", after=after)
        return selectors.checklists()


def _both_languages(items: Sequence[ChecklistItem], before: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines that stay keep their words in both languages, whichever of them the editor saw."""
    known = {item["code"]: item for item in before}
    return [_line(item, known.get(item.code)) for item in items]


def _line(item: ChecklistItem, known: dict[str, Any] | None) -> dict[str, Any]:
    said = item.model_dump()
    stays = known is not None and item.zh == item.en and item.zh in (known["zh"], known["en"])
    return said | {"zh": known["zh"], "en": known["en"]} if stays and known else said


def _other_content() -> Problem:
    message = pick(
        "这个编号已有另一份检查记录，本份没有收下。请核对是否在两台设备上填写。",
        "This number holds another record; this one was not taken. Was it filled in on two devices?",
    )
    return Problem(409, "other_content", message)


def _need(actor: Actor) -> None:
    if not actor.may(_DO):
        raise forbidden(permission_name(_DO))
