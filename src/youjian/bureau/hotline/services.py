"""What is done with work orders: entered, linked, made a lead, answered, closed or given back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.cases import reporters
from youjian.bureau.cases.contracts import LeadIn
from youjian.bureau.cases.models import Reporter
from youjian.bureau.cases.services import area_of, check_nozzle, feedback_by, open_lead
from youjian.bureau.hotline import selectors
from youjian.bureau.hotline.contracts import WorkOrderIn, WorkOrderOut, WorkOrderStepIn
from youjian.bureau.hotline.models import WorkOrder, WorkOrderStep
from youjian.bureau.hotline.words import HOTLINES, MOVES, WANTS_NOTE
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now

_MANAGE = "hotline.manage"
_EARLY = timedelta(minutes=10)
"""So far ahead the hotline's clock may be."""


def enter(actor: Actor, wanted: WorkOrderIn) -> WorkOrderOut:
    """Enter a work order. Raises Problem 403, 404 outside the scope, 409 for a number that is there, 422."""
    _need(actor)
    with acting(actor):
        return selectors.order(actor, keep(actor, wanted, None).pk)


def keep(actor: Actor, wanted: WorkOrderIn, upload_id: int | None) -> WorkOrder:
    """Keep a work order in the caller's transaction; those of a file are journaled with it. See `enter`."""
    area, due_at = check(actor, wanted)
    said = wanted.model_dump(
        exclude={"region", "reporter_name", "reporter_phone", "due_at", "number", "text"}
    )
    try:
        with transaction.atomic():
            reporter = reporters.keep(area, wanted.reporter_name, wanted.reporter_phone)
            row = WorkOrder.objects.create(
                **said,
                number=wanted.number.strip(),
                text=wanted.text.strip(),
                due_at=due_at,
                area=area,
                reporter_id=reporter.pk if reporter else None,
                status="received",
                upload_id=upload_id,
                made_at=now(),
                made_by=actor.username,
                made_by_name=actor.display_name,
            )
    except IntegrityError:
        message = pick("该工单已登记，请核对编号。", "There is a work order of this number; please check.")
        raise Problem(409, "order_there", message) from None
    _step(actor, row, "enter", "")
    if upload_id is None:
        _journal(actor, "hotline.enter", row, {"number": row.number})
    return row


def check(actor: Actor, wanted: WorkOrderIn) -> tuple[str, datetime]:
    """A work order's area, and when its answer is due; raises Problem 404, 422 for one that cannot be."""
    if wanted.received_at > now() + _EARLY:
        raise _bad("future", "受理时间还没有到，请核对。", "It was received in the future; please check.")
    due_at = wanted.due_at or feedback_by(wanted.hotline, wanted.received_at)
    if due_at <= wanted.received_at:
        raise _bad("due", "办结时限早于受理时间。", "It is due before it was received.")
    region = wanted.region or selectors.home(actor)
    return area_of(actor, wanted.station_id, wanted.nozzle_id, region), due_at


@dataclass(frozen=True)
class _Move:
    """A step as it is taken: the actor, the work order, what was said."""

    actor: Actor
    order: WorkOrder
    wanted: WorkOrderStepIn


def take_step(actor: Actor, order_id: int, wanted: WorkOrderStepIn) -> WorkOrderOut:
    """Take a step with a work order. Raises Problem 403, 404, 409 for one that it does not come to, 422."""
    _need(actor)
    with acting(actor):
        row = _locked(actor, order_id)
        after = MOVES[row.status].get(wanted.step)
        if after is None:
            message = pick("工单当前状态不能做这一步。", "This cannot be done with the work order now.")
            raise Problem(409, "not_now", message)
        if wanted.step in WANTS_NOTE and not wanted.note.strip():
            raise _bad("empty", "请写明情况或答复内容。", "Please say what was done, or the reply.")
        detail = _effect(_Move(actor, row, wanted))
        row.status = after
        row.save()
        _step(actor, row, wanted.step, wanted.note.strip() or detail)
        _journal(actor, f"hotline.{wanted.step}", row, {"note": wanted.note.strip(), "detail": detail})
        return selectors.order(actor, row.pk)


def _effect(move: _Move) -> str:
    """What a step changes of the work order itself, and how its entry tells it."""
    match move.wanted.step:
        case "link":
            return _link(move)
        case "lead":
            return _lead(move)
        case "extend":
            return _extend(move)
        case "reply":
            move.order.reply = move.wanted.note.strip()
            move.order.replied_at = move.order.replied_at or now()
            return ""
        case _:
            return ""


def _link(move: _Move) -> str:
    """The work order, its steps and who reported move to the station's area."""
    station_id = move.wanted.station_id
    if station_id is None:
        raise _bad("where", "请填写加油站。", "Say which station.")
    name = register.station_of(move.actor, station_id).name
    check_nozzle(station_id, move.wanted.nozzle_id)
    row = move.order
    row.area = row.station_id = station_id
    row.nozzle_id = move.wanted.nozzle_id
    WorkOrderStep.objects.filter(order=row).update(area=station_id)
    Reporter.objects.filter(id=row.reporter_id).update(area=station_id)
    return name


def _lead(move: _Move) -> str:
    row = move.order
    if row.lead_id is not None:
        raise Problem(409, "lead_there", pick("该工单已转为线索。", "It was made a lead already."))
    wanted = LeadIn(
        source="hotline",
        kind=row.kind,  # type: ignore[arg-type] - the same words
        text=pick(f"{named(HOTLINES, row.hotline)}工单{row.number}：{row.text}", f"{row.number}: {row.text}")[
            :4000
        ],
        station_id=row.station_id,
        nozzle_id=row.nozzle_id,
        region=None if row.station_id else row.area,
        place=row.place,
        feedback_by=row.due_at,
    )
    lead = open_lead(move.actor, wanted, origin=f"hotline:{row.pk}")
    row.lead_id = lead.pk
    return lead.code


def _extend(move: _Move) -> str:
    due_at = move.wanted.due_at
    if due_at is None or due_at <= move.order.due_at:
        raise _bad("due", "请填写晚于原时限的新时限。", "Say a time after the present deadline.")
    before, move.order.due_at = move.order.due_at, due_at
    return f"{_day(before)} → {_day(due_at)}"


def _day(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _step(actor: Actor, row: WorkOrder, step: str, note: str) -> None:
    WorkOrderStep.objects.create(
        order=row,
        area=row.area,
        step=step,
        note=note,
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def _locked(actor: Actor, order_id: int) -> WorkOrder:
    row = WorkOrder.objects.select_for_update().filter(within(actor.scope, "area"), id=order_id).first()
    if row is None:
        raise not_found(pick(f"工单{order_id}", f"Work order {order_id}"))
    return row


def _journal(actor: Actor, action: str, row: WorkOrder, after: dict[str, object]) -> None:
    journal.record(actor, action, f"work_order:{row.pk}", station_id=row.station_id, after=after)


def _need(actor: Actor) -> None:
    if not actor.may(_MANAGE):
        raise forbidden(permission_name(_MANAGE))


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
