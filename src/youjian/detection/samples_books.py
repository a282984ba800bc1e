"""A station's books over some weeks, small and honest, that examples and tests change in one place."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from youjian.contract.records import Declaration, Delivery, Fuelling, Invoice, Record, TankReading, Trip
from youjian.contract.registry import Tank, TankChart
from youjian.detection.facts import MemoryFacts
from youjian.detection.samples import STATION, facts, fuelling, nozzle, station

BOOKS_START = datetime(2026, 10, 27, 16, 0, tzinfo=UTC)
MONTH_START = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
MONTH_END = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
"""November 2026 in Shanghai."""
_STEP = timedelta(minutes=10)
_SUPPLIER = "91360200M000100Y4A"


def tank(**changes: Any) -> Tank:
    """Tank 1, petrol 92, 30 m³."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": 1,
        "product": "92",
        "capacity_l": 30_000.0,
        "safe_fill_l": 28_000.0,
        "diameter_mm": 3000.0,
        "density20_kg_m3": 735.0,
    }
    return Tank(**(fields | changes))


def chart(tank_id: int = 1, **changes: Any) -> list[TankChart]:
    """A chart of 10 L/mm."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": tank_id,
        "valid_from": datetime(2020, 1, 1, tzinfo=UTC),
    }
    return [
        TankChart(**(fields | changes), height_mm=height, volume_l=height * 10)
        for height in (0.0, 1500.0, 3000.0)
    ]


def reading(at: datetime, volume_l: float, **changes: Any) -> TankReading:
    """Tank 1 at 20 °C with so many litres."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": 1,
        "at": at,
        "product_mm": volume_l / 10,
        "water_mm": 0.0,
        "temp_c": 20.0,
        "received_at": at + timedelta(seconds=2),
    }
    return TankReading(**(fields | changes))


def delivery(number: int, at: datetime, **changes: Any) -> Delivery:
    """The paper of 12 m³ of petrol 92 at 20 °C, an hour after."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "delivery_id": f"D{number:03d}",
        "tank_id": 1,
        "product": "92",
        "delivered_at": at,
        "documented_volume_ml": 12_000_000,
        "reference": "20",
        "density20_kg_m3": 735.0,
        "temp_c": 20.0,
        "waybill_no": f"W{number:03d}",
        "invoice_no": f"I{number:03d}",
        "received_at": at + timedelta(hours=1),
    }
    return Delivery(**(fields | changes))


def invoice(number: int, at: datetime, **changes: Any) -> Invoice:
    """The purchase invoice of the same, of the day."""
    fields: dict[str, Any] = {
        "invoice_no": f"I{number:03d}",
        "seller_uscc": _SUPPLIER,
        "buyer_uscc": station().uscc,
        "product": "92",
        "volume_ml": 12_000_000,
        "amount_fen": 8_000_000,
        "issued_on": (at + timedelta(hours=8)).date(),
        "direction": "purchase",
        "station_id": STATION,
    }
    return Invoice(**(fields | changes))


def trip(number: int, at: datetime, **changes: Any) -> Trip:
    """The tanker's trip of the same: loaded six hours before, unloaded at `at`."""
    fields: dict[str, Any] = {
        "waybill_no": f"W{number:03d}",
        "consignee_station_id": STATION,
        "plate_no": "赣H00001",
        "product": "92",
        "loaded_ml": 12_000_000,
        "loaded_at": at - timedelta(hours=6),
        "loaded_temp_c": 20.0,
        "loading_place": "油库",
        "unloaded_at": at,
        "unloaded_ml": 12_000_000,
        "unloaded_temp_c": 20.0,
        "density20_kg_m3": 735.0,
        "received_at": at + timedelta(hours=1),
    }
    return Trip(**(fields | changes))


def declaration(period: str, litres: float, **changes: Any) -> Declaration:
    """A month's return for petrol 92, filed on the tenth of the next month."""
    filed = MONTH_END + timedelta(days=9, hours=10)
    fields: dict[str, Any] = {
        "station_id": STATION,
        "period": period,
        "product": "92",
        "volume_ml": round(litres * 1000),
        "amount_fen": round(litres * 756),
        "filed_at": filed,
    }
    return Declaration(**(fields | changes))


def books_records(days: int = 40, unrecorded_l: float = 0.0, hidden_l: float = 0.0) -> list[Record]:
    """A station from 28 October on: 30 L every 20 minutes, 12 m³ whenever 8 m³ are left.

    On the fifteenth day `unrecorded_l` come in without a paper and `hidden_l` go without a record.
    """
    return list(_books(days, unrecorded_l, hidden_l))


