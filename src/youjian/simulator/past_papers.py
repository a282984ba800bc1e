"""The papers around a station's past: trips and invoices of its deliveries, sales invoices, declarations.

Pure: made from the past's own tables and a seed, the same every time.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import numpy as np
import pyarrow as pa

from youjian.contract.fields import Product, business_day, day_bounds
from youjian.contract.identifiers import uscc_check_character
from youjian.contract.records import Declaration, Delivery, Invoice, Record, Trip
from youjian.fuel.correction import vcf20
from youjian.simulator.registry import StationPlan

DEPOTS = ("城东油库", "浮南油库", "乐平油库")
_BELOW_PUMP_FEN = 60
"""What a litre costs a station less than it is sold for."""
_FILED_ON = (8, 12)
"""Between which days of the next month a return is filed."""


def papers(
    plan: StationPlan, tables: dict[str, pa.Table], until: datetime, seed: int
) -> list[tuple[str, Record]]:
    """Every paper of a station by table, known by `until`; `tables` are those of its past."""
    deliveries = [Delivery(**row) for row in tables["deliveries"].to_pylist()]
    rng = np.random.default_rng([seed, int(plan.station_id)])
    made: list[tuple[str, Record]] = [("deliveries", one) for one in deliveries]
    for number, delivery in enumerate(deliveries, 1):
        made.append(("trips", _trip(plan, delivery, f"{plan.station_id}{number:05d}", rng)))
        made.append(("invoices", _purchase(plan, delivery, f"{plan.station_id}{number:06d}")))
    made += [("invoices", one) for one in _sales(plan, tables["fuellings"], rng)]
    made += [("declarations", one) for one in _declarations(plan, tables["fuellings"], until, rng)]
    return [(table, record) for table, record in made if known(record) <= until]


def papers_beside(plan: StationPlan, delivery: Delivery, seed: int) -> tuple[Trip, Invoice]:
    """The trip and the invoice of a delivery of these days: always the same, named after its document."""
    name = delivery.delivery_id.replace("-", "L")
    rng = np.random.default_rng([seed, *name.encode()])
    return _trip(plan, delivery, name, rng), _purchase(plan, delivery, name)


def known(record: Record) -> datetime:
    """When a paper came to be: the end of what it is about."""
    match record:
        case Delivery():
            return record.delivered_at
        case Trip():
            return record.unloaded_at or record.loaded_at
        case Declaration():
            return record.filed_at
        case Invoice():
            return day_bounds(record.issued_on)[1]
        case _:
            message = f"{type(record).__name__} is no paper"
            raise ValueError(message)


def supplier_of(station_id: str) -> str:
    """The credit code of who supplies a station."""
    body = f"9136020078{int(station_id[-4:]) % 3:07d}"
    return body + uscc_check_character(body)


def _trip(plan: StationPlan, delivery: Delivery, name: str, rng: np.random.Generator) -> Trip:
    """The tanker that brought a delivery: loaded an hour or more before, a little cooler."""
    loaded_temp = round(delivery.temp_c + float(rng.normal(0, 1.5)), 1)
    density = delivery.density20_kg_m3
    net = delivery.documented_volume_ml * (1 + float(rng.normal(0.0003, 0.0004)))
    return Trip(
        waybill_no=f"YD{name}",
        consignee_station_id=plan.station_id,
        plate_no=f"赣H{10_000 + int(rng.integers(0, 40)) * 1_237}",
        product=delivery.product,
        loaded_ml=round(net / float(vcf20(density, loaded_temp)) / 1000) * 1000,
        loaded_at=delivery.delivered_at - timedelta(minutes=int(rng.integers(70, 240))),
        loaded_temp_c=loaded_temp,
        loading_place=DEPOTS[int(plan.station_id[-4:]) % 3],
        unloaded_at=delivery.delivered_at,
        unloaded_ml=round(delivery.documented_volume_ml / float(vcf20(density, delivery.temp_c)) / 1000)
        * 1000,
        unloaded_temp_c=delivery.temp_c,
        density20_kg_m3=density,
    )


def _purchase(plan: StationPlan, delivery: Delivery, name: str) -> Invoice:
    litres = delivery.documented_volume_ml // 1000
    return Invoice(
        invoice_no=f"2636{name}",
        seller_uscc=supplier_of(plan.station_id),
        buyer_uscc=plan.station.uscc,
        product=delivery.product,
        volume_ml=delivery.documented_volume_ml,
        amount_fen=litres * (plan.prices_fen[delivery.product] - _BELOW_PUMP_FEN),
        issued_on=business_day(delivery.delivered_at),
        direction="purchase",
        station_id=plan.station_id,
    )


def _sales(plan: StationPlan, fuellings: pa.Table, rng: np.random.Generator) -> Iterator[Invoice]:
    """Invoices to firms that fill their cars here: one fuelling in two hundred."""
    product_of = {nozzle.nozzle_id: nozzle.product for nozzle in plan.nozzles.values()}
    chosen = np.flatnonzero(rng.random(fuellings.num_rows) < 1 / 200)
    for number, row in enumerate(fuellings.take(pa.array(chosen)).to_pylist(), 1):
        body = f"91360200MB{int(rng.integers(0, 10**7)):07d}"
        yield Invoice(
            invoice_no=f"2636{plan.station_id}9{number:05d}",
            seller_uscc=plan.station.uscc,
            buyer_uscc=body + uscc_check_character(body),
            product=cast("Product", product_of[row["nozzle_id"]]),
            volume_ml=row["volume_ml"],
            amount_fen=row["amount_fen"],
            issued_on=business_day(row["ended_at"]),
            direction="sale",
            station_id=plan.station_id,
        )


def _declarations(
    plan: StationPlan, fuellings: pa.Table, until: datetime, rng: np.random.Generator
) -> Iterator[Declaration]:
    """Returns for the two months before `until`, by what the past sold on an average day."""
    if not fuellings.num_rows:
        return
    product_of = {nozzle.nozzle_id: nozzle.product for nozzle in plan.nozzles.values()}
    products = np.array([product_of[n] for n in fuellings["nozzle_id"].to_pylist()])
    volumes, amounts = (fuellings[name].to_numpy() for name in ("volume_ml", "amount_fen"))
    ended = fuellings["ended_at"].to_pylist()
    days = max((max(ended) - min(ended)).total_seconds() / 86_400, 1.0)
    for month in _months_before(business_day(until)):
        filed = _filed(month, rng)
        for product in sorted({nozzle.product for nozzle in plan.nozzles.values()}):
            share = monthrange(month.year, month.month)[1] / days
            yield Declaration(
                station_id=plan.station_id,
                period=f"{month:%Y-%m}",
                product=cast("Product", product),
                volume_ml=round(float(volumes[products == product].sum()) * share),
                amount_fen=round(float(amounts[products == product].sum()) * share),
                filed_at=filed,
            )


def _months_before(day: date) -> Sequence[date]:
    """The first days of the two months before a day's own."""
    first = day.replace(day=1)
    last = (first - timedelta(days=1)).replace(day=1)
    return ((last - timedelta(days=1)).replace(day=1), last)


def _filed(month: date, rng: np.random.Generator) -> Any:
    following = (month + timedelta(days=32)).replace(day=int(rng.integers(*_FILED_ON)))
    return datetime(following.year, following.month, following.day, int(rng.integers(1, 9)), tzinfo=UTC)
