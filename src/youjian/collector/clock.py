"""The two clocks of a collector: the one that people set, and one that nobody can set back."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """The wall clock, UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds since the machine started, its sleep counted too: what the wall clock is measured against."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
"""No collector ran before: a clock that shows less was never set."""


class BoxClock:
    """The wall clock, and a time in its place while nobody has set it: a box without a clock battery.

    Such a time goes on from the last sign of life, and from the platform's as soon as that is known.
    """

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float]) -> None:
        self._wall = wall
        self._steady = steady
        self._from: tuple[datetime, float] | None = None
        self._told = False

    def now(self) -> datetime:
        """The time that records are stamped with, UTC."""
        wall, begun = self._wall(), self._from
        if wall >= EARLIEST or begun is None:
            return wall
        return begun[0] + timedelta(seconds=self._steady() - begun[1])

    @property
    def unset(self) -> bool:
        """Whether the time is neither the wall clock's nor the platform's."""
        return not self._told and self._wall() < EARLIEST

    @property
    def lost(self) -> bool:
        """Whether there is not even a last sign of life to go on from."""
        return self.unset and self._from is None

    def alive(self, at: datetime | None) -> None:
        """Go on from the last sign of life."""
        if at is not None and at >= EARLIEST:
            self._from = at, self._steady()

    def told(self, offset_s: float) -> None:
        """The platform's clock was measured: `now` less `offset_s`."""
        self._from = self.now() - timedelta(seconds=offset_s), self._steady()
        self._told = True
