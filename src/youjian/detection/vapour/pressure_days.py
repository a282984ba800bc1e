"""A station's days by the pressure in its vapour space: the longest stay near zero (annex E.3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import pyarrow as pa

from youjian.detection import parameters as p
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import moment_of
from youjian.detection.pairs import Integers, Mask, integers
from youjian.detection.vapour.books import SECOND, Book, day_start, days_of
from youjian.detection.vapour.scope import Downtime, obliged, of_stations, runs
from youjian.detection.vapour.streaks import Spell, spells, streaks

DayState = Literal["warning", "normal", "not_judged"]


@dataclass(frozen=True)
class PressureDay:
    """One day: seconds of the longest run near zero and where it lies, of the longest chain of runs with
    nothing but holes between them, and of what was observed at all."""

    day: int
    longest_s: float
    first: int
    last: int
    chained_s: float
    observed_s: float
    holes: int
    state: DayState


@dataclass(frozen=True)
class PressureStation:
    """The days of one station with readings, and among the judged ones the streaks and spells of alarm."""

    station_id: str
    since: datetime
    days: tuple[PressureDay, ...]
    judged: tuple[PressureDay, ...]
    streaks: tuple[int, ...]
    spells: tuple[Spell, ...]


@dataclass(frozen=True)
class PressureView:
    """All stations, with the readings they were judged from."""

    table: pa.Table
    stations: tuple[PressureStation, ...]

    def ends(self, day: PressureDay) -> list[Row]:
        """The first and the last reading of a day's longest run."""
        return rows(self.table.drop_columns(["known_at"]), np.array([day.first, day.last]))

    def since(self) -> dict[str, datetime]:
        """From when on each station's readings are held."""
        return {station.station_id: station.since for station in self.stations}


def readings_in_scope(facts: Facts, as_of: datetime) -> pa.Table:
    """Every reading of a station obliged to monitor and outside its announced downtime, with `known_at`."""
    return facts.derived("vapour.readings", lambda: _in_scope(facts, as_of))


def pressure_days(facts: Facts, as_of: datetime, limits: p.VapourPressure) -> Book[PressureView]:
    """The days as they were known at any night, shared by the rules that ask for the same limits."""
    return facts.derived(
        f"vapour.pressure {limits!r}", lambda: _book(readings_in_scope(facts, as_of), limits)
    )


def observed(at: Integers, starts: Integers, hole_s: int) -> tuple[Integers, Integers]:
    """Per part (given by where it starts): microseconds between neighbours without a hole, and the holes."""
    gaps = np.diff(at, append=at[-1:])
    gaps[np.append(starts[1:], len(at)) - 1] = 0
    hole = gaps > hole_s * SECOND
    return (
        np.add.reduceat(np.where(hole, 0, gaps), starts),
        np.add.reduceat(hole, starts, dtype=np.int64),
    )


def parts_by_day(table: pa.Table, at: Integers) -> Integers:
    """Where a new station or a new day begins."""
    station = runs(table, ("station_id",)).codes()
    new = (np.diff(station, prepend=-1) != 0) | (np.diff(days_of(at), prepend=-1) != 0)
    return np.flatnonzero(new)


def _book(table: pa.Table, limits: p.VapourPressure) -> Book[PressureView]:
    def build(known: Mask | None) -> PressureView:
        return _view(table if known is None else table.filter(pa.array(known)), limits)

    return Book(integers(table, "known_at"), integers(table, "at"), build)


def _in_scope(facts: Facts, as_of: datetime) -> pa.Table:
    table = of_stations(facts.history("pressure_readings"), obliged(facts, as_of))
    downtime, at = Downtime(facts, as_of), integers(table, "at")
    kept = np.ones(table.num_rows, dtype=bool)
    parts = runs(table, ("station_id",))
    for first, end in zip(parts.first, parts.end, strict=True):
        kept[first:end] = ~downtime.covers(table["station_id"][int(first)].as_py(), at[first:end])
    return table if kept.all() else table.filter(pa.array(kept))


def _view(table: pa.Table, limits: p.VapourPressure) -> PressureView:
    at = integers(table, "at")
    parts = runs(table, ("station_id",))
    days = list(_days(table, at, limits)) if len(at) else []
    stations: list[PressureStation] = []
    for first, end in zip(parts.first, parts.end, strict=True):
        mine = tuple(day for place, day in days if first <= place < end)
        stations.append(_station(table["station_id"][int(first)].as_py(), mine, limits))
    return PressureView(table, tuple(stations))


def _days(table: pa.Table, at: Integers, limits: p.VapourPressure) -> Iterator[tuple[int, PressureDay]]:
    starts = parts_by_day(table, at)
    seen, holes = observed(at, starts, limits.hole_s)
    first, last, chain = _stays(table, at, starts, limits)
    length = at[last] - at[first]
    part = np.searchsorted(starts, first, side="right") - 1
    chained = np.bincount(chain, weights=length) if len(chain) else np.zeros(0)
    for place, start in enumerate(starts):
        mine = slice(*np.searchsorted(part, [place, place + 1]))
        longest = mine.start + int(np.argmax(length[mine])) if mine.stop > mine.start else None
        whole = float(chained[chain[mine]].max()) / SECOND if longest is not None else 0.0
        ends = (start, start) if longest is None else (first[longest], last[longest])
        stay = float(at[ends[1]] - at[ends[0]]) / SECOND
        state = _state(stay, whole, float(seen[place]) / SECOND, limits)
        yield (
            int(start),
            PressureDay(
                day=int(days_of(at[start])),
                longest_s=stay,
                first=int(ends[0]),
                last=int(ends[1]),
                chained_s=whole,
                observed_s=float(seen[place]) / SECOND,
                holes=int(holes[place]),
                state=state,
            ),
        )


def _stays(
    table: pa.Table, at: Integers, starts: Integers, limits: p.VapourPressure
) -> tuple[Integers, Integers, Integers]:
    """First and last reading of every run near zero within a day, and the chain of runs it is part of."""
    inside = np.abs(table["pressure_pa"].to_numpy()) <= limits.band_pa
    opens = np.append(True, ~inside[:-1])
    opens[starts] = True
    hole = np.append(False, np.diff(at) > limits.hole_s * SECOND)
    first = np.flatnonzero(inside & (opens | hole))
    closes = np.append((opens | hole)[1:], True) | np.append(~inside[1:], True)
    last = np.flatnonzero(inside & closes)
    chain = np.cumsum(opens[first]) - 1
    return first, last, chain


def _state(stay: float, chained: float, seen: float, limits: p.VapourPressure) -> DayState:
    if stay > limits.longest_s:
        return "warning"
    return (
        "normal" if max(chained, 0) <= limits.longest_s and seen >= limits.least_observed_s else "not_judged"
    )


def _station(station_id: str, days: tuple[PressureDay, ...], limits: p.VapourPressure) -> PressureStation:
    judged = tuple(day for day in days if day.state != "not_judged")
    lengths = streaks(day.state == "warning" for day in judged)
    alarmed = [length >= limits.alarm_days for length in lengths]
    return PressureStation(
        station_id,
        moment_of(day_start(days[0].day)),
        days,
        judged,
        tuple(lengths),
        tuple(spells(alarmed, lengths)),
    )
