"""Purchases beside sales by station, month and product (进销差额, 变票), each with the papers behind it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast, get_args

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.stock.sums import Place, Sums, sums_of
from youjian.bureau.supply.fuel_codes import FuelCodes, fuel_codes
from youjian.bureau.tax.contracts import TaxFinding
from youjian.bureau.tax.contracts_purchases import (
    TaxDeliveryPaper,
    TaxInvoice,
    TaxPurchaseLine,
    TaxPurchasePapers,
    TaxPurchases,
    TaxRenamed,
    TaxSwitched,
)
from youjian.bureau.tax.judging import Desk
from youjian.bureau.tax.loading import Sheet, taxpayers_of
from youjian.bureau.tax.periods import first_day, last_day, month_named, one_month
from youjian.bureau.tax.taxpayer_page import findings_named
from youjian.contract.fields import Product
from youjian.detection import parameters as p
from youjian.detection.books.products import DIESEL, class_of_family, family, named
from youjian.detection.books.switched import Invoicing, switches

MISMATCH, RENAMED = "tax.purchase_mismatch", "tax.product_mismatch"
_MOST = 500
_FAMILIES = ("92", "95", "98", "D")
_OF_FAMILY = {name: [one for one in get_args(Product) if family(one) == name] for name in _FAMILIES}


@dataclass(frozen=True)
class _Papers:
    """Invoices of a station's product family: how many, and mL."""

    bought: int = 0
    bought_ml: int = 0
    sold: int = 0
    sold_ml: int = 0


def purchases(actor: Actor, period: str) -> TaxPurchases:
    """A month's purchases beside its sales within the scope; raises Problem 422 for what is no month."""
    month = one_month(period)
    books = sums_of(actor, first_day(month), last_day(month))
    papers = _invoices(month)
    sheet = taxpayers_of(month)
    told = findings_named((MISMATCH, RENAMED), [month])
    of_line = {(one.station_id, name): one for one, name in told if one.rule == MISMATCH}
    lines = [
        _line(sheet, place, books.get(place), papers.get(place, _Papers()), of_line.get(place))
        for place in sorted({place for place in (books.keys() | papers.keys()) if place[1] in _FAMILIES})
        if (place[0], month) in sheet.taxpayer
    ]
    lines.sort(key=lambda one: (one.finding is None, -abs(one.beyond20_ml or 0), one.station_id, one.family))
    return TaxPurchases(
        period=month,
        lines=lines,
        renamed=[_renamed(sheet, row) for row in _rows(_RENAMED, _span(month))],
        switched=_switched(lines),
        findings=[one for one, _ in told if one.rule == RENAMED],
    )


def papers_of(actor: Actor, station_id: str, period: str, name: str) -> TaxPurchasePapers:
    """The papers behind a line; raises Problem 404, and 422 for what is no month."""
    month = one_month(period)
    station = register.station_of(actor, station_id)
    given = {**_span(month), "station": station_id, "products": _OF_FAMILY[name], "most": _MOST}
    listed = _rows(_PAPERS, given)
    sold = [row for row in listed if row["direction"] == "sale"]
    return TaxPurchasePapers(
        station_id=station_id,
        station_name=station.name,
        family=name,
        product_name=_name(name),
        period=month,
        deliveries=[TaxDeliveryPaper(**row) for row in _rows(_DELIVERIES, given)],
        bought=[TaxInvoice(**_plain(row)) for row in listed if row["direction"] != "sale"],
        sold=[TaxInvoice(**_plain(row)) for row in sold],
        sold_count=sold[0]["counted"] if sold else 0,
    )


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "counted"}


def _name(name: str) -> str:
    """A family on screens."""
    return pick(*named(name))


def _line(
    sheet: Sheet, place: Place, book: Sums | None, papers: _Papers, found: TaxFinding | None
) -> TaxPurchaseLine:
    (station_id, name), codes = place, fuel_codes()
    taxpayer = sheet.taxpayer[station_id, sheet.months[0]]
    delivered = book.counted["documents_ml"] if book else 0
    beyond = book.variance20 if book else None
    return TaxPurchaseLine(
        station_id=station_id,
        station_name=sheet.stations[station_id][0],
        taxpayer=taxpayer,
        taxpayer_name=sheet.names[taxpayer],
        family=name,
        product_name=_name(name),
        bought_invoices=papers.bought,
        bought_invoices_ml=papers.bought_ml,
        bought_invoices_kg=_kg(papers.bought_ml, name, codes),
        documents=book.counted["documents"] if book else 0,
        documents_ml=delivered,
        documents20_ml=book.documents20 if book else 0,
        uninvoiced_ml=delivered - papers.bought_ml,
        stock_fall20_ml=_fall(book),
        sold_ml=book.counted["sales_ml"] if book else 0,
        sold20_ml=book.sales20 if book else 0,
        sale_invoices=papers.sold,
        sale_invoices_ml=papers.sold_ml,
        beyond20_ml=beyond,
        beyond_kg=None if beyond is None else _kg(beyond, name, codes),
        finding=found,
    )


def _fall(book: Sums | None) -> int | None:
    if book is None or book.opening is None or book.closing is None:
        return None
    return book.opening - book.closing


def _kg(ml: int, name: str, codes: FuelCodes) -> int:
    """Kilograms by the statutory litres per tonne of the family's class."""
    litres_per_tonne = codes.litres_per_tonne("0D" if class_of_family(name) == DIESEL else "92")
    return round(Decimal(ml) / litres_per_tonne)


