"""What the records say left the tanks: every fuelling of a station, with its litres and its tank."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection.balance.levels import LAST, Floats
from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, Mask, integers

NEVER = np.iinfo(np.int64).max
_HOLE_TOLERANCE_ML = 20
_LARGEST_HOLE_ML = 50_000_000
_WATCH_US = 600_000_000
"""Full ten minutes: the moments at which books are looked at."""


@dataclass(frozen=True)
class Sales:
    """Fuel that left through nozzles, in the order of `ended`.

    `started`, `ended` and `known` are microseconds UTC; a row counts at a moment T when
    `known <= T < superseded`. `nozzle` and `tank` are ids. `litres` is ambient and what left the tank for
    good: 0 for a test return, which `returned` marks. `elsewhere` is what went into a tank of the station:
    returns and transfers. A hole in `seq` stands as one row with the litres between the totals around it.
    """

    started: Integers
    ended: Integers
    known: Integers
    superseded: Integers
    nozzle: Integers
    tank: Integers
    litres: Floats
    returned: Mask
    elsewhere: Floats

    def __len__(self) -> int:
        return len(self.ended)

    def where(self, mask: Mask | Integers | slice) -> "Sales":
        """The chosen rows."""
        return Sales(*(getattr(self, name)[mask] for name in _COLUMNS))

    def at(self, as_of: int) -> "Sales":
        """The rows that count at a moment."""
        return self.where((self.known <= as_of) & (as_of < self.superseded))

    def on_tanks(self, tank_of: dict[int, int]) -> "Sales":
        """The same with some nozzles on other tanks than the register says."""
        tank = self.tank.copy()
        for nozzle_id, tank_id in tank_of.items():
            tank[self.nozzle == nozzle_id] = tank_id
        return replace(self, tank=tank)


_COLUMNS = ("started", "ended", "known", "superseded", "nozzle", "tank", "litres", "returned", "elsewhere")


def station_sales(facts: Facts, station_id: str) -> Sales:
    """Every version of every fuelling of a station, and the holes between their numbers."""
    table = facts.history("fuellings")
    mine = pc.equal(table["station_id"], station_id)
    table = table if table.num_rows and pc.all(mine).as_py() else table.filter(mine)
    maps = facts.known("nozzles", LAST)
    plans = [row for row in maps.to_pylist() if row["station_id"] == station_id]
    columns = _fuellings(table, plans)
    columns = [np.concatenate(pair) for pair in zip(columns, _holes(table, columns), strict=True)]
    order = np.argsort(columns[1], kind="stable")
    started, ended, known, superseded, *rest = (column[order] for column in columns)
    nozzle, tank, volume_ml, returned, transferred = rest
    volume = volume_ml / 1000.0
    litres = np.where(returned, 0.0, volume)
    elsewhere = np.where(returned | transferred, volume, 0.0)
    return Sales(started, ended, known, superseded, nozzle, tank, litres, returned.astype(bool), elsewhere)


def _fuellings(table: pa.Table, plans: list[Row]) -> list[Integers]:
    known, nozzle, seq = (integers(table, name) for name in ("known_at", "nozzle_id", "seq"))
    superseded = np.full(len(known), NEVER)
    again = (nozzle[1:] == nozzle[:-1]) & (seq[1:] == seq[:-1])
    superseded[:-1][again] = known[1:][again]
    ended = integers(table, "ended_at")
    returned = pc.equal(table["kind"], "test_return").to_numpy()
    transferred = pc.equal(table["kind"], "transfer").to_numpy()
    return [
        integers(table, "started_at"),
        ended,
        known,
        superseded,
        nozzle,
        _tanks(nozzle, ended, plans),
        integers(table, "volume_ml"),
        returned,
        transferred,
    ]


def _holes(table: pa.Table, columns: list[Integers]) -> list[Integers]:
    """Missing numbers of a nozzle as one row, litres by totalizer, until the first of them arrives."""
    started, ended, known, _, nozzle, tank, volume_ml, *_ = columns
    seq, total = integers(table, "seq"), integers(table, "totalizer_ml")
    first = np.ones(len(seq), dtype=bool)
    first[1:] = (nozzle[1:] != nozzle[:-1]) | (seq[1:] != seq[:-1])
    rows = _late_or_missing(np.flatnonzero(first), nozzle, seq, known)
    found: list[tuple[int, int, int, int]] = []
    for before, after, until in rows:
        litres = int(total[after] - total[before] - volume_ml[after])
        if _HOLE_TOLERANCE_ML < litres < _LARGEST_HOLE_ML:
            found.append((before, after, until, litres))
    if not found:
        return [column[:0] for column in columns]
    a, b, until, litres = (np.array(part) for part in zip(*found, strict=True))
    begins, ends = np.minimum(ended[a], started[b]), np.maximum(started[b], ended[a])
    seen = np.maximum(known[a], known[b])
    return [begins, ends, seen, until, nozzle[b], tank[b], litres, *2 * [np.zeros(len(a), dtype=bool)]]


def _late_or_missing(
    firsts: Integers, nozzle: Integers, seq: Integers, known: Integers
) -> list[tuple[int, int, int]]:
    """(row before, row after, moment when the hole begins to fill) of each hole ever seen.

    A hole is seen between two records when a number between them is missing, or becomes known after both.
    """
    if len(firsts) < 2:
        return []
    same = nozzle[firsts[1:]] == nozzle[firsts[:-1]]
    missing = np.flatnonzero(same & (seq[firsts[1:]] - seq[firsts[:-1]] > 1)).tolist()
    holes = [(int(firsts[at]), int(firsts[at + 1]), NEVER) for at in missing]
    run: list[int] = []
    for at in _overtaken(known[firsts], same):
        if run and at != run[-1] + 1:
            holes += _run_holes(run, firsts, known)
            run = []
        run.append(at)
    return holes + (_run_holes(run, firsts, known) if run else [])


def _overtaken(known: Integers, same: Mask) -> list[int]:
    """The records that were known after some later one of their nozzle, but for a nozzle's first."""
    found: list[int] = []
    bounds = [0, *(np.flatnonzero(~same) + 1).tolist(), len(known)]
    for begin, end in pairwise(bounds):
        soonest = np.minimum.accumulate(known[begin:end][::-1])[::-1]
        found += (np.flatnonzero(known[begin + 1 : end - 1] > soonest[2:]) + begin + 1).tolist()
    return found


