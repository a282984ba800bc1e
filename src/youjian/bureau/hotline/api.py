"""The hotlines' work orders."""

from datetime import date

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.cases import reporters
from youjian.bureau.cases.contracts import ReporterAsk, ReporterOut
from youjian.bureau.hotline import selectors, services
from youjian.bureau.hotline.contracts import HotlineOverview, WorkOrderIn, WorkOrderOut, WorkOrderStepIn
from youjian.bureau.problems import ProblemOut

router = Router(tags=["hotline"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/hotline", response={200: HotlineOverview, **_REFUSALS})
def hotline_overview(request: HttpRequest, first: date, last: date) -> HotlineOverview:
    """How the work orders stand, and how those of some days were answered."""
    return selectors.overview(actor_with(request, "hotline.see"), first, last)


@router.post("/hotline/orders", response={200: WorkOrderOut, **_REFUSALS})
def enter_work_order(request: HttpRequest, body: WorkOrderIn) -> WorkOrderOut:
    """Enter a work order."""
    return services.enter(actor_with(request, "hotline.manage"), body)


@router.get("/hotline/orders/{order_id}", response={200: WorkOrderOut, **_REFUSALS})
def work_order(request: HttpRequest, order_id: int) -> WorkOrderOut:
    """A work order with its way."""
    return selectors.order(actor_with(request, "hotline.see"), order_id)


@router.post("/hotline/orders/{order_id}/steps", response={200: WorkOrderOut, **_REFUSALS})
def take_work_order_step(request: HttpRequest, order_id: int, body: WorkOrderStepIn) -> WorkOrderOut:
    """Take a step with a work order."""
    return services.take_step(actor_with(request, "hotline.manage"), order_id, body)


@router.post("/hotline/orders/{order_id}/reporter", response={200: ReporterOut, **_REFUSALS})
def work_order_reporter(request: HttpRequest, order_id: int, body: ReporterAsk) -> ReporterOut:
    """Who reported, in full: for a reason that goes into the journal."""
    actor = actor_with(request, "hotline.reporter")
    found = selectors.reporter_of(actor, order_id)
    return reporters.reveal(actor, found, f"work_order:{order_id}", body.reason)
