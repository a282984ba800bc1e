"""Which earlier days a night's new knowledge changes: late, corrected and superseded records."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from youjian.detection.balance.changes import Change
from youjian.detection.balance.levels import Levels
from youjian.detection.balance.nights import night_of
from youjian.detection.balance.sales import NEVER, Sales
from youjian.detection.balance.stretch import SECOND
from youjian.detection.balance.tank_book import FARTHEST, HOUR, LOOK_BACK
from youjian.detection.pairs import Integers


def late_days(levels: list[Levels], sales: Sales, changes: Sequence[Change]) -> dict[int, set[int]]:
    """For every night the earlier days of which records became known (or were superseded) only by then."""
    late: dict[int, set[int]] = defaultdict(set)
    for level in levels:
        _add(late, levels, (level.at, level.at), level.known)
    spans = (sales.started - 60 * SECOND, sales.ended + 60 * SECOND)
    _add(late, levels, spans, sales.known)
    gone = sales.superseded < NEVER
    _add(late, levels, (spans[0][gone], spans[1][gone]), sales.superseded[gone])
    for change in changes:
        day, known = night_of(np.array([change.at + 1, change.known])).tolist()
        if known > day:
            late[known].add(day)
    return late


def _add(
    late: dict[int, set[int]], levels: list[Levels], spans: tuple[Integers, Integers], known: Integers
) -> None:
    first, night = night_of(spans[0] + 1), night_of(known)
    rows = np.flatnonzero(night > first)
    last = night_of(_seen_until(levels, spans[1][rows]) + 1)
    for begin, end, told in zip(first[rows].tolist(), last.tolist(), night[rows].tolist(), strict=True):
        late[told].update(range(begin, min(end, told - 1) + 1))


def _seen_until(levels: list[Levels], at: Integers) -> Integers:
    """The last moment from whose day one looks back to moments: farther where nothing was read in between."""
    until = at + LOOK_BACK
    for level in levels:
        prompt = level.at[night_of(level.known) <= night_of(level.at + 1)]
        place = np.searchsorted(prompt, at + HOUR, side="right")
        until = np.maximum(until, np.append(prompt, NEVER)[place])
    return np.minimum(until, at + HOUR + FARTHEST)
