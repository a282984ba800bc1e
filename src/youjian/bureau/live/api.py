"""Live tables, the map's layers, a station in short."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from youjian.bureau.access import actor_with
from youjian.bureau.live import layers, selectors, shorts
from youjian.bureau.live.answers import compact
from youjian.bureau.live.contracts import LayerName, LayerOut, LivePart, StationShort
from youjian.bureau.live.selectors import DEVICES, NOZZLES, TANKS, Table
from youjian.bureau.problems import ProblemOut

router = Router(tags=["live"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}


@router.get("/live/nozzles", response={200: LivePart, **_REFUSALS})
def live_nozzles(request: HttpRequest, since: str = "") -> HttpResponse:
    """Nozzles in use as they stand now; with `since` those of stations where something changed."""
    return _part(request, NOZZLES, since)


@router.get("/live/tanks", response={200: LivePart, **_REFUSALS})
def live_tanks(request: HttpRequest, since: str = "") -> HttpResponse:
    """Tanks in use as they stand now; with `since` those of stations where something changed."""
    return _part(request, TANKS, since)


@router.get("/live/devices", response={200: LivePart, **_REFUSALS})
def live_devices(request: HttpRequest, since: str = "") -> HttpResponse:
    """Devices and their connections; with `since` those of stations where something changed."""
    return _part(request, DEVICES, since)


@router.get("/map/layers/{layer}", response={200: LayerOut, **_REFUSALS})
def map_layer(request: HttpRequest, layer: LayerName) -> HttpResponse:
    """A layer of the map; a browser that has the same values already is told so."""
    said = layers.layer(actor_with(request, "map.see"), layer)
    return compact(request, said, tag=(layer, [value.model_dump() for value in said.values]))


@router.get("/map/stations/{station_id}", response={200: StationShort, **_REFUSALS})
def map_station(request: HttpRequest, station_id: str) -> StationShort:
    """A station in short."""
    return shorts.station_short(actor_with(request, "map.see"), station_id)


def _part(request: HttpRequest, table: Table, since: str) -> HttpResponse:
    return compact(request, selectors.part(actor_with(request, "live.see"), table, since))
