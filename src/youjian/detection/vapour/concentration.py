"""Strong vapour readings day by day: the few that matter, and the days observed without one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection import parameters as p
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.pairs import Integers, integers
from youjian.detection.vapour.books import day_start, days_of, last_day
from youjian.detection.vapour.pressure_days import observed, parts_by_day, readings_in_scope
from youjian.detection.vapour.scope import runs

StationDays = dict[str, set[int]]


@dataclass(frozen=True)
class Strong:
    """A spell of days with strong readings: places of the first of each day and of the strongest."""

    start: datetime
    end: datetime | None
    most_ppm: float
    firsts: tuple[int, ...]
    strongest: int

    @property
    def days(self) -> int:
        """How many days had one."""
        return len(self.firsts)


class Peaks:
    """Readings of at least the warning's concentration, and the readings that observe a day."""

    def __init__(self, table: pa.Table, limits: p.VapourConcentration) -> None:
        if table["vapour_ppm"].null_count:
            table = table.filter(pc.is_valid(table["vapour_ppm"]))
        self._limits = limits
        self._table = table
        high = np.flatnonzero(table["vapour_ppm"].to_numpy() >= limits.warning_ppm)
        self._high = table.take(pa.array(high))
        self._at, self._known = integers(self._high, "at"), integers(self._high, "known_at")
        self._ppm = self._high["vapour_ppm"].to_numpy()
        self._day = days_of(self._at)
        self._seen: tuple[tuple[int, int], StationDays] | None = None

    def any_by(self, as_of: datetime) -> bool:
        """Whether any strong reading was known at a moment."""
        return bool((self._known <= micros(as_of)).any())

    def rows(self, spell: Strong) -> list[Row]:
        """The first strong reading of each day and the strongest of all."""
        places = np.unique([*spell.firsts, spell.strongest])
        return rows(self._high.drop_columns(["known_at"]), places)

    def spells(self, as_of: datetime) -> Iterator[tuple[str, list[Strong]]]:
        """The spells of every station as they were known at a moment."""
        now = micros(as_of)
        parts = runs(self._high, ("station_id",))
        for first, end in zip(parts.first, parts.end, strict=True):
            places: Integers = np.flatnonzero(self._known[first:end] <= now) + first
            if len(places):
                station_id = self._high["station_id"][int(first)].as_py()
                yield station_id, self._of_station(places, self._clean(as_of).get(station_id, set()))

    def moments(self, start: datetime, end: datetime) -> Iterable[datetime]:
        """Moments at which a spell may begin, grow or end."""
        if not len(self._at):
            return []
        known, at = integers(self._table, "known_at"), integers(self._table, "at")
        late = known[days_of(known) > days_of(at)]
        alarm = self._ppm >= self._limits.alarm_ppm
        firsts = [self._firsts(alarm), self._firsts(np.ones_like(alarm))]
        midnights = [day_start(day) for day in range(int(self._day.min()), last_day(end) + 2)]
        named = np.unique(np.concatenate([*firsts, late, np.array(midnights, dtype=np.int64)]))
        return [moment_of(at) for at in named[(named >= micros(start)) & (named <= micros(end))].tolist()]

    def _firsts(self, chosen: np.ndarray) -> Integers:
        """When the first of a station and day came in, of some strong readings."""
        station = runs(self._high, ("station_id",)).codes()[chosen]
        part = station * 10**6 + self._day[chosen]
        known = self._known[chosen]
        order = np.lexsort((known, part))
        return known[order][np.diff(part[order], prepend=-1) != 0]

    def _of_station(self, places: Integers, clean: set[int]) -> list[Strong]:
        days = self._day[places]
        between = [
            int(place) + 1
            for place in np.flatnonzero(np.diff(days))
            if any(day in clean for day in range(int(days[place]) + 1, int(days[place + 1])))
        ]
        cuts = [0, *between, len(places)]
        ends_after = any(day > days[-1] for day in clean)
        return [
            self._spell(places[first:end], end < len(places) or ends_after) for first, end in pairwise(cuts)
        ]

    def _spell(self, places: Integers, over: bool) -> Strong:
        firsts = places[np.diff(self._day[places], prepend=-1) != 0]
        strongest = int(places[np.argmax(self._ppm[places])])
        end = moment_of(int(self._at[places[-1]])) if over else None
        return Strong(
            moment_of(int(self._at[places[0]])),
            end,
            float(self._ppm[strongest]),
            tuple(firsts.tolist()),
            strongest,
        )

    def _clean(self, as_of: datetime) -> StationDays:
        """The days that have ended, were observed long enough and had no strong reading."""
        known = integers(self._table, "known_at") <= micros(as_of)
        key = last_day(as_of), int(known.sum())
        if self._seen is None or self._seen[0] != key:
            self._seen = key, self._observed(self._table.filter(pa.array(known)), key[0])
        return self._seen[1]

    def _observed(self, table: pa.Table, night: int) -> StationDays:
        at = integers(table, "at")
        starts = parts_by_day(table, at)
        seen, _ = observed(at, starts, self._limits.hole_s)
        strong = table["vapour_ppm"].to_numpy() >= self._limits.warning_ppm
        spoiled = np.logical_or.reduceat(strong, starts)
        clean = (seen >= self._limits.least_observed_s * 10**6) & ~spoiled & (days_of(at[starts]) <= night)
        found: StationDays = {}
        for place in starts[clean]:
            day = int(days_of(at[place]))
            found.setdefault(table["station_id"][int(place)].as_py(), set()).add(day)
        return found


def peaks(facts: Facts, as_of: datetime, limits: p.VapourConcentration) -> Peaks:
    """The strong readings, worked out once."""
    name = f"vapour.concentration {limits!r}"
    return facts.derived(name, lambda: Peaks(readings_in_scope(facts, as_of), limits))
