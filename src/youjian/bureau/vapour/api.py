"""Vapour recovery: the city's day, a station, a nozzle, a day of pressure, the edition that counts."""

from datetime import date

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.vapour import selectors, services
from youjian.bureau.vapour.contracts import (
    VapourEditionIn,
    VapourEditionOut,
    VapourNozzle,
    VapourOverview,
    VapourPressureDay,
    VapourStation,
)

router = Router(tags=["vapour"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}


@router.get("/vapour", response={200: VapourOverview, **_REFUSALS})
def vapour_overview(request: HttpRequest, day: date | None = None) -> VapourOverview:
    """The city's day by every edition, and the last 30 days."""
    return selectors.overview(actor_with(request, "vapour.see"), day)


@router.put("/vapour/edition", response={200: list[VapourEditionOut], **_REFUSALS})
def choose_vapour_edition(request: HttpRequest, body: VapourEditionIn) -> list[VapourEditionOut]:
    """Let an edition's states count."""
    services.choose_edition(actor_with(request, "vapour.manage"), body.edition)
    return selectors.editions()


@router.get("/vapour/stations/{station_id}", response={200: VapourStation, **_REFUSALS})
def vapour_station(request: HttpRequest, station_id: str, until: date | None = None) -> VapourStation:
    """A station's last 30 days."""
    return selectors.station(actor_with(request, "vapour.see"), station_id, until)


@router.get("/vapour/stations/{station_id}/nozzles/{nozzle_id}", response={200: VapourNozzle, **_REFUSALS})
def vapour_nozzle(
    request: HttpRequest, station_id: str, nozzle_id: int, first: date, last: date
) -> VapourNozzle:
    """The fills of a nozzle between two days."""
    return selectors.nozzle(actor_with(request, "vapour.see"), station_id, nozzle_id, first, last)


@router.get("/vapour/stations/{station_id}/pressure", response={200: VapourPressureDay, **_REFUSALS})
def vapour_pressure(request: HttpRequest, station_id: str, day: date) -> VapourPressureDay:
    """The pressure of a day."""
    return selectors.pressure(actor_with(request, "vapour.see"), station_id, day)
