"""Small honest records that examples and tests change in one place, to see a rule speak."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from youjian.contract.columns import empty, struct_table, to_table
from youjian.contract.findings import Finding
from youjian.contract.platform import READABLE_TABLES, Conflict
from youjian.contract.records import (
    Delivery,
    DeviceEvent,
    Fuelling,
    Heartbeat,
    PressureReading,
    Record,
    TankReading,
    TaxState,
    VapourFill,
)
from youjian.contract.registry import (
    Maintenance,
    Nozzle,
    PriceCap,
    Seal,
    Station,
    Tank,
    TankChart,
    Verification,
)
from youjian.detection.facts import MemoryFacts

STATION = "3602030017"
MORNING = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
"""08:00 in Shanghai."""
LATER = MORNING + timedelta(days=30)
_TABLE_OF = {spec.type: name for name, spec in READABLE_TABLES.items()}


def after(minutes: float) -> datetime:
    """A moment so many minutes after the morning."""
    return MORNING + timedelta(minutes=minutes)


def facts(*records: Record, present: Iterable[str] = (), said: Iterable[Finding] = ()) -> MemoryFacts:
    """Facts holding some records; `present` names tables that are there although empty, `said` findings."""
    tables = {name: empty(READABLE_TABLES[name]) for name in present}
    for name in {_TABLE_OF[type(record)] for record in records}:
        tables[name] = to_table(READABLE_TABLES[name], [r for r in records if _TABLE_OF[type(r)] == name])
    return MemoryFacts(tables, struct_table(Finding, said))


def fuelling(seq: int, **changes: Any) -> Fuelling:
    """The fuelling number `seq` of a nozzle that sells 30.00 L at 7.56 yuan/L every ten minutes."""
    ended = after(10 * seq + 2)
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "seq": seq,
        "started_at": after(10 * seq),
        "ended_at": ended,
        "volume_ml": 30_000,
        "unit_price_fen": 756,
        "amount_fen": 22_680,
        "totalizer_ml": 1_000_000 + 30_000 * seq,
        "kind": "sale",
        "source": "live",
        "received_at": ended + timedelta(seconds=2),
    }
    return Fuelling(**(fields | changes))


def heartbeat(minutes: float, **changes: Any) -> Heartbeat:
    """A collector's heartbeat so many minutes after the morning."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "device": "collector",
        "at": after(minutes),
        "clock_offset_s": 0.0,
        "outbox_depth": 0,
        "firmware": "1.0",
        "received_at": after(minutes),
    }
    return Heartbeat(**(fields | changes))


def event(code: str, **changes: Any) -> DeviceEvent:
    """An event of dispenser 2 in the morning."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "device": "dispenser:2",
        "at": MORNING,
        "code": code,
        "received_at": after(1),
    }
    return DeviceEvent(**(fields | changes))


def maintenance(device: str, start: float, end: float, **changes: Any) -> Maintenance:
    """Approved downtime of a device, in minutes after the morning."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "device": device,
        "starts_at": after(start),
        "ends_at": after(end),
        "reason": "更换主板",
        "approved_by": "市监局",
    }
    return Maintenance(**(fields | changes))


def nozzle(**changes: Any) -> Nozzle:
    """Nozzle 3 of dispenser 2 on tank 1."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "dispenser_id": 2,
        "tank_id": 1,
        "product": "92",
    }
    return Nozzle(**(fields | changes))


def station(**changes: Any) -> Station:
    """An operating station."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "name": "城东加油站",
        "region_code": STATION[:6],
        "ownership": "private",
        "uscc": "91350100M000100Y43",
        "licence_no": "油零售证书第1号",
        "vapour_monitoring": False,
        "longitude": 117.2,
        "latitude": 29.3,
        "status": "operating",
        "opened_on": date(2010, 1, 1),
    }
    return Station(**(fields | changes))


def price_cap(**changes: Any) -> PriceCap:
    """8.00 yuan/L for 92 in the county, since long ago."""
    fields: dict[str, Any] = {
        "region_code": STATION[:6],
        "product": "92",
        "effective_from": MORNING - timedelta(days=100),
        "max_price_fen": 800,
    }
    return PriceCap(**(fields | changes))


def verification(**changes: Any) -> Verification:
    """Nozzle 3 passed a month ago, for half a year."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "verified_on": date(2026, 10, 22),
        "certificate_no": "检字第1号",
        "result": "pass",
        "error_pct": 0.05,
        "repeatability_pct": 0.03,
        "valid_until": date(2027, 4, 21),
    }
    return Verification(**(fields | changes))


def seal(**changes: Any) -> Seal:
    """The adjuster's seal of dispenser 2, in place."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "dispenser_id": 2,
        "position": "meter_adjuster",
        "seal_no": "A1001",
        "applied_on": date(2026, 10, 22),
    }
    return Seal(**(fields | changes))


