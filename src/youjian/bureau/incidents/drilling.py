"""Drills: planned, held with what they showed, cancelled; the measures after them; photos."""

from collections.abc import Sequence

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.attachments import Photo
from youjian.bureau.cases.services import area_of
from youjian.bureau.incidents import keeping
from youjian.bureau.incidents.contracts_drills import (
    DrillCancelIn,
    DrillIn,
    DrillMeasureDoneIn,
    DrillMeasureIn,
    DrillPart,
    DrillResultIn,
)
from youjian.bureau.incidents.models import Drill, DrillMeasure, DrillStation
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify import services as notify
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def plan(actor: Actor, wanted: DrillIn) -> Drill:
    """Plan a drill, or enter one before its results. Raises Problem 403, 404 outside the scope, 422."""
    keeping.need(actor)
    with acting(actor):
        listed = list(dict.fromkeys(wanted.stations))
        row = Drill.objects.create(
            title=wanted.title.strip(),
            kind=wanted.kind,
            area=_area(actor, listed, wanted.region),
            held_on=wanted.held_on,
            scenario=wanted.scenario.strip(),
            participants=_parts(wanted.participants),
            status="planned",
            made_at=now(),
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        DrillStation.objects.bulk_create(DrillStation(drill=row, station_id=one) for one in listed)
        _journal(actor, "plan", row, {"held_on": str(row.held_on), "stations": listed})
        _tell_departments(row, [one["department"] for one in row.participants])
        return row


def _area(actor: Actor, stations: Sequence[str], region: str | None) -> str:
    """The region that holds all stations of a drill; without stations the one that was named."""
    if not stations:
        return area_of(actor, None, None, region)
    for one in stations:
        register.station_of(actor, one)
    counties = {one[:6] for one in stations}
    return counties.pop() if len(counties) == 1 else stations[0][:4]


def _parts(parts: Sequence[DrillPart]) -> list[dict[str, str]]:
    return [{"department": keeping.department(one.department), "people": one.people.strip()} for one in parts]


def hold(actor: Actor, drill_id: int, wanted: DrillResultIn) -> Drill:
    """Enter what a drill showed, and the measures that follow. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor)
    with acting(actor):
        row = _locked(actor, drill_id, "planned")
        if wanted.held_on > business_day(now()):
            raise keeping.bad("held_on", "演练日期还没有到。", "The drill's day is ahead.")
        row.status, row.held_on = "held", wanted.held_on
        row.went_well, row.went_badly = wanted.went_well.strip(), wanted.went_badly.strip()
        if wanted.participants is not None:
            row.participants = _parts(wanted.participants)
        row.save()
        for one in wanted.measures:
            _measure(actor, row, one)
        _journal(actor, "hold", row, {"held_on": str(row.held_on), "measures": len(wanted.measures)})
        return row


def cancel(actor: Actor, drill_id: int, wanted: DrillCancelIn) -> Drill:
    """Do not hold a drill. Raises Problem 403, 404, 409."""
    keeping.need(actor)
    with acting(actor):
        row = _locked(actor, drill_id, "planned")
        row.status, row.note = "cancelled", wanted.note.strip()
        row.save()
        _journal(actor, "cancel", row, {"note": row.note})
        return row


def add_measure(actor: Actor, drill_id: int, wanted: DrillMeasureIn) -> Drill:
    """Say what has to be done after a drill. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor)
    with acting(actor):
        row = _locked(actor, drill_id, "held")
        made = _measure(actor, row, wanted)
        _journal(actor, "measure", row, {"measure": made.pk, "department": made.department})
        return row


def _measure(actor: Actor, row: Drill, wanted: DrillMeasureIn) -> DrillMeasure:
    made = DrillMeasure.objects.create(
        drill=row,
        department=keeping.department(wanted.department),
        text=wanted.text.strip(),
        due_on=wanted.due_on,
        made_at=now(),
        made_by_name=actor.display_name,
    )
    _tell_departments(row, [made.department], f"measure:{made.pk}")
    return made


def finish_measure(actor: Actor, measure_id: int, wanted: DrillMeasureDoneIn) -> Drill:
    """Say what came of a measure: somebody of the department, or who handles emergencies.

    Raises Problem 403, 404, 409.
    """
    with acting(actor):
        found = DrillMeasure.objects.filter(within(actor.scope, "drill__area"), id=measure_id)
        measure = found.select_for_update(of=("self",)).select_related("drill").first()
        if measure is None:
            raise not_found(pick(f"改进措施{measure_id}", f"Measure {measure_id}"))
        if not actor.may("incident.see") or actor.department != measure.department:
            keeping.need(actor)
        if measure.done_at is not None:
            raise Problem(409, "done", pick("该措施已经完成。", "The measure is done already."))
        measure.done_at, measure.done_by_name = now(), actor.display_name
        measure.result = wanted.result.strip()
        measure.save()
        _journal(actor, "measure_done", measure.drill, {"measure": measure.pk})
        return measure.drill


def add_photos(actor: Actor, drill_id: int, photos: Sequence[Photo], caption: str) -> Drill:
    """Keep photos of a drill. Raises Problem 403, 404, 409, 413, 422."""
    keeping.need(actor)
    with acting(actor):
        row = _locked(actor, drill_id, "planned", "held")
        new = keeping.keep_photos(actor, row, photos, caption)
        if new:
            _journal(actor, "photo", row, {"photos": new})
        return row


def _locked(actor: Actor, drill_id: int, *states: str) -> Drill:
    found = Drill.objects.select_for_update().filter(within(actor.scope, "area"), id=drill_id).first()
    if found is None:
        raise not_found(pick(f"演练{drill_id}", f"Drill {drill_id}"))
    if found.status not in states:
        raise Problem(
            409, "not_now", pick("演练当前状态不能做这一步。", "This cannot be done with the drill now.")
        )
    return found


def _tell_departments(row: Drill, departments: Sequence[str], key: str = "plan") -> None:
    people = User.objects.filter(
        is_active=True, department_id__in=departments, role__permissions__contains=["incident.see"]
    )
    listed = [one.pk for one in people.order_by("id") if covers(tuple(one.scope), row.area)]
    if not listed:
        return
    zh, en = (
        ("有改进措施待落实", "a measure to take") if key != "plan" else ("请参加演练", "please take part")
    )
    words = f"{row.code} {row.title}：{zh}", f"{row.code} {row.title}: {en}"
    path = f"/incidents?tab=drills&drill={row.pk}"
    notify.tell(listed, subject=words, text=words, path=path, source=f"drill:{row.pk}:{key}")


def _journal(actor: Actor, verb: str, row: Drill, after: dict[str, object]) -> None:
    journal.record(actor, f"drill.{verb}", f"drill:{row.pk}", after=after)
