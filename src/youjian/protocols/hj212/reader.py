"""Frames out of a byte stream: resynchronise on `##`, the length decides, the terminator may be anything."""

import re
from collections import Counter

from youjian.protocols.hj212.frame import HEADER, MAX_SEGMENT, Frame, FrameError, decode_frame
from youjian.protocols.hj212.segment import AreaText

LIMIT = 1100
"""One frame has at most this many bytes; a sender of more without a frame is cut off."""
_LENGTH_END = 6
_CRC = 4
_BREAK = re.compile(rb"##|\r?\n|\\r\\n")
_END = re.compile(rb"&&[0-9A-Fa-f]{4}")
_WHOLE_TERMINATORS = ((b"\r\n", None), (b"\n", "lf"), (b"\\r\\n", "literal"))
_WAIT = -1


class FrameReader:
    """Feed bytes as they come, get frames and refusals in their order; memory is bounded.

    `discarded` counts bytes that belonged to nothing, `deviations` the terminators that were not CR LF
    (`lf`, `literal`, `missing`). After a refusal `too_long` the connection should be closed.
    `open_area` opens data areas that come encrypted.
    """

    def __init__(self, open_area: AreaText | None = None) -> None:
        self._open_area = open_area
        self._buffer = bytearray()
        self._after_frame = False
        self._noise = 0
        self.discarded = 0
        self.deviations: Counter[str] = Counter()

    @property
    def pending(self) -> int:
        """Bytes kept because their frame is not whole."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Frame | FrameError]:
        """What these bytes complete: frames, and refusals of frames that are wrong."""
        self._buffer += data
        found: list[Frame | FrameError] = []
        while self._step(found):
            pass
        return found

    def _step(self, found: list[Frame | FrameError]) -> bool:
        """Take one thing off the head of the buffer; False when more bytes are needed."""
        if self._after_frame and not self._take_terminator():
            return False
        if not self._align(found):
            return False
        size = self._span()
        if size == _WAIT:
            return False
        if size == 0:
            found.append(self._too_long())
        elif b"=" in self._buffer[:size]:
            found.append(self._take_frame(size))
        else:
            self._drop(size)
        return True

    def _take_terminator(self) -> bool:
        for terminator, deviation in _WHOLE_TERMINATORS:
            if self._buffer.startswith(terminator):
                self._end_terminator(len(terminator), deviation)
                return True
            if terminator.startswith(self._buffer):
                return False
        self._end_terminator(0, "missing")
        return True

    def _end_terminator(self, size: int, deviation: str | None) -> None:
        del self._buffer[:size]
        self._after_frame = False
        if deviation is not None:
            self.deviations[deviation] += 1

    def _align(self, found: list[Frame | FrameError]) -> bool:
        """Drop what stands before the next header; every LIMIT bytes of it are refused once."""
        start = self._buffer.find(HEADER)
        self._drop(start if start >= 0 else len(self._buffer) - self._buffer.endswith(b"#"))
        while self._noise > LIMIT:
            self._noise -= LIMIT
            found.append(FrameError("too_long", f"more than {LIMIT} bytes without a frame"))
        return start >= 0 and len(self._buffer) >= _LENGTH_END

    def _span(self) -> int:
        """Bytes from the header to where its frame ends; 0 when it is too long, _WAIT when not known yet."""
        digits = bytes(self._buffer[2:_LENGTH_END])
        if digits.isdigit() and int(digits) > MAX_SEGMENT:
            return 0
        size = self._announced_size(digits)
        cut = _BREAK.search(self._buffer, 1, size or LIMIT)
        if cut:
            return cut.start()
        if len(self._buffer) < (size or LIMIT):
            return _WAIT
        if size is None:
            return 0
        if _END.fullmatch(self._buffer, size - _CRC - 2, size):
            return size
        return self._span_of_wrong_length()

    def _announced_size(self, digits: bytes) -> int | None:
        if not digits.isdigit():
            return None
        marker = self._buffer.startswith(b"0", _LENGTH_END)
        return _LENGTH_END + marker + int(digits) + _CRC

    def _span_of_wrong_length(self) -> int:
        """The length is wrong, so the next end of a line or header ends the frame."""
        cut = _BREAK.search(self._buffer, 1, LIMIT)
        if cut:
            return cut.start()
        return 0 if len(self._buffer) >= LIMIT else _WAIT

    def _take_frame(self, size: int) -> Frame | FrameError:
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._after_frame = True
        self._noise = 0
        try:
            return decode_frame(data, self._open_area)
        except FrameError as error:
            return error

    def _too_long(self) -> FrameError:
        digits = bytes(self._buffer[2:_LENGTH_END])
        announced = int(digits) if digits.isdigit() else LIMIT
        self._drop(len(HEADER))
        self._noise = -(announced + _CRC * 2)
        return FrameError("too_long", f"length field {digits!r}: a frame has at most {LIMIT} bytes")

    def _drop(self, count: int) -> None:
        self.discarded += count
        self._noise += count
        del self._buffer[:count]
