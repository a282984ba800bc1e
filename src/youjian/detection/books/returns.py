"""Test returns (回罐) in series, and what the tanks of their product did meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats, Levels
from youjian.detection.books.station import StationBooks
from youjian.detection.evidence import Row
from youjian.detection.moments import micros
from youjian.detection.pairs import Integers

_LONGEST = 24 * 3600 * 1_000_000


@dataclass(frozen=True)
class Series:
    """Test returns out of one tank, and the span of the whole verification they belong to, µs."""

    tank: int
    returns: tuple[Row, ...]
    start: int
    end: int

    @property
    def litres(self) -> float:
        """Litres claimed to have come back, ambient."""
        return sum(row["volume_ml"] for row in self.returns) / 1000


@dataclass(frozen=True)
class Balance:
    """Level of some tanks with their sales added back: flat while nothing but sales happens, litres at 20 °C.

    `at` are times of readings in µs, of the tank that was read most; `given` litres sold until then. Test
    returns are not added back.
    """

    at: Integers
    flat: Floats
    given: Floats

    def sold(self, start: int, end: int) -> float:
        """Litres at 20 °C sold between two moments."""
        low, high = np.interp([start, end], self.at, self.given)
        return float(high - low)

    def around(self, start: int, end: int, width: int) -> float | None:
        """Median after `end` less median before `start`, each over `width`; None without readings there."""
        edges = np.searchsorted(self.at, [start - width, start, end, end + width])
        before, after = self.flat[edges[0] : edges[1]], self.flat[edges[2] : edges[3]]
        if len(before) < 3 or len(after) < 3:
            return None
        return float(np.median(after) - np.median(before))


def series(returns: Sequence[tuple[int, Row]], gap: int) -> list[Series]:
    """Test returns (tank, row) of one station as series: a pause longer than `gap` µs begins another."""
    ordered = sorted(returns, key=lambda one: (one[1]["started_at"], one[1]["nozzle_id"], one[1]["seq"]))
    runs: list[list[tuple[int, Row]]] = []
    until = 0
    for one in ordered:
        if not runs or micros(one[1]["started_at"]) > until + gap:
            runs.append([])
        runs[-1].append(one)
        until = max(until, micros(one[1]["ended_at"]))
    return [made for run in runs for made in _by_tank(run)]


def _by_tank(run: list[tuple[int, Row]]) -> list[Series]:
    start = min(micros(row["started_at"]) for _, row in run)
    end = max(micros(row["ended_at"]) for _, row in run)
    return [
        Series(tank, tuple(row for mine, row in run if mine == tank), start, end)
        for tank in sorted({tank for tank, _ in run})
    ]


def balance(books: StationBooks, tanks: Sequence[int], span: tuple[int, int], as_of: int) -> Balance | None:
    """The balance of some tanks together over a span; None when one of them was not read."""
    levels = [books.levels[tank] for tank in tanks]
    parts = [_read(level, span, as_of) for level in levels]
    if not parts or any(len(at) < 2 for at, _ in parts):
        return None
    at = max((at for at, _ in parts), key=len)
    level = np.sum([np.interp(at, own, net) for own, net in parts], axis=0)
    given = np.sum([_sold_until(books, tank, at, span, as_of) for tank in tanks], axis=0)
    return Balance(at, level + given, given)


def _read(level: Levels, span: tuple[int, int], as_of: int) -> tuple[Integers, Floats]:
    low, high = (int(i) for i in np.searchsorted(level.at, span))
    seen = level.known[low:high] <= as_of
    return level.at[low:high][seen], level.net_l[low:high][seen]


def _sold_until(books: StationBooks, tank: int, at: Integers, span: tuple[int, int], as_of: int) -> Floats:
    """Litres at 20 °C that left a tank for good until each moment; a fuelling runs evenly."""
    low, high = (int(i) for i in np.searchsorted(books.sales.ended, [span[0], span[1] + _LONGEST]))
    rows = books.sales.where(slice(low, high))
    mine = (rows.tank == tank) & (rows.started < span[1]) & (rows.known <= as_of) & (as_of < rows.superseded)
    rows = rows.where(mine)
    if not len(rows):
        return np.zeros(len(at))
    litres = rows.litres * books.factor(tank, rows.ended, as_of)
    seconds = np.maximum(rows.ended - rows.started, 1)
    flow = litres / seconds
    knots = np.concatenate([rows.started, np.maximum(rows.ended, rows.started + 1)])
    order = np.argsort(knots, kind="stable")
    speed = np.cumsum(np.concatenate([flow, -flow])[order])
    knots = knots[order]
    given = np.concatenate([[0.0], np.cumsum(speed[:-1] * np.diff(knots))])
    return np.interp(at, knots, given)
