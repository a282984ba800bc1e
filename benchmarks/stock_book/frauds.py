"""What a few stations and carriers do to their papers and fuel, and the labels that say so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from benchmarks.stock_book.papers import Papers, Row
from benchmarks.stock_book.tanks import Contents
from youjian.contract.fields import business_day
from youjian.fuel.correction import vcf20
from youjian.simulator.twin.spec import Spec

_FIRST, _MONTHS = 2, 12


@dataclass(frozen=True)
class Label:
    """One true fraud of one month: whose, which kind, of which product, how many litres (mL) it moved.

    `key` names the paper or the trip of a fraud of transport.
    """

    station_id: str
    uscc: str
    kind: str
    period: str
    product: str
    volume_ml: int
    key: str = ""


@dataclass
class Case:
    """A station that a fraud may change: its tanks' years and its papers."""

    spec: Spec
    contents: Sequence[Contents]
    papers: Papers
    rng: np.random.Generator

    def label(self, kind: str, period: str, product: str, volume_ml: int, key: str = "") -> Label:
        """A label of this station."""
        return Label(self.spec.station_id, self.spec.uscc, kind, period, product, volume_ml, key)

    def span(self) -> tuple[str, str]:
        """First and last month of the fraud: three months at least, not the first two of the year."""
        first = int(self.rng.integers(_FIRST, _MONTHS - 3))
        last = int(self.rng.integers(first + 2, _MONTHS))
        year = self.papers.declarations[0]["period"][:4]
        return f"{year}-{first + 1:02d}", f"{year}-{last + 1:02d}"


Fraud = Callable[[Case], list[Label]]


def under_declared(case: Case) -> list[Label]:
    """Every product declared lower by the same share."""
    share, (first, last) = float(case.rng.uniform(0.03, 0.4)), case.span()
    return [
        _lower(case, row, share, "under_declared")
        for row in case.papers.declarations
        if first <= row["period"] <= last and row["volume_ml"]
    ]


def not_declared(case: Case) -> list[Label]:
    """One product is left out of the returns."""
    product, (first, last) = _a_product(case), case.span()
    return [
        _lower(case, row, 1.0, "not_declared")
        for row in case.papers.declarations
        if row["product"] == product and first <= row["period"] <= last and row["volume_ml"]
    ]


def unbilled(case: Case) -> list[Label]:
    """Some pours have no document, no trip and no invoice: fuel without papers."""
    first, last = case.span()
    chosen = [
        row for row in case.papers.deliveries if first <= _month(row) <= last and case.rng.random() < 0.4
    ]
    for row in chosen:
        _without(case, row)
    return [case.label("unbilled", _month(r), r["product"], _ml20(r), r["delivery_id"]) for r in chosen]


def false_invoice(case: Case) -> list[Label]:
    """Invoices of fuel that never came, a few in a month."""
    first, last = case.span()
    product, made = _a_product(case), list[Label]()
    models = [
        r
        for r in case.papers.invoices
        if r["product"] == product and first <= f"{r['issued_on']:%Y-%m}" <= last
    ]
    for number, model in enumerate(models[::2]):
        row = {
            **model,
            "invoice_no": f"{case.spec.station_id}8{number:05d}",
            "volume_ml": 9_000_000 + 1000 * number,
        }
        case.papers.invoices.append(row)
        made.append(
            case.label(
                "false_invoice", f"{row['issued_on']:%Y-%m}", product, row["volume_ml"], row["invoice_no"]
            )
        )
    return made


def another_product(case: Case) -> list[Label]:
    """变票: what is 95 in the tank came as 92 on document, trip and invoice."""
    product, (first, last) = _a_product(case), case.span()
    other = "92" if product != "92" else "0D"
    chosen = [r for r in case.papers.deliveries if r["product"] == product and first <= _month(r) <= last]
    numbers = {r["waybill_no"] for r in chosen} | {r["invoice_no"] for r in chosen}
    for row in (*chosen, *case.papers.trips, *case.papers.invoices):
        if row in chosen or row.get("waybill_no") in numbers or row.get("invoice_no") in numbers:
            row["product"] = other
    return [case.label("another_product", _month(r), product, _ml20(r), r["delivery_id"]) for r in chosen]


