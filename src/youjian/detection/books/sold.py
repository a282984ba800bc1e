"""Litres and money sold by a station in a month, as its records say: ambient, in millilitres and fen."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow.compute as pc

from youjian.detection.books.periods import Month
from youjian.detection.books.products import family
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.nozzle_map import NozzleMap
from youjian.detection.pairs import Integers, integers


@dataclass
class Sold:
    """Sales of kind `sale` by family of product.

    `totals_ml` is the part that records made from the difference of two totals hold.
    """

    volume_ml: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    totals_ml: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    amount_fen: int = 0
    count: int = 0


class Sales:
    """The sales known at a moment, ready to be summed by station and month."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        table = facts.known("fuellings", as_of)
        table = table.filter(pc.equal(table["kind"], "sale"))
        self._station = table["station_id"].to_numpy()
        self._nozzle, self._ended = integers(table, "nozzle_id"), integers(table, "ended_at")
        self._volume, self._amount = integers(table, "volume_ml"), integers(table, "amount_fen")
        self._from_totals = pc.equal(table["source"], "total_diff").to_numpy()
        self._map = NozzleMap(facts, as_of)

    def first(self, station_id: str) -> datetime | None:
        """When the first sale known of a station ended."""
        mine = self._ended[self._station == station_id]
        return moment_of(mine.min()) if mine.size else None

    def of(self, station_id: str, month: Month) -> Sold:
        """A station's sales of a month; a nozzle that the register does not know is left out."""
        made = Sold()
        within = (self._ended >= micros(month.start)) & (self._ended < micros(month.end))
        chosen = np.flatnonzero(within & (self._station == station_id))
        for number in np.unique(self._nozzle[chosen]):
            self._add(made, (station_id, int(number)), chosen[self._nozzle[chosen] == number])
        return made

    def litres(self, station_id: str, name: str, span: tuple[datetime, datetime]) -> float:
        """Litres of a family sold by a station between two moments."""
        return self.of(station_id, Month("", *span)).volume_ml[name] / 1000

    def _add(self, made: Sold, nozzle: tuple[str, int], chosen: Integers) -> None:
        which = self._map.index(nozzle, self._ended[chosen])
        for index in np.unique(which[which >= 0]):
            name = family(self._map.rows[nozzle][int(index)]["product"])
            part = chosen[which == index]
            made.volume_ml[name] += int(self._volume[part].sum())
            made.totals_ml[name] += int(self._volume[part][self._from_totals[part]].sum())
            made.amount_fen += int(self._amount[part].sum())
            made.count += len(part)
