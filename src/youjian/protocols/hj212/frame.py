"""One frame of HJ 212-2017 clause 6.3: `##`, four digits of length, data segment, four digits of CRC."""

import re
from datetime import datetime
from typing import Literal

from msgspec import Struct

from youjian.contract.fields import SHANGHAI
from youjian.protocols.hj212.checksum import crc, mistaken_for
from youjian.protocols.hj212.segment import AreaText, Layout, SegmentError, parse_segment, segment_text

MAX_SEGMENT = 1024
HEADER = b"##"
TERMINATORS = (b"\r\n", b"\\r\\n", b"\n", b"\r")
_LENGTH_END = 6
_CRC = 4
_READABLE = re.compile(rb"(?:;|\A##.{4}0?)(QN|MN|PW|Flag)=([^;&=,#\\\r\n\0]{1,64})", re.DOTALL)

Reason = Literal["crc", "crc_modbus", "length", "split", "too_long", "fields"]


class Frame(Struct, frozen=True, kw_only=True):
    """A frame's content. None means that the field is not in the frame.

    `cp` holds the items of the data area in order, `extra` header fields that the standard does not know
    (`RF` of 2025). `order`, `layout` and `crc_text` are None unless the sender deviated from our own form;
    they let a frame be written again byte for byte. `plain_marker` is the Guangzhou `0` after the length.
    """

    cn: str
    st: str | None = None
    mn: str | None = None
    pw: str | None = None
    qn: str | None = None
    flag: int | None = None
    pnum: int | None = None
    pno: int | None = None
    cp: dict[str, str] = {}
    extra: dict[str, str] = {}
    plain_marker: bool = False
    order: tuple[str, ...] | None = None
    layout: Layout | None = None
    crc_text: str | None = None

    @property
    def wants_answer(self) -> bool:
        """Bit A of Flag; without a Flag nothing is wanted."""
        return self.flag is not None and bool(self.flag & 1)

    @property
    def split(self) -> bool:
        """Bit D of Flag: the message has several packets and carries PNUM and PNO."""
        return self.flag is not None and bool(self.flag & 2)

    @property
    def version(self) -> int:
        """Bits V of Flag: 0 is the 2005 edition, 1 that of 2017, 2 that of 2025."""
        return 0 if self.flag is None else self.flag >> 2


class FrameError(ValueError):
    """A frame that a conforming centre refuses: why, and whom to tell if that can be read at all.

    `wrong_crc` names the checksum that the sender computes instead of the standard's, where it is known.
    """

    def __init__(
        self,
        reason: Reason,
        detail: str,
        qn: str | None = None,
        mn: str | None = None,
        *,
        pw: str | None = None,
        flag: int | None = None,
        raw: bytes = b"",
        wrong_crc: str | None = None,
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail
        self.qn = qn
        self.mn = mn
        self.pw = pw
        self.flag = flag
        self.raw = raw
        self.wrong_crc = wrong_crc


def qn_of(moment: datetime) -> str:
    """The request number of a moment: Beijing time to the millisecond.

    >>> from datetime import UTC
    >>> qn_of(datetime(2025, 9, 1, 2, 15, 0, 123_000, tzinfo=UTC))
    '20250901101500123'
    """
    local = moment.astimezone(SHANGHAI)
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}"


def encode_frame(frame: Frame, seal_area: AreaText | None = None) -> bytes:
    """The frame's bytes with CR LF; raises FrameError (`fields`, `too_long`) for what cannot be framed."""
    try:
        segment = segment_text(frame, seal_area).encode("utf-8")
    except SegmentError as error:
        raise FrameError("fields", str(error), frame.qn, frame.mn) from None
    if len(segment) > MAX_SEGMENT:
        raise FrameError(
            "too_long", f"{len(segment)} bytes, a data segment has at most {MAX_SEGMENT}; split it"
        )
    marker = b"0" if frame.plain_marker else b""
    check = _check_text(crc(segment), frame.crc_text)
    return HEADER + f"{len(segment):04d}".encode() + marker + segment + check.encode("ascii") + b"\r\n"


def _check_text(check: int, written: str | None) -> str:
    """The CRC in upper case, or as the sender wrote it if that is still the right one."""
    text = f"{check:04X}"
    return written if written is not None and written.upper() == text else text


def decode_frame(data: bytes, open_area: AreaText | None = None) -> Frame:
    """The frame in these bytes, from `##` to the CRC, with or without a terminator; raises FrameError."""
    body = _unterminated(data)
    marker, segment = _segment_of(body)
    check = body[len(body) - _CRC :]
    _verify_crc(segment, check, body)
    try:
        fields = parse_segment(segment.decode("utf-8"), open_area)
    except (SegmentError, UnicodeDecodeError) as error:
        raise refusal("fields", str(error), body) from None
    text = check.decode("ascii")
    frame = Frame(**fields, plain_marker=marker, crc_text=None if text == text.upper() else text)
    if frame.split and (frame.pnum is None or frame.pno is None):
        raise refusal("split", f"Flag {frame.flag} says split, PNUM or PNO is missing", body)
    return frame


def refusal(reason: Reason, detail: str, body: bytes, wrong_crc: str | None = None) -> FrameError:
    """A FrameError with whatever of QN, MN, PW and Flag can still be read in the bytes."""
    found: dict[str, str] = {}
    for match in _READABLE.finditer(body):
        found.setdefault(match[1].decode(), match[2].decode("utf-8", "replace"))
    flag = found.get("Flag", "")
    return FrameError(
        reason,
        detail,
        found.get("QN"),
        found.get("MN"),
        pw=found.get("PW"),
        flag=int(flag) if re.fullmatch(r"\d{1,3}", flag, re.ASCII) else None,
        raw=body,
        wrong_crc=wrong_crc,
    )


def _unterminated(data: bytes) -> bytes:
    for terminator in TERMINATORS:
        if data.endswith(terminator):
            return data[: len(data) - len(terminator)]
    return data


def _segment_of(body: bytes) -> tuple[bool, bytes]:
    """Whether the Guangzhou marker is there, and the data segment."""
    digits = body[2:_LENGTH_END]
    if not body.startswith(HEADER) or len(body) < _LENGTH_END + _CRC:
        raise refusal("length", f"{len(body)} bytes are no frame of ##, length, data and CRC", body)
    if not digits.isdigit():
        raise refusal("length", f"the length is {digits!r}, not four decimal digits", body)
    actual, announced = len(body) - _LENGTH_END - _CRC, int(digits)
    marker = body[_LENGTH_END : _LENGTH_END + 1] == b"0" and actual == announced + 1
    if actual - marker != announced:
        raise refusal("length", f"the length says {announced} bytes, the data segment has {actual}", body)
    if announced > MAX_SEGMENT:
        raise refusal(
            "too_long", f"{announced} bytes, a data segment has at most {MAX_SEGMENT}; split it", body
        )
    return marker, body[_LENGTH_END + marker : len(body) - _CRC]


def _verify_crc(segment: bytes, check: bytes, body: bytes) -> None:
    expected = crc(segment)
    seen = int(check, 16) if re.fullmatch(rb"[0-9A-Fa-f]{4}", check) else None
    if seen == expected:
        return
    kind = None if seen is None else mistaken_for(seen, segment, body[:-_CRC])
    if kind is not None:
        detail = f"the CRC {check.decode()} is {kind}; HJ 212 annex A gives {expected:04X}"
        reason: Reason = "crc_modbus" if kind == "CRC-16/MODBUS" else "crc"
        raise refusal(reason, detail, body, kind)
    raise refusal("crc", f"the CRC is {check!r}, computed {expected:04X}", body)
