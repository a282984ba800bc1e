"""Litres by totalizer that no record covers: between two records of a nozzle, or across missing numbers."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from youjian.contract.known import same_as_next
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.standing import Standing

_NOZZLE = ("station_id", "nozzle_id")
_KEY = (*_NOZZLE, "seq")


@dataclass(frozen=True)
class Uncovered:
    """Pairs of records with fuel between them that neither tells of; `a` and `b` are places in the history.

    `holes` marks those between which numbers are missing, `known` is when both were known.
    """

    a: Integers
    b: Integers
    litres_ml: Integers
    holes: Mask
    known: Integers


class Uncoverings:
    """Every such pair of a history, whichever version of a record and however late one came."""

    def __init__(self, facts: Facts, tolerance_ml: int, wait_us: int) -> None:
        self.history = facts.history("fuellings")
        self.standing = Standing(self.history, _KEY)
        self.seq = integers(self.history, "seq")
        self._total, self._volume = (integers(self.history, c) for c in ("totalizer_ml", "volume_ml"))
        self.started, self.ended = (integers(self.history, c) for c in ("started_at", "ended_at"))
        self.pairs = self._find(tolerance_ml, wait_us)

    def at(self, now: int) -> Uncovered:
        """Those that stand at a moment: both records current, and none known between them."""
        pairs = self.pairs
        stands = self.standing.at(now, pairs.a) & self.standing.at(now, pairs.b)
        for i in np.flatnonzero(stands & (pairs.b - pairs.a > 1)):
            stands[i] = not self._filled(int(pairs.a[i]), int(pairs.b[i]), now)
        return _chosen(pairs, stands)

    def nozzle(self, place: int) -> str:
        """The nozzle of a record, as a subject names it."""
        return f"nozzle:{self.history['nozzle_id'][place].as_py()}"

    def _filled(self, a: int, b: int, now: int) -> bool:
        """Whether a record between two was known."""
        inside = np.arange(a + 1, b, dtype=np.int64)
        inside = inside[(self.seq[inside] > self.seq[a]) & (self.seq[inside] < self.seq[b])]
        return bool(self.standing.at(now, inside).any())

    def _find(self, tolerance_ml: int, wait_us: int) -> Uncovered:
        count = self.history.num_rows
        last = np.append(~same_as_next(self.history, _KEY), True)[:count]
        first = np.append(True, last[:-1])[:count]
        known = self.standing.known
        late = known > self._first_known_after() + wait_us
        found = [self._neighbours(np.flatnonzero(kept), tolerance_ml) for kept in (last, first, last & ~late)]
        pairs = np.unique(np.concatenate(found, axis=1), axis=1)
        a, b = pairs[0], pairs[1]
        litres = self._total[b] - self._total[a] - self._volume[b]
        return Uncovered(a, b, litres, self.seq[b] - self.seq[a] > 1, np.maximum(known[a], known[b]))

    def _first_known_after(self) -> Integers:
        """For every row when the first of the rows after it on its nozzle was known; for the last its own."""
        known = self.standing.known
        if not len(known):
            return known
        # The last nozzle gets the largest numbers, so that a minimum from the end begins anew at each nozzle.
        apart = int(known.max()) - int(known.min()) + 1
        nozzle = np.append(0, np.cumsum(~same_as_next(self.history, _NOZZLE))) * apart
        return np.minimum.accumulate((known + nozzle)[::-1])[::-1] - nozzle

    def _neighbours(self, kept: Integers, tolerance_ml: int) -> Integers:
        same = same_as_next(self.history.take(pa.array(kept)).select(list(_NOZZLE)), _NOZZLE)
        a, b = kept[:-1][same], kept[1:][same]
        rise = self._total[b] - self._total[a]
        broken = (rise >= 0) & (rise - self._volume[b] > tolerance_ml) & (self.seq[b] > self.seq[a])
        return np.stack([a[broken], b[broken]])


def _chosen(pairs: Uncovered, mask: Mask) -> Uncovered:
    return Uncovered(
        pairs.a[mask], pairs.b[mask], pairs.litres_ml[mask], pairs.holes[mask], pairs.known[mask]
    )
