"""Documents of deliveries, their trips and invoices, and the month's declarations."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from youjian.fuel.correction import density15, vcf15, vcf20
from youjian.simulator.twin import names
from youjian.simulator.twin.clock import DAY, HOUR, day_of, moment, months
from youjian.simulator.twin.demand import Fills
from youjian.simulator.twin.folder import Tables, from_rows
from youjian.simulator.twin.prices import PRICES
from youjian.simulator.twin.spec import Spec, TankSpec
from youjian.simulator.twin.supply import Pour

Row = dict[str, Any]


@dataclass
class Papers:
    """Rows that frauds may still change before they are written."""

    deliveries: list[Row] = field(default_factory=list)
    trips: list[Row] = field(default_factory=list)
    invoices: list[Row] = field(default_factory=list)
    declarations: list[Row] = field(default_factory=list)

    def tables(self) -> Tables:
        """As tables, in the order of their keys."""
        keyed = (
            ("deliveries", self.deliveries, "delivery_id"),
            ("trips", self.trips, "waybill_no"),
            ("invoices", self.invoices, "invoice_no"),
            ("declarations", self.declarations, "filed_at"),
        )
        return {n: from_rows(n, sorted(rows, key=lambda r, k=key: _order(r, k))) for n, rows, key in keyed}


def papers_of(spec: Spec, pours: list[Pour], fills: Fills) -> Papers:
    """The papers of an honest station."""
    found = Papers(declarations=declarations(spec, fills))
    if not spec.knobs.documents:
        return found
    for pour in sorted((p for p in pours if p.billed_l is not None), key=lambda p: p.start):
        delivery, trip, invoice = document(spec, pour)
        found.deliveries.append(delivery)
        found.trips.append(trip)
        found.invoices.append(invoice)
    found.invoices += sale_invoices(spec)
    return Papers(
        [r for r in found.deliveries if known(r) <= moment(spec.end)],
        [r for r in found.trips if (r["received_at"] or r["unloaded_at"]) <= moment(spec.end)],
        [r for r in found.invoices if r["issued_on"] <= day_of(spec.end)],
        found.declarations,
    )


def known(delivery: Row) -> Any:
    """When the platform has a delivery document."""
    return delivery["received_at"] or delivery["delivered_at"]


def document(spec: Spec, pour: Pour) -> tuple[Row, Row, Row]:
    """Delivery document, trip and invoice of one pour; all three speak of the billed litres."""
    rng = spec.rng(11, pour.tank_id, pour.number)
    tank = spec.tank(pour.tank_id)
    billed = pour.billed_l or 0.0
    waybill = f"YD{spec.station_id}{pour.tank_id}{pour.number:04d}"
    invoice_no = f"{spec.station_id}{pour.tank_id}{pour.number:05d}"
    stated = _at_reference(billed, spec.reference, tank.density20, pour.temp_c)
    ended = pour.end + float(rng.uniform(-2, 12)) * 60
    arrives = _arrives(spec, rng, ended)
    temp = round(pour.temp_c + float(rng.normal(0, 0.3)), 1)
    delivery = {
        "station_id": spec.station_id,
        "delivery_id": f"D{pour.tank_id}{pour.number:04d}",
        "tank_id": None if _nameless(spec, tank) else pour.tank_id,
        "product": tank.product,
        "delivered_at": moment(ended),
        "documented_volume_ml": round(stated) * 1000,
        "reference": spec.reference,
        "density20_kg_m3": tank.lab_density20,
        "temp_c": temp,
        "supplier_uscc": spec.supplier,
        "waybill_no": waybill,
        "invoice_no": invoice_no,
        "received_at": arrives,
    }
    invoice = {
        "invoice_no": invoice_no,
        "seller_uscc": spec.supplier,
        "buyer_uscc": spec.uscc,
        "product": tank.product,
        "volume_ml": round(stated) * 1000,
        "amount_fen": round(stated * (PRICES[tank.product] - 60)),
        "issued_on": day_of(ended + float(rng.uniform(0, 2)) * DAY),
        "direction": "purchase",
        "station_id": spec.station_id,
    }
    return delivery, _trip(spec, pour, waybill, temp, ended), invoice


def sale_invoices(spec: Spec) -> list[Row]:
    """Invoices to firms that fill their cars here, a few a week."""
    rng = spec.rng(20)
    rows: list[Row] = []
    for number in range(int(rng.poisson(spec.days / 3))):
        tank = spec.tanks[int(rng.integers(0, len(spec.tanks)))]
        litres = int(rng.integers(100, 900))
        rows.append(
            {
                "invoice_no": f"{spec.station_id}9{number:06d}",
                "seller_uscc": spec.uscc,
                "buyer_uscc": names.uscc(rng),
                "product": tank.product,
                "volume_ml": litres * 1000,
                "amount_fen": litres * PRICES[tank.product],
                "issued_on": day_of(spec.start + DAY * float(rng.uniform(2, max(spec.days, 2.5)))),
                "direction": "sale",
                "station_id": spec.station_id,
            }
        )
    return rows


def declarations(spec: Spec, fills: Fills) -> list[Row]:
    """A return per month and product, filed within the first half of the next month."""
    rng = spec.rng(12)
    rows: list[Row] = []
    for period, first, last in months(spec.start, spec.end):
        filed = min(last + float(rng.uniform(0.3, 10)) * DAY, spec.end - HOUR)
        if filed < last + 0.2 * DAY or first < spec.start - HOUR:
            continue
        for product in sorted({t.product for t in spec.tanks}):
            volume, amount = sold(spec, fills, product, first, last)
            rows.append(
                {
                    "station_id": spec.station_id,
                    "period": period,
                    "product": product,
                    "volume_ml": volume,
                    "amount_fen": amount,
                    "filed_at": moment(filed),
                }
            )
    return rows


def sold(spec: Spec, fills: Fills, product: str, first: float, last: float) -> tuple[int, int]:
    """Recorded sales of a product in a span: mL and fen."""
    nozzles = [n.nozzle_id for n in spec.nozzles if n.product == product]
    which = np.isin(fills.nozzle, nozzles) & (fills.kind == 0) & ~fills.hidden
    which &= (fills.ended >= first) & (fills.ended < last)
    return int(fills.recorded_ml[which].sum()), int(fills.amount_fen[which].sum())


def _at_reference(litres: float, reference: str, density20: float, temp_c: float) -> float:
    if reference == "20":
        return litres * vcf20(density20, temp_c)
    return litres * vcf15(density15(density20), temp_c) if reference == "15" else litres


def _arrives(spec: Spec, rng: np.random.Generator, ended: float) -> Any:
    """Late papers come hours to five days later; others within minutes."""
    late = rng.random() < spec.late_papers
    after = rng.uniform(0.1, 5) * DAY if late else rng.uniform(1, 20 if spec.messy else 8) * 60
    if spec.knobs.received == "null" and not late:
        return None
    return moment(ended + float(after))


def _trip(spec: Spec, pour: Pour, waybill: str, temp: float, ended: float) -> Row:
    rng = spec.rng(19, pour.tank_id, pour.number)
    tank = spec.tank(pour.tank_id)
    billed = pour.billed_l or 0.0
    loaded_temp = round(temp + float(rng.normal(0, 2)), 1)
    net = billed * vcf20(tank.lab_density20, temp) * (1 + float(rng.normal(0.0003, 0.0004)))
    way = float(rng.uniform(1, 5)) * HOUR
    return {
        "waybill_no": waybill,
        "consignee_station_id": spec.station_id,
        "plate_no": f"赣H{rng.integers(10_000, 99_999)}",
        "product": tank.product,
        "loaded_ml": round(net / vcf20(tank.lab_density20, loaded_temp)) * 1000,
        "loaded_at": moment(pour.start - way),
        "loaded_temp_c": loaded_temp,
        "loading_place": "城东油库",
        "unloaded_at": moment(ended),
        "unloaded_ml": round(billed) * 1000,
        "unloaded_temp_c": temp,
        "density20_kg_m3": tank.lab_density20,
        "received_at": None if spec.knobs.received == "null" else moment(ended + float(rng.uniform(30, 300))),
    }


def _nameless(spec: Spec, tank: TankSpec) -> bool:
    """Some stations' documents name the product only."""
    return spec.unnamed_tanks and sum(t.product == tank.product for t in spec.tanks) == 1


def _order(row: Row, key: str) -> Any:
    return (row["period"], row["product"], row[key]) if key == "filed_at" else row[key]
