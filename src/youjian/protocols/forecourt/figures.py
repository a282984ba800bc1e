"""Figures and times as sources write them, exactly: decimals are never floats on the way to mL and fen."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from youjian.protocols.forecourt.layout import USUAL, Column, FieldName, Layout, offset_of

Reason = Literal["encoding", "format", "columns", "missing", "number", "time", "range", "kind", "overlong"]
_FACTOR: dict[str, Decimal] = {
    "L": Decimal(1000), "mL": Decimal(1), "yuan": Decimal(100), "fen": Decimal(1),
    "mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000), "C": Decimal(1),
}  # fmt: skip
_MOST = Decimal(10**15)
_LONGEST = 40
_MOST_SECONDS = Decimal(10**11)


class ForecourtError(ValueError):
    """A line that cannot be read: the reason in one word, and what was wrong."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def quantity(name: FieldName, column: Column, text: str) -> Decimal:
    """A quantity in the smallest unit: mL, fen, mm or °C."""
    try:
        value = Decimal(text) if len(text) <= _LONGEST else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ForecourtError("number", f"{name} is {text[:_LONGEST]!r}, no number")
    if not -_MOST < value < _MOST:
        raise ForecourtError("range", f"{name} {text} is beyond any measure")
    if column.decimals is not None and "." not in text:
        value = value.scaleb(-column.decimals)
    return value * _FACTOR[column.unit or USUAL[name]]


def whole(name: FieldName, column: Column, text: str) -> int:
    """A legal quantity, whole mL or fen; a part of one is rounded half up."""
    value = quantity(name, column, text)
    if value < 0:
        raise ForecourtError("range", f"{name} {text} is less than nothing")
    return int((value + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR"))


def written(name: FieldName, column: Column, value: Decimal) -> str:
    """A quantity in the smallest unit as this source writes it."""
    number = value / _FACTOR[column.unit or USUAL[name]]
    if column.decimals is not None:
        number = number.scaleb(column.decimals)
        if number != number.to_integral_value():
            raise ForecourtError("range", f"{name} {number} has more than {column.decimals} decimals")
        return str(int(number))
    return f"{number:f}"


def moment(layout: Layout, text: str) -> datetime:
    """A time of the source, as UTC."""
    try:
        read = _moment(layout.time_format, text)
        if read.tzinfo is None:
            read = read.replace(tzinfo=offset_of(layout.time_zone) or UTC)
        return read.astimezone(UTC)
    except (ValueError, ArithmeticError, OSError):
        raise ForecourtError("time", f"{text[:_LONGEST]!r} is no time of {layout.time_format}") from None


def _moment(form: str, text: str) -> datetime:
    if form in ("unix", "unix_ms"):
        seconds = Decimal(text) if text.isascii() and len(text) <= _LONGEST else Decimal("NaN")
        seconds = seconds / 1000 if form == "unix_ms" else seconds
        if not seconds.is_finite() or not -_MOST_SECONDS < seconds < _MOST_SECONDS:
            raise ValueError(text)
        return datetime.fromtimestamp(float(seconds), UTC)
    if form == "iso":
        return datetime.fromisoformat(text)
    return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the declared zone


def time_text(layout: Layout, at: datetime) -> str:
    """A time as this source writes it."""
    if layout.time_format == "unix":
        return f"{at.timestamp():.6f}"
    if layout.time_format == "unix_ms":
        return f"{at.timestamp() * 1000:.0f}"
    local = at.astimezone(offset_of(layout.time_zone) or UTC)
    return local.isoformat() if layout.time_format == "iso" else local.strftime(layout.time_format)
