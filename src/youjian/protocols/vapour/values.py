"""Texts of a device as numbers and times; each error names the value."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from youjian.contract.fields import SHANGHAI

_TIME = "%Y%m%d%H%M%S"
_TIME_TEXT = re.compile(r"\d{14}(\d{3})?", re.ASCII)
_SPELT = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ #T](\d\d):(\d\d):(\d\d)", re.ASCII)
_FIRST_YEAR = "1970"
_LONGEST_NUMBER = 5


def parse_time(text: str) -> datetime | None:
    """UTC moment of Beijing time YYYYMMDDhhmmss, with milliseconds or spelt with dashes, or None.

    >>> parse_time("20250901101500123").isoformat()
    '2025-09-01T02:15:00.123000+00:00'
    >>> parse_time("2025-09-01 10:15:00").isoformat()
    '2025-09-01T02:15:00+00:00'
    """
    spelt = _SPELT.fullmatch(text)
    digits = "".join(spelt.groups()) if spelt else text
    if not _TIME_TEXT.fullmatch(digits) or digits < _FIRST_YEAR:
        return None
    try:
        local = datetime.strptime(digits[:14], _TIME).replace(tzinfo=SHANGHAI)
        return (local + timedelta(milliseconds=int(digits[14:] or 0))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def time_text(moment: datetime) -> str:
    """Beijing time YYYYMMDDhhmmss."""
    return moment.astimezone(SHANGHAI).strftime(_TIME)


def decimal(name: str, text: str, *, signed: bool = False) -> Decimal:
    """A number that a device can measure; ValueError names it otherwise."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{name} is {text!r}, not a number") from None
    if not value.is_finite() or abs(value) >= 10**9 or (value < 0 and not signed):
        raise ValueError(f"{name} is {text!r}, outside what a device can measure")
    return value


def device_number(what: str, text: str) -> int:
    """A nozzle's or dispenser's number: the last three digits after a station's ten, or a short number."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{what} is {text!r}, not digits")
    return int(text[-3:]) if len(text) > _LONGEST_NUMBER else int(text)


def litres_text(millilitres: int) -> str:
    """Litres to the millilitre."""
    return f"{Decimal(millilitres).scaleb(-3):f}"


def number_text(value: float) -> str:
    """The shortest decimal text that gives the same number again."""
    return f"{Decimal(repr(value)):f}"
