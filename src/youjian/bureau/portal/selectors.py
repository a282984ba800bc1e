"""The station's own pages: today's figures within the person's scope."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.language import pick
from youjian.bureau.live.reading import fetch
from youjian.bureau.live.tanks import TankRow, supplies, tank_rows
from youjian.bureau.portal.contracts import (
    PortalDelivery,
    PortalDevice,
    PortalProduct,
    PortalStation,
    PortalTank,
    PortalToday,
)
from youjian.bureau.registry import selectors as register
from youjian.bureau.stock.pages import standing
from youjian.bureau.stock.selectors import measured
from youjian.bureau.times import now
from youjian.bureau.transport.selectors import matches
from youjian.bureau.transport.words import STATES
from youjian.contract.fields import business_day

_MOST_STATIONS = 50
_LATEST = 5
_KINDS = {
    "collector": ("采集终端", "Collector"),
    "dispenser": ("加油机", "Dispensers"),
    "nozzle": ("加油枪", "Nozzles"),
    "tank": ("液位仪", "Tank gauges"),
    "vapour": ("油气监测", "Vapour monitor"),
}


def today(actor: Actor) -> PortalToday:
    """Today of the person's stations, at most fifty of them."""
    day = business_day(now())
    found = register.stations_of(actor).exclude(status="closed").order_by("station_id")[:_MOST_STATIONS]
    names = {station.station_id: station.name for station in found}
    ids = list(names)
    sold = _products(actor, day)
    tanks = _tanks(ids)
    devices, seen = _devices(ids)
    papers = _deliveries(actor, ids)
    alerts = alerts_of(actor).exclude(status="closed").values("station_id").annotate(n=Count("pk")).order_by()
    opened = dict(alerts.values_list("station_id", "n"))
    return PortalToday(
        kept_at=standing().kept_at,
        stations=[
            PortalStation(
                station_id=code,
                name=name,
                products=sold.get(code, []),
                tanks=tanks.get(code, []),
                devices=devices.get(code, []),
                deliveries=papers.get(code, []),
                open_alerts=opened.get(code, 0),
                last_data_at=seen.get(code),
            )
            for code, name in names.items()
        ],
    )


def _products(actor: Actor, day: Any) -> dict[str, list[PortalProduct]]:
    made: dict[str, list[PortalProduct]] = defaultdict(list)
    for (station, product), told in sorted(measured(actor, day, day).items()):
        if told.fuellings:
            made[station].append(
                PortalProduct(
                    product=product,
                    sales_ml=told.sales_ml,
                    amount_fen=told.amount_fen,
                    fuellings=told.fuellings,
                )
            )
    return made


def _tanks(stations: list[str]) -> dict[str, list[PortalTank]]:
    found, moment = tank_rows(stations), now()
    lasting = supplies(found)
    made: dict[str, list[PortalTank]] = defaultdict(list)
    for row in found:
        made[row.station_id].append(_tank(row, lasting[row.station_id, row.product].days, moment))
    return made


def _tank(row: TankRow, days: float | None, moment: datetime) -> PortalTank:
    """A level older than a day says nothing about today."""
    volume = row.stock(moment).volume_l
    return PortalTank(
        tank_id=row.tank_id,
        product=row.product,
        volume_l=volume,
        share=volume / row.capacity_l if volume is not None and row.capacity_l > 0 else None,
        days=days,
        at=row.at,
    )


def _devices(stations: list[str]) -> tuple[dict[str, list[PortalDevice]], dict[str, datetime | None]]:
    made: dict[str, list[PortalDevice]] = defaultdict(list)
    seen: dict[str, datetime | None] = {}
    for station, kind, devices, up, at in fetch(_DEVICES, stations=stations):
        name = pick(*_KINDS.get(kind, (kind, kind)))
        made[station].append(PortalDevice(kind=kind, name=name, devices=devices, up=up))
        seen[station] = max(filter(None, (seen.get(station), at)), default=None)
    return made, seen


def _deliveries(actor: Actor, stations: Sequence[str]) -> dict[str, list[PortalDelivery]]:
    listed = fetch(_DELIVERIES, stations=list(stations), latest=_LATEST)
    states: dict[tuple[str, str], str] = {}
    if listed:
        since = min(row[3] for row in listed)
        for station, state, documents in (
            matches(actor)
            .filter(station_id__in=stations, at__gte=since)
            .values_list("station_id", "state", "documents")
        ):
            states.update({(station, str(one)): state for one in documents})
    words = {choice.code: choice.title for choice in STATES}
    made: dict[str, list[PortalDelivery]] = defaultdict(list)
    for station, number, product, at in listed:
        state = states.get((station, number), "waiting")
        made[station].append(
            PortalDelivery(
                key=f"{station}/{number}",
                delivery_id=number,
                product=product,
                delivered_at=at,
                state=state,
                state_name=words.get(state, state),
            )
        )
    return made


_DEVICES = """
SELECT station_id, split_part(device, ':', 1) AS kind, count(*)::integer,
    (count(*) FILTER (WHERE status = 'up'))::integer, max(last_seen)
FROM device_states WHERE station_id = ANY(%(stations)s)
GROUP BY station_id, kind ORDER BY station_id, kind
"""
_DELIVERIES = """
SELECT d.station_id, d.delivery_id, d.product, d.delivered_at
FROM unnest(%(stations)s::text[]) AS s (station_id)
CROSS JOIN LATERAL (
    SELECT station_id, delivery_id, product, delivered_at FROM ledger.deliveries
    WHERE station_id = s.station_id ORDER BY delivered_at DESC, delivery_id DESC LIMIT %(latest)s
) AS d
ORDER BY d.station_id, d.delivered_at DESC
"""
