"""The checksum of HJ 212-2017 annex A, and the one it is mistaken for."""

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
