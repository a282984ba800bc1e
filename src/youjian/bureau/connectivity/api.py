"""Connectivity: rates over a day or month, outages with causes, the devices of a station."""

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.connectivity import selectors, services
from youjian.bureau.connectivity.contracts import (
    CauseIn,
    ConnectivityFilter,
    ConnectivityOut,
    OutageOut,
    StationLinks,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["connectivity"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/connectivity", response={200: ConnectivityOut, **_REFUSALS})
def connectivity(request: HttpRequest, wanted: Query[ConnectivityFilter]) -> ConnectivityOut:
    """在线率 over a day or month: sentence, trend, ranking after attribution."""
    return selectors.connectivity(actor_with(request, "station.see"), wanted)


@router.get("/connectivity/outages/{outage_id}", response={200: OutageOut, **_REFUSALS})
def outage(request: HttpRequest, outage_id: int) -> OutageOut:
    """One outage: its parts, cause, what shows it, and litres moved while dark."""
    return selectors.outage(actor_with(request, "station.see"), outage_id)


@router.post("/connectivity/outages/{outage_id}/cause", response={200: OutageOut, **_REFUSALS})
def correct_cause(request: HttpRequest, outage_id: int, body: CauseIn) -> OutageOut:
    """Put an outage down to another cause, with a reason."""
    return services.correct_cause(actor_with(request, selectors.MAY_CORRECT), outage_id, body)


@router.get("/stations/{station_id}/connectivity", response={200: StationLinks, **_REFUSALS})
def station_links(request: HttpRequest, station_id: str) -> StationLinks:
    """A station's devices as they are now, and its rates of today and the month."""
    return selectors.station_links(actor_with(request, "station.see"), station_id)
