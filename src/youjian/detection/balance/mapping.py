"""Which tank a nozzle really draws from: how the tanks' levels fall with what each nozzle sells.

The register is wrong for a nozzle now and then, and two tanks joined by a pipe that nobody wrote down share
what either sells. Half-hour falls of every tank are regressed on the litres of every nozzle of the station;
half a day of sales tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats, Levels
from youjian.detection.balance.sales import Sales
from youjian.detection.balance.stretch import SECOND
from youjian.detection.pairs import Integers

_STEP_US = 1800 * SECOND
_PRIOR_SD = 0.3
_NOISE_L = 25.0
_RISE_L = 50.0
_CLEAR = 0.6
_ABSENT = 0.4
_SHARED = 0.2
_LEAST_LITRES = 600.0
_SURE_SD = 0.12


@dataclass(frozen=True)
class Falls:
    """Sufficient statistics of a span: sales by nozzle against themselves, and against each tank's falls."""

    s_s: dict[int, Floats]
    s_fall: dict[int, Floats]
    litres: Floats

    @classmethod
    def of_span(
        cls,
        levels: dict[int, Levels],
        sales: Sales,
        nozzles: Sequence[int],
        span: tuple[int, int],
        as_of: int,
    ) -> "Falls":
        """From what was known of a span (between two nights) at a moment."""
        edges = np.arange(span[0], span[1] + 1, _STEP_US, dtype=np.int64)
        sold = _sold(sales, nozzles, edges, as_of)
        most = sold.sum(axis=1) + 4 * _NOISE_L
        s_s: dict[int, Floats] = {}
        s_fall: dict[int, Floats] = {}
        for tank_id, level in levels.items():
            fall = _falls(level, edges, as_of)
            usable = np.isfinite(fall) & (fall > -_RISE_L) & (fall < most)
            rows = sold[usable]
            s_s[tank_id], s_fall[tank_id] = rows.T @ rows, rows.T @ fall[usable]
        return cls(s_s, s_fall, sold.sum(axis=0))


def _sold(sales: Sales, nozzles: Sequence[int], edges: Integers, as_of: int) -> Floats:
    low, high = np.searchsorted(sales.ended, [edges[0], edges[-1]])
    mine = sales.where(slice(int(low), int(high))).at(as_of)
    step = np.clip(np.searchsorted(edges, mine.ended, side="right") - 1, 0, len(edges) - 2)
    cell = step * len(nozzles) + np.searchsorted(np.array(nozzles, dtype=np.int64), mine.nozzle)
    cells = (len(edges) - 1) * len(nozzles)
    sold: Floats = np.bincount(cell, mine.litres, minlength=cells).astype(np.float64)
    return sold.reshape(len(edges) - 1, len(nozzles))


def _falls(level: Levels, edges: Integers, as_of: int) -> Floats:
    """Net litres gone from a tank in each step; NaN where no reading stands near either end."""
    low, high = np.searchsorted(level.at, [edges[0] - _STEP_US, edges[-1] + _STEP_US])
    seen = level.known[low:high] <= as_of
    at, net = level.at[low:high][seen], level.net_l[low:high][seen]
    if len(at) < 2:
        return np.full(len(edges) - 1, np.nan)
    at_edges = np.interp(edges, at, net)
    after = np.minimum(np.searchsorted(at, edges), len(at) - 1)
    before = np.maximum(after - 1, 0)
    far = (np.abs(at[after] - edges) > _STEP_US // 6) & (np.abs(at[before] - edges) > _STEP_US // 6)
    at_edges[far] = np.nan
    return -np.diff(at_edges)


@dataclass(frozen=True)
class Map:
    """What the levels say: nozzles on another tank than registered, and tanks that share what is sold."""

    moved: dict[int, int]
    joined: frozenset[frozenset[int]]


def read_map(days: Sequence[Falls], nozzles: Sequence[int], registered: dict[int, int]) -> Map:
    """The map by some days' statistics; only what is beyond doubt differs from the register."""
    if not days:
        return Map({}, frozenset())
    litres = np.sum([day.litres for day in days], axis=0)
    tanks = sorted({tank for day in days for tank in day.s_s})
    share, sd = _shares(days, tanks, nozzles, registered)
    moved: dict[int, int] = {}
    joined: set[frozenset[int]] = set()
    for column, nozzle in enumerate(nozzles):
        own = registered.get(nozzle)
        if own not in tanks or litres[column] < _LEAST_LITRES:
            continue
        home, best = tanks.index(own), int(np.argmax(share[:, column]))
        if max(sd[home, column], sd[best, column]) > _SURE_SD:
            continue
        if best != home and share[best, column] > _CLEAR and share[home, column] < _ABSENT:
            moved[nozzle] = tanks[best]
            continue
        rest = [t for t in range(len(tanks)) if t != best and share[t, column] > _SHARED]
        if share[best, column] < 1 - _SHARED and rest:
            joined.add(frozenset((tanks[best], tanks[rest[0]])))
    return Map(moved, frozenset(joined))


def drawn_from(
    days: Sequence[Falls], nozzles: Sequence[int], registered: dict[int, int]
) -> dict[int, int | None]:
    """The tank that the levels show each nozzle to draw from; None where they do not tell beyond doubt.

    Of tanks that share what is sold the register's is taken if it loses a part.
    """
    litres = np.sum([day.litres for day in days], axis=0)
    tanks = sorted({tank for day in days for tank in day.s_s})
    share, sd = _shares(days, tanks, nozzles, registered)
    told: dict[int, int | None] = {}
    for column, nozzle in enumerate(nozzles):
        best = int(np.argmax(share[:, column]))
        own = registered.get(nozzle)
        home = tanks.index(own) if own in tanks else best
        sure = litres[column] >= _LEAST_LITRES and max(sd[home, column], sd[best, column]) <= _SURE_SD
        if not sure:
            told[nozzle] = None
        elif home != best and share[home, column] > _SHARED and share[best, column] < 1 - _SHARED:
            told[nozzle] = tanks[home]
        else:
            told[nozzle] = tanks[best] if share[best, column] > _CLEAR else None
    return told


def _shares(
    days: Sequence[Falls], tanks: Sequence[int], nozzles: Sequence[int], registered: dict[int, int]
) -> tuple[Floats, Floats]:
    """How much of each nozzle's litres (columns) each tank (rows) loses, and standard deviations."""
    share, sd = np.zeros((len(tanks), len(nozzles))), np.ones((len(tanks), len(nozzles)))
    for place, tank in enumerate(tanks):
        s_s: Floats = np.sum([day.s_s[tank] for day in days], axis=0) / _NOISE_L**2
        s_fall: Floats = np.sum([day.s_fall[tank] for day in days], axis=0) / _NOISE_L**2
        prior = np.array([1.0 if registered.get(n) == tank else 0.0 for n in nozzles])
        precision = s_s + np.eye(len(nozzles)) / _PRIOR_SD**2
        share[place] = np.linalg.solve(precision, s_fall + prior / _PRIOR_SD**2)
        sd[place] = np.sqrt(np.diag(np.linalg.inv(precision)))
    return share, sd
