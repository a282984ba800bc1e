"""What is asked and answered of orders to stop a nozzle or to use it again."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

OrderAction = Literal["stop", "enable"]
OrderState = Literal["draft", "signed", "served", "carried", "lifted", "withdrawn"]
OrderStep = Literal["sign", "withdraw", "serve", "carry", "lift"]


class VapourFileOut(Schema):
    """A photo or scan; its bytes are at `/vapour/files/{id}`."""

    id: int
    filename: str
    media_type: str
    made_at: datetime
    made_by_name: str


class NozzleOrderIn(Schema):
    """A draft: stop a nozzle, or use it again (`enable` lifts the stop that stands)."""

    station_id: str = Field(pattern=r"^[0-9]{10}$")
    nozzle_id: int = Field(ge=1, le=999)
    action: OrderAction
    reason: str = Field(min_length=1, max_length=500)
    basis: str = Field(min_length=1, max_length=200)


class OrderServeIn(Schema):
    """The receipt of an order: whoever serves it by hand says who took it, and when."""

    recipient: str = Field(default="", max_length=128)
    at: datetime | None = None


class OrderCarryIn(Schema):
    """How the station carried an order out, and when (now, if not said)."""

    note: str = Field(default="", max_length=500)
    at: datetime | None = None


class SoldAfter(Schema):
    """What a nozzle sold between the receipt of a stop and its lifting: fuellings, mL, fen, the last one."""

    fuellings: int
    volume_ml: int
    amount_fen: int
    last_at: datetime | None


class NozzleOrderOut(Schema):
    """An order with its way; `signature_valid` says that the paper's signature is that of its key."""

    id: int
    number: str
    station_id: str
    station_name: str
    nozzle_id: int
    action: OrderAction
    action_name: str
    lifts: int | None
    reason: str
    basis: str
    state: OrderState
    state_name: str
    sentence: str
    drafted_at: datetime
    drafted_by_name: str
    signed_at: datetime | None
    signed_by_name: str
    algorithm: str
    key_id: str
    signature_valid: bool | None
    served_at: datetime | None
    served_how: str
    recipient: str
    carried_at: datetime | None
    carried_by_name: str
    carried_note: str
    ended_at: datetime | None
    ended_by_name: str
    sold: SoldAfter | None
    files: list[VapourFileOut]
    next_steps: list[OrderStep]


class NozzleOrdersStanding(Schema):
    """How orders stand: drafts to sign, not served, not carried out, and stops that were sold after."""

    sentence: str
    drafts: int
    unserved: int
    open: int
    stopped: int
    sold_after: int
