"""What is done with leads: opened by people and by other apps, taken, linked, merged, closed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.attachments import MAX_EACH, Photo, checked, clean_name
from youjian.bureau.calendar.selectors import due_at
from youjian.bureau.cases import reporters, selectors
from youjian.bureau.cases.contracts import LeadIn, LeadOut, LeadStepIn, TermIn, TermOut
from youjian.bureau.cases.models import Lead, LeadPhoto, LeadStep, Reporter, Term
from youjian.bureau.cases.words import MOVES, WANTS_NOTE
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.records import nozzles_at
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.times import now

_MANAGE = "lead.manage"
_TERM_DAYS = 7
"""The working days of a source that nobody gave a term."""


def enter(actor: Actor, wanted: LeadIn, photos: Sequence[Photo] = ()) -> LeadOut:
    """Enter a lead by hand. Raises Problem 403, 404 outside the scope, 413, 422."""
    _need(actor)
    with acting(actor):
        return selectors.lead(actor, open_lead(actor, wanted, photos).pk)


def open_lead(
    actor: Actor,
    wanted: LeadIn,
    photos: Sequence[Photo] = (),
    *,
    origin: str | None = None,
    reporter: Reporter | None = None,
) -> Lead:
    """Open a lead for an app that judged the actor's right itself; the same origin again changes nothing.

    `reporter` is who told it, when the app keeps that already. Raises Problem 404, 413, 422.
    """
    with acting(actor):
        found = Lead.objects.filter(origin=origin).first() if origin else None
        if found is not None:
            return found
        kinds = checked(photos)
        _check_department(wanted.department)
        area = area_of(actor, wanted.station_id, wanted.nozzle_id, wanted.region)
        try:
            with transaction.atomic():
                lead = _opened(actor, wanted, area, origin, reporter)
        except IntegrityError:
            return Lead.objects.get(origin=origin)
        _attach(lead, kinds)
        _step(actor, lead, "opened", "", {"source": wanted.source})
        after = {"source": lead.source, "kind": lead.kind, "photos": len(kinds)}
        _journal(actor, "lead.open", lead, after)
        return lead


def _opened(actor: Actor, wanted: LeadIn, area: str, origin: str | None, reporter: Reporter | None) -> Lead:
    said = wanted.model_dump(exclude={"region", "reporter_name", "reporter_phone", "feedback_by", "text"})
    known = reporter or reporters.keep(area, wanted.reporter_name, wanted.reporter_phone)
    return Lead.objects.create(
        **said,
        text=wanted.text.strip(),
        area=area,
        origin=origin,
        feedback_by=wanted.feedback_by or feedback_by(wanted.source, now()),
        reporter=known,
        status="new",
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def feedback_by(source: str, since: datetime) -> datetime:
    """When an answer is due by the term of a source."""
    term = Term.objects.filter(source=source).first()
    return due_at(since, term.working_days if term else _TERM_DAYS)


def area_of(actor: Actor, station_id: str | None, nozzle_id: int | None, region: str | None) -> str:
    """The station, or the region; raises Problem 404 for one outside the scope, 422 when neither is said."""
    if station_id:
        register.station_of(actor, station_id)
        check_nozzle(station_id, nozzle_id)
        return station_id
    if not region:
        raise _bad("where", "请填写加油站，或所在区县。", "Say which station, or which region.")
    if region not in register.region_names():
        raise _bad("region", "没有这个行政区划。", "There is no such region.")
    if not covers(actor.scope, region):
        raise not_found(pick("所选区划", "The region"))
    return region


def check_nozzle(station_id: str, nozzle_id: int | None) -> None:
    """Raise Problem 422 for a nozzle that a station does not have now."""
    if nozzle_id is not None and nozzle_id not in nozzles_at(station_id, now()):
        raise _bad("nozzle", f"该站没有{nozzle_id}号枪。", f"The station has no nozzle {nozzle_id}.")


def _check_department(code: str) -> None:
    if code and not Department.objects.filter(code=code).exists():
        raise _bad("department", "没有这个部门。", "There is no such department.")


def _attach(lead: Lead, photos: Sequence[tuple[Photo, str]]) -> None:
    """Keep photos with a lead; the same bytes once. Raises Problem 409 when there would be too many."""
    there = set(lead.photos.values_list("sha256", flat=True))  # type: ignore[attr-defined]
    new = {hashlib.sha256(photo.content).hexdigest(): (photo, kind) for photo, kind in photos}
    if len(there | set(new)) > MAX_EACH:
        zh, en = f"一条线索最多{MAX_EACH}张照片。", f"A lead has at most {MAX_EACH} photos."
        raise Problem(409, "too_many_photos", pick(zh, en))
    LeadPhoto.objects.bulk_create(
        LeadPhoto(
            lead=lead,
            area=lead.area,
            filename=clean_name(photo.filename),
            media_type=kind,
            sha256=digest,
            content=photo.content,
            made_at=now(),
        )
        for digest, (photo, kind) in new.items()
        if digest not in there
    )


def add_photos(actor: Actor, lead_id: int, photos: Sequence[Photo]) -> LeadOut:
    """Keep further photos of a lead; the same again are harmless. Raises Problem 403, 404, 409, 413, 422."""
    _need(actor)
    kinds = checked(photos)
    with acting(actor):
        lead = _locked(actor, lead_id)
        _attach(lead, kinds)
        _journal(actor, "lead.attach", lead, {"photos": len(kinds)})
        return selectors.lead(actor, lead.pk)


@dataclass(frozen=True)
class _Move:
    """A step as it is taken: the actor, the lead, what was said."""

    actor: Actor
    lead: Lead
    wanted: LeadStepIn


def take_step(actor: Actor, lead_id: int, wanted: LeadStepIn) -> LeadOut:
    """Take a step with a lead. Raises Problem 403, 404, 409 for one that it does not come to, 422."""
    _need(actor)
    with acting(actor):
        lead = _locked(actor, lead_id)
        after = MOVES[lead.status].get(wanted.step)
        if after is None:
            message = pick("线索当前状态不能做这一步。", "This cannot be done with the lead now.")
            raise Problem(409, "not_now", message)
        if wanted.step in WANTS_NOTE and not wanted.note.strip():
            raise _bad("empty", "请写明情况或理由。", "Please say what was done, or why.")
        detail = _effect(_Move(actor, lead, wanted))
        lead.status = after
        lead.ended_at = now() if after not in ("new", "accepted") and lead.ended_at is None else lead.ended_at
        lead.save()
        _step(actor, lead, wanted.step, wanted.note.strip(), detail)
        _journal(actor, f"lead.{wanted.step}", lead, {"note": wanted.note.strip(), **detail})
        return selectors.lead(actor, lead.pk)


def _effect(move: _Move) -> dict[str, object]:
    """What a step changes of the lead itself, and how its entry tells it."""
    match move.wanted.step:
        case "assign":
            return _assign(move)
        case "merge":
            return _merge(move)
        case "link":
            return _link(move)
        case "close":
            if move.wanted.outcome is None:
                raise _bad("outcome", "请选择办理结果。", "Say what came of it.")
            move.lead.outcome = move.wanted.outcome
            return {"outcome": move.wanted.outcome}
        case _:
            return {}


def _assign(move: _Move) -> dict[str, object]:
    department = Department.objects.filter(code=move.wanted.department).first()
    if department is None:
        raise _bad("department", "请选择承办部门。", "Choose the department.")
    move.lead.department = department.code
    return {"department": department.code}


def _merge(move: _Move) -> dict[str, object]:
    """The other lead takes over; it may not itself have been merged into another."""
    into = (
        Lead.objects.select_for_update().filter(within(move.actor.scope, "area"), id=move.wanted.into).first()
    )
    if into is None or into.pk == move.lead.pk:
        raise not_found(pick("要并入的线索", "The lead to merge into"))
    if into.status not in ("new", "accepted"):
        message = pick("要并入的线索已经结束。", "The lead to merge into has ended.")
        raise Problem(409, "ended", message)
    move.lead.merged_into = into
    _step(move.actor, into, "note", pick(f"并入{move.lead.code}", f"{move.lead.code} merged into it"), {})
    return {"into": into.code}


def _link(move: _Move) -> dict[str, object]:
    """The lead, its steps, photos and who told it move to the station's area."""
    station_id = move.wanted.station_id
    if station_id is None:
        raise _bad("where", "请填写加油站。", "Say which station.")
    register.station_of(move.actor, station_id)
    check_nozzle(station_id, move.wanted.nozzle_id)
    lead = move.lead
    before = lead.area
    lead.area = lead.station_id = station_id
    lead.nozzle_id, lead.dispenser_id = move.wanted.nozzle_id, None
    for row in (LeadStep, LeadPhoto):
        row.objects.filter(lead=lead).update(area=station_id)
    Reporter.objects.filter(id=lead.reporter_id).update(area=station_id)
    return {"before": before, "station_id": station_id}


