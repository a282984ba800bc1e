"""What is done with emergencies: reported, taken step by step, called about, made a lead; their terms."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import Photo
from youjian.bureau.cases.contracts import LeadIn
from youjian.bureau.cases.services import area_of, open_lead
from youjian.bureau.incidents import keeping, telling
from youjian.bureau.incidents.contracts import (
    IncidentAudienceIn,
    IncidentCallIn,
    IncidentIn,
    IncidentLeadIn,
    IncidentStepIn,
    IncidentTermIn,
)
from youjian.bureau.incidents.models import Incident, IncidentAudience, IncidentCall, IncidentTerm
from youjian.bureau.incidents.transitions import BY_STEP, Transition
from youjian.bureau.incidents.words import INCIDENT_STEPS, KINDS, LEVELS, UNITS
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def report(actor: Actor, wanted: IncidentIn) -> Incident:
    """Report an emergency; who is concerned is told at once. The same key again changes nothing.

    Raises Problem 403, 404 outside the scope, 422.
    """
    keeping.need(actor)
    with acting(actor):
        key = wanted.key or uuid4()
        found = Incident.objects.filter(key=key).first()
        if found is not None:
            return found
        area = area_of(actor, wanted.station_id, None, wanted.region)
        try:
            with transaction.atomic():
                row = _opened(actor, wanted, area, key)
        except IntegrityError:
            return _there(key)
        keeping.noted(actor, row, "opened", row.text, detail={"kind": row.kind, "level": row.level})
        telling.tell(row, "opened", ("请立即处置", "act at once"))
        return row


def _there(key: object) -> Incident:
    """The event that somebody else sent under the same key; raises Problem 409 for one out of sight."""
    found = Incident.objects.filter(key=key).first()
    if found is None:
        raise Problem(
            409, "key_taken", pick("该编号已使用，请重新填写。", "This key is taken; please enter it anew.")
        )
    return found


def _opened(actor: Actor, wanted: IncidentIn, area: str, key: object) -> Incident:
    happened = keeping.not_ahead(
        wanted.happened_at, "发生时间还没有到，请核对。", "It happened in the future; please check."
    )
    moment = now()
    said = wanted.model_dump(exclude={"key", "region", "happened_at", "text"})
    return Incident.objects.create(
        **said,
        key=key,
        text=wanted.text.strip(),
        area=area,
        happened_at=happened,
        reported_at=moment,
        status="reported",
        respond_by=moment + keeping.term(wanted.kind, "respond"),
        report_by=moment + keeping.term(wanted.kind, "report"),
        made_at=moment,
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def take_step(actor: Actor, incident_id: int, wanted: IncidentStepIn) -> Incident:
    """Take a step of the table. Raises Problem 403, 404, 409 when the state does not allow it, 422."""
    keeping.need(actor)
    line = BY_STEP[wanted.step]
    with acting(actor):
        row = keeping.locked(actor, incident_id)
        if row.status not in line.before:
            message = pick("事件当前状态不能做这一步。", "This cannot be done with the emergency now.")
            raise Problem(409, "not_now", message)
        _check(wanted, line)
        before = row.status
        detail = _effect(row, wanted)
        row.status = line.after or row.status
        row.save()
        keeping.noted(actor, row, wanted.step, wanted.note, before=before, detail=detail)
        name = next(one for one in INCIDENT_STEPS if one.code == wanted.step)
        if line.after or wanted.step == "level":
            telling.tell(row, f"{wanted.step}:{now():%Y%m%dT%H%M%S%f}", (name.zh, name.en))
        return row


_ASKS = {
    "note": ("请写明情况。", "Please say what was done."),
    "to": ("请填写报告给谁。", "Say whom it was reported to."),
    "level": ("请选择等级。", "Choose a level."),
    "cause": ("请写明原因。", "Say what caused it."),
    "losses": ("请写明损失情况，没有也须写明。", "Say what was lost, also if it is nothing."),
}


def _check(wanted: IncidentStepIn, line: Transition) -> None:
    for name in line.needs:
        if not str(getattr(wanted, name) or "").strip():
            raise keeping.bad(name, *_ASKS[name])


def _effect(row: Incident, wanted: IncidentStepIn) -> dict[str, Any]:
    """What a step changes of the event itself, and what its entry tells of it."""
    match wanted.step:
        case "respond":
            row.responded_at = now()
        case "report":
            row.first_report_at = row.first_report_at or now()
            return {"to": wanted.to.strip()}
        case "control":
            row.controlled_at = now()
            row.close_by = now() + keeping.term(row.kind, "close")
        case "flare_up" | "reopen":
            row.controlled_at = row.close_by = row.closed_at = None
        case "level":
            before, row.level = row.level, wanted.level or row.level
            return {"before": named(LEVELS, before), "level": named(LEVELS, row.level)}
        case "close":
            return _close(row, wanted)
        case _:
            pass
    return {}


_CLOSING = ("cause", "losses", "follow_up", "deaths", "injured", "loss_fen", "spilled_ml")


def _close(row: Incident, wanted: IncidentStepIn) -> dict[str, Any]:
    said = wanted.model_dump(include=set(_CLOSING))
    for name, value in said.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.closed_at = now()
    return said


def note_call(actor: Actor, incident_id: int, wanted: IncidentCallIn) -> Incident:
    """Note a call from the call list. Raises Problem 403, 404, 422 for one that is ahead."""
    keeping.need(actor)
    with acting(actor):
        row = keeping.locked(actor, incident_id)
        called_at = keeping.not_ahead(wanted.called_at, "通话时间还没有到。", "The call is ahead.")
        IncidentCall.objects.create(
            incident=row,
            **wanted.model_dump(exclude={"called_at"}),
            called_at=called_at,
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        whom = f"{wanted.organisation} {wanted.person}".strip()
        how = pick("已接通", "answered") if wanted.answered else pick("未接通", "not answered")
        detail = {"whom": whom, "answered": wanted.answered}
        note = " ".join(one for one in (whom, how, wanted.note.strip()) if one)
        keeping.noted(actor, row, "call", note, detail=detail)
        return row


def add_photos(actor: Actor, incident_id: int, photos: Sequence[Photo], caption: str) -> Incident:
    """Keep photos of an emergency. Raises Problem 403, 404, 409, 413, 422."""
    keeping.need(actor)
    with acting(actor):
        row = keeping.locked(actor, incident_id)
        new = keeping.keep_photos(actor, row, photos, caption)
        if new:
            keeping.noted(actor, row, "photo", caption, detail={"photos": new})
        return row


def make_lead(actor: Actor, incident_id: int, wanted: IncidentLeadIn) -> Incident:
    """Open a lead of an emergency. Raises Problem 403, 404, 409 when there is one, 422."""
    keeping.need(actor)
    with acting(actor):
        row = keeping.locked(actor, incident_id)
        if row.lead_id is not None:
            raise Problem(409, "lead_there", pick("该事件已转为线索。", "It was made a lead already."))
        said = {
            "source": "department",
            "kind": "safety",
            "text": wanted.text.strip(),
            "station_id": row.station_id,
            "region": None if row.station_id else row.area,
            "place": row.place,
            "happened_at": row.happened_at,
            "department": wanted.department,
        }
        lead = open_lead(actor, LeadIn.model_validate(said), origin=f"incident:{row.pk}")
        row.lead_id, row.lead_code = lead.pk, lead.code
        row.save(update_fields=["lead_id", "lead_code"])
        keeping.noted(actor, row, "lead", lead.code, detail={"lead": lead.pk})
        return row


def set_term(actor: Actor, kind: str, what: str, wanted: IncidentTermIn) -> None:
    """Say how long something may take, from the next event on. Raises Problem 403, 404."""
    keeping.need(actor)
    _whole_city(actor)
    code = "" if kind == "all" else kind
    known = code in {one.code for one in KINDS} if what != "drill" else not code
    if what not in UNITS or not known:
        raise not_found(pick("该时限", "This term"))
    with acting(actor):
        before = IncidentTerm.objects.filter(kind=code, what=what).values("amount", "source").first()
        values = {**wanted.model_dump(), "said_on": business_day(now())}
        IncidentTerm.objects.update_or_create(kind=code, what=what, defaults=values)
        _settle(actor, "incident.term", f"incident_term:{kind}:{what}", before, wanted.model_dump())


def set_audience(actor: Actor, kind: str, wanted: IncidentAudienceIn) -> None:
    """Say which departments are told of a kind of event. Raises Problem 403, 404, 422."""
    keeping.need(actor)
    _whole_city(actor)
    if kind not in {one.code for one in KINDS}:
        raise not_found(pick("该类事件", "This kind"))
    with acting(actor):
        listed = [keeping.department(one) for one in dict.fromkeys(wanted.departments)]
        before = telling.concerned(kind)
        IncidentAudience.objects.filter(kind=kind).delete()
        IncidentAudience.objects.bulk_create(IncidentAudience(kind=kind, department=one) for one in listed)
        _settle(
            actor,
            "incident.audience",
            f"incident_audience:{kind}",
            {"departments": before},
            {"departments": listed},
        )


def _settle(
    actor: Actor, action: str, target: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> None:
    journal.record(actor, action, target, before=dict(before) if before else None, after=dict(after))


def _whole_city(actor: Actor) -> None:
    """Raise Problem 403 for who works in a county: terms hold for the whole city."""
    if "*" not in actor.scope and not any(len(prefix) == 4 for prefix in actor.scope):
        raise Problem(403, "city", pick("该项由市级设定。", "This is set for the whole city."))
