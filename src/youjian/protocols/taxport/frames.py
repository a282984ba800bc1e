"""The envelope of a tax-port frame: preamble, length, check byte, and finding frames in a stream."""

from typing import Literal

PREAMBLE = 0xBB
SINGLE_FRAME = 0xFF
TAX_INFO, LAST_FILL, DAY_TOTAL, MONTH_TOTAL, GRAND_TOTAL = 0x83, 0x86, 0x87, 0x88, 0x89
COMMANDS = frozenset({TAX_INFO, LAST_FILL, DAY_TOTAL, MONTH_TOTAL, GRAND_TOTAL})
_HEADER = 2
_LEAST = 4
_MOST = 64
_COMMAND_AT = 3

Reason = Literal["preamble", "truncated", "length", "check", "command", "digits", "range"]


class TaxPortError(ValueError):
    """A frame that cannot be read, or a message that cannot be framed: the reason and what was wrong."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def frame(rfn: int, command: int, payload: bytes) -> bytes:
    """A whole frame around a payload."""
    body = bytes((rfn, command)) + payload
    return bytes((PREAMBLE, len(body) + 1)) + body + bytes((_check(body),))


def unframe(data: bytes) -> tuple[int, int, bytes]:
    """Frame counter, command and payload of one whole frame; raises TaxPortError."""
    if not data or data[0] != PREAMBLE:
        raise TaxPortError("preamble", f"a frame begins with BB, got {data[:1].hex().upper() or 'nothing'}")
    if len(data) < _HEADER or len(data) < data[1] + _HEADER:
        raise TaxPortError("truncated", f"{len(data)} bytes, fewer than LEN says: {data.hex(' ').upper()}")
    if data[1] < _LEAST - 1 or len(data) > data[1] + _HEADER:
        raise TaxPortError("length", f"LEN is {data[1]}, the frame has {len(data)} bytes")
    body, check = data[_HEADER:-1], data[-1]
    if _check(body) != check:
        raise TaxPortError("check", f"check byte {check:02X}, computed {_check(body):02X}")
    return body[0], body[1], body[2:]


def _check(body: bytes | bytearray) -> int:
    check = 0
    for value in body:
        check ^= value
    return check


class FrameReader:
    """Whole frames with a right check byte out of a byte stream; everything else is counted and dropped.

    `discarded` counts bytes that belonged to no frame, `damaged` candidates whose check byte was wrong. A
    port holds at most one answer at a time, so the reader never keeps more than one longest frame.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.discarded = 0
        self.damaged = 0

    @property
    def pending(self) -> int:
        """Bytes of a frame that has begun and not ended."""
        return len(self._buffer)

    def reset(self) -> None:
        """Forget a half frame, as after a time-out."""
        self._drop(len(self._buffer))

    def flush(self) -> list[bytes]:
        """Wait no longer for the frame that has begun: the whole frames behind its preamble.

        For the end of a time-out: noise that looks like the beginning of a longer frame hides the answer.
        """
        found: list[bytes] = []
        while self._buffer:
            self._drop(1)
            found += self.feed(b"")
        return found

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that these bytes complete."""
        self._buffer += data
        found: list[bytes] = []
        while (size := self._next_size()) is not None:
            found.append(bytes(self._buffer[:size]))
            del self._buffer[:size]
        return found

    def _next_size(self) -> int | None:
        """Size of the good frame at the head of the buffer, once noise and damage before it are gone."""
        while self._align():
            size = self._buffer[1] + _HEADER
            if len(self._buffer) < size:
                return None
            if _check(self._buffer[_HEADER : size - 1]) == self._buffer[size - 1]:
                return size
            self.damaged += 1
            self._drop(1)
        return None

    def _align(self) -> bool:
        """Move to the next preamble with a possible length and command; False while more bytes are needed."""
        while self._buffer:
            start = self._buffer.find(PREAMBLE)
            self._drop(len(self._buffer) if start < 0 else start)
            if len(self._buffer) < _HEADER:
                return False
            command = self._buffer[_COMMAND_AT : _COMMAND_AT + 1]
            possible = _LEAST - 1 <= self._buffer[1] <= _MOST - _HEADER
            if possible and (not command or command[0] in COMMANDS):
                return True
            self._drop(1)
        return False

    def _drop(self, count: int) -> None:
        self.discarded += count
        del self._buffer[:count]
