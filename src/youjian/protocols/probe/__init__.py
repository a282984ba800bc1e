"""Tank probes on RS-485 that speak Modbus: framing, and figures by a declared map of registers.

Magnetostrictive probes of many makers differ only in that map: a level as int32 in 1/65536 mm or as float32,
temperatures as int16 in 1/16 °C, at several points, one word first or the other.
"""

from youjian.protocols.probe.frames import (
    MOST_REGISTERS,
    READS,
    Answer,
    AnswerReader,
    FrameError,
    Framing,
    Refusal,
    Registers,
    Request,
    crc16,
    decode_request,
    encode_answer,
    encode_request,
)
from youjian.protocols.probe.values import Field, Kind, WordOrder, blocks, registers_of, value_in

__all__ = [
    "MOST_REGISTERS",
    "READS",
    "Answer",
    "AnswerReader",
    "Field",
    "FrameError",
    "Framing",
    "Kind",
    "Refusal",
    "Registers",
    "Request",
    "WordOrder",
    "blocks",
    "crc16",
    "decode_request",
    "encode_answer",
    "encode_request",
    "registers_of",
    "value_in",
]
