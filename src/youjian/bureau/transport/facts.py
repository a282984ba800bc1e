"""What the ledger and the book have of a station for matching: papers, rises, and where gauges were read."""

from datetime import datetime
from typing import Any

from django.db import connection

from youjian.bureau.stock.models import Rise
from youjian.bureau.transport.models import Tie
from youjian.detection.books.match import Node, Station
from youjian.detection.books.match_rises import Rose
from youjian.detection.books.products import family
from youjian.detection.moments import micros

Row = dict[str, Any]


def station(station_id: str) -> Station:
    """Everything known of a station, within the caller's transaction and scope."""
    ties = list(Tie.objects.filter(station_id=station_id))
    return Station(
        documents=rows(_DOCUMENTS, station_id),
        trips=rows(_TRIPS, station_id),
        rises=[_rose(rise) for rise in Rise.objects.filter(station_id=station_id)],
        gauged={row["delivery_id"] for row in rows(_GAUGED, station_id)},
        tied=[(node(tie.one), node(tie.other)) for tie in ties if tie.joined],
        parted=[(node(tie.one), node(tie.other)) for tie in ties if not tie.joined],
    )


def node(name: str) -> Node:
    """A record by its name: `d:A1` is document A1."""
    kind, _, number = name.partition(":")
    if kind == "d":
        return "d", number
    return ("r", number) if kind == "r" else ("t", number)


def rise_key(tank_id: int, started_at: datetime) -> str:
    """How a rise is named within its station."""
    return f"{tank_id}@{micros(started_at)}"


def rows(statement: str, *parameters: Any) -> list[Row]:
    """What a statement answers, by column."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _rose(rise: Rise) -> Rose:
    return Rose(
        key=rise_key(rise.tank_id, rise.started_at),
        tank_id=rise.tank_id,
        family=family(rise.product),
        start=micros(rise.started_at),
        end=micros(rise.ended_at),
        litres20=rise.litres20_ml / 1000,
        sd_l=rise.sd_ml / 1000,
        delivery_id=rise.delivery_id,
    )


_DOCUMENTS = """
SELECT station_id, delivery_id, tank_id, product, delivered_at, documented_volume_ml, reference,
    density20_kg_m3, temp_c, supplier_uscc, waybill_no, invoice_no, received_at
FROM ledger.deliveries WHERE station_id = %s AND NOT test
"""
_TRIPS = """
SELECT waybill_no, consignee_station_id, plate_no, product, loaded_ml, loaded_at, loaded_temp_c,
    loading_place, unloaded_at, unloaded_ml, unloaded_temp_c, density20_kg_m3, received_at
FROM ledger.trips WHERE consignee_station_id = %s AND NOT test
"""
# A document without a rise says something only where its tanks were read: before, in, and after its hour.
_GAUGED = """
SELECT d.delivery_id FROM ledger.deliveries AS d
WHERE d.station_id = %s AND NOT d.test AND (
    SELECT count(DISTINCT r.part) FROM (
        SELECT CASE WHEN g.at < d.delivered_at - interval '1 hour' THEN 1
            WHEN g.at > d.delivered_at + interval '1 hour' THEN 3 ELSE 2 END AS part
        FROM ledger.tanks AS t
        JOIN ledger.tank_readings AS g ON g.station_id = t.station_id AND g.tank_id = t.tank_id
        WHERE t.station_id = d.station_id AND NOT g.test
            AND (t.tank_id = d.tank_id OR (d.tank_id IS NULL AND (t.product = d.product
                OR (right(t.product, 1) = 'D' AND right(d.product, 1) = 'D')
                OR rtrim(t.product, 'E') = rtrim(d.product, 'E'))))
            AND g.at > d.delivered_at - interval '12 hours' AND g.at < d.delivered_at + interval '12 hours'
    ) AS r
) = 3
"""
