"""Between which moments a walk goes, and which ticks lie there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.detection.rule import Tick
from youjian.detection.ticks import nightly_tick, nightly_ticks, watch_tick, watch_ticks

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Span:
    """From the first moment of a walk to its last, both included."""

    start: datetime
    end: datetime

    def ticks(self, tick: Tick) -> list[datetime]:
        """Every tick of a kind. Raises ValueError for the pairwise tick: its moments are the records'."""
        if tick == "pairwise":
            raise ValueError("the ticks of pairwise rules are the known times of records")
        every = watch_ticks if tick == "watch" else nightly_ticks
        return list(every(self.start, self.end + _MICROSECOND))

    def first(self, tick: Tick, moment: datetime) -> datetime | None:
        """The first tick at or after a moment; None when that is beyond the end."""
        found = (watch_tick if tick == "watch" else nightly_tick)(max(moment, self.start))
        return found if found <= self.end else None
