"""Alerts: the list, the page, and what a person does with them."""

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.alerts import bulk, pages, selectors, services, settled
from youjian.bureau.alerts.contracts import (
    AlertFilter,
    AlertList,
    AlertPage,
    AssignIn,
    BulkIn,
    BulkOut,
    CandidatesOut,
    CloseIn,
    CommentIn,
    DeskChoicesOut,
    DeskIn,
    DeskSectionOut,
    ReopenIn,
    SeenIn,
    SnoozeIn,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["alerts"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}
_CONFLICTS = {**_REFUSALS, 409: ProblemOut, 422: ProblemOut}

_BULK = {"sign": "alert.sign", "assign": "alert.assign", "same": "alert.close"}


@router.get("/alerts", response={200: AlertList, **_REFUSALS})
def alerts(request: HttpRequest, wanted: Query[AlertFilter]) -> AlertList:
    """Alerts within the scope; an empty filter filters nothing."""
    return selectors.alerts(actor_with(request, "alert.see"), wanted)


@router.post("/alerts/bulk", response={200: BulkOut, **_CONFLICTS})
def many(request: HttpRequest, body: BulkIn) -> BulkOut:
    """Sign for, assign, or close as duplicates many alerts; what could not be done is named."""
    return bulk.bulk(actor_with(request, _BULK[body.verb]), body)


@router.get("/alerts/{alert_id}", response={200: AlertPage, **_REFUSALS})
def alert(request: HttpRequest, alert_id: int) -> AlertPage:
    """An alert's page; looking at it is journaled."""
    return services.view_alert(actor_with(request, "alert.see"), alert_id)


@router.get("/alerts/{alert_id}/candidates", response={200: CandidatesOut, **_REFUSALS})
def candidates(request: HttpRequest, alert_id: int) -> CandidatesOut:
    """People and departments that the alert may be passed on to."""
    return selectors.candidates(actor_with(request, "alert.assign"), alert_id)


@router.post("/alerts/{alert_id}/sign", response={200: AlertPage, **_CONFLICTS})
def sign(request: HttpRequest, alert_id: int, body: SeenIn | None = None) -> AlertPage:
    """Sign for an alert (签收)."""
    actor = actor_with(request, "alert.sign")
    services.sign_for(actor, alert_id, body.seen if body else None)
    return pages.page(actor, alert_id)


@router.post("/alerts/{alert_id}/assign", response={200: AlertPage, **_CONFLICTS})
def assign(request: HttpRequest, alert_id: int, body: AssignIn) -> AlertPage:
    """Pass an alert on to a person or a department (转办)."""
    actor = actor_with(request, "alert.assign")
    services.assign(
        actor, alert_id, username=body.username, department=body.department, note=body.note, seen=body.seen
    )
    return pages.page(actor, alert_id)


@router.post("/alerts/{alert_id}/snooze", response={200: AlertPage, **_CONFLICTS})
def snooze(request: HttpRequest, alert_id: int, body: SnoozeIn) -> AlertPage:
    """Put an alert off, with a reason (暂缓)."""
    actor = actor_with(request, "alert.snooze")
    services.snooze(actor, alert_id, body.until, body.reason, body.seen)
    return pages.page(actor, alert_id)


@router.post("/alerts/{alert_id}/wake", response={200: AlertPage, **_CONFLICTS})
def wake(request: HttpRequest, alert_id: int, body: SeenIn | None = None) -> AlertPage:
    """End a snooze before its time (恢复)."""
    actor = actor_with(request, "alert.snooze")
    services.wake(actor, alert_id, body.seen if body else None)
    return pages.page(actor, alert_id)


@router.post("/alerts/{alert_id}/comment", response={200: AlertPage, **_CONFLICTS})
def comment(request: HttpRequest, alert_id: int, body: CommentIn) -> AlertPage:
    """Add a comment, or the station's explanation (情况说明)."""
    actor = actor_with(request, "alert.comment")
    services.comment(actor, alert_id, body.text, body.kind)
    return pages.page(actor, alert_id)


@router.post("/alerts/{alert_id}/close", response={200: AlertPage, **_CONFLICTS})
def close(request: HttpRequest, alert_id: int, body: CloseIn) -> AlertPage:
    """Close an alert with an outcome and a reason (办结)."""
    actor = actor_with(request, "alert.close")
    services.close(actor, alert_id, body.outcome, body.reason, same_as=body.same_as, seen=body.seen)
    return pages.page(actor, alert_id)


@router.post("/alerts/{alert_id}/reopen", response={200: AlertPage, **_CONFLICTS})
def reopen(request: HttpRequest, alert_id: int, body: ReopenIn) -> AlertPage:
    """Open a closed alert again, with a reason (重新打开)."""
    actor = actor_with(request, "alert.close")
    services.reopen(actor, alert_id, body.reason, body.seen)
    return pages.page(actor, alert_id)


@router.get("/alert-desk", response={200: list[DeskSectionOut], **_REFUSALS})
def desk(request: HttpRequest) -> list[DeskSectionOut]:
    """What the city settles about its alerts: colours, routes, deadlines, storms, areas."""
    actor_with(request, "alert.see")
    return settled.sections()


@router.get("/alert-desk/choices", response={200: DeskChoicesOut, **_REFUSALS})
def desk_choices(request: HttpRequest) -> DeskChoicesOut:
    """What may be chosen in the editor."""
    actor_with(request, "alert.see")
    return settled.choices()


@router.post("/alert-desk/{section}", response={200: list[DeskSectionOut], **_CONFLICTS})
def settle(request: HttpRequest, section: str, body: DeskIn) -> list[DeskSectionOut]:
    """Replace the lines of a section."""
    settled.settle_section(actor_with(request, "alert.route"), section, body.lines, body.reason)
    return settled.sections()
