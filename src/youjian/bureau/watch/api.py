"""How the watch keeps up."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.watch import selectors
from youjian.bureau.watch.contracts import WatchOut

router = Router(tags=["watch"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut}


@router.get("/watch", response={200: WatchOut, **_REFUSALS})
def watch(request: HttpRequest) -> WatchOut:
    """The last ticks of the watch, and how far it is behind."""
    actor_with(request, "alert.see")
    return selectors.watch()
