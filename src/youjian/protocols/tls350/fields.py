"""Fields of computer-format replies: IEEE floats in hex, counts in hex or decimal, console-local times."""

import math
import struct
from datetime import datetime

from youjian.protocols.tls350.envelope import TlsError

TIME_WIDTH = 10
FLOAT_WIDTH = 8
NO_DATA = "?"
NO_VALUE = "FF800000"
"""What an emulator sends for a value that it does not have: minus infinity."""


class Cursor:
    """Walks through the content of a reply, field by field."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    @property
    def more(self) -> bool:
        """Whether anything is left."""
        return self._at < len(self._text)

    def text(self, width: int, name: str) -> str:
        """The next characters as they are."""
        field = self._text[self._at : self._at + width]
        if len(field) < width:
            raise TlsError("layout", f"{name}: {width} characters wanted at {self._at}, {len(field)} left")
        self._at += width
        return field

    def rest(self) -> str:
        """Everything that is left."""
        return self.text(len(self._text) - self._at, "rest")

    def decimal(self, width: int, name: str) -> int:
        """A decimal number."""
        field = self.text(width, name)
        if not (field.isascii() and field.isdigit()):
            raise TlsError("layout", f"{name} is {field!r}, not {width} decimal digits")
        return int(field)

    def hexadecimal(self, width: int, name: str) -> int:
        """A hexadecimal number."""
        field = self.text(width, name)
        return int.from_bytes(_hex_bytes(field.zfill(width + width % 2), name), "big")

    def number(self, name: str) -> float:
        """A float: eight hex digits, IEEE-754 single, big-endian."""
        value = struct.unpack(">f", _hex_bytes(self.text(FLOAT_WIDTH, name), name))[0]
        if not math.isfinite(value):
            raise TlsError("layout", f"{name} is not a finite number")
        return value

    def value(self, name: str) -> float | None:
        """A float, or None for question marks and for what is no finite number: the device has no value."""
        field = self._text[self._at : self._at + FLOAT_WIDTH]
        if NO_DATA in field:
            self.text(FLOAT_WIDTH, name)
            return None
        value = struct.unpack(">f", _hex_bytes(self.text(FLOAT_WIDTH, name), name))[0]
        return value if math.isfinite(value) else None

    def values(self, name: str) -> tuple[float | None, ...]:
        """As many values as the two hex digits before them say."""
        return tuple(self.value(name) for _ in range(self.hexadecimal(2, f"count of {name}")))

    def numbers(self, name: str) -> tuple[float, ...]:
        """As many floats as the two hex digits before them say."""
        return tuple(self.number(name) for _ in range(self.hexadecimal(2, f"count of {name}")))

    def moment(self, name: str) -> datetime | None:
        """A console-local minute YYMMDDHHmm, without zone; None where the console shows question marks."""
        field = self.text(TIME_WIDTH, name)
        return None if NO_DATA in field else local_minute(field, name)

    def skip_no_data(self) -> bool:
        """Pass over question marks, if two or more stand here; a single one may be a product code."""
        if self._text[self._at : self._at + 2] != NO_DATA * 2:
            return False
        while self._text[self._at : self._at + 1] == NO_DATA:
            self._at += 1
        return True


def local_minute(field: str, name: str) -> datetime:
    """The console-local minute in YYMMDDHHmm; the console does not say its zone."""
    if field.isascii() and field.isdigit():
        try:
            return datetime.strptime(field, "%y%m%d%H%M")  # noqa: DTZ007  the zone is not in the frame
        except ValueError:
            pass
    raise TlsError("layout", f"{name} is {field!r}, not a time YYMMDDHHmm")


def moment_text(moment: datetime | None) -> str:
    """YYMMDDHHmm, or question marks."""
    return NO_DATA * TIME_WIDTH if moment is None else f"{moment:%y%m%d%H%M}"


def number_text(value: float | None) -> str:
    """Eight hex digits of a float; None is written as minus infinity.

    >>> number_text(-99.99)
    'C2C7FAE1'
    """
    if value is None:
        return NO_VALUE
    try:
        return struct.pack(">f", value).hex().upper()
    except (OverflowError, struct.error) as error:
        raise TlsError("layout", f"{value!r} is no single-precision number: {error}") from None


def numbers_text(values: tuple[float | None, ...]) -> str:
    """The count in two hex digits and the floats."""
    return f"{len(values):02X}" + "".join(map(number_text, values))


def padded(text: str, width: int, name: str) -> str:
    """A text field of fixed width."""
    if len(text) > width:
        raise TlsError("layout", f"{name} {text!r} is longer than {width} characters")
    return text.ljust(width)


def _hex_bytes(field: str, name: str) -> bytes:
    try:
        return bytes.fromhex(field) if " " not in field else _bad_hex(field, name)
    except ValueError:
        return _bad_hex(field, name)


def _bad_hex(field: str, name: str) -> bytes:
    raise TlsError("layout", f"{name} is {field!r}, not hexadecimal digits") from None
