"""The verification plan: stations whose certificates end, spread over weeks and verifiers. No I/O.

Overdue ones first; the rest in the five weeks before the first of their certificates ends, where a verifier
has least to do, beside other stations of the same county where that costs nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

EARLY = timedelta(days=35)
"""How long before the end of a certificate a station may be visited."""


@dataclass(frozen=True)
class Due:
    """A station with nozzles to verify; `due_on` is the first end of a certificate (None: has none)."""

    station_id: str
    county: str
    nozzles: tuple[int, ...]
    due_on: date | None


@dataclass(frozen=True)
class Turn:
    """A station's place in the plan."""

    due: Due
    planned_on: date
    verifier: str


@dataclass
class _Load:
    """What verifiers have to do: nozzles by week and by day, counties by week."""

    weeks: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    days: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    counties: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))


def spread(due: Sequence[Due], days: Sequence[date], verifiers: Sequence[str]) -> list[Turn]:
    """A turn for every station, in order of the day; `days` are the working days of the span, in order.

    >>> days = [date(2026, 11, 23) + timedelta(days=n) for n in (0, 1, 7, 8)]
    >>> due = [Due(f"s{n}", "c", (1, 2), date(2026, 12, 20)) for n in range(4)]
    >>> [(turn.due.station_id, turn.planned_on.day, turn.verifier) for turn in spread(due, days, ["甲"])]
    [('s0', 23, '甲'), ('s2', 24, '甲'), ('s1', 30, '甲'), ('s3', 1, '甲')]
    """
    if not days:
        return []
    load = _Load()
    ordered = sorted(due, key=lambda one: (one.due_on or date.min, one.station_id))
    turns = [_placed(one, days, verifiers, load) for one in ordered]
    return sorted(turns, key=lambda turn: (turn.planned_on, turn.verifier, turn.due.station_id))


def _placed(due: Due, days: Sequence[date], verifiers: Sequence[str], load: _Load) -> Turn:
    free = [(name, week) for name in verifiers for week in _weeks(due, days)]
    name, week = min(free, key=lambda at: (load.weeks[at], due.county not in load.counties[at], at[1]))
    mine = [day for day in days if _week(day, days) == week]
    day = min(mine, key=lambda one: (load.days[name, one], one))
    load.weeks[name, week] += len(due.nozzles)
    load.days[name, day] += len(due.nozzles)
    load.counties[name, week].add(due.county)
    return Turn(due, day, name)


def _weeks(due: Due, days: Sequence[date]) -> list[int]:
    """The weeks in which a station may be visited: before its day, else the first there is."""
    known = sorted({_week(day, days) for day in days})
    if due.due_on is None or due.due_on <= days[0]:
        return known[:1]
    timely = {_week(day, days) for day in days if due.due_on - EARLY <= day < due.due_on}
    return sorted(timely) or known[-1:]


def _week(day: date, days: Sequence[date]) -> int:
    monday = days[0] - timedelta(days=days[0].weekday())
    return (day - monday).days // 7
