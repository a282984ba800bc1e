"""Reads of the register: the city, its regions, companies and stations, within the actor's scope.

`live` reads what changes by the second, `records` the facts of one station, `pages` puts them together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry.contracts import BoundariesOut, RegionOut, StationFilter
from youjian.bureau.registry.models import City, Region, Station
from youjian.bureau.scope import within


def _no_city() -> City:
    return City(
        code="",
        name=pick("未载入城市配置", "No city profile loaded"),
        title=pick("成品油智慧监管平台", "Petrol supervision platform"),
        boundaries_note="",
    )


def city() -> City:
    """The city of this installation; one without a name before a profile was loaded."""
    return City.objects.defer("boundaries").filter(id=1).first() or _no_city()


def scope_name(scope: Iterable[str]) -> str:
    """A scope as a person says it: names of regions and stations, `全部` for everything."""
    prefixes = list(scope)
    if "*" in prefixes:
        return pick("全部", "everything")
    names = dict(Region.objects.filter(region_code__in=prefixes).values_list("region_code", "name"))
    names |= dict(Station.objects.filter(station_id__in=prefixes).values_list("station_id", "name"))
    return pick("、", ", ").join(names.get(prefix, prefix) for prefix in prefixes)


def boundaries() -> BoundariesOut:
    """The city's boundaries; an empty collection before a profile was loaded."""
    here = City.objects.filter(id=1).first() or _no_city()
    geojson = here.boundaries or {"type": "FeatureCollection", "features": []}
    return BoundariesOut(note=here.boundaries_note, geojson=geojson)


def regions() -> list[RegionOut]:
    """The whole tree of regions: names of places are nobody's secret."""
    centres = city().centres or {}
    return [
        _region(region, centres.get(region.region_code)) for region in Region.objects.order_by("region_code")
    ]


def region_names() -> dict[str, str]:
    """Names of regions by code."""
    return dict(Region.objects.values_list("region_code", "name"))


def stations_of(actor: Actor) -> QuerySet[Station]:
    """Every station within the actor's scope."""
    return Station.objects.filter(within(actor.scope))


def station_of(actor: Actor, station_id: str) -> Station:
    """One station; raises Problem 404 when it is not there or not in the scope."""
    station = stations_of(actor).filter(station_id=station_id).first()
    if station is None:
        raise not_found(pick(f"加油站{station_id}", f"Station {station_id}"))
    return station


def find_stations(actor: Actor, wanted: StationFilter) -> QuerySet[Station]:
    """Stations that fit a filter, in order of their id."""
    found, text = stations_of(actor), wanted.text.strip()
    if text:
        found = found.filter(
            Q(name__icontains=text)
            | Q(station_id__startswith=text)
            | Q(uscc__istartswith=text)
            | Q(controlling_group__icontains=text)
        )
    if wanted.region:
        found = found.filter(region_code__startswith=wanted.region)
    if wanted.ownership:
        found = found.filter(ownership=wanted.ownership)
    if wanted.status:
        found = found.filter(status=wanted.status)
    return found.order_by("station_id")


def station_heads(actor: Actor, station_ids: Iterable[str]) -> dict[str, Station]:
    """Name and region of stations by id, as far as they are in the scope."""
    wanted = (
        stations_of(actor).filter(station_id__in=set(station_ids)).only("station_id", "name", "region_code")
    )
    return {station.station_id: station for station in wanted}


def _region(region: Region, centre: Sequence[Any] | None) -> RegionOut:
    longitude, latitude = centre or (None, None)
    return RegionOut(
        region_code=region.region_code,
        name=region.name,
        parent_code=region.parent_code,
        level=region.level,
        longitude=longitude,
        latitude=latitude,
    )


def hides_company(actor: Actor, key: Mapping[str, Any]) -> bool:
    """Whether a key is that of a company with no station in the scope; who keeps the register sees all."""
    if "uscc" not in key or "station_id" in key or actor.may("registry.manage"):
        return False
    return not Station.objects.filter(within(actor.scope), uscc=key["uscc"]).exists()
