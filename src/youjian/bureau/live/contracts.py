"""What the live tables and the map's layers tell."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema

LayerName = Literal["sales", "supply", "online", "vapour"]


class LivePart(Schema):
    """Rows of a live table: all of them (`whole`), or those of stations where something changed.

    `columns` names the places of a row. Times are seconds since 1970 (UTC). `stations` ([id, name, region,
    company, state of business]), `companies` and `regions` (names by code) come with a whole answer;
    `links` ([station, state]) and `alerts` ([station, subject, worst colour]) come whole whenever one of
    them changed, else they are null.
    `cursor` is what to ask with as `since`.
    """

    as_of: datetime
    cursor: str
    whole: bool
    columns: list[str]
    rows: list[list[Any]]
    stations: list[list[Any]] | None
    companies: dict[str, str] | None
    regions: dict[str, str] | None
    links: list[list[Any]] | None
    alerts: list[list[Any]] | None


class LayerValue(Schema):
    """A station's value in a layer; null with the reason why nothing is known."""

    station_id: str
    value: float | None
    reason: str | None = None
    word: str | None = None


class LayerOut(Schema):
    """A layer of the map: a value for each station that may have one.

    `unit`: `ml` sales of today, `days` of supply of the product that runs out first, `share` (0..1) online
    of the last whole day, `level` of vapour (0 nothing found, 1 standard warning, 2 standard alarm).
    """

    layer: LayerName
    as_of: datetime
    unit: Literal["ml", "days", "share", "level"]
    values: list[LayerValue]


class ProductSales(Schema):
    """What a station sold of a product today."""

    product: str
    volume_ml: int
    amount_fen: int
    fuellings: int


class TankShort(Schema):
    """A tank in a word: volume, share of its capacity, days of supply of its product."""

    tank_id: int
    product: str
    volume_l: float | None
    share: float | None
    at: datetime | None
    days: float | None
    reason: str | None


class StationShort(Schema):
    """What the map's drawer tells beside the station's head."""

    as_of: datetime
    sales: list[ProductSales]
    tanks: list[TankShort]
    online_share: float | None
    vapour: LayerValue | None
