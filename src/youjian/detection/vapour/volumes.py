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
from youjian.detection.moments import micros
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.vapour.books import MINUTE, SECOND, Book, days_of, last_day
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
    """Monitor records and fuellings brought together, with the sums of every nozzle's day.

    `places` says where in `fuellings` the dispenser's records are.
    """

    fills: Fills
    fuellings: pa.Table
    places: Integers
    dispenser: Timed
    matches: Matches
    days: tuple[VolumeDay, ...]

    def pairs(self, day: VolumeDay, most: int) -> tuple[list[Row], list[Row]]:
        """The first matched records of a day and their fuellings."""
        mine = np.arange(day.first, day.end)
        mine = mine[self.matches.fuelling[mine] >= 0][:most]
        theirs = rows(self.fuellings, self.places[self.matches.fuelling[mine]])
        return self.fills.rows(mine), theirs

    def unseen(self, day: VolumeDay, least_ml: int) -> int:
        """How many fuellings of at least some volume have no monitor record on a nozzle's day."""
        theirs = np.flatnonzero(
            (self.dispenser.nozzle == day.nozzle)
            & (days_of(self.dispenser.ended) == day.day)
            & (self.dispenser.volume_ml >= least_ml)
        )
        return int((~np.isin(theirs, self.matches.fuelling)).sum())

    def apart(self, limits: p.VapourVolume) -> list[VolumeDay]:
        """The days with enough matched fills whose sums are too far from each other."""
        return [
            day
            for day in self.days
            if day.matched >= limits.least_fills
            and day.dispenser_ml >= limits.least_ml
            and 100 * abs(day.monitor_ml - day.dispenser_ml) > limits.most_percent * day.dispenser_ml
        ]


class VolumeDays:
    """The days whose sums are apart, as they were known at any night.

    Where records of a day had not come in yet, that day alone is put together anew.
    """

    def __init__(self, fills: pa.Table, fuellings: pa.Table, limits: p.VapourVolume) -> None:
        self._tables, self._limits = (fills, fuellings), limits
        known = np.concatenate([integers(table, "known_at") for table in self._tables])
        ended = np.concatenate([integers(table, "ended_at") for table in self._tables])
        self.book = Book(known, ended, self._view, reach=_ACROSS_MIDNIGHT)
        self._apart: list[VolumeDay] | None = None

    def at(self, as_of: datetime) -> list[tuple[VolumeView, VolumeDay]]:
        """The days that have ended whose sums are apart, each with the view it is part of."""
        night, whole = last_day(as_of), self.book.whole()
        if self._apart is None:
            self._apart = whole.apart(self._limits)
        missing = self.book.missing_days(as_of)
        anew = {int(day) + step for day in missing for step in (-1, 0, 1)}
        found = [(whole, day) for day in self._apart if day.day <= night and day.day not in anew]
        if anew:
            part = self._part(anew, micros(as_of))
            found += [(part, day) for day in part.apart(self._limits) if day.day in anew and day.day <= night]
        return found

    def _part(self, days: set[int], now: int) -> VolumeView:
        around = np.array(sorted({day + step for day in days for step in (-1, 0, 1)}))
        return self._view((self.book.known <= now) & np.isin(days_of(self.book.ended), around))

    def _view(self, seen: Mask | None) -> VolumeView:
        fills, fuellings = self._tables
        if seen is not None:
            cut = fills.num_rows
            fills, fuellings = fills.filter(pa.array(seen[:cut])), fuellings.filter(pa.array(seen[cut:]))
        return _together(columns(fills), fuellings, self._limits)


def volume_days(facts: Facts, as_of: datetime, limits: p.VapourVolume) -> VolumeDays:
    """The days of every nozzle, worked out once."""

    def make() -> VolumeDays:
        fuellings = of_stations(facts.history("fuellings"), obliged(facts, as_of))
        detailed = fuellings.filter(pc.not_equal(fuellings["source"], "total_diff"))
        return VolumeDays(fills_in_scope(facts, as_of), detailed, limits)

    return facts.derived(f"vapour.volumes {limits!r}", make)


def _together(fills: Fills, fuellings: pa.Table, limits: p.VapourVolume) -> VolumeView:
    current = last_of_key(fuellings, TABLES["fuellings"]).drop_columns(["known_at"])
    places, dispenser = _dispenser(current, fills.names)
    monitor = Timed(fills.nozzle, fills.started, fills.ended, fills.fuel_ml)
    clock = fills.station() * 10**6 + fills.day
    matches = match(monitor, dispenser, clock, limits.apart_s * SECOND, limits.clock_s * SECOND)
    return VolumeView(fills, current, places, dispenser, matches, tuple(_days(fills, dispenser, matches)))


def _dispenser(table: pa.Table, names: tuple[NozzleKey, ...]) -> tuple[Integers, Timed]:
    """The fuellings of the monitored nozzles, numbered like the monitor's, by nozzle and end."""
    parts = runs(table, ("station_id", "nozzle_id"))
    keys = table.select(["station_id", "nozzle_id"]).take(pa.array(parts.first)).to_pylist()
    numbers = {name: number for number, name in enumerate(names)}
    of_run = np.array([numbers.get((k["station_id"], k["nozzle_id"]), -1) for k in keys], dtype=np.int64)
    nozzle = np.repeat(of_run, parts.end - parts.first)
    ended = integers(table, "ended_at")
    order = np.lexsort((ended, nozzle))
    order = order[nozzle[order] >= 0]
    return order, Timed(
        nozzle[order],
        integers(table, "started_at")[order],
        ended[order],
        integers(table, "volume_ml")[order],
    )


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
