"""The list of stations and a station's page, put together from the register, the live state and the
alerts.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import counts
from youjian.bureau.language import pick
from youjian.bureau.registry import live, records, selectors
from youjian.bureau.registry.contracts import (
    DaySales,
    DeviceOut,
    FuellingOut,
    Link,
    NozzleOut,
    SeverityCounts,
    StationFilter,
    StationList,
    StationOut,
    StationRow,
    TankLevel,
    TankOut,
    VerificationOut,
)
from youjian.bureau.registry.models import (
    DeviceState,
    FuellingRecord,
    Nozzle,
    NozzleState,
    Station,
    Tank,
    TankState,
    Verification,
)
from youjian.bureau.registry.words import device_name
from youjian.bureau.times import now
from youjian.fuel.charts import ChartHistory

STALE_AFTER = timedelta(minutes=10)
_LINK_WORDS: dict[str, tuple[str, str]] = {
    "up": ("采集终端在线", "The collector is online"),
    "late": ("采集终端迟报", "The collector is late"),
    "down": ("采集终端离线", "The collector is offline"),
    "maintenance": ("停机申报中", "Announced downtime"),
    "new": ("尚未接入", "Not connected yet"),
}


def stations(actor: Actor, wanted: StationFilter) -> StationList:
    """A page of the stations that fit a filter."""
    found = selectors.find_stations(actor, wanted)
    begin = (wanted.page - 1) * wanted.page_size
    shown = list(found[begin : begin + wanted.page_size])
    ids = [station.station_id for station in shown]
    connected, open_alerts = live.links(actor, ids), counts.by_station(actor, ids)
    names = selectors.region_names()
    return StationList(
        items=[
            _row(s, names, connected.get(s.station_id, live.NEW), open_alerts.get(s.station_id, counts.NONE))
            for s in shown
        ],
        total=found.count(),
        page=wanted.page,
        page_size=wanted.page_size,
    )


def station_page(actor: Actor, station_id: str) -> StationOut:
    """Everything that a station's page shows."""
    station = selectors.station_of(actor, station_id)
    moment = now()
    devices = _devices(station_id, moment)
    link, seen = _link(devices)
    today = live.sales_today(actor, station_id)
    alerts = counts.by_station(actor, [station_id]).get(station_id, counts.NONE)
    return StationOut(
        **_register(station),
        link=link,
        last_seen_at=seen,
        as_of=moment,
        sentence=_sentence(link, today, alerts),
        today=today,
        devices=devices,
        tanks=_tanks(station_id, moment),
        nozzles=_nozzles(station_id, moment),
        alerts=alerts,
    )


def _link(devices: list[DeviceOut]) -> tuple[Link, datetime | None]:
    """A station is connected as its collector is."""
    collector = next((device for device in devices if device.device == "collector"), None)
    return (collector.link, collector.last_seen_at) if collector else live.NEW


def _register(station: Station) -> dict[str, Any]:
    until = station.licence_valid_until
    return {
        "station_id": station.station_id,
        "name": station.name,
        "region_code": station.region_code,
        "region_name": selectors.region_names().get(station.region_code, station.region_code),
        "ownership": station.ownership,
        "controlling_group": station.controlling_group,
        "operating_mode": station.operating_mode,
        "uscc": station.uscc,
        "licence_no": station.licence_no,
        "licence_valid_until": until.isoformat() if until else None,
        "vapour_monitoring": station.vapour_monitoring,
        "longitude": station.longitude,
        "latitude": station.latitude,
        "status": station.status,
        "opened_on": station.opened_on.isoformat(),
    }


def _row(
    station: Station, names: dict[str, str], link: tuple[Link, datetime | None], alerts: SeverityCounts
) -> StationRow:
    return StationRow(
        station_id=station.station_id,
        name=station.name,
        region_code=station.region_code,
        region_name=names.get(station.region_code) or station.region_code,
        ownership=station.ownership,
        controlling_group=station.controlling_group,
        uscc=station.uscc,
        status=station.status,
        link=link[0],
        last_seen_at=link[1],
        alerts=alerts,
        worst=counts.worst(alerts),
    )


