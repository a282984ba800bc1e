"""The fact tables: what devices, stations and departments report.

One struct per table; the field order is the column order of the ledger, of Parquet and of the documents.
Volumes are ambient unless the name ends in `20`. Times of devices are UTC; `received_at` is the platform's.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from youjian.contract.fields import (
    Celsius,
    Density20,
    Device,
    EventCode,
    Fen,
    FenPerLitre,
    FuellingKind,
    FuellingSource,
    InvoiceDirection,
    Millilitres,
    Millimetres,
    Moment,
    Note,
    NozzleId,
    Pascal,
    Period,
    Product,
    Sequence,
    StationId,
    TankId,
    Text,
    Uscc,
    VolumeReference,
)

NonNegative = Annotated[float, Meta(ge=0)]


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of the contract: unknown fields are an error."""


class Fuelling(Record, frozen=True, kw_only=True):
    """Fuel that left through a nozzle, sold or not (加油记录)."""

    station_id: StationId
    nozzle_id: NozzleId
    seq: Sequence
    started_at: Moment
    ended_at: Moment
    volume_ml: Millilitres
    unit_price_fen: FenPerLitre
    amount_fen: Fen
    totalizer_ml: Annotated[
        Millilitres, Meta(description="mL, the meter's running total after this fuelling")
    ]
    kind: FuellingKind
    source: FuellingSource
    received_at: Moment | None = None


class TankReading(Record, frozen=True, kw_only=True):
    """What the gauge saw in a tank at one moment (液位读数)."""

    station_id: StationId
    tank_id: TankId
    at: Moment
    product_mm: Annotated[Millimetres, Meta(description="mm, total liquid height")]
    water_mm: Millimetres
    temp_c: Celsius
    volume_l: Annotated[float, Meta(description="L, the gauge's own figure")] | None = None
    received_at: Moment | None = None


class VapourFill(Record, frozen=True, kw_only=True):
    """The vapour monitor's own record of one fuelling (油气回收记录)."""

    station_id: StationId
    nozzle_id: NozzleId
    ended_at: Moment
    started_at: Moment
    fuel_ml: Annotated[Millilitres, Meta(description="mL, the vapour monitor's own count")]
    vapour_ml: Annotated[Millilitres, Meta(description="mL of vapour drawn back")]
    ratio: Annotated[float, Meta(ge=0, description="A/L as the monitor says")]
    fuel_l_min: NonNegative
    vapour_l_min: NonNegative
    received_at: Moment | None = None


class Heartbeat(Record, frozen=True, kw_only=True):
    """A sign of life of one device (心跳)."""

    station_id: StationId
    device: Device
    at: Moment
    clock_offset_s: Annotated[float, Meta(description="s, device minus platform")]
    outbox_depth: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    firmware: Text
    link: Text | None = None
    signal_dbm: float | None = None
    received_at: Moment | None = None


class Delivery(Record, frozen=True, kw_only=True):
    """A delivery document: what the station or supplier wrote about an unloading (进油单)."""

    station_id: StationId
    delivery_id: Text
    tank_id: TankId | None = None
    product: Product
    delivered_at: Moment
    documented_volume_ml: Millilitres
    reference: VolumeReference
    density20_kg_m3: Density20
    temp_c: Celsius
    supplier_uscc: Uscc | None = None
    waybill_no: Text | None = None
    invoice_no: Text | None = None
    received_at: Moment | None = None


class PressureReading(Record, frozen=True, kw_only=True):
    """Pressure, and vapour concentration where a sensor is fitted, in the vapour space (油罐压力)."""

    station_id: StationId
    at: Moment
    pressure_pa: Pascal
    vapour_ppm: NonNegative | None = None
    received_at: Moment | None = None


class DeviceEvent(Record, frozen=True, kw_only=True):
    """Something that happened to a device, as the collector saw it."""

    station_id: StationId
    device: Device
    at: Moment
    code: EventCode
    detail: Note | None = None
    received_at: Moment | None = None


class TaxState(Record, frozen=True, kw_only=True):
    """What the tax chip of a nozzle said of itself."""

    station_id: StationId
    nozzle_id: NozzleId
    read_at: Moment
    initialised: bool
    chip_taxpayer: Text | None = None
    factory_no: Text
    received_at: Moment | None = None


class Declaration(Record, frozen=True, kw_only=True):
    """A month's tax return for one product (纳税申报); a later `filed_at` is a new version."""

    station_id: StationId
    period: Period
    product: Product
    volume_ml: Millilitres
    amount_fen: Fen
    filed_at: Moment


class Invoice(Record, frozen=True, kw_only=True):
    """A 成品油发票, its direction seen from the station; a red-letter one (红字发票) takes back."""

    invoice_no: Text
    seller_uscc: Uscc
    buyer_uscc: Uscc
    product: Product
    volume_ml: Annotated[
        int, Meta(ge=1 - 2**63, le=2**63 - 1, description="mL, ambient; a red-letter invoice's are below 0")
    ]
    amount_fen: Annotated[
        int, Meta(ge=1 - 2**63, le=2**63 - 1, description="fen; a red-letter invoice's are below 0")
    ]
    issued_on: date
    direction: InvoiceDirection
    station_id: StationId


class Trip(Record, frozen=True, kw_only=True):
    """The part of one tanker's journey that one consignee was to get (运输趟次)."""

    waybill_no: Text
    consignee_station_id: StationId
    plate_no: Text
    product: Product
    loaded_ml: Millilitres
    loaded_at: Moment
    loaded_temp_c: Celsius | None = None
    loading_place: Text
    unloaded_at: Moment | None = None
    unloaded_ml: Millilitres | None = None
    unloaded_temp_c: Celsius | None = None
    density20_kg_m3: Density20 | None = None
    received_at: Moment | None = None
