"""What tracing answers: from a fuelling back to batches, from a delivery forward to sales and tax."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema

TraceModel = Literal["fifo", "mixing"]
BatchKind = Literal["document", "trip", "rise", "earlier", "unexplained"]


class TraceInvoiceOut(Schema):
    """The purchase invoice of a batch."""

    invoice_no: str
    seller_uscc: str
    volume_ml: int
    amount_fen: int
    issued_on: date


class TraceBatchOut(Schema):
    """What of a fuelling came from one batch; what is not known of it is null.

    `known` is false for what no paper speaks of: stock from before, an unrecorded delivery, sales beyond
    everything that came in. `quality_lot` is null: laboratory lots are not recorded.
    """

    kind: BatchKind
    name: str
    share_ml: int
    share: float
    known: bool
    at: datetime | None
    documented_volume_ml: int | None
    supplier_uscc: str | None
    supplier_name: str | None
    waybill_no: str | None
    plate_no: str | None
    invoice: TraceInvoiceOut | None
    invoice_no: str | None
    density20_kg_m3: float | None
    quality_lot: str | None
    match_id: int | None
    match_state_name: str


class TraceModelOut(Schema):
    """The batches of a fuelling by one model; the shares add up to the fuelling."""

    model: TraceModel
    batches: list[TraceBatchOut]


class FuellingTraceOut(Schema):
    """Where a fuelling's litres came from (ambient mL as the dispenser counted them)."""

    station_id: str
    station_name: str
    nozzle_id: int
    seq: int
    ended_at: datetime
    volume_ml: int
    kind: str
    tanks: list[int]
    product_name: str
    since: datetime
    models: list[TraceModelOut]
    notes: list[str]


class TraceDayOut(Schema):
    """What of a delivery was sold on a business day, mL at 20 °C."""

    day: date
    volume20_ml: int


class TraceNozzleOut(Schema):
    """What of it left through a nozzle."""

    nozzle_id: int
    fuellings: int
    volume20_ml: int


class TraceMonthOut(Schema):
    """What of it was sold in a month, and that month's declaration of the product, if there is one."""

    period: str
    volume20_ml: int
    declared_ml: int | None
    filed_at: datetime | None


class DeliveryModelOut(Schema):
    """Where a delivery went by one model: sold, left otherwise (own use, transfer, custody), still there."""

    model: TraceModel
    sold20_ml: int
    other20_ml: int
    left20_ml: int
    first_at: datetime | None
    last_at: datetime | None
    days: list[TraceDayOut]
    nozzles: list[TraceNozzleOut]
    months: list[TraceMonthOut]


class DeliveryTraceOut(Schema):
    """Where a delivery went (mL at 20 °C); what came in is what went out and what is left."""

    station_id: str
    station_name: str
    delivery_id: str
    product_name: str
    delivered_at: datetime
    documented_volume_ml: int
    came20_ml: int
    tanks: list[int]
    until: datetime
    match_id: int | None
    batch: TraceBatchOut | None
    models: list[DeliveryModelOut]
    notes: list[str]
