"""The papers of an honest year: document, trip and invoice of every pour, declarations of every month."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from benchmarks.stock_book.sales import Sold
from benchmarks.stock_book.tanks import Contents, Pour, months_of
from youjian.fuel.correction import vcf20
from youjian.simulator.twin.clock import DAY, HOUR, day_of, moment, months
from youjian.simulator.twin.prices import PRICES
from youjian.simulator.twin.spec import Spec

Row = dict[str, Any]
_PLATES = 60
_MARGIN_FEN = 60


@dataclass
class Papers:
    """Rows by table, which frauds may still change."""

    deliveries: list[Row] = field(default_factory=list)
    trips: list[Row] = field(default_factory=list)
    invoices: list[Row] = field(default_factory=list)
    declarations: list[Row] = field(default_factory=list)

    def rows(self, table: str) -> list[Row]:
        """The rows of one table."""
        return getattr(self, table)


def papers_of(spec: Spec, sold: Sequence[Sold], contents: Sequence[Contents]) -> Papers:
    """What an honest station and its suppliers write in a year."""
    made = Papers(declarations=declarations(spec, sold))
    for tank in contents:
        for pour in tank.pours:
            delivery, trip, invoice = documents(spec, pour)
            made.deliveries.append(delivery)
            made.trips.append(trip)
            made.invoices.append(invoice)
    return made


def documents(spec: Spec, pour: Pour) -> tuple[Row, Row, Row]:
    """Document, trip and invoice of a pour; the document errs by a per mille or two."""
    rng, tank = spec.rng(44, pour.tank_id, pour.number), spec.tank(pour.tank_id)
    number = f"{pour.tank_id}{pour.number:04d}"
    temp = round(pour.temp_c + float(rng.normal(0, 0.2)), 1)
    factor = vcf20(tank.lab_density20, temp)
    billed_ml = round(pour.litres20 * (1 + float(rng.normal(0.0005, 0.001))) / factor) * 1000
    ended = pour.end + float(rng.uniform(2, 15)) * 60
    delivery = {
        "station_id": spec.station_id,
        "delivery_id": f"D{number}",
        "tank_id": pour.tank_id,
        "product": tank.product,
        "delivered_at": moment(ended),
        "documented_volume_ml": billed_ml,
        "reference": "ambient",
        "density20_kg_m3": tank.lab_density20,
        "temp_c": temp,
        "supplier_uscc": spec.supplier,
        "waybill_no": f"YD{spec.station_id}{number}",
        "invoice_no": f"{spec.station_id}{number}",
    }
    trip = _trip(spec, rng, delivery, pour)
    invoice = {
        "invoice_no": delivery["invoice_no"],
        "seller_uscc": spec.supplier,
        "buyer_uscc": spec.uscc,
        "product": tank.product,
        "volume_ml": billed_ml,
        "amount_fen": round(billed_ml / 1000 * (PRICES[tank.product] - _MARGIN_FEN)),
        "issued_on": day_of(min(ended + float(rng.uniform(0, 2)) * DAY, spec.end - HOUR)),
        "direction": "purchase",
        "station_id": spec.station_id,
    }
    return delivery, trip, invoice


def _trip(spec: Spec, rng: np.random.Generator, delivery: Row, pour: Pour) -> Row:
    tank, temp = spec.tank(pour.tank_id), float(delivery["temp_c"])
    loaded_temp = round(temp + float(rng.normal(0, 2)), 1)
    net = delivery["documented_volume_ml"] / 1000 * vcf20(tank.lab_density20, temp)
    loaded = net * (1 + float(rng.normal(0.0003, 0.0004))) / vcf20(tank.lab_density20, loaded_temp)
    return {
        "waybill_no": delivery["waybill_no"],
        "consignee_station_id": spec.station_id,
        "plate_no": f"赣H{10_000 + int(rng.integers(0, _PLATES)) * 37}",
        "product": tank.product,
        "loaded_ml": round(loaded) * 1000,
        "loaded_at": moment(pour.start - float(rng.uniform(1, 5)) * HOUR),
        "loaded_temp_c": loaded_temp,
        "loading_place": "城东油库",
        "unloaded_at": delivery["delivered_at"],
        "unloaded_ml": delivery["documented_volume_ml"],
        "unloaded_temp_c": temp,
        "density20_kg_m3": tank.lab_density20,
    }


def declarations(spec: Spec, sold: Sequence[Sold]) -> list[Row]:
    """What was sold in each month by product, filed on the tenth of the next one."""
    made: list[Row] = []
    for number, (period, _, end) in enumerate(months(spec.start, spec.end - 1)):
        for product in sorted({tank.product for tank in spec.tanks}):
            volume, amount = sold_in(sold, product, number)
            made.append(
                {
                    "station_id": spec.station_id,
                    "period": period,
                    "product": product,
                    "volume_ml": volume,
                    "amount_fen": amount,
                    "filed_at": moment(end + 9 * DAY + 10 * HOUR),
                }
            )
    return made


def sold_in(sold: Sequence[Sold], product: str, month: int) -> tuple[int, int]:
    """mL and fen of the sales of a product in a month (0…11)."""
    volume = amount = 0
    for one in sold:
        if one.nozzle.product == product:
            mine = (months_of(one.ended) == month) & (one.kind == "sale")
            volume += int(one.volume_ml[mine].sum())
            amount += int(one.amount_fen[mine].sum())
    return volume, amount


def known_at(table: str, row: Row) -> datetime:
    """When the platform has a paper: minutes after it was written, invoices in the evening."""
    match table:
        case "deliveries":
            at = row["delivered_at"].timestamp() + 300
        case "trips":
            at = (row["unloaded_at"] or row["loaded_at"]).timestamp() + 600
        case "invoices":
            day = row["issued_on"]
            at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
        case _:
            at = row["filed_at"].timestamp() + 60
    return datetime.fromtimestamp(at, UTC)
