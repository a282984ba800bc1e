"""Reads of a station's deliveries, as their documents say (进油单)."""

from datetime import datetime

from django.db import connection
from ninja import Field, Schema

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry import selectors
from youjian.bureau.times import now


class DeliveryFilter(Schema):
    """Which deliveries: those before a moment, at most so many."""

    before: datetime | None = None
    limit: int = Field(50, ge=1, le=500)


class DeliveryOut(Schema):
    """One delivery document; `test` tells that its collector was not accepted yet."""

    delivery_id: str
    tank_id: int | None
    product: str
    delivered_at: datetime
    documented_volume_ml: int
    reference: str
    temp_c: float
    supplier_uscc: str | None
    supplier: str | None
    waybill_no: str | None
    invoice_no: str | None
    test: bool


class DeliveryList(Schema):
    """Deliveries, newest first; `next_before` continues the list."""

    items: list[DeliveryOut]
    next_before: datetime | None


def deliveries(actor: Actor, station_id: str, wanted: DeliveryFilter) -> DeliveryList:
    """Deliveries of a station; those of one moment stay on one page. Raises Problem 404 outside the scope."""
    selectors.station_of(actor, station_id)
    parameters = {
        "station": station_id,
        "before": wanted.before or now().replace(year=9999),
        "n": wanted.limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERIES, parameters)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    items = [DeliveryOut(**row) for row in rows]
    return DeliveryList(
        items=items, next_before=items[-1].delivered_at if len(items) >= wanted.limit else None
    )


_DELIVERIES = """
SELECT d.delivery_id, d.tank_id, d.product, d.delivered_at, d.documented_volume_ml, d.reference, d.temp_c,
    d.supplier_uscc, c.name AS supplier, d.waybill_no, d.invoice_no, d.test
FROM deliveries AS d LEFT JOIN companies AS c ON c.uscc = d.supplier_uscc
WHERE d.station_id = %(station)s AND d.delivered_at < %(before)s
ORDER BY d.delivered_at DESC FETCH FIRST %(n)s ROWS WITH TIES
"""
