"""Drills: planned, held, cancelled; measures and photos; how stations and counties stand."""

from django.http import HttpRequest
from ninja import File, Form, Router, UploadedFile

from youjian.bureau.access import actor_with
from youjian.bureau.incidents import drilling
from youjian.bureau.incidents import selectors_drills as selectors
from youjian.bureau.incidents.api import REFUSALS, photos_of
from youjian.bureau.incidents.contracts_drills import (
    DrillCancelIn,
    DrillIn,
    DrillMeasureDoneIn,
    DrillMeasureIn,
    DrillOut,
    DrillOverview,
    DrillResultIn,
)

router = Router(tags=["incidents"])
_DRILL = {200: DrillOut, **REFUSALS}
_SEE, _MANAGE = "incident.see", "incident.manage"


@router.get("/drills/overview", response={200: DrillOverview, **REFUSALS})
def drill_overview(request: HttpRequest) -> DrillOverview:
    """How stations and counties stand with their drills."""
    return selectors.overview(actor_with(request, _SEE))


@router.post("/drills", response=_DRILL)
def plan_drill(request: HttpRequest, body: DrillIn) -> DrillOut:
    """Plan a drill."""
    actor = actor_with(request, _MANAGE)
    return selectors.drill(actor, drilling.plan(actor, body).pk)


@router.get("/drills/{drill_id}", response=_DRILL)
def one_drill(request: HttpRequest, drill_id: int) -> DrillOut:
    """A drill with its measures."""
    return selectors.drill(actor_with(request, _SEE), drill_id)


@router.post("/drills/{drill_id}/result", response=_DRILL)
def enter_drill_result(request: HttpRequest, drill_id: int, body: DrillResultIn) -> DrillOut:
    """What a drill showed, and the measures that follow."""
    actor = actor_with(request, _MANAGE)
    drilling.hold(actor, drill_id, body)
    return selectors.drill(actor, drill_id)


@router.post("/drills/{drill_id}/cancel", response=_DRILL)
def cancel_drill(request: HttpRequest, drill_id: int, body: DrillCancelIn) -> DrillOut:
    """Do not hold a drill."""
    actor = actor_with(request, _MANAGE)
    drilling.cancel(actor, drill_id, body)
    return selectors.drill(actor, drill_id)


@router.post("/drills/{drill_id}/measures", response=_DRILL)
def add_drill_measure(request: HttpRequest, drill_id: int, body: DrillMeasureIn) -> DrillOut:
    """A further measure after a drill."""
    actor = actor_with(request, _MANAGE)
    drilling.add_measure(actor, drill_id, body)
    return selectors.drill(actor, drill_id)


@router.post("/drills/{drill_id}/photos", response=_DRILL)
def add_drill_photos(
    request: HttpRequest, drill_id: int, photos: File[list[UploadedFile]], caption: Form[str] = ""
) -> DrillOut:
    """Keep photos of a drill."""
    actor = actor_with(request, _MANAGE)
    drilling.add_photos(actor, drill_id, photos_of(photos), caption[:200])
    return selectors.drill(actor, drill_id)


@router.post("/drill-measures/{measure_id}/done", response=_DRILL)
def finish_drill_measure(request: HttpRequest, measure_id: int, body: DrillMeasureDoneIn) -> DrillOut:
    """Say what came of a measure."""
    actor = actor_with(request, _SEE)
    return selectors.drill(actor, drilling.finish_measure(actor, measure_id, body).pk)
