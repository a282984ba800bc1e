"""Days that wait for enough fills, days in warning, and spells of alarm (GB 20952-2020 annex E.3.3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class DayCount:
    """What one nozzle did on one day: fills that count, bad and severe ones among the valid, and where."""

    day: int
    counted: int
    valid: int
    bad: int
    severe: int
    first: int
    end: int


def pooled(days: Iterable[DayCount], least: int) -> Iterator[tuple[DayCount, int]]:
    """Days with at least `least` counted fills, each with the day on which its pool began.

    Too few fills wait for the next day; a pool is judged on the day on which it is full, then emptied.

    >>> two = [DayCount(1, 3, 3, 1, 0, 0, 3), DayCount(2, 2, 2, 1, 0, 3, 5)]
    >>> [(pool.day, pool.counted, pool.bad, since) for pool, since in pooled(two, 5)]
    [(2, 5, 2, 1)]
    """
    pool: DayCount | None = None
    since = 0
    for day in days:
        since = day.day if pool is None else since
        pool = day if pool is None else _together(pool, day)
        if pool.counted >= least:
            yield pool, since
            pool = None


def _together(pool: DayCount, day: DayCount) -> DayCount:
    return DayCount(
        day.day,
        pool.counted + day.counted,
        pool.valid + day.valid,
        pool.bad + day.bad,
        pool.severe + day.severe,
        pool.first,
        day.end,
    )


def streaks(warned: Iterable[bool]) -> list[int]:
    """How many judged days in a row were in warning, up to each of them.

    >>> streaks([True, True, False, True])
    [1, 2, 0, 1]
    """
    lengths: list[int] = []
    for warning in warned:
        lengths.append((lengths[-1] if lengths else 0) + 1 if warning else 0)
    return lengths


@dataclass(frozen=True)
class Spell:
    """Judged days in alarm one after another: positions of the first cause, of the alarms, of the end."""

    cause: int
    alarms: tuple[int, ...]
    over: int | None


def spells(alarmed: Sequence[bool], lengths: Sequence[int]) -> list[Spell]:
    """The spells of alarm among judged days; `lengths` are their streaks.

    >>> spells([False, True, True, False, True], [1, 2, 3, 0, 1])
    [Spell(cause=0, alarms=(1, 2), over=3), Spell(cause=4, alarms=(4,), over=None)]
    """
    found: list[Spell] = []
    running: list[int] = []
    for place, alarm in enumerate([*alarmed, False]):
        if alarm:
            running.append(place)
        elif running:
            over = place if place < len(alarmed) else None
            found.append(Spell(running[0] - max(lengths[running[0]] - 1, 0), tuple(running), over))
            running = []
    return found
