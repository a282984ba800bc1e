"""A station's life: close, suspend, reopen, move, merge, split; and the timeline of everything about it."""

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.registry import lifecycle, successions, timeline
from youjian.bureau.registry.life_contracts import (
    LifeFilter,
    LifeIn,
    LifeLine,
    LifeOut,
    MergeIn,
    MoveIn,
    SplitIn,
)

router = Router(tags=["lifecycle"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_ANSWER = {200: LifeOut, **_REFUSALS}


@router.post("/stations/merge", response=_ANSWER)
def merge_stations(request: HttpRequest, body: MergeIn) -> LifeOut:
    """Make one station of several; with `dry_run` tell what would be done."""
    return successions.merge(actor_with(request, "registry.manage"), body)


@router.post("/stations/{station_id}/close", response=_ANSWER)
def close_station(request: HttpRequest, station_id: str, body: LifeIn) -> LifeOut:
    """Close a station for good; it keeps its place in the lists and all its past."""
    return lifecycle.close(actor_with(request, "registry.manage"), station_id, body)


@router.post("/stations/{station_id}/suspend", response=_ANSWER)
def suspend_station(request: HttpRequest, station_id: str, body: LifeIn) -> LifeOut:
    """Suspend a station."""
    return lifecycle.suspend(actor_with(request, "registry.manage"), station_id, body)


@router.post("/stations/{station_id}/reopen", response=_ANSWER)
def reopen_station(request: HttpRequest, station_id: str, body: LifeIn) -> LifeOut:
    """Let a suspended or closed station operate again."""
    return lifecycle.reopen(actor_with(request, "registry.manage"), station_id, body)


@router.post("/stations/{station_id}/move", response=_ANSWER)
def move_station(request: HttpRequest, station_id: str, body: MoveIn) -> LifeOut:
    """Move a station: within its county under its number, into another one as a new station."""
    return successions.move(actor_with(request, "registry.manage"), station_id, body)


@router.post("/stations/{station_id}/split", response=_ANSWER)
def split_station(request: HttpRequest, station_id: str, body: SplitIn) -> LifeOut:
    """Let chosen equipment go on as a new station."""
    return successions.split(actor_with(request, "registry.manage"), station_id, body)


@router.get("/stations/{station_id}/timeline", response={200: LifeLine, **_REFUSALS})
def station_timeline(request: HttpRequest, station_id: str, wanted: Query[LifeFilter]) -> LifeLine:
    """Everything that happened to a station and to those that went on as it, newest first."""
    return timeline.timeline(actor_with(request, "station.see"), station_id, wanted)
