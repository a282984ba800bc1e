"""The end of a door: from the moment it is told to stop, everything has to be done by one moment."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_TO_ANSWER_S = 1.0
"""Kept back at the end, so that answers still leave and connections are closed in order."""


class Drain:
    """Counts down from `begin`.

    >>> now = [100.0]
    >>> drain = Drain(10, clock=lambda: now[0])
    >>> drain.left(25.0), drain.begun
    (25.0, False)
    >>> drain.begin(); now[0] = 103.0
    >>> drain.left(25.0), drain.left(25.0, answering=True), drain.begun
    (7.0, 6.0, True)
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: float | None = None

    @property
    def begun(self) -> bool:
        """Whether the door was told to stop."""
        return self._until is not None

    def begin(self) -> None:
        """Take note of it; once, also from a signal handler."""
        if self._until is None:
            self._until = self._clock() + self._seconds

    def noticed(self, seconds: float) -> bool:
        """Whether the door has been draining for so long (half its time at most), so that others know."""
        begun_at = self._clock() if self._until is None else self._until - self._seconds
        return self._clock() >= begun_at + min(seconds, self._seconds / 2) and self.begun

    def left(self, most: float, *, answering: bool = False) -> float:
        """Seconds that may be spent: `most`, or what is left; `answering` keeps time for the answer."""
        if self._until is None:
            return most
        spare = min(_TO_ANSWER_S, self._seconds / 4) if answering else 0.0
        return max(0.0, min(most, self._until - spare - self._clock()))


class Deadlines:
    """Time limits of what is under way, which may all be brought forward."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def within(self, seconds: float) -> AsyncIterator[None]:
        """Raises TimeoutError when the block takes longer, or than it was hurried to."""
        timeout = asyncio.timeout(seconds)
        try:
            async with timeout:
                self._under_way.add(timeout)
                yield
        finally:
            self._under_way.discard(timeout)

    def hurry(self, seconds: float) -> None:
        """Everything under way ends within this time from now."""
        until = asyncio.get_running_loop().time() + seconds
        for timeout in self._under_way:
            when = timeout.when()
            timeout.reschedule(until if when is None else min(until, when))
