"""What every list about stations has: the station, its name, its county, and the ways to ask for them."""

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from youjian.bureau.registry.models import Region, Station
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.spec import Column

STATION_LINK = "/stations/{station_id}"


def beside_station(found: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with the name (`station_name`) and region (`station_region`) of their station."""
    station = Station.objects.filter(station_id=OuterRef("station_id"))
    return found.annotate(
        station_name=Subquery(station.values("name")[:1]),
        station_region=Subquery(station.values("region_code")[:1]),
    )


def station_columns(*, shown: bool = True) -> tuple[Column, ...]:
    """The columns that `beside_station` serves."""
    return (
        Column(
            "station_id", "加油站编号", "Station id", "station", link=STATION_LINK, shown=False, width=120
        ),
        Column(
            "station_name",
            "加油站",
            "Station",
            link=STATION_LINK,
            shown=shown,
            width=180,
            condition=_of_station("name__icontains"),
        ),
        Column(
            "station_region",
            "县区",
            "County",
            "region",
            choices=region_choices,
            shown=shown,
            width=110,
            condition=_of_station("region_code__startswith"),
        ),
    )


def beside_area(found: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of an `area` with the name of their station, if they have one, and their `region`."""
    station = Station.objects.filter(station_id=OuterRef("station_id"))
    region = Subquery(station.values("region_code")[:1])
    return found.annotate(
        station_name=Subquery(station.values("name")[:1]),
        region=Coalesce(region, F("area"), output_field=CharField()),
    )


def area_columns() -> tuple[Column, ...]:
    """The columns that `beside_area` serves."""
    return (
        Column(
            "station_id", "加油站编号", "Station id", "station", link=STATION_LINK, shown=False, width=120
        ),
        Column("station_name", "加油站", "Station", link=STATION_LINK, width=180),
        Column("region", "县区", "County", "region", choices=region_choices, width=110, condition=_in_region),
    )


def _in_region(value: str) -> Q:
    inside = Station.objects.filter(region_code__startswith=value).values("station_id")
    return Q(station_id__in=inside) | Q(station_id__isnull=True, area__startswith=value)


def region_choices() -> tuple[Choice, ...]:
    """The city's regions; names of places are the same in both languages."""
    regions = Region.objects.order_by("region_code").values_list("region_code", "name")
    return tuple(Choice(code, name, name) for code, name in regions)


def _of_station(lookup: str) -> Callable[[str], Q]:
    """Rows whose station fits: asked of the stations once, not of each row."""

    def condition(value: str) -> Q:
        return Q(station_id__in=Station.objects.filter(**{lookup: value}).values("station_id"))

    return condition
