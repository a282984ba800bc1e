"""Which earlier days a night's new knowledge changes: late, corrected and superseded records."""

from collections import defaultdict

import numpy as np

from youjian.detection.balance.levels import Levels
from youjian.detection.balance.nights import night_of
from youjian.detection.balance.sales import NEVER, Sales
from youjian.detection.balance.stretch import SECOND
from youjian.detection.pairs import Integers


def late_days(levels: list[Levels], sales: Sales) -> dict[int, set[int]]:
    """For every night the earlier days of which records became known (or were superseded) only by then."""
    late: dict[int, set[int]] = defaultdict(set)
    for level in levels:
        _add(late, night_of(level.at), night_of(level.at), night_of(level.known))
    first, last = night_of(sales.started - 60 * SECOND), night_of(sales.ended + 60 * SECOND)
    _add(late, first, last, night_of(sales.known))
    gone = sales.superseded < NEVER
    _add(late, first[gone], last[gone], night_of(sales.superseded[gone]))
    return late


def _add(late: dict[int, set[int]], first: Integers, last: Integers, known: Integers) -> None:
    for row in np.flatnonzero(known > first):
        for day in range(int(first[row]), int(min(last[row], known[row] - 1)) + 1):
            late[int(known[row])].add(day)
