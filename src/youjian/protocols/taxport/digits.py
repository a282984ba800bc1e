"""Decimal digits as the tax port writes them: fixed width, implied decimals."""

from datetime import date

from youjian.protocols.taxport.frames import TaxPortError

ML_PER_STEP = 10
"""The port counts volume in 0.01 L."""


def number(field: bytes, name: str) -> int:
    """The value of an ASCII decimal field.

    >>> number(b"003000", "volume")
    3000
    """
    if not field.isdigit():
        raise TaxPortError("digits", f"{name} is {field!r}, not {len(field)} decimal digits")
    return int(field)


def digits(value: int, width: int, name: str) -> bytes:
    """A value as `width` ASCII digits."""
    text = f"{value:0{width}d}"
    if value < 0 or len(text) > width:
        raise TaxPortError("range", f"{name} {value} does not fit {width} digits")
    return text.encode("ascii")


def volume_digits(volume_ml: int, width: int) -> bytes:
    """A volume in mL as the port's 0.01 L."""
    if volume_ml % ML_PER_STEP:
        raise TaxPortError("range", f"{volume_ml} mL is no multiple of the port's step of 0.01 L")
    return digits(volume_ml // ML_PER_STEP, width, "volume")


def day_of(field: bytes) -> date:
    """The date in a YYYYMMDD field."""
    year, month, day = number(field[:4], "year"), number(field[4:6], "month"), number(field[6:8], "day")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise TaxPortError("range", f"date {field.decode('ascii')}: {error}") from None


def month_of(field: bytes) -> tuple[int, int]:
    """Year and month of a YYYYMM field."""
    year, month = number(field[:4], "year"), number(field[4:6], "month")
    if not (1 <= month <= 12 and year >= 1):
        raise TaxPortError("range", f"there is no month {field.decode('ascii')}")
    return year, month


def byte(value: int, name: str) -> bytes:
    """A raw byte such as a nozzle number or a mode."""
    if not 0 <= value <= 0xFF:
        raise TaxPortError("range", f"{name} {value} does not fit a byte")
    return bytes((value,))
