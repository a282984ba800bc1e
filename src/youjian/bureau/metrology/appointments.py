"""Appointments to verify: asked for by station or desk, planned over weeks, confirmed, done, missed."""

from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.calendar.selectors import calendar
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import (
    AppointmentIn,
    AppointmentOut,
    AppointmentStepIn,
    PlanIn,
    PlanOut,
    PlanVisit,
)
from youjian.bureau.metrology.models import Appointment
from youjian.bureau.metrology.planning import Due, Turn, spread
from youjian.bureau.metrology.words import APPOINTMENT_STATES
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry import stored
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.drafts import Row
from youjian.bureau.scope import acting, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

OPEN = ("planned", "requested", "confirmed")
_WEEK = timedelta(days=7)
_COUNTY = 6


def rows_of(actor: Actor) -> QuerySet[Appointment]:
    """Every appointment within the scope."""
    return Appointment.objects.filter(within(actor.scope))


def ask(actor: Actor, wanted: AppointmentIn) -> AppointmentOut:
    """Ask for a verification; certificates that run get the day of the application.

    Stations ask for themselves, the desk for all. Raises Problem 403, 404, 409 while one is open, 422 for a
    nozzle that is not there or a day that is over.
    """
    if not (actor.may("metrology.manage") or actor.may("portal.use")):
        raise forbidden(permission_name("metrology.manage"))
    reason = pick("申请检定", "Verification applied for")
    with changing(actor, reason, "form"):
        station = register.station_of(actor, wanted.station_id)
        here = [row for row in nozzles_of(actor) if row["station_id"] == wanted.station_id]
        chosen = _chosen(wanted, here)
        row = Appointment.objects.create(
            station_id=wanted.station_id,
            nozzles=[one["nozzle_id"] for one in chosen],
            due_on=_first_end(chosen),
            wished_on=wanted.wished_on,
            status="requested",
            origin="desk" if actor.may("metrology.manage") else "station",
            note=wanted.note.strip(),
            asked_at=now(),
            asked_by=actor.username,
            asked_by_name=actor.display_name,
        )
        with connection.cursor() as cursor:
            cursor.execute(_APPLIED, [business_day(now()), wanted.station_id, row.nozzles])
        _note(actor, row, "ask")
    return shown(row, station.name)


def _chosen(wanted: AppointmentIn, here: list[Row]) -> list[Row]:
    today = business_day(now())
    if wanted.wished_on is not None and wanted.wished_on < today:
        raise _bad("past", "希望检定的日期已经过去。", "The wished day is over.")
    unknown = set(wanted.nozzles) - {row["nozzle_id"] for row in here}
    if unknown or not here:
        raise _bad("no_nozzle", "该站没有这些在用油枪，请核对。", "The station has no such nozzle in use.")
    if any(row["open"] for row in here if not wanted.nozzles or row["nozzle_id"] in wanted.nozzles):
        raise Problem(
            409,
            "open_already",
            pick("这些油枪已有未完成的检定预约。", "An appointment for these nozzles is open already."),
        )
    return [row for row in here if not wanted.nozzles or row["nozzle_id"] in wanted.nozzles]


def take_step(actor: Actor, number: int, wanted: AppointmentStepIn) -> AppointmentOut:
    """Confirm, finish, miss or cancel an appointment; raises Problem 404, 409 when it is over, 422."""
    with acting(actor):
        row = rows_of(actor).select_for_update().filter(id=number).first()
        if row is None:
            raise not_found(pick(f"检定预约{number}", f"Appointment {number}"))
        if row.status not in OPEN:
            raise Problem(409, "over", pick("该预约已办结。请刷新。", "It is over. Please refresh."))
        _step(row, wanted)
        row.save()
        _note(actor, row, wanted.step)
    return shown(row, register.station_of(actor, row.station_id).name)


