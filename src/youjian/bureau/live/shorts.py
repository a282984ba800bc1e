"""A station in short, for the map's drawer."""

from dataclasses import replace
from datetime import timedelta

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.connectivity.selectors import city_rate
from youjian.bureau.live import layers, reading, tanks
from youjian.bureau.live.contracts import ProductSales, StationShort, TankShort
from youjian.bureau.live.supply import Supply
from youjian.bureau.registry.selectors import station_of
from youjian.bureau.times import now
from youjian.contract.fields import business_day

ONLINE_DAYS = 30


def station_short(actor: Actor, station_id: str) -> StationShort:
    """Sales, stock and connection of a station; raises Problem 404 outside the scope."""
    station_of(actor, station_id)
    found = tanks.tank_rows([station_id])
    lasting = tanks.supplies(found)
    return StationShort(
        as_of=now(),
        sales=_sales(station_id),
        tanks=[_tank(row, lasting[station_id, row.product]) for row in found],
        online_share=_online(actor, station_id),
        vapour=layers.vapour_of(station_id),
    )


def _tank(row: tanks.TankRow, supply: Supply) -> TankShort:
    volume = row.volume_l
    return TankShort(
        tank_id=row.tank_id,
        product=row.product,
        volume_l=volume,
        share=volume / row.capacity_l if volume is not None and row.capacity_l > 0 else None,
        at=row.at,
        days=None if supply.days is None else round(supply.days, 1),
        reason=supply.reason,
    )


def _sales(station_id: str) -> list[ProductSales]:
    found = reading.fetch(_SALES, station=station_id, day=business_day(now()))
    return [ProductSales(product=p, volume_ml=v, amount_fen=a, fuellings=n) for p, v, a, n in found]


def _online(actor: Actor, station_id: str) -> float | None:
    """The rate over the last whole days."""
    today = business_day(now())
    alone = replace(actor, scope=(station_id,))
    return city_rate(alone, today - timedelta(days=ONLINE_DAYS), today - timedelta(days=1))


_SALES = """
SELECT product, volume_ml, amount_fen, fuellings FROM bureau.cockpit_daysales
WHERE station_id = %(station)s AND day = %(day)s ORDER BY product
"""
