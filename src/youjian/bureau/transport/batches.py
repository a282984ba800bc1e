"""The batches of a tank with their papers, as tracing shows them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from youjian.bureau.language import pick
from youjian.bureau.registry.models import Company
from youjian.bureau.sheets.fields import named
from youjian.bureau.transport.facts import rows
from youjian.bureau.transport.models import Match
from youjian.bureau.transport.trace_contracts import BatchKind, TraceBatchOut, TraceInvoiceOut
from youjian.bureau.transport.words import STATES
from youjian.detection.books.papers import invoice_of
from youjian.detection.books.trace import EARLIER, UNEXPLAINED
from youjian.detection.moments import moment_of

_KINDS: dict[str, BatchKind] = {"d": "document", "p": "document", "t": "trip", "r": "rise"}


def shown(
    station_id: str, shares: Mapping[str, int], matches: Mapping[str, Match | None], whole_ml: int
) -> list[TraceBatchOut]:
    """Batches with their shares of a whole, the largest first."""
    papers = _Papers(station_id, shares)
    ordered = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return [papers.batch(name, share, matches.get(name), whole_ml) for name, share in ordered]


class _Papers:
    """The documents, trips, invoices and suppliers of batches, read for all together."""

    def __init__(self, station_id: str, shares: Mapping[str, int]) -> None:
        numbers = [name[2:] for name in shares if name[:2] in ("d:", "p:")]
        trips = [name[2:] for name in shares if name.startswith("t:")]
        self.documents = {d["delivery_id"]: d for d in rows(_DOCUMENTS, station_id, numbers)}
        named_trips = {d["waybill_no"] for d in self.documents.values()} - {None}
        self.trips = {t["waybill_no"]: t for t in rows(_TRIPS, station_id, [*trips, *named_trips])}
        invoices = {invoice_of(d["invoice_no"]) for d in self.documents.values()} - {None}
        self.invoices: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
        for line in rows(_INVOICES, station_id, list(invoices)):
            self.invoices[invoice_of(line["invoice_no"])].append(line)
        suppliers = {d["supplier_uscc"] for d in self.documents.values()} - {None}
        self.names = dict(Company.objects.filter(uscc__in=suppliers).values_list("uscc", "name"))

    def batch(self, name: str, share: int, match: Match | None, whole_ml: int) -> TraceBatchOut:
        """One batch with everything that is known of it."""
        kind = _kind(name)
        number = name[2:]
        document: dict[str, Any] = self.documents.get(number, {}) if kind == "document" else {}
        waybill = document.get("waybill_no") or (number if kind == "trip" else None)
        waybill = waybill or next(iter(match.trips if match else []), None)
        trip: dict[str, Any] = self.trips.get(waybill or "", {})
        supplier = document.get("supplier_uscc")
        return TraceBatchOut(
            kind=kind,
            name=_name(kind, number),
            share_ml=share,
            share=share / whole_ml if whole_ml else 0.0,
            known=kind in ("document", "trip"),
            at=document.get("delivered_at") or trip.get("unloaded_at") or _moment(kind, number),
            documented_volume_ml=document.get("documented_volume_ml"),
            supplier_uscc=supplier,
            supplier_name=self.names.get(supplier or ""),
            waybill_no=waybill,
            plate_no=trip.get("plate_no") or (match.plate_no if match else "") or None,
            invoice=self._invoice(document),
            invoice_no=document.get("invoice_no"),
            density20_kg_m3=document.get("density20_kg_m3"),
            quality_lot=None,
            match_id=match.pk if match else None,
            match_state_name=named(STATES, match.state) if match else "",
        )

    def _invoice(self, document: Mapping[str, Any]) -> TraceInvoiceOut | None:
        """The line of the document's invoice: the one that it names, or of its product, or the first."""
        number, product = document.get("invoice_no"), document.get("product")
        lines = self.invoices.get(invoice_of(number), [])
        if not lines:
            return None
        told = min(lines, key=lambda line: (line["product"] != product, line["invoice_no"] != number))
        return TraceInvoiceOut(**{name: value for name, value in told.items() if name != "product"})


def _kind(name: str) -> BatchKind:
    if name == EARLIER:
        return "earlier"
    return "unexplained" if name == UNEXPLAINED else _KINDS[name[:1]]


def _name(kind: BatchKind, number: str) -> str:
    match kind:
        case "earlier":
            return pick("所查期间以前的库存", "Stock from before")
        case "unexplained":
            return pick("超过已知库存的部分", "Beyond everything known to have come in")
        case "rise":
            return pick(
                f"{number.partition('@')[0]}号罐有油无单的进油", f"Rise without document, tank {number}"
            )
        case _:
            return number


def _moment(kind: BatchKind, number: str) -> Any:
    return moment_of(int(number.partition("@")[2])) if kind == "rise" else None


_DOCUMENTS = """
SELECT delivery_id, product, delivered_at, documented_volume_ml, supplier_uscc, waybill_no, invoice_no,
    density20_kg_m3
FROM ledger.deliveries WHERE station_id = %s AND delivery_id = ANY(%s) AND NOT test
"""
_TRIPS = """
SELECT waybill_no, plate_no, unloaded_at FROM ledger.trips
WHERE consignee_station_id = %s AND waybill_no = ANY(%s) AND NOT test
"""
_INVOICES = """
SELECT invoice_no, product, seller_uscc, volume_ml, amount_fen, issued_on FROM ledger.invoices
WHERE station_id = %s AND split_part(invoice_no, '#', 1) = ANY(%s) ORDER BY invoice_no
"""
