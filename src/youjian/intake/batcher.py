"""Many senders, few transactions: items wait in a bounded queue until a worker takes all that are there.

The batch grows with the load by itself: an idle door commits each item after a few milliseconds, a busy one
takes whatever arrived while the last transaction ran.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class DatabaseAwayError(Exception):
    """The database does not answer: nothing was decided about the item, it may be sent again."""


class QueueFullError(Exception):
    """More is waiting than the door may hold."""


class DoorClosingError(Exception):
    """The door takes nothing more; what was accepted before is still committed."""


@dataclass(frozen=True)
class BatchLimits:
    """`rows` per transaction, `queue_rows` waiting at most, `linger_s` to wait for company when idle."""

    rows: int = 5000
    queue_rows: int = 50_000
    linger_s: float = 0.003
    workers: int = 2


@dataclass(frozen=True)
class _Waiting(Generic[Item, Outcome]):
    item: Item
    rows: int
    future: "Future[Outcome]" = field(default_factory=Future)


class Batcher(Generic[Item, Outcome]):
    """Worker threads that hand lists of items to `commit`, which returns one outcome for each item.

    `commit` either decides all its items or raises. When it raises `DatabaseAwayError`, every item of the
    list gets that; after any other error each item is tried alone, so that one bad item harms nobody else.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Sequence[Outcome]],
        rows_of: Callable[[Item], int],
        limits: BatchLimits,
    ) -> None:
        self._commit = commit
        self._rows_of = rows_of
        self._limits = limits
        self._queue: deque[_Waiting[Item, Outcome]] = deque()
        self._rows = 0
        self._changed = threading.Condition()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"committer-{number}", daemon=True)
            for number in range(limits.workers)
        ]

    @property
    def pending(self) -> int:
        """Rows that wait for a transaction."""
        return self._rows

    @property
    def working(self) -> bool:
        """Whether every worker is at work."""
        return all(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        """Start the workers."""
        for thread in self._threads:
            thread.start()

    def submit(self, item: Item) -> "Future[Outcome]":
        """Queue an item; raises `QueueFullError` or `DoorClosingError`.

        An item larger than the whole queue may wait alone, so that no size is refused for ever.
        """
        waiting = _Waiting[Item, Outcome](item, max(1, self._rows_of(item)))
        with self._changed:
            if self._closing:
                raise DoorClosingError("the door is closing")
            if self._queue and self._rows + waiting.rows > self._limits.queue_rows:
                raise QueueFullError("too many rows wait already")
            self._queue.append(waiting)
            self._rows += waiting.rows
            self._changed.notify()
        return waiting.future

    def close(self, timeout_s: float) -> None:
        """Take nothing more, commit what waits, stop the workers."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        while not (self._closing and not self._queue):
            taken = self._take()
            if taken:
                self._decide(taken)

    def _take(self) -> list[_Waiting[Item, Outcome]]:
        """All that waits, up to the limit of rows; empty when another worker was quicker."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closing)
            self._changed.wait_for(self._no_use_waiting, self._limits.linger_s)
            taken: list[_Waiting[Item, Outcome]] = []
            rows = 0
            while self._queue and (not taken or rows + self._queue[0].rows <= self._limits.rows):
                taken.append(self._queue.popleft())
                rows += taken[-1].rows
            self._rows -= rows
        return [waiting for waiting in taken if waiting.future.set_running_or_notify_cancel()]

    def _no_use_waiting(self) -> bool:
        return self._closing or self._rows >= self._limits.rows

    def _decide(self, taken: list[_Waiting[Item, Outcome]]) -> None:
        try:
            outcomes = self._commit([waiting.item for waiting in taken])
        except DatabaseAwayError as error:
            for waiting in taken:
                waiting.future.set_exception(error)
        except Exception as error:
            self._after_failure(taken, error)
        else:
            for waiting, outcome in zip(taken, outcomes, strict=True):
                waiting.future.set_result(outcome)

    def _after_failure(self, taken: list[_Waiting[Item, Outcome]], error: Exception) -> None:
        if len(taken) == 1:
            taken[0].future.set_exception(error)
            return
        for waiting in taken:
            self._decide([waiting])
