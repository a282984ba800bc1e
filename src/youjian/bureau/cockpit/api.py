"""The cockpit: one answer for a wall, and the boundaries it draws."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.sessions import keep_wall
from youjian.bureau.cockpit import wall
from youjian.bureau.cockpit.contracts import CockpitOut
from youjian.bureau.problems import ProblemOut
from youjian.bureau.registry import selectors
from youjian.bureau.registry.contracts import BoundariesOut

router = Router(tags=["cockpit"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut}


@router.get("/cockpit", response={200: CockpitOut, **_REFUSALS})
def cockpit(request: HttpRequest) -> CockpitOut:
    """Everything that a wall shows. `last_event` is where to begin the stream of events.

    Asking keeps the session of an account that may see nothing but the cockpit.
    """
    actor = actor_with(request, "cockpit.see")
    keep_wall(request, actor)
    return wall.cockpit(actor)


@router.get("/cockpit/boundaries", response={200: BoundariesOut, **_REFUSALS})
def cockpit_boundaries(request: HttpRequest) -> BoundariesOut:
    """The city's boundaries as GeoJSON, for the wall's small map."""
    actor_with(request, "cockpit.see")
    return selectors.boundaries()
