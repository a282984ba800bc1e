"""How far the box's clock is from the platform's: the median of the last exchanges, less half the way."""

from collections import deque
from datetime import datetime

_KEPT = 9
_JUMP_S = 1.0


class ClockOffset:
    """Collector less platform, in s; a clock that was set begins a new series."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque(maxlen=_KEPT)

    def measured(self, sent_at: datetime, received_at: datetime, server_time: datetime) -> float:
        """Take one exchange in; the offset as now known.

        The platform read its clock somewhere between the two moments, so that one exchange is wrong by half
        its duration at most; the middle is taken. More than that apart from the others, a clock was set.
        """
        trip = max((received_at - sent_at).total_seconds(), 0.0)
        offset = (sent_at - server_time).total_seconds() + trip / 2
        if self._seen:
            apart = abs(offset - self.value)
            if apart > trip / 2 + max(kept for _, kept in self._seen) / 2 + _JUMP_S:
                self._seen.clear()
        self._seen.append((offset, trip))
        return self.value

    @property
    def value(self) -> float:
        """The median of what is kept, to the millisecond."""
        offsets = sorted(offset for offset, _ in self._seen)
        middle = len(offsets) // 2
        return round((offsets[middle] + offsets[-middle - 1]) / 2, 3)
