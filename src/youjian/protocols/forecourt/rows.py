"""One row of a source, a table of texts by column name, as a message, and back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from youjian.protocols.forecourt.figures import (
    ForecourtError,
    moment,
    quantity,
    time_text,
    whole,
    written,
)
from youjian.protocols.forecourt.layout import FieldName, Layout
from youjian.protocols.forecourt.messages import (
    Fault,
    Identity,
    Message,
    PumpState,
    TankLevel,
    Transaction,
    state_named,
)

Row = Mapping[str, str]
_LEAST_C, _MOST_C = -100, 200
_MOST_MM = 100_000


def read_row(layout: Layout, row: Row) -> Message:
    """What a row says: the first of fuelling, fault, tank, identity and state whose fields it fills."""
    cells = _Cells(layout, row)
    if cells.has("volume", "nozzle"):
        return _transaction(cells)
    if cells.has("fault"):
        return _fault(cells)
    if cells.has("tank", "height"):
        return _tank(cells)
    if cells.has("nozzle") and (cells.text("board") or cells.text("encoder")):
        return Identity(
            nozzle=cells.nozzle(),
            board=cells.text("board"),
            encoder=cells.text("encoder"),
            at=cells.time("at"),
        )
    if cells.has("state", "nozzle"):
        return PumpState(nozzle=cells.nozzle(), state=state_named(cells.text("state")), at=cells.time("at"))
    raise ForecourtError("kind", "neither a fuelling nor a state, a tank, an identity or a fault")


class _Cells:
    """The fields of a row by our names."""

    def __init__(self, layout: Layout, row: Row) -> None:
        self._layout = layout
        self._row = row

    def text(self, name: FieldName) -> str:
        column = self._layout.fields.get(name)
        if column is None:
            return ""
        first = self._row.get(column.name, "").strip()
        also = self._row.get(column.also, "").strip() if column.also else ""
        return f"{first} {also}".strip()

    def has(self, *names: FieldName) -> bool:
        return all(self.text(name) for name in names)

    def nozzle(self) -> str:
        """The source's name of a nozzle; where pump and nozzle are two columns, `pump-nozzle`."""
        parts = (self.text("pump"), self.text("nozzle"))
        return "-".join(part for part in parts if part)

    def whole(self, name: FieldName) -> int | None:
        text = self.text(name)
        return whole(name, self._layout.fields[name], text) if text else None

    def measure(self, name: FieldName) -> float | None:
        text = self.text(name)
        return float(quantity(name, self._layout.fields[name], text)) if text else None

    def time(self, name: FieldName) -> datetime | None:
        text = self.text(name)
        return moment(self._layout, text) if text else None


def _transaction(cells: _Cells) -> Transaction:
    volume, ended_at = cells.whole("volume"), cells.time("ended_at") or cells.time("at")
    if volume is None or ended_at is None:
        raise ForecourtError("missing", "a fuelling without the time of its end")
    amount, price = cells.whole("amount"), cells.whole("price")
    if amount is None and price is None:
        raise ForecourtError("missing", "a fuelling with neither amount nor price")
    return Transaction(
        nozzle=cells.nozzle(),
        volume_ml=volume,
        ended_at=ended_at,
        number=cells.text("number"),
        amount_fen=amount,
        unit_price_fen=price,
        totalizer_ml=cells.whole("totalizer"),
        started_at=cells.time("started_at"),
        product=cells.text("product"),
        status=cells.text("status"),
    )


def _fault(cells: _Cells) -> Fault:
    text = cells.text("fault")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ForecourtError("number", f"fault is {text[:40]!r}, no code")
    return Fault(code=int(text), nozzle=cells.nozzle(), at=cells.time("at"))


def _tank(cells: _Cells) -> TankLevel:
    height, water = cells.measure("height") or 0.0, cells.measure("water") or 0.0
    temperature, litres = cells.measure("temperature"), cells.measure("tank_volume")
    if not (0 <= height <= _MOST_MM and 0 <= water <= _MOST_MM):
        raise ForecourtError("range", f"height {height} mm, water {water} mm are none")
    if temperature is not None and not _LEAST_C <= temperature <= _MOST_C:
        raise ForecourtError("range", f"temperature {temperature} °C is none")
    return TankLevel(
        tank=cells.text("tank"),
        height_mm=height,
        at=cells.time("at"),
        water_mm=water,
        temp_c=temperature,
        volume_l=None if litres is None else litres / 1000,
    )


def write_row(layout: Layout, message: Message) -> dict[str, str]:
    """The row that says a message; ForecourtError when the declaration has no column for what is in it."""
    row: dict[str, str] = {}
    for name, value in _values(layout, message).items():
        if value == "":
            continue
        column = layout.fields.get(name)
        if column is None:
            raise ForecourtError("columns", f"no column is declared for {name}")
        first, space, rest = value.partition(" ") if column.also else (value, "", "")
        row[column.name] = first
        if column.also and space:
            row[column.also] = rest
    return row


def _values(layout: Layout, message: Message) -> dict[FieldName, str]:
    match message:
        case Transaction():
            return _transaction_values(layout, message)
        case PumpState():
            return {
                **_nozzle(layout, message.nozzle),
                "state": message.state,
                "at": _time(layout, message.at),
            }
        case TankLevel():
            return _tank_values(layout, message)
        case Fault():
            at = _time(layout, message.at)
            return {**_nozzle(layout, message.nozzle), "fault": str(message.code), "at": at}
        case Identity():
            told: dict[FieldName, str] = {"board": message.board, "encoder": message.encoder}
            return {**_nozzle(layout, message.nozzle), **told, "at": _time(layout, message.at)}


def _transaction_values(layout: Layout, message: Transaction) -> dict[FieldName, str]:
    return {
        **_nozzle(layout, message.nozzle),
        "number": message.number,
        "volume": _figure(layout, "volume", message.volume_ml),
        "amount": _figure(layout, "amount", message.amount_fen),
        "price": _figure(layout, "price", message.unit_price_fen),
        "totalizer": _figure(layout, "totalizer", message.totalizer_ml),
        "started_at": _time(layout, message.started_at),
        "ended_at" if "ended_at" in layout.fields else "at": _time(layout, message.ended_at),
        "product": message.product,
        "status": message.status,
    }


def _tank_values(layout: Layout, message: TankLevel) -> dict[FieldName, str]:
    litres = None if message.volume_l is None else message.volume_l * 1000
    return {
        "tank": message.tank,
        "height": _figure(layout, "height", message.height_mm),
        "water": _figure(layout, "water", message.water_mm or None),
        "temperature": _figure(layout, "temperature", message.temp_c),
        "tank_volume": _figure(layout, "tank_volume", litres),
        "at": _time(layout, message.at),
    }


def _nozzle(layout: Layout, source: str) -> dict[FieldName, str]:
    pump, dash, nozzle = source.partition("-")
    if "pump" in layout.fields and dash:
        return {"pump": pump, "nozzle": nozzle}
    return {"nozzle": source}


def _figure(layout: Layout, name: FieldName, value: float | None) -> str:
    column = layout.fields.get(name)
    if value is None:
        return ""
    if column is None:
        raise ForecourtError("columns", f"no column is declared for {name}")
    return written(name, column, Decimal(str(value)))


def _time(layout: Layout, at: datetime | None) -> str:
    return "" if at is None else time_text(layout, at)
