"""What a station's own first page shows."""

from datetime import datetime

from ninja import Schema


class PortalProduct(Schema):
    """What was sold of a product today: mL ambient, fen, fuellings."""

    product: str
    sales_ml: int
    amount_fen: int
    fuellings: int


class PortalTank(Schema):
    """A tank: litres in it (null: not known), how many days the product lasts, its level's time."""

    tank_id: int
    product: str
    volume_l: float | None
    share: float | None
    days: float | None
    at: datetime | None


class PortalDevice(Schema):
    """How many devices of a kind are there, and how many of them are up."""

    kind: str
    name: str
    devices: int
    up: int


class PortalDelivery(Schema):
    """One of the latest delivery documents and whether gauge and trip agree with it (`state`)."""

    key: str
    delivery_id: str
    product: str
    delivered_at: datetime
    state: str
    state_name: str


class PortalStation(Schema):
    """A station's day."""

    station_id: str
    name: str
    products: list[PortalProduct]
    tanks: list[PortalTank]
    devices: list[PortalDevice]
    deliveries: list[PortalDelivery]
    open_alerts: int
    last_data_at: datetime | None


class PortalToday(Schema):
    """The person's stations today; `kept_at` is until when sales are summed."""

    kept_at: datetime | None
    stations: list[PortalStation]
