"""The registry tables: the stations of a city and what stands on them.

Every change is a new dated row (`valid_from`, `applied_on`, `effective_from`), so that a past day can be
judged by the registry that applied.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta

from youjian.contract.fields import (
    Density20,
    Device,
    DispenserId,
    FenPerLitre,
    Latitude,
    Litres,
    Longitude,
    Moment,
    Note,
    NozzleId,
    OperatingMode,
    Ownership,
    Product,
    RegionCode,
    SealRemoval,
    StationId,
    StationStatus,
    TankId,
    Text,
    Uscc,
    VerificationResult,
)
from youjian.contract.records import Record


class Station(Record, frozen=True, kw_only=True):
    """One licensed retail site (加油站)."""

    station_id: StationId
    name: Text
    region_code: RegionCode
    ownership: Ownership
    controlling_group: Text | None = None
    operating_mode: OperatingMode | None = None
    uscc: Uscc
    licence_no: Text
    licence_valid_until: date | None = None
    licence_renewal_applied_on: date | None = None
    vapour_monitoring: bool
    longitude: Longitude
    latitude: Latitude
    status: StationStatus
    opened_on: date


class Tank(Record, frozen=True, kw_only=True):
    """An underground tank (油罐); tanks with the same `manifold` share their level."""

    station_id: StationId
    tank_id: TankId
    product: Product
    capacity_l: Litres
    safe_fill_l: Litres
    diameter_mm: Annotated[float, Meta(gt=0, le=20_000)]
    manifold: Text | None = None
    density20_kg_m3: Density20


class TankChart(Record, frozen=True, kw_only=True):
    """One line of a tank chart (罐容表): height to volume, valid from a moment on."""

    station_id: StationId
    tank_id: TankId
    valid_from: Moment
    height_mm: Annotated[float, Meta(ge=0, le=20_000)]
    volume_l: Litres


class Nozzle(Record, frozen=True, kw_only=True):
    """Which tank a nozzle draws from, from a moment on (null: always)."""

    station_id: StationId
    nozzle_id: NozzleId
    valid_from: Moment | None = None
    dispenser_id: DispenserId
    tank_id: TankId
    product: Product


class Verification(Record, frozen=True, kw_only=True):
    """A legal check of a nozzle (检定). Errors are E = (indicated - delivered) / delivered, in percent."""

    station_id: StationId
    nozzle_id: NozzleId
    verified_on: date
    certificate_no: Text
    renewal_applied_on: date | None = None
    result: VerificationResult
    error_pct: float | None = None
    repeatability_pct: float | None = None
    valid_until: date


class Seal(Record, frozen=True, kw_only=True):
    """A numbered seal at a position of a dispenser (铅封)."""

    station_id: StationId
    dispenser_id: DispenserId
    position: Text
    seal_no: Text
    applied_on: date
    removed_on: date | None = None
    removed_reason: SealRemoval | None = None


class PriceCap(Record, frozen=True, kw_only=True):
    """The highest retail price of a region from a moment on."""

    region_code: RegionCode
    product: Product
    effective_from: Moment
    max_price_fen: FenPerLitre


class Maintenance(Record, frozen=True, kw_only=True):
    """Announced downtime or an authorised repair (停机申报)."""

    station_id: StationId
    device: Device
    starts_at: Moment
    ends_at: Moment
    reason: Note
    approved_by: Text
