"""Reads of what changes by the second: connections, levels, the map, the sentence of the day."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import counts
from youjian.bureau.events.selectors import last_number
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors
from youjian.bureau.registry.contracts import DaySales, Link, MapOut, MapStation, Overview, SeverityCounts
from youjian.bureau.registry.models import DeviceState, FuellingRecord, NozzleState, Station, TankState
from youjian.bureau.scope import within
from youjian.bureau.times import day_start, now

NEW: tuple[Link, datetime | None] = ("new", None)
_SALES_SECONDS = 15
NO_SALES = DaySales(fuellings=0, volume_ml=0, amount_fen=0)


def links(actor: Actor, station_ids: Iterable[str] | None = None) -> dict[str, tuple[Link, datetime | None]]:
    """State and last sign of life of each station's collector."""
    states = DeviceState.objects.filter(within(actor.scope), device="collector")
    if station_ids is not None:
        states = states.filter(station_id__in=list(station_ids))
    rows = states.values_list("station_id", "status", "last_seen")
    return {station_id: (cast("Link", status), last_seen) for station_id, status, last_seen in rows}


def map_points(actor: Actor) -> MapOut:
    """Every station of the scope as a point."""
    found = list(selectors.stations_of(actor).order_by("station_id"))
    connected = links(actor)
    open_alerts = counts.by_station(actor)
    regions = selectors.regions()
    names = {region.region_code: region.name for region in regions}
    return MapOut(
        as_of=now(),
        last_event=last_number(),
        stations=[_point(s, names, connected.get(s.station_id, NEW), open_alerts) for s in found],
        regions=regions,
    )


def city_sales_today(actor: Actor) -> DaySales:
    """Fuellings of the running business day in the whole scope, at most some seconds old.

    The sum reads every fuelling of the day, and many people look at it: one reading serves them all.
    """
    start = day_start()
    key = f"sales:{start:%Y%m%d}:{','.join(actor.scope)}"
    return cache.get_or_set(key, lambda: sales_today(actor), _SALES_SECONDS) or NO_SALES


def sales_today(actor: Actor, station_id: str | None = None) -> DaySales:
    """Fuellings of the running business day: of one station, or of the whole scope."""
    rows = FuellingRecord.objects.filter(within(actor.scope), ended_at__gte=day_start())
    if station_id is not None:
        rows = rows.filter(station_id=station_id)
    total = rows.aggregate(fuellings=Count("seq"), volume_ml=Sum("volume_ml"), amount_fen=Sum("amount_fen"))
    return DaySales(**{name: int(value or 0) for name, value in total.items()})


def overview(actor: Actor) -> Overview:
    """The sentence of the day and its counts."""
    operating = set(
        selectors.stations_of(actor).exclude(status="closed").values_list("station_id", flat=True)
    )
    states = Counter(link for station, (link, _) in links(actor).items() if station in operating)
    said = counts.today(actor)
    return Overview(
        as_of=now(),
        sentence=_sentence(actor, said, states["down"]),
        stations=len(operating),
        online=states["up"],
        late=states["late"],
        down=states["down"],
        maintenance=states["maintenance"],
        new=len(operating) - states.total() + states["new"],
        open_alerts=said.colours,
        unsigned=said.unsigned,
        signed=said.signed,
        opened_today=said.opened_today,
        closed_today=said.closed_today,
        today=city_sales_today(actor),
    )


def latest_changes(since: datetime) -> dict[str, datetime]:
    """Stations whose live state moved after a moment, each with the moment of its latest record."""
    changed: dict[str, datetime] = {}
    for model in (NozzleState, TankState):
        moved = (
            model.objects.filter(received_at__gt=since)
            .values("station_id")
            .annotate(moment=Max("received_at"))
        )
        for row in moved:
            changed[row["station_id"]] = max(row["moment"], changed.get(row["station_id"], since))
    return changed


def _point(
    station: Station,
    names: dict[str, str],
    link: tuple[Link, datetime | None],
    open_alerts: dict[str, SeverityCounts],
) -> MapStation:
    alerts = open_alerts.get(station.station_id, counts.NONE)
    return MapStation(
        station_id=station.station_id,
        name=station.name,
        region_code=station.region_code,
        region_name=names.get(station.region_code) or station.region_code,
        ownership=station.ownership,
        longitude=station.longitude,
        latitude=station.latitude,
        status=station.status,
        link=link[0],
        last_seen_at=link[1],
        alerts=alerts,
        worst=counts.worst(alerts),
    )


def _sentence(actor: Actor, said: counts.Today, down: int) -> str:
    offline = pick(f"；{down}站离线", f"; {down} station{'' if down == 1 else 's'} offline") if down else ""
    if said.stations == 0:
        return pick(f"当前没有未办结的预警{offline}。", f"No alerts are open{offline}.")
    head = pick(
        f"{said.stations}站有未办结预警，{said.unsigned}条待签收{offline}",
        f"{_open_alerts(said.stations)}, {said.unsigned} to be signed for{offline}",
    )
    if said.worst is None:
        return head + pick("。", ".")
    station = selectors.station_heads(actor, [said.worst.station_id]).get(said.worst.station_id)
    name = station.name if station else said.worst.station_id
    shown = said.worst.message_shown
    return pick(f"{head}；最需核查：{name}，{shown}", f"{head}; look first at {name}: {shown}")


def _open_alerts(stations: int) -> str:
    return "1 station has open alerts" if stations == 1 else f"{stations} stations have open alerts"
