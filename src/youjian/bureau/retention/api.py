"""Retention over the API: looked at by who manages it or reads the journal, changed by the former."""

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.problems import ProblemOut
from youjian.bureau.retention import selectors, services
from youjian.bureau.retention.contracts import HoldIn, LimitIn, ReleaseIn, RetentionOut

router = Router(tags=["retention"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
_ANSWER = {200: RetentionOut, **_REFUSALS}


@router.get("/retention", response=_ANSWER)
def retention(request: HttpRequest) -> RetentionOut:
    """The limits, what the next run would do, and holds."""
    return selectors.overview(_reader(request))


@router.post("/retention/holds", response=_ANSWER)
def place_hold(request: HttpRequest, body: HoldIn) -> RetentionOut:
    """Hold days of a station whole."""
    actor = actor_with(request, services.MANAGE)
    services.place_hold(actor, body)
    return selectors.overview(actor)


@router.post("/retention/holds/{int:number}/release", response=_ANSWER)
def release_hold(request: HttpRequest, number: int, body: ReleaseIn) -> RetentionOut:
    """End a hold."""
    actor = actor_with(request, services.MANAGE)
    services.release_hold(actor, number, body.reason)
    return selectors.overview(actor)


@router.post("/retention/limits/{table}", response=_ANSWER)
def set_limit(request: HttpRequest, table: str, body: LimitIn) -> RetentionOut:
    """Change a table's limits."""
    actor = actor_with(request, services.MANAGE)
    services.set_limit(actor, table, body)
    return selectors.overview(actor)


def _reader(request: HttpRequest) -> Actor:
    """Who manages retention, or reads the journal."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor if actor.may(services.MANAGE) else actor_with(request, "journal.see")