def _sentence(link: Link, today: DaySales, alerts: SeverityCounts) -> str:
    open_now = alerts.red + alerts.orange + alerts.yellow + alerts.blue
    litres = f"{today.volume_ml / 1000:,.0f}"
    zh = f"{open_now}条预警未办结" if open_now else "没有未办结的预警"
    en = f"open alerts: {open_now}" if open_now else "no open alerts"
    return pick(
        f"{_LINK_WORDS[link][0]}；今日加油{today.fuellings}笔、{litres}升；{zh}。",
        f"{_LINK_WORDS[link][1]}; {today.fuellings} fuellings and {litres} L today; {en}.",
    )


def _devices(station_id: str, moment: datetime) -> list[DeviceOut]:
    rows = DeviceState.objects.filter(station_id=station_id).order_by("device")
    return [
        DeviceOut(
            device=row.device,
            name=device_name(row.device),
            link=cast("Link", row.status),
            last_seen_at=row.last_seen,
            down_since=row.last_seen if row.status == "down" else None,
            stale=row.last_seen is None or moment - row.last_seen > STALE_AFTER,
        )
        for row in rows
    ]


def _tanks(station_id: str, moment: datetime) -> list[TankOut]:
    tanks = list(Tank.objects.filter(station_id=station_id).order_by("tank_id"))
    states = {state.tank_id: state for state in TankState.objects.filter(station_id=station_id)}
    histories = records.charts(station_id, [tank.tank_id for tank in tanks])
    return [
        TankOut(
            tank_id=tank.tank_id,
            product=tank.product,
            capacity_l=tank.capacity_l,
            safe_fill_l=tank.safe_fill_l,
            diameter_mm=tank.diameter_mm,
            manifold=tank.manifold,
            density20_kg_m3=tank.density20_kg_m3,
            level=_level(states.get(tank.tank_id), histories.get((station_id, tank.tank_id)), moment),
        )
        for tank in tanks
    ]


def _level(state: TankState | None, history: ChartHistory | None, moment: datetime) -> TankLevel | None:
    if state is None:
        return None
    volume = state.volume_l
    by_chart = records.chart_volume(history, state.at, state.product_mm) if volume is None else None
    return TankLevel(
        at=state.at,
        product_mm=state.product_mm,
        water_mm=state.water_mm,
        temp_c=state.temp_c,
        volume_l=volume if volume is not None else by_chart,
        volume_source="gauge" if volume is not None else "chart" if by_chart is not None else None,
        stale=moment - state.at > STALE_AFTER,
    )


def _nozzles(station_id: str, moment: datetime) -> list[NozzleOut]:
    current = records.nozzles_at(station_id, moment)
    states = {state.nozzle_id: state for state in NozzleState.objects.filter(station_id=station_id)}
    last = _last_fuellings(station_id, states)
    certificates = _verifications(station_id)
    return [
        _nozzle(nozzle, states.get(number), last.get(number), certificates.get(number))
        for number, nozzle in sorted(current.items())
    ]


def _nozzle(
    nozzle: Nozzle, state: NozzleState | None, last: FuellingOut | None, certificate: VerificationOut | None
) -> NozzleOut:
    return NozzleOut(
        nozzle_id=nozzle.nozzle_id,
        dispenser_id=nozzle.dispenser_id,
        tank_id=nozzle.tank_id,
        product=nozzle.product,
        totalizer_ml=state.totalizer_ml if state else None,
        last_fuelling=last,
        verification=certificate,
    )


def _last_fuellings(station_id: str, states: dict[int, NozzleState]) -> dict[int, FuellingOut]:
    if not states:
        return {}
    which = Q()
    for state in states.values():
        which |= Q(nozzle_id=state.nozzle_id, seq=state.seq)
    rows = list(FuellingRecord.objects.filter(which, station_id=station_id))
    return {row.nozzle_id: row for row in records.with_products(station_id, rows)}


def _verifications(station_id: str) -> dict[int, VerificationOut]:
    rows = Verification.objects.filter(station_id=station_id).order_by("verified_on")
    return {
        row.nozzle_id: VerificationOut(
            verified_on=row.verified_on.isoformat(),
            certificate_no=row.certificate_no,
            result=row.result,
            error_pct=row.error_pct,
            valid_until=row.valid_until.isoformat(),
        )
        for row in rows
    }
