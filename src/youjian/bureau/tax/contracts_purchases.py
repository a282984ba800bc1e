"""What is answered of purchases beside sales: a line per station and product, papers that changed product."""

from datetime import date, datetime

from ninja import Schema

from youjian.bureau.tax.contracts import TaxFinding, TaxInvoice


class TaxPurchaseLine(Schema):
    """A station's month of a product family: what was bought, stored and sold; mL, and kg by statute.

    `beyond20_ml` at 20 °C is what left the tanks beyond documents and falling stock: positive without papers,
    negative papers without fuel, null where the book cannot say it. `uninvoiced_ml` is delivered (documents)
    less invoiced by suppliers. `*_kg` are `*_ml` by the statutory litres per tonne. `finding` is that of
    tax.purchase_mismatch, which alone decides whether a gap is beyond measuring.
    """

    station_id: str
    station_name: str
    taxpayer: str
    taxpayer_name: str
    family: str
    product_name: str
    bought_invoices: int
    bought_invoices_ml: int
    bought_invoices_kg: int
    documents: int
    documents_ml: int
    documents20_ml: int
    uninvoiced_ml: int
    stock_fall20_ml: int | None
    sold_ml: int
    sold20_ml: int
    sale_invoices: int
    sale_invoices_ml: int
    beyond20_ml: int | None
    beyond_kg: int | None
    finding: TaxFinding | None


class TaxRenamed(Schema):
    """A delivery document and the purchase invoice that it names, of another product."""

    station_id: str
    station_name: str
    delivery_id: str
    delivered_at: datetime
    product: str
    documented_volume_ml: int
    invoice_no: str
    invoice_product: str
    invoice_ml: int
    invoice_kg: int
    issued_on: date
    seller_uscc: str


class TaxSwitched(Schema):
    """mL invoiced to customers as one family that a station can only have bought as another."""

    station_id: str
    station_name: str
    bought_as: str
    bought_as_name: str
    sold_as: str
    sold_as_name: str
    ml: int
    kg: int


class TaxPurchases(Schema):
    """Purchases beside sales of a month: lines that need a look first; the papers that changed product."""

    period: str
    lines: list[TaxPurchaseLine]
    renamed: list[TaxRenamed]
    switched: list[TaxSwitched]
    findings: list[TaxFinding]


class TaxDeliveryPaper(Schema):
    """A delivery document, and the product of the invoice that it names where that is there."""

    delivery_id: str
    delivered_at: datetime
    product: str
    documented_volume_ml: int
    invoice_no: str | None
    invoice_product: str | None
    waybill_no: str | None


class TaxPurchasePapers(Schema):
    """The papers behind a line: documents, purchase and sale invoices, the latest first, 500 of each."""

    station_id: str
    station_name: str
    family: str
    product_name: str
    period: str
    deliveries: list[TaxDeliveryPaper]
    bought: list[TaxInvoice]
    sold: list[TaxInvoice]
    sold_count: int
