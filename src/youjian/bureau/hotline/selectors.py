"""Reads of work orders, within the actor's scope."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.calendar.selectors import due_at
from youjian.bureau.cases.models import Lead, Reporter
from youjian.bureau.cases.reporters import masked, may_reveal
from youjian.bureau.cases.words import KINDS
from youjian.bureau.hotline.contracts import (
    HotlineOverview,
    HotlineStation,
    WorkOrderOut,
    WorkOrderStepKind,
    WorkOrderStepOut,
)
from youjian.bureau.hotline.models import WorkOrder
from youjian.bureau.hotline.words import HOTLINES, MOVES, OPEN, STATES, STEPS
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Region
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import day_bounds

SOON_DAYS = 1
"""An answer is nearly due when it has to go out by the end of the next working day."""
_MOST_DAYS = 366
_REPEATED = 2
_STATIONS = 10


def orders_of(actor: Actor) -> QuerySet[WorkOrder]:
    """Every work order of the scope."""
    return WorkOrder.objects.filter(within(actor.scope, "area"))


def home(actor: Actor) -> str:
    """What a work order is about that names no place: the actor's own county, else the whole city."""
    names = register.region_names()
    own = [prefix for prefix in actor.scope if prefix in names]
    return own[0] if len(own) == len(actor.scope) == 1 else _city()


def _city() -> str:
    found = Region.objects.filter(parent_code__isnull=True).order_by("region_code")
    return found.values_list("region_code", flat=True).first() or ""


def order(actor: Actor, order_id: int) -> WorkOrderOut:
    """A work order with its way; raises Problem 404."""
    row = orders_of(actor).filter(id=order_id).first()
    if row is None:
        raise not_found(pick(f"工单{order_id}", f"Work order {order_id}"))
    same = (
        "hotline",
        "number",
        "received_at",
        "due_at",
        "kind",
        "text",
        "area",
        "station_id",
        "nozzle_id",
        "place",
        "lead_id",
        "status",
        "reply",
        "replied_at",
        "made_at",
        "made_by_name",
    )
    head = register.station_heads(actor, [row.station_id]).get(row.station_id) if row.station_id else None
    region = head.region_code if head else row.area
    lead = Lead.objects.filter(id=row.lead_id).first() if row.lead_id else None
    reporter = Reporter.objects.filter(id=row.reporter_id).first() if row.reporter_id else None
    return WorkOrderOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        hotline_name=named(HOTLINES, row.hotline),
        kind_name=named(KINDS, row.kind),
        overdue=row.status in OPEN and row.due_at <= now(),
        area_name=register.region_names().get(region) or region,
        station_name=head.name if head else (row.station_id or ""),
        reporter=masked(reporter),
        may_reveal=may_reveal(actor, row.reporter_id),
        lead_code=lead.code if lead else "",
        status_name=named(STATES, row.status),
        steps=_steps(row),
        next_steps=_next(actor, row),
    )


def _steps(row: WorkOrder) -> list[WorkOrderStepOut]:
    return [
        WorkOrderStepOut(
            step=one.step,
            step_name=named(STEPS, one.step),
            note=one.note,
            made_at=one.made_at,
            made_by_name=one.made_by_name,
        )
        for one in row.steps.order_by("id")  # type: ignore[attr-defined]
    ]


def _next(actor: Actor, row: WorkOrder) -> list[WorkOrderStepKind]:
    if not actor.may("hotline.manage"):
        return []
    return [one for one in MOVES[row.status] if one != "lead" or row.lead_id is None]  # type: ignore[misc]


def reporter_of(actor: Actor, order_id: int) -> int | None:
    """Who reported, by number; None for nobody, or a work order outside the scope."""
    return orders_of(actor).filter(id=order_id).values_list("reporter_id", flat=True).first()


def overview(actor: Actor, first: date, last: date) -> HotlineOverview:
    """How the open work orders stand, and how those of some days were answered; raises Problem 422."""
    if not 0 <= (last - first).days < _MOST_DAYS:
        message = pick(f"请选择{_MOST_DAYS}天以内的日期。", f"Choose up to {_MOST_DAYS} days.")
        raise Problem(422, "too_long", message)
    moment = now()
    since, until = day_bounds(first)[0], day_bounds(last)[1]
    inside = Q(received_at__gte=since, received_at__lt=until)
    told = orders_of(actor).aggregate(
        open=Count("id", Q(status__in=OPEN)),
        overdue=Count("id", Q(status__in=OPEN, due_at__lte=moment)),
        soon=Count("id", Q(status__in=OPEN, due_at__gt=moment, due_at__lte=due_at(moment, SOON_DAYS))),
        received=Count("id", inside),
        answered=Count("id", inside & Q(replied_at__isnull=False)),
        on_time=Count("id", inside & Q(replied_at__lte=F("due_at"))),
    )
    on_time = told.pop("on_time")
    pct = round(100 * on_time / told["answered"], 1) if told["answered"] else None
    return HotlineOverview(
        sentence=_sentence(told, pct),
        first=first,
        last=last,
        on_time_pct=pct,
        stations=_repeated(actor, inside),
        **told,
    )


def _sentence(told: Mapping[str, int], pct: float | None) -> str:
    zh = f"未答复工单{told['open']}件，其中已超期{told['overdue']}件、临近时限{told['soon']}件；"
    zh += f"期间受理{told['received']}件，已答复{told['answered']}件"
    zh += f"，按时答复率{pct}%。" if pct is not None else "。"
    en = f"{told['open']} work orders wait for an answer, {told['overdue']} overdue, {told['soon']} nearly; "
    en += f"{told['received']} were received in these days, {told['answered']} answered"
    en += f", {pct} % in time." if pct is not None else "."
    return pick(zh, en)


def _repeated(actor: Actor, inside: Q) -> list[HotlineStation]:
    rows: list[dict[str, Any]] = list(
        orders_of(actor)
        .filter(inside, station_id__isnull=False)
        .exclude(status="returned")
        .values("station_id")
        .annotate(orders=Count("id"))
        .filter(orders__gte=_REPEATED)
        .order_by("-orders", "station_id")[:_STATIONS]
    )
    heads = register.station_heads(actor, [row["station_id"] for row in rows])
    return [
        HotlineStation(**row, station_name=heads[row["station_id"]].name)
        for row in rows
        if row["station_id"] in heads
    ]
