"""The monitors' records of fuellings as columns: petrol nozzles of obliged stations, outside downtime."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import moment_of
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.vapour.books import Book, day_start, days_of
from youjian.detection.vapour.scope import Downtime, NozzleKey, Nozzles, obliged, of_stations, runs

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fills:
    """Vapour fills in the order of nozzle and end; `nozzle` is the place of its name in `names`."""

    table: pa.Table
    names: tuple[NozzleKey, ...]
    nozzle: Integers
    started: Integers
    ended: Integers
    day: Integers
    fuel_ml: Integers
    vapour_ml: Integers
    ratio: Floats

    def rows(self, places: Integers) -> list[Row]:
        """Some of the records, whole."""
        return rows(self.table.drop_columns(["known_at"]), places)

    def since(self) -> dict[str, datetime]:
        """The first day for which each station's records are held: its beginning."""
        first: dict[str, int] = {}
        for place in np.flatnonzero(np.diff(self.nozzle, prepend=-1)).tolist():
            station, day = self.names[int(self.nozzle[place])][0], int(self.day[place])
            first[station] = min(first.get(station, day), day)
        return {station: moment_of(day_start(day)) for station, day in first.items()}

    def station(self) -> Integers:
        """A number for the station of every record."""
        numbers = {name: number for number, name in enumerate(sorted({name[0] for name in self.names}))}
        return np.array([numbers[name[0]] for name in self.names], dtype=np.int64)[self.nozzle]

    def day_starts(self) -> Integers:
        """Where a new nozzle or a new day begins."""
        new = (np.diff(self.nozzle, prepend=-1) != 0) | (np.diff(self.day, prepend=-1) != 0)
        return np.flatnonzero(new)


def fills_in_scope(facts: Facts, as_of: datetime) -> pa.Table:
    """Every record that counts, with `known_at`; worked out once (the register comes whole)."""
    return facts.derived("vapour.fills", lambda: _in_scope(facts, as_of))


def fill_book(facts: Facts, as_of: datetime) -> Book[Fills]:
    """The records as they were known at any night."""
    return facts.derived("vapour.fill_book", lambda: _book(fills_in_scope(facts, as_of)))


def columns(table: pa.Table) -> Fills:
    """Rows in scope as columns."""
    parts = runs(table, ("station_id", "nozzle_id"))
    ended = integers(table, "ended_at")
    names = table.select(["station_id", "nozzle_id"]).take(pa.array(parts.first)).to_pylist()
    return Fills(
        table=table,
        names=tuple((row["station_id"], row["nozzle_id"]) for row in names),
        nozzle=parts.codes(),
        started=integers(table, "started_at"),
        ended=ended,
        day=days_of(ended),
        fuel_ml=integers(table, "fuel_ml"),
        vapour_ml=integers(table, "vapour_ml"),
        ratio=table["ratio"].to_numpy(),
    )


def _book(table: pa.Table) -> Book[Fills]:
    def build(known: Mask | None) -> Fills:
        return columns(table if known is None else table.filter(pa.array(known)))

    return Book(integers(table, "known_at"), integers(table, "ended_at"), build)


def _in_scope(facts: Facts, as_of: datetime) -> pa.Table:
    table = of_stations(facts.history("vapour_fills"), obliged(facts, as_of))
    nozzles, downtime = Nozzles(facts, as_of), Downtime(facts, as_of)
    fills = columns(table)
    kept = np.zeros(table.num_rows, dtype=bool)
    parts = runs(table, ("station_id", "nozzle_id"))
    for name, first, end in zip(fills.names, parts.first, parts.end, strict=True):
        at = fills.ended[first:end]
        kept[first:end] = nozzles.petrol(name, at) & ~downtime.covers(name[0], at)
    return table if kept.all() else table.filter(pa.array(kept))