def _step(row: Appointment, wanted: AppointmentStepIn) -> None:
    if wanted.step == "confirm":
        day = wanted.planned_on or row.planned_on
        if day is None or day < business_day(now()):
            raise _bad("day", "请填写今天或以后的检定日期。", "Name a day of today or later.")
        row.status, row.planned_on = "confirmed", day
        row.verifier = wanted.verifier.strip() or row.verifier
        return
    if wanted.step != "done" and not wanted.note.strip():
        raise _bad("note", "请写明原因。", "Please say why.")
    row.status = {"done": "done", "missed": "missed", "cancel": "cancelled"}[wanted.step]
    row.note, row.settled_at = wanted.note.strip() or row.note, now()


def make_plan(actor: Actor, wanted: PlanIn) -> PlanOut:
    """Plan the stations whose certificates end within the span, or have ended; writes unless `dry_run`.

    What is open already is left as it is. Raises Problem 422 for a beginning that is over.
    """
    if wanted.first_on < business_day(now()):
        raise _bad("past", "计划的起始日期已经过去。", "The plan would begin in the past.")
    with acting(actor):
        days = _working_days(wanted)
        turns = spread(_due(actor, wanted), days, list(dict.fromkeys(wanted.verifiers)))
        if not wanted.dry_run:
            Appointment.objects.bulk_create([_planned(actor, turn) for turn in turns])
            after = {"stations": len(turns), "first_on": wanted.first_on.isoformat(), "weeks": wanted.weeks}
            journal.record(actor, "metrology.plan", "verification_plan", after=after)
    return _plan_out(actor, wanted, turns)


def _working_days(wanted: PlanIn) -> list[date]:
    known = calendar()
    span = [wanted.first_on + timedelta(days=n) for n in range(wanted.weeks * 7)]
    return [day for day in span if known.is_working_day(day)]


def _due(actor: Actor, wanted: PlanIn) -> list[Due]:
    """Stations with a nozzle whose certificate ends in the span, or that stands without one."""
    last = wanted.first_on + wanted.weeks * _WEEK
    found: dict[str, list[Row]] = {}
    for row in nozzles_of(actor):
        failed = row["result"] != "pass"
        if not row["open"] and (failed or row["valid_until"] < last):
            found.setdefault(row["station_id"], []).append(row)
    return [
        Due(station, rows[0]["region_code"][:_COUNTY], tuple(r["nozzle_id"] for r in rows), _first_end(rows))
        for station, rows in sorted(found.items())
    ]


def _first_end(rows: list[Row]) -> date | None:
    """The first end of a certificate; None as soon as one nozzle has none that holds."""
    if any(row["result"] != "pass" for row in rows):
        return None
    return min(row["valid_until"] for row in rows)


def _planned(actor: Actor, turn: Turn) -> Appointment:
    return Appointment(
        station_id=turn.due.station_id,
        nozzles=list(turn.due.nozzles),
        due_on=turn.due.due_on,
        planned_on=turn.planned_on,
        verifier=turn.verifier,
        status="planned",
        origin="plan",
        asked_at=now(),
        asked_by=actor.username,
        asked_by_name=actor.display_name,
    )