def _switched(lines: Sequence[TaxPurchaseLine]) -> list[TaxSwitched]:
    limits = cast("p.ProductMismatch", Desk().parameters(RENAMED))
    by_station: dict[str, dict[str, TaxPurchaseLine]] = defaultdict(dict)
    for line in lines:
        by_station[line.station_id][line.family] = line
    made: list[TaxSwitched] = []
    for station_id, mine in by_station.items():
        told = {
            name: Invoicing(one.bought_invoices_ml, one.sale_invoices_ml, one.stock_fall20_ml)
            for name, one in mine.items()
        }
        found = switches(told, least_ml=round(limits.least_l * 1000), margin_pct=limits.opening_margin_pct)
        made += [
            TaxSwitched(
                station_id=station_id,
                station_name=mine[one.sold_as].station_name,
                bought_as=one.bought_as,
                bought_as_name=_name(one.bought_as),
                sold_as=one.sold_as,
                sold_as_name=_name(one.sold_as),
                ml=one.ml,
                kg=_kg(one.ml, one.bought_as, fuel_codes()),
            )
            for one in found
        ]
    return sorted(made, key=lambda one: -one.ml)


def _renamed(sheet: Sheet, row: Mapping[str, Any]) -> TaxRenamed:
    name, _ = sheet.stations.get(row["station_id"], (row["station_id"], ""))
    kg = _kg(row["invoice_ml"], family(row["invoice_product"]), fuel_codes())
    return TaxRenamed(**row, station_name=name, invoice_kg=kg)


def _invoices(month: str) -> dict[Place, _Papers]:
    made: dict[Place, _Papers] = {}
    for row in _rows(_INVOICED, _span(month)):
        place = (row["station_id"], family(row["product"]))
        there = made.get(place, _Papers())
        if row["direction"] == "sale":
            more = _Papers(sold=row["counted"], sold_ml=int(row["volume_ml"]))
        else:
            more = _Papers(row["counted"], int(row["volume_ml"]))
        made[place] = _Papers(
            there.bought + more.bought,
            there.bought_ml + more.bought_ml,
            there.sold + more.sold,
            there.sold_ml + more.sold_ml,
        )
    return made


def _span(month: str) -> dict[str, Any]:
    named_ = month_named(month)
    return {
        "first": first_day(month), "last": last_day(month), "begins": named_.start, "ends": named_.end
    }  # fmt: skip


def _rows(statement: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_INVOICED = """
SELECT station_id, product, direction, count(*) AS counted, sum(volume_ml) AS volume_ml FROM invoices
WHERE NOT test AND issued_on BETWEEN %(first)s AND %(last)s GROUP BY 1, 2, 3
"""
# As the rule has it: no line of that invoice is of the document's product, and no other document of it of the
# line's.
_RENAMED = """
SELECT d.station_id, d.delivery_id, d.delivered_at, d.product, d.documented_volume_ml, i.invoice_no,
    i.product AS invoice_product, i.volume_ml AS invoice_ml, i.issued_on, i.seller_uscc
FROM deliveries AS d JOIN invoices AS i ON i.station_id = d.station_id
    AND i.direction = 'purchase' AND split_part(i.invoice_no, '#', 1) = split_part(d.invoice_no, '#', 1)
WHERE NOT d.test AND NOT i.test AND d.delivered_at >= %(begins)s AND d.delivered_at < %(ends)s
    AND i.product <> d.product AND NOT EXISTS (
        SELECT FROM deliveries AS other
        WHERE other.station_id = d.station_id AND other.product = i.product AND NOT other.test
            AND split_part(other.invoice_no, '#', 1) = split_part(i.invoice_no, '#', 1)
    ) AND NOT EXISTS (
        SELECT FROM invoices AS line
        WHERE line.station_id = d.station_id AND line.product = d.product AND NOT line.test
            AND split_part(line.invoice_no, '#', 1) = split_part(i.invoice_no, '#', 1)
    )
ORDER BY d.documented_volume_ml DESC, d.station_id, d.delivery_id LIMIT 500
"""
_PAPERS = """
SELECT invoice_no, station_id, direction, product, volume_ml, amount_fen, issued_on, seller_uscc, buyer_uscc,
    counted
FROM (
    SELECT *, count(*) OVER (PARTITION BY direction) AS counted,
        row_number() OVER (PARTITION BY direction ORDER BY issued_on DESC, invoice_no) AS place
    FROM invoices WHERE NOT test AND station_id = %(station)s AND issued_on BETWEEN %(first)s AND %(last)s
        AND product = ANY(%(products)s)
) AS listed
WHERE place <= %(most)s ORDER BY direction, place
"""
_DELIVERIES = """
SELECT d.delivery_id, d.delivered_at, d.product, d.documented_volume_ml, d.invoice_no,
    i.product AS invoice_product, d.waybill_no
FROM deliveries AS d LEFT JOIN invoices AS i ON i.invoice_no = d.invoice_no AND NOT i.test
WHERE NOT d.test AND d.station_id = %(station)s AND d.delivered_at >= %(begins)s AND d.delivered_at < %(ends)s
    AND (d.product = ANY(%(products)s) OR i.product = ANY(%(products)s))
ORDER BY d.delivered_at DESC, d.delivery_id LIMIT %(most)s
"""
