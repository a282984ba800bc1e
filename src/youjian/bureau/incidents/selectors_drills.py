"""Reads of drills, and how stations and counties stand with them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.incidents.contracts import IncidentPhotoOut
from youjian.bureau.incidents.contracts_drills import (
    DrillCounty,
    DrillMeasureOut,
    DrillOut,
    DrillOverview,
    DrillPartOut,
    DrillStationOut,
)
from youjian.bureau.incidents.keeping import MANAGE, same, term
from youjian.bureau.incidents.models import Drill, DrillMeasure, DrillStation, IncidentPhoto, IncidentTerm
from youjian.bureau.incidents.words import DRILL_STATES, KINDS
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def drills_of(actor: Actor) -> QuerySet[Drill]:
    """Every drill of the scope."""
    return Drill.objects.filter(within(actor.scope, "area"))


def measures_of(actor: Actor) -> QuerySet[DrillMeasure]:
    """Every measure of the scope's drills."""
    return DrillMeasure.objects.filter(within(actor.scope, "drill__area"))


def interval() -> timedelta:
    """How often a station has to drill."""
    return term("", "drill")


def stations_standing(actor: Actor) -> QuerySet[Any]:
    """The operating stations of the scope with their last drill (`last_on`) and `standing`."""
    held = DrillStation.objects.filter(station_id=OuterRef("station_id"), drill__status="held")
    last = held.order_by().values("station_id").annotate(last=Max("drill__held_on")).values("last")
    found = register.stations_of(actor).exclude(status="closed")
    limit = business_day(now()) - interval()
    return found.annotate(last_on=Subquery(last, output_field=DateField())).annotate(
        standing=Case(
            When(last_on__isnull=True, then=Value("never")),
            When(last_on__lt=limit, then=Value("overdue")),
            default=Value("current"),
            output_field=CharField(),
        ),
        station_name=F("name"),
        station_region=F("region_code"),
    )


def stations_overdue(actor: Actor) -> int:
    """How many stations never drilled, or too long ago."""
    return stations_standing(actor).exclude(standing="current").count()


def drill(actor: Actor, drill_id: int) -> DrillOut:
    """A drill with everything that belongs to it; raises Problem 404."""
    row = drills_of(actor).filter(id=drill_id).first()
    if row is None:
        raise not_found(pick(f"演练{drill_id}", f"Drill {drill_id}"))
    departments = dict(Department.objects.values_list("code", "name"))
    photo_names = list(IncidentPhotoOut.model_fields)
    photos = IncidentPhoto.objects.filter(drill=row).defer("content").order_by("id")
    return DrillOut(
        **same(row, _SAME),
        id=row.pk,
        code=row.code,
        kind_name=named(KINDS, row.kind),
        status_name=named(DRILL_STATES, row.status),
        area_name=register.region_names().get(row.area) or row.area,
        stations=_stations(row),
        participants=[
            DrillPartOut(**one, department_name=departments.get(one["department"], one["department"]))
            for one in row.participants
        ],
        measures=_measures(actor, row, departments),
        photos=[IncidentPhotoOut(**same(one, photo_names)) for one in photos],
        may_manage=actor.may(MANAGE),
    )


_SAME = (
    "title", "kind", "status", "area", "held_on", "scenario", "went_well", "went_badly", "note", "made_at",
    "made_by_name",
)  # fmt: skip


def _stations(row: Drill) -> list[DrillStationOut]:
    ids = list(row.stations.order_by("station_id").values_list("station_id", flat=True))  # type: ignore[attr-defined]
    names = dict(Station.objects.filter(station_id__in=ids).values_list("station_id", "name"))
    return [DrillStationOut(station_id=one, station_name=names.get(one) or one) for one in ids]


def _measures(actor: Actor, row: Drill, names: dict[str, str]) -> list[DrillMeasureOut]:
    today = business_day(now())
    fields = ("id", "department", "text", "due_on", "done_at", "done_by_name", "result")
    return [
        DrillMeasureOut(
            **same(one, fields),
            department_name=names.get(one.department) or one.department,
            overdue=one.done_at is None and one.due_on < today,
            mine=one.done_at is None and (actor.may(MANAGE) or actor.department == one.department),
        )
        for one in row.measures.order_by("due_on", "id")  # type: ignore[attr-defined]
    ]


def overview(actor: Actor) -> DrillOverview:
    """How the drills stand, county by county, those with most to do first."""
    told: dict[str, list[tuple[str, date | None]]] = {}
    rows = stations_standing(actor).values_list("region_code", "standing", "last_on")
    for region, standing, last_on in rows:
        told.setdefault(region[:6], []).append((standing, last_on))
    names = register.region_names()
    counties = [_county(code, names.get(code, code), listed) for code, listed in told.items()]
    stations, due = sum(one.stations for one in counties), sum(one.overdue for one in counties)
    line = IncidentTerm.objects.filter(kind="", what="drill").first()
    days = interval().days
    return DrillOverview(
        sentence=pick(
            f"{stations}个加油站中，{days}天内演练过的{stations - due}个，超期或未演练的{due}个。",
            f"Of {stations} stations {stations - due} drilled within {days} days, {due} did not.",
        ),
        every_days=days,
        source=line.source if line else "",
        counties=sorted(counties, key=lambda one: (-one.overdue, one.region_code)),
    )


def _county(code: str, name: str, listed: list[tuple[str, date | None]]) -> DrillCounty:
    due = sum(1 for standing, _ in listed if standing != "current")
    return DrillCounty(
        region_code=code,
        region_name=name,
        stations=len(listed),
        in_time=len(listed) - due,
        overdue=due,
        last_on=max((last for _, last in listed if last is not None), default=None),
    )
