"""What a probe found out about a device, as JSON and as a table for people."""

from msgspec import Struct


class FoundTank(Struct, kw_only=True):
    """A tank of a gauge; in L, mm and °C. None is what the device does not say."""

    tank_id: int
    product: str | None = None
    volume_l: float | None = None
    height_mm: float | None = None
    water_mm: float | None = None
    temp_c: float | None = None


class FoundNozzle(Struct, kw_only=True):
    """A nozzle of a dispenser; the running totals in mL and fen. None is what the device does not say."""

    nozzle_id: int
    product: str | None = None
    total_ml: int | None = None
    total_fen: int | None = None
    unit_price_fen: int | None = None


class ProbeReport(Struct, kw_only=True):
    """What is there: kept apart are what the device said and `notes`, what is to be known about it."""

    model: str | None = None
    tanks: list[FoundTank] = []
    nozzles: list[FoundNozzle] = []
    alarms: list[str] = []
    notes: list[str] = []


class ProbeError(Exception):
    """Nothing was found out: what was tried, what came, what to do next."""


class UsageError(ProbeError):
    """What was asked for cannot be: an address or an option, and what to write."""


def render(report: ProbeReport) -> str:
    """The report for people, lines of text.

    >>> print(render(ProbeReport(model="TLS-350", tanks=[FoundTank(tank_id=1, volume_l=18250.5)])))
    TLS-350
    tank  product  volume L  height mm  water mm  temp °C
       1        -   18250.5          -         -        -
    """
    parts = [
        [report.model or "model not told"],
        _table(_TANKS, report.tanks),
        _table(_NOZZLES, report.nozzles),
    ]
    parts += [[f"alarm: {alarm}" for alarm in report.alarms], [f"note: {note}" for note in report.notes]]
    return "\n".join(line for part in parts for line in part)


_TANKS = {
    "tank_id": "tank", "product": "product", "volume_l": "volume L", "height_mm": "height mm",
    "water_mm": "water mm", "temp_c": "temp °C",
}  # fmt: skip
_NOZZLES = {
    "nozzle_id": "nozzle", "product": "product", "total_ml": "total mL", "total_fen": "total fen",
    "unit_price_fen": "price fen/L",
}  # fmt: skip


def _table(columns: dict[str, str], rows: list[FoundTank] | list[FoundNozzle]) -> list[str]:
    if not rows:
        return []
    lines = [list(columns.values())]
    lines += [["-" if (v := getattr(row, name)) is None else str(v) for name in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)) for line in lines]
