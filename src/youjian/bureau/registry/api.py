"""The register, the map and a station's records."""

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import AwareDatetime

from youjian.bureau.access import actor_with, insider_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.registry import boxes, live, pages, records, selectors, services
from youjian.bureau.registry.contracts import (
    BoundariesOut,
    CodeIn,
    CodeOut,
    CollectorOut,
    CollectorStateIn,
    FuellingFilter,
    FuellingList,
    MapOut,
    Overview,
    StationFilter,
    StationList,
    StationOut,
    TankSeries,
)

router = Router(tags=["registry"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}


@router.get("/overview", response={200: Overview, **_REFUSALS})
def overview(request: HttpRequest) -> Overview:
    """The sentence of the day and its counts."""
    return live.overview(actor_with(request, "map.see"))


@router.get("/map", response={200: MapOut, **_REFUSALS})
def map_points(request: HttpRequest) -> MapOut:
    """Stations as points, and the regions. `last_event` is where to begin the stream of events."""
    return live.map_points(actor_with(request, "map.see"))


@router.get("/regions/boundaries", response={200: BoundariesOut, **_REFUSALS})
def boundaries(request: HttpRequest) -> BoundariesOut:
    """The city's boundaries as GeoJSON."""
    actor_with(request, "map.see")
    return selectors.boundaries()


@router.get("/stations", response={200: StationList, **_REFUSALS})
def stations(request: HttpRequest, wanted: Query[StationFilter]) -> StationList:
    """Stations within the scope, by id."""
    return pages.stations(actor_with(request, "station.see"), wanted)


@router.get("/stations/{station_id}", response={200: StationOut, **_REFUSALS})
def station(request: HttpRequest, station_id: str) -> StationOut:
    """A station's page; looking at it is journaled."""
    return services.view_station(actor_with(request, "station.see"), station_id)


@router.get("/stations/{station_id}/fuellings", response={200: FuellingList, **_REFUSALS})
def fuellings(request: HttpRequest, station_id: str, wanted: Query[FuellingFilter]) -> FuellingList:
    """Fuellings of a station, newest first."""
    return records.fuellings(insider_with(request, "station.see"), station_id, wanted)


@router.get("/stations/{station_id}/tanks/{tank_id}/readings", response={200: TankSeries, **_REFUSALS})
def readings(
    request: HttpRequest,
    station_id: str,
    tank_id: int,
    from_at: AwareDatetime | None = None,
    to_at: AwareDatetime | None = None,
) -> TankSeries:
    """Level and volume of a tank; by default the last 24 hours, at most 31 days."""
    return records.readings(actor_with(request, "station.see"), station_id, tank_id, from_at, to_at)


@router.post("/stations/{station_id}/enrolment-codes", response={200: CodeOut, **_REFUSALS})
def enrolment_code(request: HttpRequest, station_id: str, body: CodeIn) -> CodeOut:
    """A one-time code with which a collector enrols."""
    actor = actor_with(request, "registry.manage")
    return services.issue_enrolment_code(actor, station_id, body.collector_id)


@router.get("/stations/{station_id}/collectors", response={200: list[CollectorOut], **_REFUSALS})
def station_collectors(request: HttpRequest, station_id: str) -> list[CollectorOut]:
    """The collectors of a station and where each stands in the rollout."""
    return boxes.collectors_of(actor_with(request, "station.see"), station_id)


@router.post(
    "/stations/{station_id}/collectors/{collector_id}/state", response={200: CollectorOut, **_REFUSALS}
)
def collector_state(
    request: HttpRequest, station_id: str, collector_id: str, body: CollectorStateIn
) -> CollectorOut:
    """Accept a collector after its joint test, refuse it, or send it back to testing."""
    actor = actor_with(request, "registry.manage")
    return services.set_collector_state(actor, station_id, collector_id, body.state, body.reason)
