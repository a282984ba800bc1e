"""Stretches of readings that repeat earlier ones: the same changes of level in the same order.

Only changes are compared, in tenths of a millimetre, each with the number of readings since the one before:
so a copy is known though it was moved in level or in time. What stands still says nothing; nor do rises
of a delivery, which look alike by themselves. Twelve changes in a row make a mark; equal marks are pairs, and
pairs of one distance in time are one repetition.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from youjian.detection import parameters as p
from youjian.detection.gauge.series import MINUTE, Integers, Readings, Tank

MARK = 12
"""Changes in a mark."""
_RISE = 30
"""Tenths of a millimetre between two readings that only a delivery makes."""
_LEAST_LAG = 5 * MINUTE
_LAG_STEP = 3 * MINUTE
_DAY = 24 * 60 * MINUTE
_SHANGHAI = 8 * 60 * MINUTE
_INDEX_BITS = np.uint64(24)
_POWERS = np.array([pow(0x9E3779B97F4A7C15, n, 2**64) for n in (1, 2, 4, 8)], dtype=np.uint64)


@dataclass(frozen=True)
class Changes:
    """The changes of level of all tanks of a station, tank by tank; `place` counts them within a tank."""

    tank: Integers
    place: Integers
    at: Integers
    row: Integers
    mark: NDArray[np.uint64]
    whole: NDArray[np.bool_]


@dataclass(frozen=True)
class Repeat:
    """A stretch of a tank's day (days since 1970) that repeats an earlier one, of itself or of another tank.

    Times and `lag` in microseconds; `count` of what repeats: changes of level, or single falls (`alike`).
    `rows` are the first and last repeated readings (places in the history), `of_rows` those they repeat.
    """

    tank: Tank
    day: int
    of: Tank
    start: int
    end: int
    lag: int
    count: int
    alike: bool
    rows: tuple[int, int]
    of_rows: tuple[int, int]


def repeats(
    readings: dict[Tank, Readings], groups: dict[Tank, tuple[Tank, ...]], parameters: p.GaugeReplayed
) -> list[Repeat]:
    """The repetitions among the tanks of one station, at most one for each tank and day: the longest."""
    tanks = sorted(readings)
    changes = _changes([readings[tank] for tank in tanks])
    found: dict[tuple[int, int], Repeat] = {}
    for source, target in _pairs(changes, _shared(tanks, groups)):
        told = _repeat(tanks, changes, source, target, parameters)
        if told is None:
            continue
        key = (int(changes.tank[target[0]]), told.day)
        if key not in found or told.count > found[key].count:
            found[key] = told
    return [found[key] for key in sorted(found)]


def _changes(tanks: list[Readings]) -> Changes:
    parts = [_of_tank(number, readings) for number, readings in enumerate(tanks) if len(readings) > 1]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Changes(none, none, none, none, none.astype(np.uint64), none.astype(np.bool_))
    return Changes(
        np.concatenate([part.tank for part in parts]),
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.mark for part in parts]),
        np.concatenate([part.whole for part in parts]),
    )


def _of_tank(number: int, readings: Readings) -> Changes:
    step = np.rint(np.diff(readings.level_mm) * 10).astype(np.int64)
    changed = np.flatnonzero(step)
    since = np.diff(changed, prepend=-1)
    by = step[changed]
    token = by * 64 + (2 * np.log2(since)).astype(np.int64)
    place = np.arange(len(changed))
    broken = np.append(0, np.cumsum(by > _RISE))
    begin = np.maximum(place - MARK + 1, 0)
    whole = (place >= MARK - 1) & (broken[place + 1] == broken[begin])
    row = changed + 1
    return Changes(
        np.full(len(changed), number),
        place,
        readings.at[row],
        readings.row[row],
        _marks(token.astype(np.uint64)),
        whole,
    )


def _marks(token: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number for each change and the eleven before it, by doubling."""
    mixed = _mix(token)
    for back, by in zip((1, 2), _POWERS[:2], strict=True):
        mixed = mixed + by * _shifted(mixed, back)
    eight = mixed + _POWERS[2] * _shifted(mixed, 4)
    return _mix(eight + _POWERS[3] * _shifted(mixed, 8))