def tax_state(**changes: Any) -> TaxState:
    """The chip of nozzle 3 as it should be."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "read_at": MORNING,
        "initialised": True,
        "chip_taxpayer": "91350100M000100Y43",
        "factory_no": "F0001",
        "received_at": after(1),
    }
    return TaxState(**(fields | changes))


def vapour_fill(number: int, **changes: Any) -> VapourFill:
    """The vapour monitor's honest record of `fuelling(number)`, with an A/L of 1.05."""
    told: dict[str, Any] = {"fuel_ml": 30_000, "ratio": 1.05} | changes
    ended = after(10 * number + 2)
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "ended_at": ended,
        "started_at": ended - timedelta(minutes=2),
        "vapour_ml": round(told["fuel_ml"] * told["ratio"]) + 37,
        "fuel_l_min": round(told["fuel_ml"] / 2000, 2),
        "vapour_l_min": round(told["fuel_ml"] * told["ratio"] / 2000 * 1.013, 2),
        "received_at": ended + timedelta(seconds=3),
    }
    return VapourFill(**(fields | told))


def pressure(minutes: float, **changes: Any) -> PressureReading:
    """A healthy pressure in the vapour space so many minutes after the morning."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "at": after(minutes),
        "pressure_pa": -180.0,
        "vapour_ppm": 120.0,
        "received_at": after(minutes) + timedelta(seconds=2),
    }
    return PressureReading(**(fields | changes))


def tank(**changes: Any) -> Tank:
    """Tank 1 with 92, 30 m³ and 2500 mm across."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": 1,
        "product": "92",
        "capacity_l": 30_000.0,
        "safe_fill_l": 27_000.0,
        "diameter_mm": 2500.0,
        "density20_kg_m3": 735.0,
    }
    return Tank(**(fields | changes))


def chart_line(height_mm: float, volume_l: float, **changes: Any) -> TankChart:
    """A line of tank 1's chart, valid since long ago."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": 1,
        "valid_from": MORNING - timedelta(days=400),
        "height_mm": height_mm,
        "volume_l": volume_l,
    }
    return TankChart(**(fields | changes))


def reading(minutes: float, **changes: Any) -> TankReading:
    """What the gauge of tank 1 saw so many minutes after the morning: 1000 mm at 20 °C, no water."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": 1,
        "at": after(minutes),
        "product_mm": 1000.0,
        "water_mm": 0.0,
        "temp_c": 20.0,
        "received_at": after(minutes),
    }
    return TankReading(**(fields | changes))


def delivery(minutes: float, **changes: Any) -> Delivery:
    """A document of 10 m³ of 92 into tank 1, delivered so many minutes after the morning."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "delivery_id": f"D{minutes:g}",
        "tank_id": 1,
        "product": "92",
        "delivered_at": after(minutes),
        "documented_volume_ml": 10_000_000,
        "reference": "ambient",
        "density20_kg_m3": 735.0,
        "temp_c": 20.0,
        "received_at": after(minutes),
    }
    return Delivery(**(fields | changes))


def conflict(**changes: Any) -> Conflict:
    """A refused second content of fuelling 7."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "table": "fuellings",
        "key": '{"nozzle_id":3,"seq":7}',
        "received_at": after(90),
        "subject": "nozzle:3",
        "at": after(72),
        "kept": '{"volume_ml":30000}',
        "refused": '{"volume_ml":20000}',
    }
    return Conflict(**(fields | changes))


def gauged_tank() -> list[Record]:
    """Tank 1 with its chart of 12 L/mm, and nozzle 3 on it."""
    return [tank(), chart_line(0.0, 0.0), chart_line(2500.0, 30_000.0), nozzle()]


def frozen_gauge() -> list[Record]:
    """Five hours in which nozzle 3 sells 30 L every ten minutes and the level of its tank stands still."""
    return [*gauged_tank(), *(reading(m) for m in range(300)), *(fuelling(n) for n in range(30))]


def replayed_gauge() -> list[Record]:
    """Three hours of a restless level, and the same three hours again a day later."""
    levels = [1000.0 - m / 4 + (m * m * 7919 + m * 104729) % 1009 % 13 / 10 for m in range(180)]
    shown = [reading(m + day, product_mm=mm) for day in (0, 1440) for m, mm in enumerate(levels)]
    return [*gauged_tank(), *shown]
