"""Messages out of a byte stream: a message ends with ETX, or with silence and is then flagged."""

from collections import Counter

from msgspec import Struct

from youjian.protocols.tls350.envelope import ETX, SOH

LIMIT = 256 * 1024
_BLANK = b"\r\n\x00 \t"


class Message(Struct, frozen=True, kw_only=True):
    """One message as received. `unterminated` ended by silence, `missing_soh` began without SOH."""

    raw: bytes
    unterminated: bool = False
    missing_soh: bool = False


class MessageReader:
    """Feed bytes as they come; call `idle` after the silence that ends a message (2 s by default).

    `deviations` counts what was not as the manual has it: `unterminated`, `missing_soh`, `half_message`
    (cut off by the next SOH), `noise` (bytes outside a message) and `overflow`.
    """

    def __init__(self, etx: int = ETX) -> None:
        self._etx = bytes((etx,))
        self._buffer = bytearray()
        self.deviations: Counter[str] = Counter()

    @property
    def pending(self) -> int:
        """Bytes of a message that has not ended."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete."""
        found: list[Message] = []
        parts = data.split(self._etx)
        for part in parts[:-1]:
            self._buffer += part
            message = self._take(self._etx)
            if message is not None:
                found.append(message)
        self._buffer += parts[-1]
        if len(self._buffer) > LIMIT:
            self.deviations["overflow"] += 1
            self._buffer.clear()
        return found

    def idle(self) -> Message | None:
        """The message that silence has ended, or None."""
        return self._take(b"")

    def _take(self, end: bytes) -> Message | None:
        raw = bytes(self._buffer)
        self._buffer.clear()
        start = raw.rfind(SOH)
        if start > 0:
            self._count_skipped(raw[:start])
        body = raw[max(start, 0) :]
        if not body.strip(_BLANK):
            return None
        message = Message(raw=body + end, unterminated=not end, missing_soh=start < 0)
        self.deviations.update(name for name in ("unterminated", "missing_soh") if getattr(message, name))
        return message

    def _count_skipped(self, skipped: bytes) -> None:
        if SOH in skipped:
            self.deviations["half_message"] += 1
        elif skipped.strip(_BLANK):
            self.deviations["noise"] += len(skipped)