def _shifted(values: NDArray[np.uint64], back: int) -> NDArray[np.uint64]:
    return np.concatenate((np.zeros(min(back, len(values)), dtype=np.uint64), values[: -back or None]))[
        : len(values)
    ]


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Bits well stirred (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _pairs(changes: Changes, shared: NDArray[np.bool_]) -> Iterator[tuple[Integers, Integers]]:
    """Each mark with its last earlier occurrence, grouped by tanks, day and distance in time."""
    usable = np.flatnonzero(changes.whole)
    in_time = usable[np.argsort(changes.at[usable], kind="stable")]
    keyed = changes.mark[in_time] << _INDEX_BITS | np.arange(len(in_time), dtype=np.uint64)
    keyed.sort()
    again = np.flatnonzero(np.diff(keyed >> _INDEX_BITS) == 0)
    number = (keyed & ((np.uint64(1) << _INDEX_BITS) - np.uint64(1))).astype(np.int64)
    source, target = in_time[number[again]], in_time[number[again + 1]]
    lag = changes.at[target] - changes.at[source]
    same = changes.tank[source] == changes.tank[target]
    fair = np.where(same, lag >= _LEAST_LAG, ~shared[changes.tank[source], changes.tank[target]])
    source, target, lag = source[fair], target[fair], lag[fair]
    day = (changes.at[target] + _SHANGHAI) // _DAY
    order = np.lexsort((lag, day, changes.tank[source], changes.tank[target]))
    source, target, lag, day = source[order], target[order], lag[order], day[order]
    new = (np.diff(lag) > _LAG_STEP) | (np.diff(day) != 0)
    new |= (np.diff(changes.tank[source]) != 0) | (np.diff(changes.tank[target]) != 0)
    cuts = np.flatnonzero(new) + 1
    bounds = np.concatenate(([0], cuts, [len(target)]))
    for long in np.flatnonzero(np.diff(bounds) >= 2):
        part = slice(int(bounds[long]), int(bounds[long + 1]))
        yield source[part], target[part]


def _repeat(
    tanks: list[Tank], changes: Changes, source: Integers, target: Integers, parameters: p.GaugeReplayed
) -> Repeat | None:
    order = np.argsort(target)
    source, target = source[order], target[order]
    fresh = np.minimum(np.diff(target, prepend=target[0] - MARK), MARK)
    if int(fresh.sum()) < parameters.least_changes or _longest(source, target) < parameters.least_together:
        return None
    begin, of_begin = int(target[0]) - MARK + 1, int(source[0]) - MARK + 1
    start, end = int(changes.at[begin]), int(changes.at[target[-1]])
    if end - start < parameters.least_span_s * 1_000_000:
        return None
    return Repeat(
        tanks[int(changes.tank[target[0]])],
        int((changes.at[target[0]] + _SHANGHAI) // _DAY),
        tanks[int(changes.tank[source[0]])],
        start,
        end,
        int(np.median(changes.at[target] - changes.at[source])),
        int(fresh.sum()),
        False,
        (int(changes.row[begin]), int(changes.row[target[-1]])),
        (int(changes.row[of_begin]), int(changes.row[source[-1]])),
    )


def _longest(source: Integers, target: Integers) -> int:
    """The most changes in one piece, on both sides."""
    breaks = np.flatnonzero((np.diff(target) != 1) | (np.diff(source) != 1))
    bounds = np.concatenate(([-1], breaks, [len(target) - 1]))
    return int(np.diff(bounds).max()) + MARK - 1


def _shared(tanks: list[Tank], groups: dict[Tank, tuple[Tank, ...]]) -> NDArray[np.bool_]:
    return np.array([[b in groups.get(a, ()) for b in tanks] for a in tanks], dtype=np.bool_).reshape(
        len(tanks), len(tanks)
    )