def set_term(actor: Actor, source: str, wanted: TermIn) -> list[TermOut]:
    """Say how long an answer to a source may take, from now on. Raises Problem 403, 404."""
    _need(actor)
    if "*" not in actor.scope and not any(len(prefix) == 4 for prefix in actor.scope):
        raise Problem(403, "city", pick("办理时限由市级设定。", "Terms are set for the whole city."))
    if source not in selectors.TERMS:
        raise not_found(pick("该来源", "This source"))
    with acting(actor):
        before = Term.objects.filter(source=source).values("working_days", "basis").first()
        Term.objects.update_or_create(source=source, defaults=wanted.model_dump())
        journal.record(actor, "lead.term", f"term:{source}", before=before, after=wanted.model_dump())
        return selectors.terms()


def _step(actor: Actor, lead: Lead, step: str, note: str, detail: dict[str, object]) -> None:
    LeadStep.objects.create(
        lead=lead,
        area=lead.area,
        step=step,
        note=note,
        detail=detail,
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def _locked(actor: Actor, lead_id: int) -> Lead:
    row = Lead.objects.select_for_update().filter(within(actor.scope, "area"), id=lead_id).first()
    if row is None:
        raise not_found(pick(f"线索{lead_id}", f"Lead {lead_id}"))
    return row


def _journal(actor: Actor, action: str, lead: Lead, after: dict[str, object]) -> None:
    journal.record(actor, action, f"lead:{lead.pk}", station_id=lead.station_id, after=after)


def _need(actor: Actor) -> None:
    if not actor.may(_MANAGE):
        raise forbidden(permission_name(_MANAGE))


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
