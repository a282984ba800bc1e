"""Modbus frames that read registers: RTU with CRC-16/MODBUS on serial lines, MBAP on TCP; no writes."""

import struct
from collections import Counter
from typing import Literal

from msgspec import Struct

Framing = Literal["rtu", "mbap"]
READS = (3, 4)
"""Function 3 reads holding registers, 4 input registers; nothing else can be written."""
MOST_REGISTERS = 125
LIMIT = 1024
_EXCEPTION = 0x80
_CRC_START, _CRC_POLYNOMIAL = 0xFFFF, 0xA001
_EXCEPTIONS = {
    1: "illegal function", 2: "illegal register address", 3: "illegal number of registers",
    4: "device failure", 5: "acknowledged, not ready", 6: "device busy", 8: "memory parity error",
    10: "gateway path unavailable", 11: "gateway target does not answer",
}  # fmt: skip


class FrameError(ValueError):
    """A request that cannot be made."""


class Request(Struct, frozen=True):
    """A read of `count` registers from `start` on, zero-based, of the device at `address`."""

    address: int
    function: int
    start: int
    count: int


class Registers(Struct, frozen=True):
    """The registers asked for, 16 bits each."""

    request: Request
    values: tuple[int, ...]


class Refusal(Struct, frozen=True):
    """The device answers, with an exception code."""

    request: Request
    code: int

    @property
    def meaning(self) -> str:
        """The code in words."""
        return _EXCEPTIONS.get(self.code, f"exception {self.code}")


Answer = Registers | Refusal


def crc16(data: bytes) -> int:
    """CRC-16/MODBUS.

    >>> hex(crc16(b"123456789"))
    '0x4b37'
    """
    crc = _CRC_START
    for value in data:
        crc ^= value
        for _ in range(8):
            crc = (crc >> 1) ^ _CRC_POLYNOMIAL if crc & 1 else crc >> 1
    return crc


def encode_request(request: Request, framing: Framing = "rtu", transaction: int = 0) -> bytes:
    """The bytes of a read; FrameError for anything that is none.

    >>> encode_request(Request(1, 4, 0, 2)).hex(" ")
    '01 04 00 00 00 02 71 cb'
    """
    if request.function not in READS:
        raise FrameError(f"function {request.function} is no read of registers (3 or 4)")
    if not 0 <= request.address <= 255 or not 1 <= request.count <= MOST_REGISTERS:
        raise FrameError(f"{request}: an address is 0 to 255, a read 1 to {MOST_REGISTERS} registers")
    if not 0 <= request.start <= 0x10000 - request.count:
        raise FrameError(f"{request}: registers are 0 to 65535")
    body = struct.pack(">BBHH", request.address, request.function, request.start, request.count)
    return _framed(body, framing, transaction)


def encode_answer(answer: Answer, framing: Framing = "rtu", transaction: int = 0) -> bytes:
    """The bytes of an answer, for an emulator."""
    request = answer.request
    if isinstance(answer, Refusal):
        body = bytes((request.address, request.function | _EXCEPTION, answer.code))
    else:
        data = struct.pack(f">{len(answer.values)}H", *answer.values)
        body = bytes((request.address, request.function, len(data))) + data
    return _framed(body, framing, transaction)


def decode_request(frame: bytes, framing: Framing = "rtu") -> Request | None:
    """A read as a device receives it, or None for anything else."""
    body = frame[6:] if framing == "mbap" else frame[:-2]
    if framing == "rtu" and (len(frame) < 8 or crc16(body) != int.from_bytes(frame[-2:], "little")):
        return None
    if len(body) != 6 or body[1] not in READS:
        return None
    return Request(*struct.unpack(">BBHH", body))


def _framed(body: bytes, framing: Framing, transaction: int) -> bytes:
    if framing == "mbap":
        return struct.pack(">HHH", transaction & 0xFFFF, 0, len(body)) + body
    return body + crc16(body).to_bytes(2, "little")


class AnswerReader:
    """The answer to one request out of a byte stream: echoes, noise and others' answers are passed over.

    `deviations` counts `crc` (a frame of the right shape with a wrong check), `noise` (bytes passed over) and
    `echo` (the request given back by a half-duplex adapter).
    """

    def __init__(self, request: Request, framing: Framing = "rtu", transaction: int = 0) -> None:
        self._request = request
        self._framing: Framing = framing
        self._transaction = transaction
        self._echo = encode_request(request, framing, transaction)
        self._buffer = bytearray()
        self.deviations: Counter[str] = Counter()

    @property
    def pending(self) -> int:
        """Bytes that are no answer yet."""
        return len(self._buffer)

    def feed(self, data: bytes) -> Answer | None:
        """The answer, once these bytes complete it."""
        self._buffer += data
        if len(self._buffer) > LIMIT:
            self.deviations["noise"] += len(self._buffer) - LIMIT
            del self._buffer[:-LIMIT]
        while self._buffer:
            if self._echo.startswith(bytes(self._buffer)) and len(self._buffer) < len(self._echo):
                return None
            if self._buffer.startswith(self._echo):
                self.deviations["echo"] += 1
                del self._buffer[: len(self._echo)]
                continue
            size = self._size()
            if size > len(self._buffer):
                return None
            answer = self._answer(bytes(self._buffer[:size])) if size else None
            if answer is not None:
                del self._buffer[:size]
                return answer
            self.deviations["noise"] += 1
            del self._buffer[:1]
        return None

    def _size(self) -> int:
        """The length of the frame that may begin here, at least what tells it; 0 when none can begin here."""
        head = self._head
        if not self._begins():
            return 0
        if len(self._buffer) < head + 2:
            return head + 2
        return self._size_by_function(head)

    def _begins(self) -> bool:
        """Whether the bytes so far can be the beginning of the answer's head."""
        if self._framing == "rtu":
            return self._buffer[0] == self._request.address
        wanted = struct.pack(">HH", self._transaction & 0xFFFF, 0)
        known = bytes(self._buffer[:4])
        if not wanted.startswith(known) and known != wanted:
            return False
        return len(self._buffer) < self._head or self._buffer[self._head - 1] == self._request.address

    @property
    def _head(self) -> int:
        """Where the function stands."""
        return 7 if self._framing == "mbap" else 1

    def _size_by_function(self, head: int) -> int:
        function, count = self._buffer[head], self._buffer[head + 1]
        check = 2 if self._framing == "rtu" else 0
        if function == self._request.function | _EXCEPTION:
            return head + 2 + check
        if function == self._request.function and count == 2 * self._request.count:
            return head + 2 + count + check
        return 0

    def _answer(self, frame: bytes) -> Answer | None:
        head = self._head
        if self._framing == "rtu":
            if crc16(frame[:-2]) != int.from_bytes(frame[-2:], "little"):
                self.deviations["crc"] += 1
                return None
            frame = frame[:-2]
        if frame[head] & _EXCEPTION:
            return Refusal(self._request, frame[head + 1])
        return Registers(self._request, struct.unpack(f">{self._request.count}H", frame[head + 2 :]))
