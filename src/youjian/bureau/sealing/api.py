"""Sealing over the API; its list stands among the tables."""

from datetime import date

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.sealing import selectors
from youjian.bureau.sealing.contracts import DaySealOut, SealingOut, StationSealingOut

router = Router(tags=["sealing"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}


@router.get("/sealing", response={200: SealingOut, **_REFUSALS})
def sealing(request: HttpRequest) -> SealingOut:
    """How sealing stands: the last anchor, what waits, what fails."""
    return selectors.sealing(actor_with(request, "station.see"))


@router.get("/stations/{station_id}/sealing", response={200: StationSealingOut, **_REFUSALS})
def station_sealing(request: HttpRequest, station_id: str) -> StationSealingOut:
    """How the sealing of one station stands."""
    return selectors.station_sealing(actor_with(request, "station.see"), station_id)


@router.get("/day-seals/{station_id}/{day}/{int:revision}", response={200: DaySealOut, **_REFUSALS})
def day_seal(request: HttpRequest, station_id: str, day: date, revision: int) -> DaySealOut:
    """One day seal: its tables and digests, its place in the chain, its anchor."""
    return selectors.day_seal(actor_with(request, "station.see"), station_id, day, revision)
