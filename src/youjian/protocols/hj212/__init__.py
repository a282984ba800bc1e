"""HJ 212-2017 (污染物在线监控(监测)系统数据传输标准): frames, a centre's replies, vapour uploads.

Flags 8 to 11, the heartbeat 9015 and the mark `RF` of the 2025 edition are accepted.
"""

from youjian.protocols.hj212.checksum import crc, modbus_crc
from youjian.protocols.hj212.frame import Frame, FrameError, decode_frame, encode_frame, qn_of
from youjian.protocols.hj212.handshake import Command, Handshake, Outcome, greeting
from youjian.protocols.hj212.reader import FrameReader
from youjian.protocols.hj212.reassembly import Reassembler, merged
from youjian.protocols.hj212.replies import (
    answers_for,
    data_answer,
    kind_of,
    notice_answer,
    request_answer,
    result_answer,
)
from youjian.protocols.hj212.secrecy import AreaCipher
from youjian.protocols.hj212.speaking import (
    encode_fault,
    encode_fill,
    encode_heartbeat,
    encode_pressure,
    encode_switch,
    spoken,
)
from youjian.protocols.hj212.vapour import factors_seen, family_of, vapour_upload
from youjian.protocols.vapour import Family, Fill, Pressure, Units, VapourUpload

__all__ = [
    "AreaCipher",
    "Command",
    "Family",
    "Fill",
    "Frame",
    "FrameError",
    "FrameReader",
    "Handshake",
    "Outcome",
    "Pressure",
    "Reassembler",
    "Units",
    "VapourUpload",
    "answers_for",
    "crc",
    "data_answer",
    "decode_frame",
    "encode_fault",
    "encode_fill",
    "encode_frame",
    "encode_heartbeat",
    "encode_pressure",
    "encode_switch",
    "factors_seen",
    "family_of",
    "greeting",
    "kind_of",
    "merged",
    "modbus_crc",
    "notice_answer",
    "qn_of",
    "request_answer",
    "result_answer",
    "spoken",
    "vapour_upload",
]
