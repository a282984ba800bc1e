"""The station's own pages: today's figures, deliveries, alerts, downtime."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.portal import selectors
from youjian.bureau.portal.contracts import PortalToday
from youjian.bureau.problems import ProblemOut

router = Router(tags=["portal"])


@router.get("/portal/today", response={200: PortalToday, 401: ProblemOut, 403: ProblemOut})
def portal_today(request: HttpRequest) -> PortalToday:
    """Today of the person's own stations."""
    return selectors.today(actor_with(request, "portal.use"))