def _plan_out(actor: Actor, wanted: PlanIn, turns: list[Turn]) -> PlanOut:
    heads = register.station_heads(actor, [turn.due.station_id for turn in turns])
    weeks: dict[tuple[str, int], int] = {}
    for turn in turns:
        at = (turn.verifier, (turn.planned_on - wanted.first_on).days // 7)
        weeks[at] = weeks.get(at, 0) + len(turn.due.nozzles)
    nozzles = sum(len(turn.due.nozzles) for turn in turns)
    most = max(weeks.values(), default=0)
    return PlanOut(
        visits=[
            PlanVisit(
                station_id=turn.due.station_id,
                station_name=heads[turn.due.station_id].name,
                nozzles=list(turn.due.nozzles),
                due_on=turn.due.due_on,
                planned_on=turn.planned_on,
                verifier=turn.verifier,
            )
            for turn in turns
        ],
        nozzles=nozzles,
        most_in_a_week=most,
        sentence=pick(
            f"{wanted.weeks}周内安排{len(turns)}座站、{nozzles}把枪；每人每周最多{most}把。",
            f"{len(turns)} stations, {nozzles} nozzles in {wanted.weeks} weeks; at most {most} a week each.",
        ),
    )


def settle_by_results(actor: Actor, station_id: str) -> None:
    """Appointments of a station whose nozzles all were verified since they were asked for are done."""
    for row in rows_of(actor).filter(station_id=station_id, status__in=OPEN):
        verified = stored.read(_VERIFIED, [station_id, row.nozzles, business_day(row.asked_at)])
        if len(verified) == len(set(row.nozzles)):
            row.status, row.settled_at = "done", now()
            row.save(update_fields=["status", "settled_at"])


def shown(row: Appointment, station_name: str) -> AppointmentOut:
    """A row as it is answered."""
    return AppointmentOut(
        id=row.pk,
        station_id=row.station_id,
        station_name=station_name,
        nozzles=row.nozzles,
        due_on=row.due_on,
        wished_on=row.wished_on,
        planned_on=row.planned_on,
        verifier=row.verifier,
        status=row.status,
        status_name=named(APPOINTMENT_STATES, row.status),
        origin=row.origin,
        note=row.note,
        asked_by_name=row.asked_by_name,
    )


def _note(actor: Actor, row: Appointment, step: str) -> None:
    after = {"status": row.status, "nozzles": row.nozzles, "note": row.note, "verifier": row.verifier}
    after["planned_on"] = row.planned_on.isoformat() if row.planned_on else None
    target = f"appointment:{row.pk}"
    journal.record(actor, f"metrology.appointment_{step}", target, station_id=row.station_id, after=after)


def nozzles_of(actor: Actor) -> list[Row]:
    """Every nozzle in use of stations that are not closed, with its last verification."""
    rows = stored.read(_NOZZLES, [business_day(now())])
    mine = set(register.stations_of(actor).values_list("station_id", flat=True))
    return [row for row in rows if row["station_id"] in mine]


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))


_NOZZLES = """
SELECT n.station_id, s.region_code, n.nozzle_id, v.result, v.valid_until, EXISTS (
    SELECT 1 FROM bureau.metrology_appointment AS a
    WHERE a.station_id = n.station_id AND a.status IN ('planned', 'requested', 'confirmed')
        AND a.nozzles @> to_jsonb(n.nozzle_id)
) AS open
FROM (
    SELECT DISTINCT ON (station_id, nozzle_id) * FROM ledger.nozzles
    WHERE coalesce(valid_from, '-infinity') <= now()
    ORDER BY station_id, nozzle_id, valid_from DESC NULLS LAST
) AS n
JOIN ledger.stations AS s ON s.station_id = n.station_id AND s.status <> 'closed'
LEFT JOIN (
    SELECT DISTINCT ON (station_id, nozzle_id) station_id, nozzle_id, result, valid_until
    FROM ledger.verifications
    ORDER BY station_id, nozzle_id, verified_on DESC, result DESC, valid_until DESC, certificate_no DESC
) AS v ON v.station_id = n.station_id AND v.nozzle_id = n.nozzle_id
WHERE n.retired_on IS NULL OR n.retired_on > %s ORDER BY n.station_id, n.nozzle_id
"""
_APPLIED = """
UPDATE ledger.verifications AS v SET renewal_applied_on = %s FROM (
    SELECT DISTINCT ON (nozzle_id) station_id, nozzle_id, verified_on, certificate_no
    FROM ledger.verifications
    WHERE station_id = %s AND nozzle_id = ANY(%s)
    ORDER BY nozzle_id, verified_on DESC, result DESC, valid_until DESC, certificate_no DESC
) AS last
WHERE (v.station_id, v.nozzle_id, v.verified_on, v.certificate_no)
    = (last.station_id, last.nozzle_id, last.verified_on, last.certificate_no)
    AND v.renewal_applied_on IS NULL AND v.result = 'pass'
"""
_VERIFIED = """
SELECT DISTINCT nozzle_id FROM ledger.verifications
WHERE station_id = %s AND nozzle_id = ANY(%s) AND verified_on >= %s
"""
