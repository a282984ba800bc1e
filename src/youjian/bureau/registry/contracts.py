"""What others may see of the register: regions, the map, a station's page, its records."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

Link = Literal["up", "late", "down", "maintenance", "new", "unknown"]
"""State of a connection: 在线 迟报 离线 停机申报 未接入; of a device behind a silent collector: 状态未知."""


class RegionOut(Schema):
    """A region of the city's tree."""

    region_code: str
    name: str
    parent_code: str | None
    level: str
    longitude: float | None
    latitude: float | None


class SeverityCounts(Schema):
    """How many open or signed alerts there are of each colour."""

    red: int
    orange: int
    yellow: int
    blue: int


class MapStation(Schema):
    """A station as a point: where, in which state, and what is open there."""

    station_id: str
    name: str
    region_code: str
    region_name: str
    ownership: str
    longitude: float
    latitude: float
    status: str
    link: Link
    last_seen_at: datetime | None
    alerts: SeverityCounts
    worst: str | None


class MapOut(Schema):
    """Everything that the map draws over the boundaries."""

    as_of: datetime
    last_event: int
    stations: list[MapStation]
    regions: list[RegionOut]


class BoundariesOut(Schema):
    """Boundaries as GeoJSON with the note that must be printed on the map."""

    note: str
    geojson: dict[str, Any]


class StationRow(Schema):
    """A line of the list of stations."""

    station_id: str
    name: str
    region_code: str
    region_name: str
    ownership: str
    controlling_group: str | None
    uscc: str
    status: str
    link: Link
    last_seen_at: datetime | None
    alerts: SeverityCounts
    worst: str | None


class StationFilter(Schema):
    """What a person looks for among stations; empty fields filter nothing."""

    text: str = Field("", description="part of a name or group, beginning of an id or credit code")
    region: str = ""
    ownership: str = ""
    status: str = ""
    page: int = Field(1, ge=1)
    page_size: int = Field(50, ge=1, le=500)


class StationList(Schema):
    """A page of the list of stations."""

    items: list[StationRow]
    total: int
    page: int
    page_size: int


class DeviceOut(Schema):
    """A device's connection. `stale` means that what is shown of it is older than it should be."""

    device: str
    name: str
    link: Link
    last_seen_at: datetime | None
    down_since: datetime | None
    stale: bool


class TankLevel(Schema):
    """The latest reading of a tank; `volume_l` is the gauge's figure, else the chart's (`volume_source`)."""

    at: datetime
    product_mm: float
    water_mm: float
    temp_c: float
    volume_l: float | None
    volume_source: Literal["gauge", "chart"] | None
    stale: bool


class TankOut(Schema):
    """A tank with its latest level."""

    tank_id: int
    product: str
    capacity_l: float
    safe_fill_l: float
    diameter_mm: float
    manifold: str | None
    density20_kg_m3: float
    level: TankLevel | None


class FuellingOut(Schema):
    """One fuelling, in the contract's units."""

    nozzle_id: int
    seq: int
    started_at: datetime
    ended_at: datetime
    product: str | None
    volume_ml: int
    unit_price_fen: int
    amount_fen: int
    totalizer_ml: int
    kind: str
    source: str


class VerificationOut(Schema):
    """A nozzle's last verification."""

    verified_on: str
    certificate_no: str
    result: str
    error_pct: float | None
    valid_until: str


class NozzleOut(Schema):
    """A nozzle: where it draws from, its last fuelling and certificate."""

    nozzle_id: int
    dispenser_id: int
    tank_id: int
    product: str
    totalizer_ml: int | None
    last_fuelling: FuellingOut | None
    verification: VerificationOut | None


class DaySales(Schema):
    """What has been sold today (a business day in Asia/Shanghai)."""

    fuellings: int
    volume_ml: int
    amount_fen: int


class StationOut(Schema):
    """A station's page."""

    station_id: str
    name: str
    region_code: str
    region_name: str
    ownership: str
    controlling_group: str | None
    operating_mode: str | None
    uscc: str
    licence_no: str
    licence_valid_until: str | None
    vapour_monitoring: bool
    longitude: float
    latitude: float
    status: str
    opened_on: str
    link: Link
    last_seen_at: datetime | None
    as_of: datetime
    sentence: str
    today: DaySales
    devices: list[DeviceOut]
    tanks: list[TankOut]
    nozzles: list[NozzleOut]
    alerts: SeverityCounts


class FuellingList(Schema):
    """Fuellings, newest first; `next_before` continues the list."""

    items: list[FuellingOut]
    next_before: datetime | None


class TankPoint(Schema):
    """One point of a level series."""

    at: datetime
    product_mm: float
    water_mm: float
    temp_c: float
    volume_l: float | None


class TankSeries(Schema):
    """A tank's readings in a window; `thinned_to_s` tells the step when points were left out for the
    screen.
    """

    tank_id: int
    product: str
    capacity_l: float
    safe_fill_l: float
    unit: str
    from_at: datetime
    to_at: datetime
    thinned_to_s: int | None
    points: list[TankPoint]


class Overview(Schema):
    """The sentence that a duty officer came for, and the counts behind it."""

    as_of: datetime
    sentence: str
    stations: int
    online: int
    late: int
    down: int
    maintenance: int
    new: int
    open_alerts: SeverityCounts
    unsigned: int
    signed: int
    opened_today: int
    closed_today: int
    today: DaySales


class Older(Schema):
    """Which part of a list, newest first: what has a smaller number than `before`."""

    before: int | None = None
    limit: int = Field(50, ge=1, le=500)


class FuellingFilter(Schema):
    """Which fuellings of a station: of one nozzle, ended before a moment."""

    nozzle_id: int | None = None
    before: datetime | None = None
    limit: int = Field(50, ge=1, le=500)


class CodeIn(Schema):
    """For which collector a one-time enrolment code is asked."""

    collector_id: str


class CodeOut(Schema):
    """A one-time enrolment code; it is shown once."""

    collector_id: str
    code: str
    expires_at: datetime


CollectorState = Literal["pending", "accepted", "refused"]
"""Where a collector stands in the rollout: 联调中 已验收 已停用."""


class CollectorOut(Schema):
    """A collector of a station; what it sends counts once it is accepted."""

    collector_id: str
    station_id: str
    state: CollectorState
    epoch: int
    firmware: str | None
    enrolled_at: datetime
    booted_at: datetime | None
    last_batch_no: int


class CollectorStateIn(Schema):
    """A collector's new state and why."""

    state: CollectorState
    reason: str = Field(min_length=1, max_length=512)