@lru_cache(maxsize=16)
def _books(days: int, unrecorded_l: float, hidden_l: float) -> tuple[Record, ...]:
    made: list[Record] = [station(), tank(), nozzle(), *chart()]
    volume, drops = 18_000.0, 0
    for step in range(days * 144):
        at = BOOKS_START + _STEP * step
        if step % 2:
            volume -= 30
            made.append(_sale(step // 2, at - timedelta(minutes=5)))
        if volume < 8000:
            drops += 1
            volume += 12_000
            papers = (delivery(drops, at), invoice(drops, at), trip(drops, at))
            made += papers
        if step == 15 * 144:
            volume += unrecorded_l - hidden_l
        made.append(reading(at + timedelta(seconds=30), volume))
    return tuple(made)


def changed(records: Iterable[Record], change: Callable[[Record], Record | None]) -> list[Record]:
    """The records as a change leaves them; None drops one."""
    return [kept for record in records if (kept := change(record)) is not None]


def books_month(*more: Record, **knobs: Any) -> MemoryFacts:
    """Facts of `books_records` with more beside."""
    return facts(*books_records(**knobs), *more)


def _sale(seq: int, ended: datetime, **changes: Any) -> Fuelling:
    times = {"started_at": ended - timedelta(minutes=1), "ended_at": ended}
    return fuelling(seq, **(times | {"received_at": ended + timedelta(seconds=2)} | changes))


def wet_tank(*water_mm: float) -> MemoryFacts:
    """Tank 1 with a reading every ten minutes and so much water on each day in turn."""
    readings = [
        reading(BOOKS_START + timedelta(days=day) + _STEP * step, 15_000.0, water_mm=height)
        for day, height in enumerate(water_mm)
        for step in range(144)
    ]
    return facts(station(), tank(), *readings)


def returning(back_l: float, *returns_l: float) -> MemoryFacts:
    """Facts of `returning_records`."""
    return facts(*returning_records(back_l, *returns_l))


def returning_records(back_l: float, *returns_l: float) -> list[Record]:
    """Three quiet days of tank 1, 30 L every 20 minutes; at noon of the second a return, `back_l` of it came.

    Without `returns_l` one of 60 L; several follow each other every five minutes and come back at their end.
    """
    claimed = returns_l or (60.0,)
    noon = BOOKS_START + timedelta(days=1, hours=12)
    made: list[Record] = [station(), tank(), nozzle(), nozzle(nozzle_id=4), *chart()]
    volume, done = 18_000.0, noon + timedelta(minutes=5 * len(claimed) + 5)
    for number, litres in enumerate(claimed):
        at = noon + timedelta(minutes=5 * number)
        made.append(_sale(number, at, nozzle_id=4, kind="test_return", volume_ml=round(litres * 1000)))
    for step in range(3 * 1440):
        at = BOOKS_START + timedelta(minutes=step)
        if step % 20 == 10:
            volume -= 30
            made.append(_sale(step // 20, at - timedelta(seconds=5)))
        gone = sum(litres for n, litres in enumerate(claimed) if at >= noon + timedelta(minutes=5 * n))
        made.append(reading(at, volume - gone + (back_l if at >= done else 0.0)))
    return made


def books_wrong() -> list[Record]:
    """Tank 7 of the station, with something wrong for every rule about books, water and returns."""
    noon = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    closing, now = MONTH_END - timedelta(hours=10), datetime(2026, 12, 22, tzinfo=UTC)
    stock = ((noon, 5000.0, 0.0), (closing, 15_000.0, 0.0), (now, 15_000.0, 60.0))
    sold = {"nozzle_id": 7, "volume_ml": 900_000}
    return [
        tank(tank_id=7),
        nozzle(nozzle_id=7, tank_id=7),
        *chart(7),
        _sale(1, noon - timedelta(hours=2), **sold),
        _sale(2, noon - timedelta(hours=1), **sold),
        _sale(3, now - timedelta(hours=5), **sold, kind="test_return"),
        *(
            reading(at - timedelta(minutes=number), litres, tank_id=7, water_mm=water)
            for at, litres, water in stock
            for number in range(30)
        ),
        delivery(1, noon, tank_id=7),
        invoice(1, noon, product="0D"),
        trip(2, noon),
        declaration("2026-11", 100.0),
    ]
