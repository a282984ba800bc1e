"""Requests that read (functions 1 to 4), their answers, and an answer found in a noisy stream.

Source: MODBUS Application Protocol V1.1b3, MODBUS over Serial Line V1.02. There is no function that writes
here, and none can be encoded.
"""

import struct
from typing import Literal

COILS, DISCRETE_INPUTS, HOLDING_REGISTERS, INPUT_REGISTERS = 1, 2, 3, 4
Framing = Literal["rtu", "tcp"]
_READS = (COILS, DISCRETE_INPUTS, HOLDING_REGISTERS, INPUT_REGISTERS)
_MBAP = struct.Struct(">HHHB")
_ERROR = 0x80
_MOST_PENDING = 1024
_EXCEPTIONS = {
    1: "function not known", 2: "address not there", 3: "value not possible", 4: "device failed",
    5: "accepted, not finished", 6: "busy", 10: "gateway has no path", 11: "target does not answer",
}  # fmt: skip


class ModbusError(ValueError):
    """The device refused: its exception code in words."""


def rtu_crc(data: bytes) -> int:
    """CRC-16/MODBUS.

    >>> f"{rtu_crc(b'123456789'):04X}"
    '4B37'
    """
    register = 0xFFFF
    for value in data:
        register ^= value
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return register


def encode_read(
    framing: Framing, unit: int, function: int, start: int, count: int, *, transaction: int = 1
) -> bytes:
    """The request for `count` bits or registers from `start`; ValueError for anything that is no read."""
    if function not in _READS:
        raise ValueError(f"function {function} is none that reads")
    if not 0 <= start <= 0xFFFF or not 1 <= count <= (2000 if function <= DISCRETE_INPUTS else 125):
        raise ValueError(f"{count} from {start} cannot be asked for at once")
    return _framed(framing, unit, struct.pack(">BHH", function, start, count), transaction)


def encode_answer(framing: Framing, unit: int, function: int, data: bytes, transaction: int = 1) -> bytes:
    """An answer as a device gives it."""
    return _framed(framing, unit, bytes((function, len(data))) + data, transaction)


def exception_answer(framing: Framing, unit: int, function: int, code: int, transaction: int = 1) -> bytes:
    """A refusal as a device gives it."""
    return _framed(framing, unit, bytes((function | _ERROR, code)), transaction)


def parse_read(framing: Framing, data: bytes) -> tuple[int, int, int, int, int] | None:
    """Unit, function, start, count and transaction of a whole request, or None; for emulated devices."""
    if framing == "rtu":
        if len(data) != 8 or rtu_crc(data[:6]) != int.from_bytes(data[6:], "little"):
            return None
        unit, function, start, count = struct.unpack(">BBHH", data[:6])
        return unit, function, start, count, 1
    if len(data) != _MBAP.size + 5:
        return None
    transaction, _, _, unit = _MBAP.unpack_from(data)
    function, start, count = struct.unpack_from(">BHH", data, _MBAP.size)
    return unit, function, start, count, transaction


def bits_of(data: bytes, count: int) -> list[bool]:
    """The first `count` bits, lowest bit of the first byte first.

    >>> bits_of(bytes([0b101]), 3)
    [True, False, True]
    """
    return [bool(data[number // 8] >> (number % 8) & 1) for number in range(min(count, len(data) * 8))]


def registers_of(data: bytes) -> list[int]:
    """Unsigned 16-bit registers, high byte first."""
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 1, 2)]


class AnswerReader:
    """Finds the answer to one read in what comes back; noise before it is dropped, memory is bounded.

    `size` is the number of data bytes that the answer must have: it tells an answer from the request that a
    half-duplex adapter gives back. `damaged` counts frames of the right shape whose check is wrong.
    """

    def __init__(
        self, framing: Framing, unit: int, function: int, transaction: int = 1, *, size: int | None = None
    ) -> None:
        self._framing: Framing = framing
        self._unit = unit
        self._function = function
        self._transaction = transaction
        self._buffer = bytearray()
        self._size = size
        self.discarded = 0
        self.damaged = 0

    def feed(self, data: bytes) -> bytes | None:
        """The answer's data once it is whole, else None; ModbusError when the device refused."""
        self._buffer += data
        while self._buffer:
            size = self._span()
            if size is None:
                self._drop(max(0, len(self._buffer) - _MOST_PENDING))
                return None
            if size:
                return self._taken(size)
            self._drop(1)
        return None

    def _span(self) -> int | None:
        """Bytes of the answer at the head; 0 when none begins here, None when more are needed."""
        return self._span_rtu() if self._framing == "rtu" else self._span_tcp()

    def _span_rtu(self) -> int | None:
        head = self._buffer
        if head[0] != self._unit:
            return 0
        if len(head) < 3:
            return None
        if head[1] not in (self._function, self._function | _ERROR):
            return 0
        if not self._fits(head[1], head[2]):
            return 0
        size = 5 if head[1] & _ERROR else 5 + head[2]
        if len(head) < size:
            return None
        whole = bytes(head[:size])
        right = rtu_crc(whole[:-2]) == int.from_bytes(whole[-2:], "little")
        self.damaged += not right
        return size if right else 0

    def _fits(self, function: int, size: int) -> bool:
        """Whether an answer may have so many bytes of data; a refusal has none."""
        return bool(function & _ERROR) or self._size in (None, size)

    def _span_tcp(self) -> int | None:
        head = self._buffer
        if len(head) < _MBAP.size + 2:
            return None
        transaction, protocol, length, unit = _MBAP.unpack_from(head)
        function = head[_MBAP.size]
        expected = (self._transaction, 0, self._unit)
        if (transaction, protocol, unit) != expected or not 3 <= length <= 254:
            return 0
        if function not in (self._function, self._function | _ERROR):
            return 0
        if not self._fits(function, head[_MBAP.size + 1]):
            return 0
        size = _MBAP.size - 1 + length
        return size if len(head) >= size else None

    def _taken(self, size: int) -> bytes:
        whole = bytes(self._buffer[:size])
        del self._buffer[:size]
        body = whole[1:-2] if self._framing == "rtu" else whole[_MBAP.size :]
        if body[0] & _ERROR:
            raise ModbusError(f"exception {body[1]}: {_EXCEPTIONS.get(body[1], 'unknown')}")
        return body[2 : 2 + body[1]]

    def _drop(self, count: int) -> None:
        self.discarded += count
        del self._buffer[:count]


def _framed(framing: Framing, unit: int, body: bytes, transaction: int) -> bytes:
    if framing == "tcp":
        return _MBAP.pack(transaction & 0xFFFF, 0, len(body) + 1, unit) + body
    data = bytes((unit,)) + body
    return data + rtu_crc(data).to_bytes(2, "little")
