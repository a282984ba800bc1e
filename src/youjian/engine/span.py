"""Between which moments a walk goes, and which ticks lie there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.detection.rule import Tick
from youjian.detection.ticks import WATCH_EVERY, nightly_tick, nightly_ticks, watch_tick, watch_ticks

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Span:
    """From the first moment of a walk to its last, both included, and how often the watch looks in it."""

    start: datetime
    end: datetime
    watch_every: timedelta = WATCH_EVERY

    def ticks(self, tick: Tick) -> list[datetime]:
        """Every tick of a kind. Raises ValueError for the pairwise tick: its moments are the records'."""
        if tick == "pairwise":
            raise ValueError("the ticks of pairwise rules are the known times of records")
        after = self.end + _MICROSECOND
        if tick == "watch":
            return list(watch_ticks(self.start, after, self.watch_every))
        return list(nightly_ticks(self.start, after))

    def first(self, tick: Tick, moment: datetime) -> datetime | None:
        """The first tick at or after a moment; None when that is beyond the end."""
        since = max(moment, self.start)
        found = watch_tick(since, self.watch_every) if tick == "watch" else nightly_tick(since)
        return found if found <= self.end else None
