"""Deliveries as the gauge saw them: i202 and i20C, and the adjusted ones of i21B."""

from youjian.protocols.tls350.envelope import TlsError
from youjian.protocols.tls350.fields import Cursor, moment_text, numbers_text, padded
from youjian.protocols.tls350.messages import (
    AdjustedDelivery,
    TankAdjustedDeliveries,
    TankDeliveries,
    TankDelivery,
)
from youjian.protocols.tls350.reports import required_moment

_DELIVERY_VALUES = 10
_ADJUSTED_VALUES = 21


def read_deliveries(cursor: Cursor, tank: int) -> TankDeliveries:
    """i202: the count of deliveries is decimal, the count of floats hexadecimal."""
    product, count = cursor.text(1, "product"), cursor.decimal(2, "count of deliveries")
    return TankDeliveries(
        tank=tank, product=product, deliveries=[_read_delivery(cursor, tank) for _ in range(count)]
    )


def _read_delivery(cursor: Cursor, tank: int) -> TankDelivery:
    start, end = required_moment(cursor, "start"), required_moment(cursor, "end")
    v = _values(cursor, tank, _DELIVERY_VALUES)
    return TankDelivery(
        start=start,
        end=end,
        start_volume=v[0],
        start_tc_volume=v[1],
        start_water=v[2],
        start_temperature=v[3],
        end_volume=v[4],
        end_tc_volume=v[5],
        end_water=v[6],
        end_temperature=v[7],
        start_height=v[8],
        end_height=v[9],
        extra=v[_DELIVERY_VALUES:],
    )


def deliveries_text(report: TankDeliveries) -> str:
    """The fields after the tank's number."""
    deliveries = "".join(map(_delivery_text, report.deliveries))
    return f"{padded(report.product, 1, 'product')}{len(report.deliveries):02d}{deliveries}"


def _delivery_text(drop: TankDelivery) -> str:
    start = (drop.start_volume, drop.start_tc_volume, drop.start_water, drop.start_temperature)
    end = (drop.end_volume, drop.end_tc_volume, drop.end_water, drop.end_temperature)
    values = numbers_text((*start, *end, drop.start_height, drop.end_height, *drop.extra))
    return moment_text(drop.start) + moment_text(drop.end) + values


def read_adjusted(cursor: Cursor, tank: int) -> TankAdjustedDeliveries:
    """i21B: no product, the count decimal, 21 floats per delivery."""
    count = cursor.decimal(2, "count of deliveries")
    return TankAdjustedDeliveries(tank, [_read_adjusted_delivery(cursor, tank) for _ in range(count)])


def _read_adjusted_delivery(cursor: Cursor, tank: int) -> AdjustedDelivery:
    start, end = required_moment(cursor, "start"), required_moment(cursor, "end")
    v = _values(cursor, tank, _ADJUSTED_VALUES)
    return AdjustedDelivery(
        start=start,
        end=end,
        start_volume=v[0],
        end_volume=v[1],
        adjusted_volume=v[2],
        adjusted_tc_volume=v[3],
        start_height=v[4],
        start_temperatures=v[5:11],
        end_height=v[11],
        end_temperatures=v[12:18],
        dispensed=v[18],
        start_temperature=v[19],
        end_temperature=v[20],
        extra=v[_ADJUSTED_VALUES:],
    )


def adjusted_text(report: TankAdjustedDeliveries) -> str:
    """The fields after the tank's number."""
    return f"{len(report.deliveries):02d}" + "".join(map(_adjusted_delivery_text, report.deliveries))


def _adjusted_delivery_text(drop: AdjustedDelivery) -> str:
    values = (
        drop.start_volume,
        drop.end_volume,
        drop.adjusted_volume,
        drop.adjusted_tc_volume,
        drop.start_height,
        *drop.start_temperatures,
        drop.end_height,
        *drop.end_temperatures,
        drop.dispensed,
        drop.start_temperature,
        drop.end_temperature,
        *drop.extra,
    )
    return moment_text(drop.start) + moment_text(drop.end) + numbers_text(values)


def _values(cursor: Cursor, tank: int, least: int) -> tuple[float, ...]:
    values = cursor.numbers("delivery values")
    if len(values) < least:
        raise TlsError("layout", f"a delivery of tank {tank} has {len(values)} values, {least} are wanted")
    return values
