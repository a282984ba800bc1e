"""What a forecourt controller's lines say, in the contract's units: mL, fen, mm, °C, L, UTC."""

from datetime import datetime

from msgspec import Struct

STATES = ("READY", "CALLING", "AUTHORISED", "FUELLING", "OFFLINE", "CLOSED")
"""The states of a nozzle; what else a source says is kept as it said it."""
_SAME = {
    "IDLE": "READY", "AVAILABLE": "READY", "REQUESTED": "CALLING", "AUTHORIZED": "AUTHORISED",
    "STARTED": "AUTHORISED", "FUELING": "FUELLING", "FILLING": "FUELLING", "UNREACHABLE": "OFFLINE",
    "DISCONNECTED": "OFFLINE", "DISABLED": "CLOSED", "OUTOFORDER": "CLOSED", "OUT_OF_ORDER": "CLOSED",
}  # fmt: skip


class Transaction(Struct, frozen=True, kw_only=True):
    """A fuelling as the controller tells it; `status` is how far it is paid, as the source calls it.

    `nozzle` and `product` are the source's own names. None is what the source does not say.
    """

    nozzle: str
    volume_ml: int
    ended_at: datetime
    number: str = ""
    amount_fen: int | None = None
    unit_price_fen: int | None = None
    totalizer_ml: int | None = None
    started_at: datetime | None = None
    product: str = ""
    status: str = ""


class PumpState(Struct, frozen=True, kw_only=True):
    """What a nozzle is doing: one of `STATES`, or the source's own word."""

    nozzle: str
    state: str
    at: datetime | None = None


class TankLevel(Struct, frozen=True, kw_only=True):
    """What the controller says of a tank."""

    tank: str
    height_mm: float
    at: datetime | None = None
    water_mm: float = 0.0
    temp_c: float | None = None
    volume_l: float | None = None


class Fault(Struct, frozen=True, kw_only=True):
    """A fault code that a board or a controller reports; which nozzle, where it says so."""

    code: int
    nozzle: str = ""
    at: datetime | None = None


class Identity(Struct, frozen=True, kw_only=True):
    """Serial numbers of a nozzle's parts, where a controller tells them; empty is not told."""

    nozzle: str
    board: str = ""
    encoder: str = ""
    at: datetime | None = None


Message = Transaction | PumpState | TankLevel | Fault | Identity


def state_named(text: str) -> str:
    """A state in the words of `STATES`, where it is one of them under another name.

    >>> state_named("FDC_Ready"), state_named("Fueling"), state_named("Lunch")
    ('READY', 'FUELLING', 'LUNCH')
    """
    word = text.strip().upper().removeprefix("FDC_")
    return _SAME.get(word, word)