def _run_holes(run: list[int], firsts: Integers, known: Integers) -> list[tuple[int, int, int]]:
    """A run of late records stands as a hole until the first of them arrives, then as those beside it.

    What stands at no watch is left out.
    """
    arrived = known[firsts]
    found: list[tuple[int, int, int]] = []
    beside = [(run[0] - 1, run[-1] + 1)]
    while beside:
        before, after = beside.pop()
        if after - before < 2:
            continue
        middle = before + 1 + int(np.argmin(arrived[before + 1 : after]))
        seen, until = int(max(arrived[before], arrived[after])), int(arrived[middle])
        if -(-seen // _WATCH_US) * _WATCH_US < until:
            found.append((int(firsts[before]), int(firsts[after]), until))
        beside += [(before, middle), (middle, after)]
    return found


def _tanks(nozzle: Integers, at: Integers, plans: list[Row]) -> Integers:
    """The tank each nozzle drew from at a moment, by the register; -1 where it says nothing."""
    tank = np.full(len(nozzle), -1, dtype=np.int64)
    for row in sorted(plans, key=lambda r: (r["valid_from"] is not None, r["valid_from"])):
        mine = nozzle == row["nozzle_id"]
        if row["valid_from"] is not None:
            begins = int(row["valid_from"].timestamp() * 1_000_000)
            mine &= (at >= begins) | (tank == -1)
        tank[mine] = row["tank_id"]
    return tank
