"""The register as a whole, the register of one station, and its deliveries."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with, insider_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.registry import dossier as dossiers
from youjian.bureau.registry.deliveries import DeliveryFilter, DeliveryList, deliveries
from youjian.bureau.registry.dossier import DossierOut
from youjian.bureau.registry.standing import RegisterStanding, register_standing

router = Router(tags=["registry"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}


@router.get("/overview/register", response={200: RegisterStanding, **_REFUSALS})
def standing(request: HttpRequest) -> RegisterStanding:
    """How the register stands today: counts, and what lapses soon."""
    return register_standing(actor_with(request, "station.see"))


@router.get("/stations/{station_id}/dossier", response={200: DossierOut, **_REFUSALS})
def dossier(request: HttpRequest, station_id: str, on: date | None = None) -> DossierOut:
    """What is registered of a station, or with `on` what was on that day; looking at it is journaled."""
    return dossiers.dossier(actor_with(request, "station.see"), station_id, on)


@router.get("/stations/{station_id}/deliveries", response={200: DeliveryList, **_REFUSALS})
def station_deliveries(request: HttpRequest, station_id: str, wanted: Query[DeliveryFilter]) -> DeliveryList:
    """Deliveries of a station by their documents, newest first."""
    return deliveries(insider_with(request, "station.see"), station_id, wanted)
