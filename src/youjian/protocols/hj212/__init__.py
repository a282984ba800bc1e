"""HJ 212-2017 (污染物在线监控(监测)系统数据传输标准): frames, a centre's replies, vapour uploads.

Flags 8 to 11, the heartbeat 9015 and the mark `RF` of the 2025 edition are accepted.
"""

from youjian.protocols.hj212.checksum import crc, modbus_crc
from youjian.protocols.hj212.frame import Frame, FrameError, decode_frame, encode_frame, qn_of
from youjian.protocols.hj212.reader import FrameReader
from youjian.protocols.hj212.reassembly import Reassembler, merged
from youjian.protocols.hj212.replies import (
    answers_for,
    data_answer,
    notice_answer,
    request_answer,
    result_answer,
)
from youjian.protocols.hj212.vapour import (
    Fill,
    Pressure,
    VapourUpload,
    encode_fill,
    encode_pressure,
    vapour_upload,
)

__all__ = [
    "Fill",
    "Frame",
    "FrameError",
    "FrameReader",
    "Pressure",
    "Reassembler",
    "VapourUpload",
    "answers_for",
    "crc",
    "data_answer",
    "decode_frame",
    "encode_fill",
    "encode_frame",
    "encode_pressure",
    "merged",
    "modbus_crc",
    "notice_answer",
    "qn_of",
    "request_answer",
    "result_answer",
    "vapour_upload",
]
