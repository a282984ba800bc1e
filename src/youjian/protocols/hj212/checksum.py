"""The checksum of HJ 212-2017 annex A, and those it is mistaken for."""

from collections.abc import Callable

_POLYNOMIAL = 0xA001
_START = 0xFFFF


def _shifted(register: int) -> int:
    for _ in range(8):
        register = (register >> 1) ^ _POLYNOMIAL if register & 1 else register >> 1
    return register


_TABLE = tuple(_shifted(value) for value in range(256))


def crc(data: bytes) -> int:
    """The HJ 212 form: the register is shifted by 8 before the XOR, so only 256 values occur.

    >>> f"{crc(b'123456789'):04X}"
    '2F80'
    """
    register = _START
    for value in data:
        register = _shifted((register >> 8) ^ value)
    return register


def modbus_crc(data: bytes) -> int:
    """CRC-16/MODBUS, which many devices send instead; known only to be able to name their mistake.

    >>> f"{modbus_crc(b'123456789'):04X}"
    '4B37'
    """
    register = _START
    for value in data:
        register = (register >> 8) ^ _TABLE[(register ^ value) & 0xFF]
    return register


def _ccitt(data: bytes, register: int) -> int:
    for value in data:
        register ^= value << 8
        for _ in range(8):
            register = ((register << 1) ^ 0x1021 if register & 0x8000 else register << 1) & 0xFFFF
    return register


def _swapped(value: int) -> int:
    return (value >> 8) | ((value & 0xFF) << 8)


_MISTAKES: tuple[tuple[str, Callable[[bytes, bytes], int]], ...] = (
    ("CRC-16/MODBUS", lambda segment, _: modbus_crc(segment)),
    ("CRC-16/MODBUS, low byte first", lambda segment, _: _swapped(modbus_crc(segment))),
    ("the CRC of HJ 212, low byte first", lambda segment, _: _swapped(crc(segment))),
    ("the CRC of HJ 212 over header and length too", lambda _, framed: crc(framed)),
    ("CRC-16/MODBUS over header and length too", lambda _, framed: modbus_crc(framed)),
    ("CRC-16/CCITT-FALSE", lambda segment, _: _ccitt(segment, 0xFFFF)),
    ("CRC-16/XMODEM", lambda segment, _: _ccitt(segment, 0)),
)


def mistaken_for(seen: int, segment: bytes, framed: bytes) -> str | None:
    """Which wrong CRC a sender computes, or None; `framed` is the segment with what stands before it.

    >>> mistaken_for(0x4B37, b"123456789", b"##0009123456789")
    'CRC-16/MODBUS'
    """
    return next((name for name, made in _MISTAKES if made(segment, framed) == seen), None)
