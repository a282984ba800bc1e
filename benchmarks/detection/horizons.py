"""By when something must be found: an hour, or the first nightly run after n times 24 hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.detection.ticks import nightly_ticks


@dataclass(frozen=True)
class Horizon:
    """A time to detection with the word for it."""

    word: str
    hours: float

    def deadline(self, onset: datetime) -> datetime:
        """The last tick that is still in time.

        >>> from datetime import UTC
        >>> HORIZONS[1].deadline(datetime(2026, 3, 1, 17, tzinfo=UTC)).isoformat()
        '2026-03-02T18:00:00+00:00'
        """
        due = onset + timedelta(hours=self.hours)
        return due if self.hours < 24 else next(nightly_ticks(due, due + timedelta(days=2)))


HORIZONS = (
    Horizon("1 h", 1),
    *(Horizon(f"{days} d", 24 * days) for days in (1, 3, 7, 14, 30, 60)),
)
