"""The list of tables: which type, which key, which time, and when another content is a new version."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from msgspec import structs

from youjian.contract import records, registry
from youjian.contract.records import Record

Kind = Literal["registry", "fact"]


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    `end` names the column that is a record's known time when `received_at` is null; `station` the column
    that says whose record it is (None: a region's). `version` names the column whose value makes another
    content of the same key a new version and not a conflict: `source` (= `corrected`) or `filed_at` (later).
    `required` tables must be in an audit folder.
    """

    name: str
    type: type[Record]
    key: tuple[str, ...]
    kind: Kind
    end: str | None = None
    station: str | None = "station_id"
    version: Literal["source", "filed_at"] | None = None
    required: bool = False

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns in order, `received_at` among them where the table has one."""
        return tuple(field.name for field in structs.fields(self.type))

    @cached_property
    def content(self) -> tuple[str, ...]:
        """Everything but the key and `received_at`: what makes two records of one key the same or not."""
        return tuple(c for c in self.columns if c not in self.key and c != "received_at")


_TABLES = (
    Table("stations", registry.Station, ("station_id",), "registry", required=True),
    Table("tanks", registry.Tank, ("station_id", "tank_id"), "registry", required=True),
    Table(
        "tank_charts",
        registry.TankChart,
        ("station_id", "tank_id", "valid_from", "height_mm"),
        "registry",
        required=True,
    ),
    Table("nozzles", registry.Nozzle, ("station_id", "nozzle_id", "valid_from"), "registry", required=True),
    Table(
        "verifications",
        registry.Verification,
        ("station_id", "nozzle_id", "verified_on", "certificate_no"),
        "registry",
    ),
    Table("seals", registry.Seal, ("station_id", "dispenser_id", "position", "seal_no"), "registry"),
    Table(
        "price_caps",
        registry.PriceCap,
        ("region_code", "product", "effective_from"),
        "registry",
        station=None,
    ),
    Table("maintenance", registry.Maintenance, ("station_id", "device", "starts_at"), "registry"),
    Table(
        "fuellings",
        records.Fuelling,
        ("station_id", "nozzle_id", "seq"),
        "fact",
        end="ended_at",
        version="source",
        required=True,
    ),
    Table(
        "tank_readings", records.TankReading, ("station_id", "tank_id", "at"), "fact", end="at", required=True
    ),
    Table(
        "vapour_fills", records.VapourFill, ("station_id", "nozzle_id", "ended_at"), "fact", end="ended_at"
    ),
    Table("heartbeats", records.Heartbeat, ("station_id", "device", "at"), "fact", end="at"),
    Table("deliveries", records.Delivery, ("station_id", "delivery_id"), "fact", end="delivered_at"),
    Table("pressure_readings", records.PressureReading, ("station_id", "at"), "fact", end="at"),
    Table("device_events", records.DeviceEvent, ("station_id", "device", "at", "code"), "fact", end="at"),
    Table("tax_states", records.TaxState, ("station_id", "nozzle_id", "read_at"), "fact", end="read_at"),
    Table(
        "declarations",
        records.Declaration,
        ("station_id", "period", "product"),
        "fact",
        end="filed_at",
        version="filed_at",
    ),
    Table("invoices", records.Invoice, ("invoice_no",), "fact", end="issued_on"),
    Table(
        "trips",
        records.Trip,
        ("waybill_no", "consignee_station_id"),
        "fact",
        end="unloaded_at",
        station="consignee_station_id",
    ),
)
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
REGISTRY_TABLES: tuple[Table, ...] = tuple(t for t in _TABLES if t.kind == "registry")
FACT_TABLES: tuple[Table, ...] = tuple(t for t in _TABLES if t.kind == "fact")
