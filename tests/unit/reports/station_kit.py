"""A small station whose books come out by hand: a tank, two nozzles, two unloadings, one with a document."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from youjian.contract.records import Delivery, Fuelling, Record, TankReading
from youjian.contract.registry import Tank, TankChart
from youjian.detection.balance.books import StationBook, station_book
from youjian.detection.balance.nights import night_of
from youjian.detection.balance.settings import Settings
from youjian.detection.facts import MemoryFacts
from youjian.detection.samples import MORNING, STATION, facts, fuelling, nozzle, station
from youjian.reports.numbers import micros_of
from youjian.reports.sheets import Window

BEGIN = MORNING - timedelta(hours=8)
"""Midnight in Shanghai."""
DAYS = 6
LITRES_PER_MM = 12.0
OPENING_L = 20_000.0
DOCUMENTED_L, CAME_L, UNDOCUMENTED_L = 8_000.0, 7_900.0, 5_000.0
_READING, _FUELLING = timedelta(minutes=5), timedelta(minutes=20)
_ARRIVALS = ((BEGIN + timedelta(hours=34), CAME_L), (BEGIN + timedelta(hours=82), UNDOCUMENTED_L))


def station_facts(*more: Record, documents: bool = True) -> MemoryFacts:
    """Six days at 20 °C with 30 L every twenty minutes; 100 L of what is documented did not come."""
    records = [
        station(),
        tank(),
        tank_chart(0.0),
        tank_chart(2_500.0),
        nozzle(),
        nozzle(nozzle_id=4),
        *_fuellings(),
        *_readings(),
        *more,
    ]
    return facts(*records, *([_document()] if documents else []))


def window() -> Window:
    """All nights of the six days."""
    start = micros_of(BEGIN)
    return Window(_night(start), _night(start) + DAYS - 1, start)


def book(documents: bool = True) -> StationBook:
    """The station's books, not yet advanced."""
    return station_book(station_facts(documents=documents), STATION, Settings())


def tank(tank_id: int = 1) -> Tank:
    """A tank of the station."""
    return Tank(
        station_id=STATION,
        tank_id=tank_id,
        product="92",
        capacity_l=30_000.0,
        safe_fill_l=28_500.0,
        diameter_mm=2_500.0,
        density20_kg_m3=740.0,
    )


def tank_chart(height: float, tank_id: int = 1) -> TankChart:
    """A line of a tank's chart, which is straight."""
    return TankChart(
        station_id=STATION,
        tank_id=tank_id,
        valid_from=BEGIN - timedelta(days=300),
        height_mm=height,
        volume_l=height * LITRES_PER_MM,
    )


def _night(micros: int) -> int:
    return int(night_of(np.array([micros]))[0])


def _fuellings() -> list[Fuelling]:
    made: list[Fuelling] = []
    for number in range(DAYS * 72):
        at = BEGIN + number * _FUELLING + timedelta(minutes=7)
        changes: dict[str, Any] = {
            "nozzle_id": 3 + number % 2,
            "started_at": at,
            "ended_at": at + timedelta(minutes=1),
            "received_at": None,
            "totalizer_ml": 30_000 * (number // 2 + 1),
        }
        made.append(fuelling(number // 2 + 1, **changes))
    return made


def _readings() -> Iterator[TankReading]:
    ended = [one.ended_at for one in _fuellings()]
    sold = 0
    for number in range(DAYS * 288):
        at = BEGIN + number * _READING
        while sold < len(ended) and ended[sold] <= at:
            sold += 1
        came = sum(litres for moment, litres in _ARRIVALS if moment <= at)
        level = OPENING_L - 30.0 * sold + came
        yield TankReading(
            station_id=STATION,
            tank_id=1,
            at=at,
            product_mm=level / LITRES_PER_MM,
            water_mm=0.0,
            temp_c=20.0,
            received_at=None,
        )


def _document() -> Delivery:
    return Delivery(
        station_id=STATION,
        delivery_id="进<1>",
        tank_id=1,
        product="92",
        delivered_at=_ARRIVALS[0][0],
        documented_volume_ml=round(1000 * DOCUMENTED_L),
        reference="20",
        density20_kg_m3=740.0,
        temp_c=20.0,
        supplier_uscc="91350100M000100Y43",
        waybill_no="Y1",
        invoice_no="F1",
        received_at=None,
    )