def short_unloaded(case: Case) -> list[Label]:
    """Carriers keep a part of the load on the way: 1.5 to 3 per cent less unloaded than loaded."""
    made: list[Label] = []
    for row in case.papers.trips:
        if case.rng.random() < 0.3:
            kept = float(case.rng.uniform(0.015, 0.03))
            lost = round(row["unloaded_ml"] * kept)
            row["loaded_ml"] += lost
            factor = vcf20(float(row["density20_kg_m3"]), float(row["unloaded_temp_c"]))
            period = month_of(row["unloaded_at"])
            made.append(
                case.label("short_unloaded", period, row["product"], round(lost * factor), row["waybill_no"])
            )
    return made


def no_trip(case: Case) -> list[Label]:
    """Documents of fuel that no tanker brought by the transport's records."""
    chosen = [row for row in case.papers.deliveries if case.rng.random() < 0.15]
    gone = {row["waybill_no"] for row in chosen}
    case.papers.trips = [row for row in case.papers.trips if row["waybill_no"] not in gone]
    return [
        case.label("no_trip", _month(r), r["product"], r["documented_volume_ml"], r["delivery_id"])
        for r in chosen
    ]


def no_document(case: Case) -> list[Label]:
    """Trips that unloaded here by the transport's records, without a document and without fuel."""
    made: list[Label] = []
    for row in list(case.papers.trips):
        if case.rng.random() < 0.1:
            extra = {**row, "waybill_no": f"{row['waybill_no']}X"}
            case.papers.trips.append(extra)
            period = month_of(extra["unloaded_at"])
            made.append(
                case.label("no_document", period, row["product"], row["unloaded_ml"], extra["waybill_no"])
            )
    return made


FRAUDS: tuple[Fraud, ...] = (
    under_declared,
    not_declared,
    unbilled,
    false_invoice,
    another_product,
    short_unloaded,
    no_trip,
    no_document,
)


def shift_period(case: Case) -> None:
    """Honest: a tenth of a month is declared in the month after, in the middle of the year."""
    rows = {(r["period"], r["product"]): r for r in case.papers.declarations}
    year = case.papers.declarations[0]["period"][:4]
    for product in {r["product"] for r in case.papers.declarations}:
        early, late = rows[f"{year}-06", product], rows[f"{year}-07", product]
        for name in ("volume_ml", "amount_fen"):
            moved = early[name] // 10
            early[name], late[name] = early[name] - moved, late[name] + moved


def amend(case: Case) -> None:
    """Honest: one return was filed too low and amended a week later."""
    row = case.papers.declarations[len(case.papers.declarations) // 2]
    first = {**row, "volume_ml": row["volume_ml"] // 2, "amount_fen": row["amount_fen"] // 2}
    row["filed_at"] = row["filed_at"].replace(day=row["filed_at"].day + 7)
    case.papers.declarations.append(first)


def consolidate(cases: Sequence[Case]) -> None:
    """Honest: stations of one taxpayer that declare everything under the first of them."""
    head = cases[0]
    for case in cases[1:]:
        case.spec = replace(case.spec, uscc=head.spec.uscc)
        for row in case.papers.invoices:
            row["buyer_uscc"] = head.spec.uscc
        for row in case.papers.declarations:
            _add(head.papers.declarations, row)
        case.papers.declarations = []


def _add(declared: list[Row], row: Row) -> None:
    mine = [r for r in declared if (r["period"], r["product"]) == (row["period"], row["product"])]
    if mine:
        for name in ("volume_ml", "amount_fen"):
            mine[0][name] += row[name]
    else:
        declared.append({**row, "station_id": declared[0]["station_id"]})


def _lower(case: Case, row: Row, share: float, kind: str) -> Label:
    hidden = round(row["volume_ml"] * share)
    row["amount_fen"] -= round(row["amount_fen"] * share)
    row["volume_ml"] -= hidden
    return case.label(kind, row["period"], row["product"], hidden)


def _without(case: Case, delivery: Row) -> None:
    case.papers.deliveries.remove(delivery)
    case.papers.trips = [r for r in case.papers.trips if r["waybill_no"] != delivery["waybill_no"]]
    case.papers.invoices = [r for r in case.papers.invoices if r["invoice_no"] != delivery["invoice_no"]]


def _a_product(case: Case) -> str:
    products = sorted({tank.product for tank in case.spec.tanks})
    return str(case.rng.choice(products))


def _month(delivery: Row) -> str:
    return month_of(delivery["delivered_at"])


def month_of(moment: datetime) -> str:
    """The month of a moment, Asia/Shanghai."""
    return f"{business_day(moment):%Y-%m}"


def _ml20(delivery: Row) -> int:
    factor: Any = vcf20(float(delivery["density20_kg_m3"]), float(delivery["temp_c"]))
    return round(delivery["documented_volume_ml"] * factor)
