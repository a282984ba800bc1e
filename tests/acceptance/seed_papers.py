"""Papers of one station of the demo city: a tanker for two consignees, its track, and one paper too few."""

from datetime import datetime, timedelta

from tests.acceptance.seed_city import STATION
from youjian.contract.records import Delivery, Trip

OTHER = "3602810001"
WAYBILL, MATCHED, ALONE = "YD20261101", "JY20261101", "JY20261102"
_PLATE, _PLACE = "赣H10001", "景德镇油库"
_LOADED_ML = 12_000_000


def papers(now: datetime) -> None:
    """Deliveries, a trip and its track, a rise of a tank; joined as the worker does."""
    from django.db import connection

    from youjian.bureau.scope import scoped
    from youjian.bureau.transport.matching import keep_round
    from youjian.bureau.transport.models import LoadingPlace
    from youjian.ledger.office import store_papers

    at = now - timedelta(days=8)
    with scoped():
        connection.ensure_connection()
        conn = connection.connection
        deliveries = [_delivery(MATCHED, at), _delivery(ALONE, at + timedelta(days=1))]
        store_papers(conn, "deliveries", deliveries, at + timedelta(days=1))
        trips = [_trip(station, at, n) for n, station in enumerate((OTHER, STATION))]
        store_papers(conn, "trips", trips, at + timedelta(days=1))
        LoadingPlace.objects.create(name=_PLACE, longitude=117.05, latitude=29.25)
        _track(at)
    _gauge(at)
    while keep_round():
        pass


def _delivery(number: str, at: datetime) -> Delivery:
    return Delivery(
        station_id=OTHER,
        delivery_id=number,
        tank_id=1,
        product="92",
        delivered_at=at,
        documented_volume_ml=_LOADED_ML,
        reference="20",
        density20_kg_m3=735.0,
        temp_c=20.0,
        waybill_no=WAYBILL if number == MATCHED else None,
    )


def _trip(station: str, at: datetime, order: int) -> Trip:
    return Trip(
        waybill_no=WAYBILL,
        consignee_station_id=station,
        plate_no=_PLATE,
        product="92",
        loaded_ml=_LOADED_ML // (1 + order),
        loaded_at=at - timedelta(hours=3),
        loaded_temp_c=18.0,
        loading_place=_PLACE,
        unloaded_at=at + timedelta(hours=order),
        unloaded_ml=_LOADED_ML // (1 + order) - 20_000,
        unloaded_temp_c=18.5,
        density20_kg_m3=735.0,
    )


def _gauge(at: datetime) -> None:
    """What the tank's gauge read, taken by who may store facts, and what the book makes of it."""
    from youjian.bureau.stock import services
    from youjian.fuel.charts import Chart
    from youjian.ledger.connection import connect

    with connect("intake") as conn:
        lines = conn.execute(_CHART, [OTHER]).fetchall()
        chart = Chart([line[0] for line in lines], [line[1] for line in lines])
        after = float(chart.height_mm(float(chart.volume_l(600.0)) + (_LOADED_ML - 512_000) / 1000))
        first, last = at - timedelta(days=2), at + timedelta(days=4)
        conn.execute("SELECT ledger.ensure_days('tank_readings', %s, %s)", [first.date(), last.date()])
        for step in range(6 * 24 * 6):
            moment = first + timedelta(minutes=10 * step)
            share = min(1.0, max(0.0, (moment - at) / timedelta(minutes=30)))
            conn.execute(_READING, [OTHER, moment, 600.0 + share * (after - 600.0), moment])
    while services.keep_round():
        pass


def _track(at: datetime) -> None:
    """Two hours on the road with a stop and an opening in between."""
    from django.db import connection

    with connection.cursor() as cursor:
        for minute in range(0, 120, 2):
            halted = min(minute, 60) + max(0, minute - 84)
            place = (117.05 + halted * 0.0011, 29.25 - halted * 0.002)
            cursor.execute(
                "INSERT INTO ledger.track_points VALUES (%s, %s, %s, %s, NULL)",
                [_PLATE, at - timedelta(minutes=150 - minute), *place],
            )
        cursor.execute(
            "INSERT INTO ledger.lock_events (plate_no, at, lock_no, code) VALUES (%s, %s, 'L1', 'opened')",
            [_PLATE, at - timedelta(minutes=80)],
        )


_CHART = """
SELECT height_mm, volume_l FROM ledger.tank_charts WHERE station_id = %s AND tank_id = 1 ORDER BY height_mm
"""
_READING = """
INSERT INTO ledger.tank_readings (station_id, tank_id, at, product_mm, water_mm, temp_c, received_at)
VALUES (%s, 1, %s, %s, 0, 20, %s)
"""
