"""The computer-format envelope: SOH, content, `&&`, checksum, ETX."""

from typing import Literal

SOH = 0x01
ETX = 0x03
_MARK = b"&&"
_DIGITS = 4
_BLANK = b"\r\n\x00 \t"
_OVERFLOWN = b"10000"
"""What some write instead of 0000 when the sum is already 0."""
UNKNOWN_COMMAND = b"9999FF1B"

Reason = Literal["checksum", "layout", "function", "empty"]


class TlsError(ValueError):
    """A reply that cannot be read, or a message that cannot be written: the reason and what was wrong."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def checksum(data: bytes) -> int:
    """16-bit two's complement of the byte sum from SOH through `&&`, parity bits cleared.

    >>> hex(checksum(b"\\x01i101002312301342020402&&"))
    '0xfb3b'
    """
    return -sum(value & 0x7F for value in data) & 0xFFFF


def envelope(content: str, etx: int = ETX) -> bytes:
    """A computer-format reply around its content."""
    try:
        data = bytes((SOH,)) + content.encode("ascii") + _MARK
    except UnicodeEncodeError as error:
        raise TlsError("layout", f"a reply is ASCII: {error}") from None
    return data + f"{checksum(data):04X}".encode("ascii") + bytes((etx,))


def content_of(raw: bytes, etx: int = ETX) -> str:
    """The content of a computer-format reply; raises TlsError (`checksum`) unless its sum is right."""
    data = bytes(value & 0x7F for value in raw)
    end = data.rfind(_MARK)
    if end < 0:
        raise TlsError("checksum", "a computer-format reply without && has no checksum and cannot be trusted")
    summed, rest = data[: end + 2], data[end + 2 :].rstrip(bytes((etx,)) + _BLANK)
    if rest == _OVERFLOWN:
        rest = rest[1:]
    digits, rest = rest[:_DIGITS], rest[_DIGITS:]
    if data[:1] != bytes((SOH,)) or rest.strip(_BLANK):
        raise TlsError("layout", f"a reply runs from SOH to its checksum, found {rest[:20]!r} after it")
    try:
        found = int(digits, 16)
    except ValueError:
        raise TlsError("checksum", f"{digits!r} are not four hexadecimal digits") from None
    if len(digits) != _DIGITS or (sum(summed) + found) & 0xFFFF:
        raise TlsError("checksum", f"checksum {digits.decode()}, computed {checksum(summed):04X}")
    return data[1:end].decode("ascii")
