"""Reads of announced downtime, within the actor's scope."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.downtime.contracts import (
    DowntimeDevice,
    DowntimeFilter,
    DowntimeList,
    DowntimeOut,
    DowntimeOverlap,
    DowntimeStep,
    Verb,
)
from youjian.bureau.downtime.models import Request
from youjian.bureau.downtime.words import KINDS, STATION, STATUSES, STEPS, where
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_MOST_OVERLAPS = 20


def requests_of(actor: Actor) -> QuerySet[Request]:
    """Every request within the actor's scope."""
    return Request.objects.filter(within(actor.scope))


def downtime(actor: Actor, number: int) -> DowntimeOut:
    """One request with its steps and what it overlaps with; raises Problem 404."""
    found = requests_of(actor).filter(id=number).first()
    if found is None:
        raise not_found(pick(f"停机申报{number}", f"Downtime request {number}"))
    heads = register.station_heads(actor, [found.station_id])
    steps = [
        DowntimeStep(
            at=step.at,
            step=step.step,
            step_name=named(STEPS, step.step),
            note=step.note,
            username=step.username,
            display_name=step.display_name,
        )
        for step in found.steps.order_by("id")  # type: ignore[attr-defined]
    ]
    name = heads[found.station_id].name if found.station_id in heads else found.station_id
    return shown(actor, found, name, overlaps=overlaps_of(actor, found), steps=steps)


def downtimes(actor: Actor, wanted: DowntimeFilter) -> DowntimeList:
    """A page of the requests that fit a filter, those that begin last first."""
    found = requests_of(actor)
    if wanted.status:
        found = found.filter(status__in=wanted.status)
    if wanted.station_id:
        found = found.filter(station_id=wanted.station_id)
    begin = (wanted.page - 1) * wanted.size
    listed = list(found.order_by("-starts_at", "-id")[begin : begin + wanted.size])
    heads = register.station_heads(actor, [row.station_id for row in listed])
    names = {station_id: station.name for station_id, station in heads.items()}
    return DowntimeList(
        items=[shown(actor, row, names.get(row.station_id, row.station_id)) for row in listed],
        total=found.count(),
        page=wanted.page,
        size=wanted.size,
    )


def devices_of(actor: Actor, station_id: str) -> list[DowntimeDevice]:
    """For what of a station downtime can be announced: the whole of it, and every device in use."""
    station = register.station_of(actor, station_id)
    with connection.cursor() as cursor:
        cursor.execute(_DEVICES, {"station": station_id, "today": business_day(now())})
        numbered = [row[0] for row in cursor.fetchall()]
    vapour = ["vapour"] if station.vapour_monitoring else []
    return [
        DowntimeDevice(device=device, name=where(device))
        for device in (STATION, "collector", *vapour, *numbered)
    ]


def overlaps_of(actor: Actor, request: Request) -> list[DowntimeOverlap]:
    """Other announcements, asked for or approved, that cover the same at the same time."""
    touching = Q(starts_at__lt=request.ends_at, ends_at__gt=request.starts_at)
    same = Q() if request.device == STATION else Q(device__in=[request.device, STATION])
    found = requests_of(actor).filter(
        touching, same, station_id=request.station_id, status__in=["requested", "approved"]
    )
    listed = found.exclude(id=request.pk).order_by("starts_at", "id")[:_MOST_OVERLAPS]
    return [
        DowntimeOverlap(
            id=row.pk,
            device=row.device,
            device_name=where(row.device),
            status=named(STATUSES, row.status),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            reason=row.reason,
        )
        for row in listed
    ]


def shown(
    actor: Actor,
    row: Request,
    station_name: str,
    *,
    overlaps: list[DowntimeOverlap] | None = None,
    steps: list[DowntimeStep] | None = None,
) -> DowntimeOut:
    """A request as its reader sees it."""
    moment = now()
    same: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    return DowntimeOut(
        **same,
        id=row.pk,
        station_name=station_name,
        device_name=where(row.device),
        kind_name=named(KINDS, row.kind),
        status_name=named(STATUSES, row.status),
        phase=phase(row, moment),
        extends=row.extends_id,  # type: ignore[attr-defined]
        overdue=row.status == "requested" and moment >= row.decide_by,
        overlaps=overlaps or [],
        steps=steps or [],
        may=may(actor, row, moment),
    )


_SAME = (
    "station_id", "device", "kind", "starts_at", "ends_at", "planned_ends_at", "reason", "late", "status",
    "devices", "requested_at", "requested_by", "requested_by_name", "decide_by", "decided_at", "decided_by",
    "decided_by_name", "note",
)  # fmt: skip


def phase(row: Request, moment: datetime) -> str:
    """How a request stands at a moment: an approved one is ahead, running or over."""
    if row.status != "approved":
        return row.status
    if moment < row.starts_at:
        return "ahead"
    return "running" if moment < row.ends_at else "over"


def is_own(actor: Actor, row: Request) -> bool:
    """Whether a person asked for this, alone or for whom or by whom they act."""
    return bool({actor.username, actor.acting_for} & {row.requested_by, row.requested_for} - {""})


def may(actor: Actor, row: Request, moment: datetime) -> list[Verb]:
    """What a person may do with a request now."""
    asks, decides = actor.may("downtime.request"), actor.may("downtime.approve")
    at = phase(row, moment)
    verbs: list[Verb] = []
    if at == "requested" and decides and not is_own(actor, row):
        verbs.extend(("approve", "reject"))
    if at == "requested" and is_own(actor, row):
        verbs.append("withdraw")
    if at == "running" and (asks or decides):
        verbs.append("end")
    if at == "ahead" and decides:
        verbs.append("revoke")
    if at in ("ahead", "running") and asks:
        verbs.append("extend")
    return verbs


_DEVICES = """
SELECT device FROM (
    SELECT 1 AS rank, dispenser_id AS number, 'dispenser:' || dispenser_id AS device FROM (
        SELECT dispenser_id FROM dispensers
        WHERE station_id = %(station)s AND (retired_on IS NULL OR retired_on > %(today)s)
        UNION
        SELECT dispenser_id FROM (
            SELECT DISTINCT ON (nozzle_id) * FROM nozzles WHERE station_id = %(station)s
            ORDER BY nozzle_id, valid_from DESC NULLS LAST
        ) AS hanging WHERE retired_on IS NULL OR retired_on > %(today)s
    ) AS d
    UNION ALL
    SELECT 2, nozzle_id, 'nozzle:' || nozzle_id FROM (
        SELECT DISTINCT ON (nozzle_id) * FROM nozzles WHERE station_id = %(station)s
        ORDER BY nozzle_id, valid_from DESC NULLS LAST
    ) AS n WHERE retired_on IS NULL OR retired_on > %(today)s
    UNION ALL
    SELECT 3, tank_id, 'tank:' || tank_id FROM tanks
    WHERE station_id = %(station)s AND (retired_on IS NULL OR retired_on > %(today)s)
) AS all_of_them ORDER BY rank, number
"""
