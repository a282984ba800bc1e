"""A monitor's clock beside the collector's: its offset, and the moment when it jumps.

A message that was kept and sent later shows an old time without any jump; a new offset counts only when
three messages in a row agree on it.
"""

from datetime import datetime

from msgspec import Struct

AGREEING = 3
_SPREAD_S = 5.0


class Jump(Struct, frozen=True):
    """The clock was set: its offset before and after, s, device minus collector."""

    before_s: float
    after_s: float


class ClockWatch:
    """The offset of one device's clock, s, device minus collector; None before anything is known."""

    def __init__(self, offset_s: float | None = None, jump_s: float = 60.0) -> None:
        self.offset_s = offset_s
        self._jump_s = jump_s
        self._other: list[float] = []

    def seen(self, said: datetime, now: datetime) -> Jump | None:
        """A message that was made just now by the device's clock; the jump that this confirms, if one."""
        offset = (said - now).total_seconds()
        if self.offset_s is not None and abs(offset - self.offset_s) <= self._jump_s:
            self._other.clear()
            self.offset_s = offset
            return None
        if self._other and abs(offset - self._other[-1]) > _SPREAD_S:
            self._other.clear()
        self._other.append(offset)
        if self.offset_s is not None and len(self._other) < AGREEING:
            return None
        before, self.offset_s = self.offset_s, offset
        self._other.clear()
        return None if before is None else Jump(before, offset)
