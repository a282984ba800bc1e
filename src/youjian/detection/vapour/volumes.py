"""The monitor's fuel volume beside the dispenser's, per nozzle and day (GB 20952-2020 annex F)."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.known import last_of_key
from youjian.contract.tables import TABLES
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.vapour.books import MINUTE, SECOND, Book, days_of
from youjian.detection.vapour.fills import Fills, columns, fills_in_scope
from youjian.detection.vapour.matching import Matches, Timed, match
from youjian.detection.vapour.scope import NozzleKey, obliged, of_stations, runs

_ACROSS_MIDNIGHT = 20 * MINUTE


@dataclass(frozen=True)
class VolumeDay:
    """One nozzle's day: matched fills and their two sums, and where its monitor records are."""

    nozzle: int
    day: int
    matched: int
    monitor_ml: int
    dispenser_ml: int
    first: int
    end: int
    offset: int


@dataclass(frozen=True)
class VolumeView:
    """Monitor records and fuellings brought together, with the sums of every nozzle's day."""

    fills: Fills
    fuellings: pa.Table
    dispenser: Timed
    matches: Matches
    days: tuple[VolumeDay, ...]

    def pairs(self, day: VolumeDay, most: int) -> tuple[list[Row], list[Row]]:
        """The first matched records of a day and their fuellings."""
        mine = np.arange(day.first, day.end)
        mine = mine[self.matches.fuelling[mine] >= 0][:most]
        return self.fills.rows(mine), rows(self.fuellings, self.matches.fuelling[mine])

    def unseen(self, day: VolumeDay, least_ml: int) -> int:
        """How many fuellings of at least some volume have no monitor record on a nozzle's day."""
        theirs = np.flatnonzero(
            (self.dispenser.nozzle == day.nozzle)
            & (days_of(self.dispenser.ended) == day.day)
            & (self.dispenser.volume_ml >= least_ml)
        )
        return int((~np.isin(theirs, self.matches.fuelling)).sum())


def volume_days(facts: Facts, as_of: datetime, limits: p.VapourVolume) -> Book[VolumeView]:
    """The days as they were known at any night."""
    return facts.derived(f"vapour.volumes {limits!r}", lambda: _book(facts, as_of, limits))


def _book(facts: Facts, as_of: datetime, limits: p.VapourVolume) -> Book[VolumeView]:
    fills = fills_in_scope(facts, as_of)
    fuellings = of_stations(facts.history("fuellings"), obliged(facts, as_of))
    fuellings = fuellings.filter(pc.not_equal(fuellings["source"], "total_diff"))
    both = [fills, fuellings]
    known = np.concatenate([integers(table, "known_at") for table in both])
    ended = np.concatenate([integers(table, "ended_at") for table in both])

    def build(seen: Mask | None) -> VolumeView:
        if seen is None:
            return _view(fills, fuellings, limits)
        cut = fills.num_rows
        return _view(fills.filter(pa.array(seen[:cut])), fuellings.filter(pa.array(seen[cut:])), limits)

    return Book(known, ended, build, reach=_ACROSS_MIDNIGHT)


def _view(fill_table: pa.Table, fuelling_table: pa.Table, limits: p.VapourVolume) -> VolumeView:
    fills = columns(fill_table)
    current = last_of_key(fuelling_table, TABLES["fuellings"]).drop_columns(["known_at"])
    fuellings, dispenser = _dispenser(current, fills.names)
    monitor = Timed(fills.nozzle, fills.started, fills.ended, fills.fuel_ml)
    matches = match(monitor, dispenser, _clocks(fills), limits.apart_s * SECOND, limits.clock_s * SECOND)
    return VolumeView(fills, fuellings, dispenser, matches, tuple(_days(fills, dispenser, matches)))


def _dispenser(table: pa.Table, names: tuple[NozzleKey, ...]) -> tuple[pa.Table, Timed]:
    """The fuellings of the monitored nozzles, numbered like the monitor's, by nozzle and end."""
    parts = runs(table, ("station_id", "nozzle_id"))
    keys = table.select(["station_id", "nozzle_id"]).take(pa.array(parts.first)).to_pylist()
    numbers = {name: number for number, name in enumerate(names)}
    of_run = np.array([numbers.get((k["station_id"], k["nozzle_id"]), -1) for k in keys], dtype=np.int64)
    nozzle = np.repeat(of_run, parts.end - parts.first)
    ended = integers(table, "ended_at")
    order = np.lexsort((ended, nozzle))
    order = order[nozzle[order] >= 0]
    return table.take(pa.array(order)), Timed(
        nozzle[order],
        integers(table, "started_at")[order],
        ended[order],
        integers(table, "volume_ml")[order],
    )


def _clocks(fills: Fills) -> Integers:
    """A number for each monitor (one a station) and day."""
    stations = {station: number for number, station in enumerate(sorted({name[0] for name in fills.names}))}
    station = np.array([stations[name[0]] for name in fills.names], dtype=np.int64)[fills.nozzle]
    return station * 10**6 + fills.day


def _days(fills: Fills, dispenser: Timed, matches: Matches) -> list[VolumeDay]:
    first = fills.day_starts()
    if not len(first):
        return []
    end = np.append(first[1:], len(fills.day))
    seen = matches.fuelling >= 0
    theirs = np.zeros(len(seen), dtype=np.int64)
    theirs[seen] = dispenser.volume_ml[matches.fuelling[seen]]
    sums = [
        np.add.reduceat(values, first)
        for values in (seen.astype(np.int64), np.where(seen, fills.fuel_ml, 0), theirs)
    ]
    listed = [
        c.tolist() for c in (fills.nozzle[first], fills.day[first], *sums, first, end, matches.offset[first])
    ]
    return [VolumeDay(*values) for values in zip(*listed, strict=True)]
