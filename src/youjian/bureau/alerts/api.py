"""Alerts: the list, the page, and the four things a person does."""

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.alerts import pages, selectors, services
from youjian.bureau.alerts.contracts import (
    AlertFilter,
    AlertList,
    AlertPage,
    CloseIn,
    CommentIn,
    RuleOut,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["alerts"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}
_CONFLICTS = {**_REFUSALS, 409: ProblemOut, 422: ProblemOut}


@router.get("/rules", response={200: list[RuleOut], **_REFUSALS})
def rules(request: HttpRequest) -> list[RuleOut]:
    """The rule catalogue."""
    actor_with(request, "alert.see")
    return selectors.rules()


@router.get("/alerts", response={200: AlertList, **_REFUSALS})
def alerts(request: HttpRequest, wanted: Query[AlertFilter]) -> AlertList:
    """Alerts within the scope; an empty filter filters nothing."""
    return selectors.alerts(actor_with(request, "alert.see"), wanted)


@router.get("/alerts/{alert_id}", response={200: AlertPage, **_REFUSALS})
def alert(request: HttpRequest, alert_id: int) -> AlertPage:
    """An alert's page; looking at it is journaled."""
    return services.view_alert(actor_with(request, "alert.see"), alert_id)


@router.post("/alerts/{alert_id}/sign", response={200: AlertPage, **_CONFLICTS})
def sign(request: HttpRequest, alert_id: int) -> AlertPage:
    """Sign for an alert (签收)."""
    actor = actor_with(request, "alert.sign")
    services.sign_for(actor, alert_id)
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
    services.close(actor, alert_id, body.outcome, body.reason)
    return pages.page(actor, alert_id)
