"""Whose alert it is: the responsible department first, then the county's, then those that are informed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from youjian.bureau.accounts.models import Department, User
from youjian.bureau.alerts.entries import RouteEntry
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import City, Station
from youjian.bureau.scope import covers

LEAD, COUNTY = "lead", "county"


@dataclass(frozen=True)
class Place:
    """Where an alert is: a station's county and ownership, or a region alone."""

    region: str
    ownership: str = ""


@dataclass(frozen=True)
class Offices:
    """The city's departments: those that are there, the leading one, and each county's."""

    active: frozenset[str]
    lead: str
    counties: Mapping[str, str]


def departments_of(
    lines: Sequence[RouteEntry], offices: Offices, cause: str, rule: str, place: Place
) -> list[str]:
    """The codes; a department that the city does not have gives way to the leading one."""
    line = next((line for line in lines if _fits(line, cause, rule, place)), None)
    first = line.department if line and line.department in offices.active else offices.lead
    county = offices.counties.get(place.region, "") if line is None or line.county else ""
    others = [code for code in (line.informed if line else []) if code in offices.active]
    return list(dict.fromkeys(code for code in (first, county, *others) if code))


def offices() -> Offices:
    """The departments as they are now."""
    listed = {d.code: d.name for d in Department.objects.filter(is_active=True).order_by("code")}
    city = City.objects.first()
    kinds: dict[str, str] = city.department_kinds if city else {}
    leads = [code for code, kind in kinds.items() if kind == LEAD and code in listed]
    lead = leads[0] if leads else "commerce" if "commerce" in listed else next(iter(listed), "")
    counties = [code for code, kind in kinds.items() if kind == COUNTY and code in listed]
    return Offices(frozenset(listed), lead, _of_counties({c: listed[c] for c in counties}))


def places(station_ids: Sequence[str]) -> dict[str, Place]:
    """Where stations are."""
    found = Station.objects.filter(station_id__in=station_ids)
    return {station.station_id: Place(station.region_code, station.ownership) for station in found}


def _fits(line: RouteEntry, cause: str, rule: str, place: Place) -> bool:
    return (
        (not line.causes or cause in line.causes)
        and (not line.rules or rule in line.rules)
        and (not line.regions or covers(line.regions, place.region))
        and (not line.ownerships or place.ownership in line.ownerships)
    )


def _of_counties(names: Mapping[str, str]) -> dict[str, str]:
    """Each county's department: the one that bears its name, else the one whose people are bound to it."""
    if not names:
        return {}
    regions = register.region_names()
    found = {
        region: code
        for region, name in regions.items()
        for code, title in names.items()
        if title.startswith(name)
    }
    people = User.objects.filter(department_id__in=list(names), is_active=True).order_by("id")
    for user in people:
        for prefix in user.scope:
            if prefix in regions and user.department_id:
                found.setdefault(prefix, user.department_id)
    return found
