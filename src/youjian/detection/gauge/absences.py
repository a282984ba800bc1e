"""Tanks without readings while the station goes on reporting: a gauge that is silent, not a station."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from youjian.detection import parameters as p
from youjian.detection.facts import Facts
from youjian.detection.gauge.series import MINUTE, Integers, Tank, micros, tank_series
from youjian.detection.gauge.view import tank_register

BIN = 10 * MINUTE
_TIMELY = 30 * MINUTE
"""What was known so soon shows that the station was reporting then."""
_AROUND = 60 * MINUTE


@dataclass(frozen=True)
class Absence:
    """No reading of a tank between two moments (None: still none); others reported for so long in it."""

    tank: Tank
    start: int
    end: int | None
    siblings_s: int
    heartbeats_s: int


@dataclass(frozen=True)
class Signs:
    """Ten minutes (counted since 1970) in which something reported at once, and when that was known."""

    bins: Integers
    known: Integers

    def within(self, start: int, end: int, announced: list[tuple[int, int]], as_of: int) -> Integers:
        """The bins known at a moment that lie in a span and in no announced downtime."""
        part = slice(np.searchsorted(self.bins, -(-start // BIN)), np.searchsorted(self.bins, end // BIN))
        bins = self.bins[part][self.known[part] <= as_of]
        for begin, finish in announced:
            bins = bins[(bins * BIN + BIN <= begin) | (bins * BIN >= finish)]
        return bins


class Absences:
    """The absences of every tank, at any moment."""

    def __init__(self, facts: Facts, parameters: p.GaugeFault) -> None:
        self._parameters = parameters
        self._series = tank_series(facts)
        self._register = tank_register(facts)
        tanks = facts.history("tanks").select(["station_id", "tank_id"])
        self._tanks = sorted({(row["station_id"], row["tank_id"]) for row in tanks.to_pylist()})
        self._timely = {tank: _signs(s.all.at, s.all.known) for tank, s in self._series.items()}
        self._beats = _heartbeats(facts)
        self.ever = [t for t in self._tanks if self._may_be_absent(t)]

    def at(self, tank: Tank, as_of: int) -> Iterator[Absence]:
        """The absences of a tank that are long enough by what was known."""
        series = self._series.get(tank)
        at = series.known(as_of).at if series is not None else np.zeros(0, dtype=np.int64)
        first = None if at.size else self._first_sign(tank, as_of)
        starts = at if first is None else np.array([first])
        ends = np.append(at[1:], as_of) if starts.size else starts
        for i in np.flatnonzero(ends - starts >= self._parameters.tank_silent_s * 1_000_000):
            start, end = int(starts[i]), int(ends[i])
            siblings = len(self._sibling_bins(tank, start, end, as_of)) * BIN // 1_000_000
            beats = len(self._beat_bins(tank, start, end, as_of)) * BIN // 1_000_000
            if siblings >= self._parameters.tank_silent_s or beats >= self._parameters.station_silent_s:
                yield Absence(tank, start, None if i == len(ends) - 1 else end, siblings, beats)

    def moments(self, until: int) -> Iterator[int]:
        """When an absence may begin to be long enough, or is over."""
        for tank in self.ever:
            series = self._series.get(tank)
            yield from self._around(tank, series.all.at if series else np.zeros(0, np.int64), until)
            if series is not None:
                late = series.all.known - series.all.at > _TIMELY
                yield from np.unique(series.all.known[late] // BIN * BIN + BIN).tolist()
                prompt = series.all.chosen(~late)
                yield from self._around(tank, prompt.at, until)
                after = np.flatnonzero(np.diff(prompt.at) >= self._parameters.tank_silent_s * 1_000_000) + 1
                yield from (int(k) for i in after for k in prompt.known[i : i + 5])

    def _around(self, tank: Tank, at: Integers, until: int) -> Iterator[int]:
        first = self._first_sign(tank, until)
        starts = at if at.size else np.array([] if first is None else [first], dtype=np.int64)
        ends = np.append(at[1:], until) if starts.size else starts
        for i in np.flatnonzero(ends - starts >= self._parameters.tank_silent_s * 1_000_000):
            start, end = int(starts[i]), int(ends[i])
            for bins, limit in (
                (self._sibling_bins(tank, start, end, until), self._parameters.tank_silent_s),
                (self._beat_bins(tank, start, end, until), self._parameters.station_silent_s),
            ):
                needed = -(-limit * 1_000_000 // BIN)
                if len(bins) >= needed:
                    crossing = int(bins[needed - 1]) * BIN
                    yield from range(crossing - BIN, crossing + _AROUND + BIN, BIN)

    def _may_be_absent(self, tank: Tank) -> bool:
        series = self._series.get(tank)
        if series is None:
            return self._first_sign(tank, 2**62) is not None
        latest = max(int(s.all.at[-1]) for t, s in self._series.items() if t[0] == tank[0])
        if self._beats.get(tank[0]) is not None:
            latest = max(latest, int(self._beats[tank[0]].bins[-1]) * BIN)
        prompt = series.all.at[series.all.known - series.all.at <= _TIMELY]
        gaps = np.diff(np.append(prompt, latest)) if prompt.size else np.array([2**62])
        return bool((gaps >= self._parameters.tank_silent_s * 1_000_000).any())

    def _siblings(self, tank: Tank) -> list[Signs]:
        group = self._register.sharing(tank)
        return [signs for t, signs in self._timely.items() if t[0] == tank[0] and t not in group]

    def _sibling_bins(self, tank: Tank, start: int, end: int, as_of: int) -> Integers:
        if self._reports_for(tank, start, end, as_of):
            return np.zeros(0, dtype=np.int64)
        announced = self._register.announced.get(tank, [])
        found = [signs.within(start, end, announced, as_of) for signs in self._siblings(tank)]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def _beat_bins(self, tank: Tank, start: int, end: int, as_of: int) -> Integers:
        beats = self._beats.get(tank[0])
        if beats is None or self._reports_for(tank, start, end, as_of):
            return np.zeros(0, dtype=np.int64)
        return beats.within(start, end, self._register.announced.get(tank, []), as_of)

    def _reports_for(self, tank: Tank, start: int, end: int, as_of: int) -> bool:
        """Whether another tank of its manifold was read: one gauge is enough for a shared level."""
        others = [t for t in self._register.sharing(tank) if t != tank and t in self._timely]
        return any(len(self._timely[t].within(start, end, [], as_of)) for t in others)

    def _first_sign(self, tank: Tank, as_of: int) -> int | None:
        """When the station's other tanks were first read: a tank never read is absent from then on."""
        firsts = [
            int(signs.bins[signs.known <= as_of][0]) * BIN
            for signs in self._siblings(tank)
            if (signs.known <= as_of).any()
        ]
        return min(firsts, default=None)


def absences(facts: Facts, parameters: p.GaugeFault) -> Absences:
    """The absences of every tank, prepared once."""
    return facts.derived("gauge.absences", lambda: Absences(facts, parameters))


def _signs(at: Integers, known: Integers) -> Signs:
    timely = known - at <= _TIMELY
    bins, first = np.unique(at[timely] // BIN, return_index=True)
    return Signs(bins, known[timely][first])


def _heartbeats(facts: Facts) -> dict[str, Signs]:
    if not facts.has("heartbeats"):
        return {}
    table = facts.history("heartbeats")
    table = table.filter(pc.equal(table["device"], "collector"))
    at, known = micros(table, "at"), micros(table, "known_at")
    stations = table["station_id"].combine_chunks().dictionary_encode()
    codes = stations.indices.to_numpy()
    signs = {
        name: _signs(at[codes == i], known[codes == i])
        for i, name in enumerate(stations.dictionary.to_pylist())
    }
    return {name: found for name, found in signs.items() if found.bins.size}
