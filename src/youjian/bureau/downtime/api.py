"""Announced downtime: asked for, decided, ended."""

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.downtime import selectors, services
from youjian.bureau.downtime.contracts import (
    DowntimeDevice,
    DowntimeEnd,
    DowntimeFilter,
    DowntimeIn,
    DowntimeList,
    DowntimeNote,
    DowntimeOut,
)
from youjian.bureau.problems import ProblemOut, forbidden

router = Router(tags=["downtime"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_ANSWER = {200: DowntimeOut, **_REFUSALS}


@router.get("/downtimes", response={200: DowntimeList, **_REFUSALS})
def downtimes(request: HttpRequest, wanted: Query[DowntimeFilter]) -> DowntimeList:
    """Requests, those that begin last first."""
    return selectors.downtimes(actor_with(request, "station.see"), wanted)


@router.get("/stations/{station_id}/downtime-devices", response={200: list[DowntimeDevice], **_REFUSALS})
def downtime_devices(request: HttpRequest, station_id: str) -> list[DowntimeDevice]:
    """For what of a station downtime can be announced."""
    return selectors.devices_of(actor_with(request, "station.see"), station_id)


@router.get("/downtimes/{number}", response=_ANSWER)
def downtime(request: HttpRequest, number: int) -> DowntimeOut:
    """One request with its steps and overlaps."""
    return selectors.downtime(actor_with(request, "station.see"), number)


@router.post("/downtimes", response=_ANSWER)
def request_downtime(request: HttpRequest, body: DowntimeIn) -> DowntimeOut:
    """Announce downtime; with `dry_run` tell how it would stand and what it overlaps with."""
    return services.request(actor_with(request, "downtime.request"), body)


@router.post("/downtimes/{number}/approve", response=_ANSWER)
def approve_downtime(request: HttpRequest, number: int, body: DowntimeNote) -> DowntimeOut:
    """Approve somebody else's request."""
    return services.approve(actor_with(request, "downtime.approve"), number, body.note)


@router.post("/downtimes/{number}/reject", response=_ANSWER)
def reject_downtime(request: HttpRequest, number: int, body: DowntimeNote) -> DowntimeOut:
    """Reject somebody else's request and say why."""
    return services.reject(actor_with(request, "downtime.approve"), number, body.note)


@router.post("/downtimes/{number}/withdraw", response=_ANSWER)
def withdraw_downtime(request: HttpRequest, number: int, body: DowntimeNote) -> DowntimeOut:
    """Take one's own request back."""
    return services.withdraw(actor_with(request, "downtime.request"), number, body.note)


@router.post("/downtimes/{number}/end", response=_ANSWER)
def end_downtime(request: HttpRequest, number: int, body: DowntimeEnd) -> DowntimeOut:
    """Let a running downtime end early."""
    return services.end(_either(request), number, body.ends_at, body.note)


@router.post("/downtimes/{number}/revoke", response=_ANSWER)
def revoke_downtime(request: HttpRequest, number: int, body: DowntimeNote) -> DowntimeOut:
    """Take an approval back before it begins."""
    return services.revoke(actor_with(request, "downtime.approve"), number, body.note)


def _either(request: HttpRequest) -> Actor:
    """Whoever may ask for downtime or decide on it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.may("downtime.request") or actor.may("downtime.approve"):
        return actor
    raise forbidden(permission_name("downtime.request"))
