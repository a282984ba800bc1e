"""Messages out of a byte stream: a message ends with ETX, or with silence and is then flagged."""

import re
from collections import Counter

from msgspec import Struct

from youjian.protocols.tls350.envelope import ETX, SOH

LIMIT = 256 * 1024
_BLANK = b"\r\n\x00 \t"
_PARITY_BIT = 0x80
_ODD = bytes(value.bit_count() & 1 for value in range(256))
_SEVEN_BITS = bytes(value & 0x7F for value in range(256))
_LEAST_FOR_PARITY = 4


class Message(Struct, frozen=True, kw_only=True):
    """One message as received. `unterminated` ended by silence, `missing_soh` began without SOH."""

    raw: bytes
    unterminated: bool = False
    missing_soh: bool = False


class MessageReader:
    """Feed bytes as they come; call `idle` after the silence that ends a message (2 s by default).

    `deviations` counts what was not as the manual has it: `unterminated`, `missing_soh`, `half_message`
    (cut off by the next SOH), `noise` (bytes outside a message), `parity_bits` (characters of seven bits
    that kept their parity bit on the way; it is taken off) and `overflow`.
    """

    def __init__(self, etx: int = ETX) -> None:
        self._etx = etx
        ends = re.escape(bytes((etx, etx | _PARITY_BIT)))
        self._parts = re.compile(rb"[^%b]*[%b]|[^%b]+" % (ends, ends, ends))
        self._buffer = bytearray()
        self._odd = self._even = self._unmarked = False
        self.deviations: Counter[str] = Counter()

    @property
    def pending(self) -> int:
        """Bytes of a message that has not ended."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete."""
        found: list[Message] = []
        for part in self._parts.findall(data):
            self._add(part)
            if self._ended(part[-1]):
                message = self._take(terminated=True)
                found += [message] if message else []
        if len(self._buffer) > LIMIT:
            self.deviations["overflow"] += 1
            self._clear()
        return found

    def idle(self) -> Message | None:
        """The message that silence has ended, or None."""
        return self._take(terminated=False)

    def _add(self, part: bytes) -> None:
        self._buffer += part
        parities = part.translate(_ODD)
        self._even = self._even or 0 in parities
        self._odd = self._odd or 1 in parities
        self._unmarked = self._unmarked or min(part) < _PARITY_BIT

    @property
    def _one_parity(self) -> bool:
        """Whether all bytes so far are even, or odd, or have their eighth bit set (mark parity)."""
        return not (self._odd and self._even and self._unmarked)

    def _ended(self, last: int) -> bool:
        """Whether a byte is ETX; one with its parity bit set counts where all bytes have the same parity."""
        return last == self._etx or (last == self._etx | _PARITY_BIT and self._one_parity)

    def _clear(self) -> None:
        self._buffer.clear()
        self._odd = self._even = self._unmarked = False

    def _take(self, *, terminated: bool) -> Message | None:
        raw = bytes(self._buffer)
        same_parity = self._one_parity and len(raw) >= _LEAST_FOR_PARITY
        self._clear()
        if same_parity and not raw.isascii():
            raw = raw.translate(_SEVEN_BITS)
            self.deviations["parity_bits"] += 1
        start = raw.rfind(SOH)
        if start > 0:
            self._count_skipped(raw[:start])
        raw = raw[max(start, 0) :]
        if not (raw[:-1] if terminated else raw).strip(_BLANK):
            return None
        message = Message(raw=raw, unterminated=not terminated, missing_soh=start < 0)
        self.deviations.update(name for name in ("unterminated", "missing_soh") if getattr(message, name))
        return message

    def _count_skipped(self, skipped: bytes) -> None:
        if SOH in skipped:
            self.deviations["half_message"] += 1
        elif skipped.strip(_BLANK):
            self.deviations["noise"] += len(skipped)
