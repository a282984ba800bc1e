"""Modbus as a master that only reads: requests out, answers in, over RTU and TCP framing. Sans-IO."""

from youjian.protocols.modbus.frames import (
    COILS,
    DISCRETE_INPUTS,
    HOLDING_REGISTERS,
    INPUT_REGISTERS,
    AnswerReader,
    Framing,
    ModbusError,
    bits_of,
    encode_answer,
    encode_read,
    exception_answer,
    parse_read,
    registers_of,
    rtu_crc,
)

__all__ = [
    "COILS",
    "DISCRETE_INPUTS",
    "HOLDING_REGISTERS",
    "INPUT_REGISTERS",
    "AnswerReader",
    "Framing",
    "ModbusError",
    "bits_of",
    "encode_answer",
    "encode_read",
    "exception_answer",
    "parse_read",
    "registers_of",
    "rtu_crc",
]
