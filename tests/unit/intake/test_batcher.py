"""The batcher: every item decided exactly once, in few transactions, and one bad item harms nobody."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from youjian.intake.batcher import Batcher, BatchLimits, DatabaseAwayError, DoorClosingError, QueueFullError

Commit = Callable[[Sequence[int]], Sequence[str]]


@contextmanager
def running(commit: Commit, limits: BatchLimits) -> Iterator[Batcher[int, str]]:
    """A started batcher whose items are their own number of rows."""
    batcher = Batcher(commit, lambda item: item, limits)
    batcher.start()
    try:
        yield batcher
    finally:
        batcher.close(5)


class Gate:
    """A commit that waits until it is let through, and remembers what it was given."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.entered = threading.Event()
        self.calls: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> Sequence[str]:
        self.calls.append(list(items))
        self.entered.set()
        assert self.open.wait(10)
        return [str(item) for item in items]


def test_what_arrives_during_a_transaction_goes_together_into_the_next() -> None:
    gate = Gate()
    with running(gate, BatchLimits(rows=100, workers=1)) as batcher:
        first = batcher.submit(1)
        assert gate.entered.wait(10)
        others = [batcher.submit(n) for n in (2, 3, 4)]
        gate.open.set()
        assert [f.result(10) for f in [first, *others]] == ["1", "2", "3", "4"]
    assert gate.calls == [[1], [2, 3, 4]]


def test_a_transaction_holds_whole_items_up_to_the_limit_of_rows() -> None:
    gate = Gate()
    with running(gate, BatchLimits(rows=10, workers=1)) as batcher:
        futures = [batcher.submit(1)]
        assert gate.entered.wait(10)
        futures += [batcher.submit(n) for n in (6, 4, 7, 12, 2)]
        gate.open.set()
        assert [f.result(10) for f in futures] == ["1", "6", "4", "7", "12", "2"]
    assert gate.calls == [[1], [6, 4], [7], [12], [2]]


def test_a_full_queue_refuses_and_a_closing_door_refuses() -> None:
    gate = Gate()
    with running(gate, BatchLimits(rows=10, queue_rows=10, workers=1)) as batcher:
        first = batcher.submit(1)
        assert gate.entered.wait(10)
        second = batcher.submit(8)
        with pytest.raises(QueueFullError):
            batcher.submit(3)
        assert batcher.pending == 8
        gate.open.set()
        assert (first.result(10), second.result(10)) == ("1", "8")
    with pytest.raises(DoorClosingError):
        batcher.submit(1)


def test_closing_still_decides_what_was_accepted() -> None:
    gate = Gate()
    gate.open.set()
    with running(gate, BatchLimits(rows=1, workers=2, linger_s=10)) as batcher:
        futures = [batcher.submit(n) for n in range(1, 20)]
    assert [f.result(0) for f in futures] == [str(n) for n in range(1, 20)]


def test_one_bad_item_fails_alone() -> None:
    def commit(items: Sequence[int]) -> Sequence[str]:
        if 3 in items:
            raise ArithmeticError("three is bad")
        return [str(item) for item in items]

    with running(commit, BatchLimits(workers=1, linger_s=0.2)) as batcher:
        futures = [batcher.submit(n) for n in (2, 3, 4)]
        assert futures[0].result(10) == "2"
        with pytest.raises(ArithmeticError):
            futures[1].result(10)
        assert futures[2].result(10) == "4"


def test_when_the_database_is_away_nobody_is_tried_again() -> None:
    calls: list[int] = []

    def commit(items: Sequence[int]) -> Sequence[str]:
        calls.append(len(items))
        raise DatabaseAwayError("gone")

    with running(commit, BatchLimits(workers=1, linger_s=0.2)) as batcher:
        futures = [batcher.submit(n) for n in (2, 3)]
        for future in futures:
            with pytest.raises(DatabaseAwayError):
                future.result(10)
    assert sum(calls) == 2


def test_a_withdrawn_item_is_not_committed() -> None:
    gate = Gate()
    with running(gate, BatchLimits(workers=1)) as batcher:
        first = batcher.submit(1)
        assert gate.entered.wait(10)
        withdrawn, kept = batcher.submit(2), batcher.submit(3)
        assert withdrawn.cancel()
        gate.open.set()
        assert (first.result(10), kept.result(10)) == ("1", "3")
    assert gate.calls == [[1], [3]]
