"""The sales above the cap in a history of fuellings: which they are, and which of them decide nothing."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.known import same_as_next
from youjian.detection.caps import Caps, Steps
from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.moments import HOUR, moment_of, shanghai_day
from youjian.detection.nozzle_map import Nozzle, NozzleMap
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.standing import Standing

_SHANGHAI_OFFSET = 8 * HOUR
_DAY = 24 * HOUR


@dataclass(frozen=True)
class Sales:
    """The sales of one nozzle, product and business day above the cap, whichever version and whenever known.

    `at` are their positions in the history, `caps` the caps they were held against, and `decided` tells
    those about which there is no doubt.
    """

    nozzle: Nozzle
    product: str
    day: date
    at: Integers
    caps: Integers
    decided: Mask
    registered: Row
    notices: tuple[Row, ...]


class Overpriced:
    """Every sale above its cap that the facts hold, worked out once."""

    def __init__(self, facts: Facts, as_of: datetime, clock_reach_s: int) -> None:
        self.history = facts.history("fuellings")
        self.standing = Standing(self.history, ("station_id", "nozzle_id", "seq"))
        self._reach = clock_reach_s * 1_000_000
        self.rows = self.history.drop_columns(["known_at"])
        self._columns: dict[str, Integers] = {}
        self._beats = facts.history("heartbeats") if facts.has("heartbeats") else None
        self._price = self.column("unit_price_fen")
        self._started = self.column("started_at")
        self._sale = pc.equal(self.history["kind"], "sale").to_numpy()
        self._product = np.full(self.history.num_rows, "", dtype=object)
        self._above = np.zeros(self.history.num_rows, dtype=bool)
        self.sales = tuple(self._doubt_the_register(list(self._find(facts, as_of))))

    def column(self, name: str) -> Integers:
        """A column of the history as numbers, made once."""
        if name not in self._columns:
            self._columns[name] = integers(self.history, name)
        return self._columns[name]

    def _find(self, facts: Facts, as_of: datetime) -> Iterator[Sales]:
        caps, nozzles = Caps(facts, as_of), NozzleMap(facts, as_of)
        table = facts.known("stations", as_of)
        regions = dict(zip(table["station_id"].to_pylist(), table["region_code"].to_pylist(), strict=True))
        for nozzle, part in _nozzles(self.history):
            applies = nozzles.index(nozzle, self._started[part])
            for number, registered in enumerate(nozzles.rows.get(nozzle, [])):
                self._product[part][applies == number] = registered["product"]
                steps = caps.steps(regions.get(nozzle[0], "-"), registered["product"])
                if steps is not None:
                    at = np.flatnonzero((applies == number) & self._sale[part]) + part.start
                    yield from self._by_day(nozzle, registered, at, steps)

    def _by_day(self, nozzle: Nozzle, registered: Row, sold: Integers, steps: Steps) -> Iterator[Sales]:
        at = sold[self._price[sold] > steps.price(self._started[sold])]
        self._above[at] = True
        days = (self._started[at] + _SHANGHAI_OFFSET) // _DAY
        for day in np.unique(days):
            mine = at[days == day]
            used = steps.index(self._started[mine])
            yield Sales(
                nozzle,
                registered["product"],
                shanghai_day(moment_of(int(self._started[mine[0]]))),
                mine,
                steps.prices[used],
                self._decided(nozzle[0], mine, steps),
                registered,
                _picked(steps, used),
            )

    def _decided(self, station_id: str, at: Integers, steps: Steps) -> Mask:
        """Not those made of totals, nor those that a wrong clock may have put before or after a change."""
        detailed = pc.not_equal(self.history["source"], "total_diff").to_numpy()[at]
        started, price = self._started[at], self._price[at]
        near = np.zeros(len(at), dtype=bool)
        for side in (-self._reach, self._reach):
            near |= price <= steps.price(started + side)
        for i in np.flatnonzero(near & detailed):
            true = started[i] - self._offsets(station_id, int(at[i]))
            detailed[i] = not bool(np.any(price[i] <= steps.price(true)))
        return detailed

    def _offsets(self, station_id: str, sale: int) -> Integers:
        """How far the station's clocks were known to be ahead around a sale, in microseconds."""
        if self._beats is None:
            return np.zeros(0, dtype=np.int64)
        near = np.abs(integers(self._beats, "at") - self._started[sale]) <= HOUR
        near &= integers(self._beats, "known_at") <= self.standing.known[sale]
        mine = near & pc.equal(self._beats["station_id"], station_id).to_numpy()
        return (self._beats["clock_offset_s"].to_numpy()[mine] * 1e6).astype(np.int64)

    def _doubt_the_register(self, found: list[Sales]) -> Iterator[Sales]:
        """A lone nozzle that sells at the price of another product may be registered wrongly: undecided."""
        doubted: set[tuple[Nozzle, str]] = set()
        for sales in found:
            who = (sales.nozzle, sales.product)
            if who not in doubted and self._at_the_price_of_another(sales):
                doubted.add(who)
            undecided = replace(sales, decided=np.zeros_like(sales.decided))
            yield undecided if who in doubted else sales

    def _at_the_price_of_another(self, sales: Sales) -> bool:
        """By what was known with the day's first sale, of the 24 hours before it."""
        known = self.standing.known
        first = sales.at[int(np.argmin(known[sales.at]))]
        near = (self._started > self._started[first] - _DAY) & (known <= known[first])
        near &= pc.equal(self.history["station_id"], sales.nozzle[0]).to_numpy()
        others = near & self._sale & ~self._above
        same = self._product == sales.product
        elsewhere = self._price[others & ~same & (self._product != "")]
        return bool((others & same).any() and (self._price[first] == elsewhere).any())


def _picked(steps: Steps, used: Integers) -> tuple[Row, ...]:
    return tuple(notice for i, notice in enumerate(steps.notices) if (used == i).any())


def _nozzles(history: pa.Table) -> Iterator[tuple[Nozzle, slice]]:
    """Where each nozzle's records lie: the rows are sorted by key."""
    ends = np.flatnonzero(~same_as_next(history, ("station_id", "nozzle_id"))) + 1
    for first, last in itertools.pairwise([0, *ends.tolist(), history.num_rows]):
        if last > first:
            yield (
                (history["station_id"][first].as_py(), history["nozzle_id"][first].as_py()),
                slice(first, last),
            )
