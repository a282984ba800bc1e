"""Reads of inspections, within the actor's scope."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.inspection.contracts import (
    ChecklistItemOut,
    ChecklistOut,
    InspectionOut,
    Kit,
    KitStation,
    SealAt,
)
from youjian.bureau.inspection.models import Checklist, Inspection, InspectionNote, InspectionPhoto, Signature
from youjian.bureau.inspection.showing import shown
from youjian.bureau.language import pick
from youjian.bureau.metrology.sealing import positions
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.times import now


def inspections_of(actor: Actor) -> QuerySet[Inspection]:
    """Every inspection of the scope."""
    return Inspection.objects.filter(within(actor.scope))


def overdue_rectifications(actor: Actor, day: date) -> QuerySet[Inspection]:
    """Orders to put something right whose day is over, and of which no follow-up was noted."""
    looked_at = InspectionNote.objects.filter(kind="follow_up").values("inspection_id")
    rows = inspections_of(actor).filter(conclusion="rectify", rectify_by__lt=day)
    return rows.exclude(id__in=looked_at).order_by("id")


def row_of(actor: Actor, inspection_id: int) -> Inspection:
    """A record's row; raises Problem 404."""
    row = inspections_of(actor).select_related("checklist").filter(id=inspection_id).first()
    if row is None:
        raise not_found(pick(f"检查记录{inspection_id}", f"Inspection {inspection_id}"))
    return row


def inspection(actor: Actor, inspection_id: int) -> InspectionOut:
    """A record with everything that belongs to it; raises Problem 404."""
    row = row_of(actor, inspection_id)
    station = register.station_heads(actor, [row.station_id]).get(row.station_id)
    return shown(actor, row, station)


def photo(actor: Actor, photo_id: int) -> InspectionPhoto:
    """A photo with its content; raises Problem 404."""
    found = InspectionPhoto.objects.filter(within(actor.scope), id=photo_id).first()
    if found is None:
        raise not_found(pick(f"照片{photo_id}", f"Photo {photo_id}"))
    return found


def signature(actor: Actor, signature_id: int) -> Signature:
    """A signature with its content; raises Problem 404."""
    found = Signature.objects.filter(within(actor.scope), id=signature_id).first()
    if found is None:
        raise not_found(pick(f"签名{signature_id}", f"Signature {signature_id}"))
    return found


def checklists() -> list[ChecklistOut]:
    """The checklists in force, one for each department."""
    last = Checklist.objects.order_by("department", "-version").distinct("department")
    return [
        ChecklistOut(
            id=row.pk,
            department=row.department,
            department_name=pick(row.zh, row.en),
            version=row.version,
            source=row.source,
            items=[
                ChecklistItemOut(
                    code=item["code"], text=pick(item["zh"], item["en"]), basis=item.get("basis", "")
                )
                for item in row.items
            ],
        )
        for row in last
    ]


def kit(actor: Actor) -> Kit:
    """What an inspector of the scope takes along."""
    regions = register.region_names()
    dispensers = _grouped(_DISPENSERS)
    seals = _grouped(_SEALS)
    found = register.stations_of(actor).exclude(status="closed").order_by("station_id")
    return Kit(
        made_at=now(),
        checklists=checklists(),
        stations=[
            KitStation(
                station_id=one.station_id,
                name=one.name,
                region_name=regions.get(one.region_code) or one.region_code,
                address=one.address or "",
                longitude=one.longitude,
                latitude=one.latitude,
                dispensers=[number for (number,) in dispensers[one.station_id]],
                seals=[
                    SealAt(dispenser_id=number, position=position, seal_no=seal_no)
                    for number, position, seal_no in seals[one.station_id]
                ],
            )
            for one in found
        ],
        positions=positions(),
    )


def _grouped(statement: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of the transaction's scope by their station."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for station_id, *rest in cursor.fetchall():
            found[station_id].append(tuple(rest))
    return found


_DISPENSERS = """
SELECT DISTINCT station_id, dispenser_id FROM ledger.nozzles WHERE retired_on IS NULL
ORDER BY station_id, dispenser_id
"""
_SEALS = """
SELECT station_id, dispenser_id, position, seal_no FROM ledger.seals WHERE removed_on IS NULL
ORDER BY station_id, dispenser_id, position
"""
