"""Litres and money sold by a station in a month, as its records say: ambient, in millilitres and fen."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from youjian.contract.known import same_as_next
from youjian.detection.books.periods import Month
from youjian.detection.books.products import family
from youjian.detection.books.station import nozzle_map
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.standing import Standing


@dataclass
class Sold:
    """Sales of kind `sale` by family of product.

    `totals_ml` is the part that records made from the difference of two totals hold.
    """

    volume_ml: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    totals_ml: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    amount_fen: int = 0
    count: int = 0


@dataclass(frozen=True)
class _Columns:
    """Every version of every sale: who, when, how much, of which family (-1: not in the register)."""

    station: NDArray[np.object_]
    ended: Integers
    volume: Integers
    amount: Integers
    totals: Mask
    family: Integers
    known: Integers
    until: Integers


_FAMILIES = ("92", "95", "98", "D")


class Sales:
    """The sales known at a moment, ready to be summed by station and month."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self._all = facts.derived("books.sales", lambda: _columns(facts))
        self._now = micros(as_of)

    def first(self, station_id: str) -> datetime | None:
        """When the first sale known of a station ended."""
        mine = self._all.ended[(self._all.known <= self._now) & (self._all.station == station_id)]
        return moment_of(mine.min()) if mine.size else None

    def of(self, station_id: str, month: Month) -> Sold:
        """A station's sales of a month; a nozzle that the register does not know is left out."""
        every = self._all
        low, high = np.searchsorted(every.ended, [micros(month.start), micros(month.end)])
        span = slice(int(low), int(high))
        stands = (every.known[span] <= self._now) & (every.until[span] > self._now)
        stands &= (every.station[span] == station_id) & (every.family[span] >= 0)
        made, volume, families = Sold(), every.volume[span][stands], every.family[span][stands]
        totals = np.where(every.totals[span][stands], volume, 0)
        for number in np.unique(families):
            mine = families == number
            made.volume_ml[_FAMILIES[number]] = int(volume[mine].sum())
            made.totals_ml[_FAMILIES[number]] = int(totals[mine].sum())
        made.amount_fen, made.count = int(every.amount[span][stands].sum()), int(stands.sum())
        return made

    def litres(self, station_id: str, name: str, span: tuple[datetime, datetime]) -> float:
        """Litres of a family sold by a station between two moments."""
        return self.of(station_id, Month("", *span)).volume_ml[name] / 1000


def _columns(facts: Facts) -> _Columns:
    """The sales in the order of their end. A version that is no sale any more ends the one before it."""
    standing = Standing(facts.history("fuellings"), ("station_id", "nozzle_id", "seq"))
    table, sale = standing.history, pc.equal(standing.history["kind"], "sale").to_numpy()
    ended = integers(table, "ended_at")
    order = np.argsort(ended, kind="stable")
    order = order[sale[order]]
    return _Columns(
        table["station_id"].to_numpy()[order],
        ended[order],
        integers(table, "volume_ml")[order],
        integers(table, "amount_fen")[order],
        pc.equal(table["source"], "total_diff").to_numpy()[order],
        _families(facts, table)[order],
        standing.known[order],
        standing.until[order],
    )


def _families(facts: Facts, table: pa.Table) -> Integers:
    """The family that each fuelling's nozzle stood for at its end."""
    nozzles, ended = nozzle_map(facts), integers(table, "ended_at")
    made = np.full(table.num_rows, -1, dtype=np.int64)
    ends = np.flatnonzero(np.append(~same_as_next(table, ("station_id", "nozzle_id")), True)) + 1
    starts = [0, *ends[:-1].tolist()] if table.num_rows else []
    for start, end in zip(starts, ends.tolist(), strict=False):
        nozzle = (table["station_id"][start].as_py(), int(table["nozzle_id"][start].as_py()))
        which = nozzles.index(nozzle, ended[start:end])
        numbers = [_FAMILIES.index(family(row["product"])) for row in nozzles.rows.get(nozzle, [])]
        made[start:end] = np.array([*numbers, -1], dtype=np.int64)[which]
    return made
