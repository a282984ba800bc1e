"""How a tank's stock stepped up within a window: litres gained, sales added back, by ten minutes."""

import itertools
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection.facts import Facts
from youjian.detection.gauge.draws import no_draws, tank_draws
from youjian.detection.gauge.series import (
    MINUTE,
    Floats,
    Integers,
    Tank,
    micros,
    tank_series,
    to_micros,
    to_moment,
)
from youjian.fuel.charts import Chart, ChartHistory

BIN = 10 * MINUTE
HOUR = 60 * MINUTE
SECOND = 1_000_000
_JUMPS = ("gauge_replaced", "chart_changed")


@dataclass(frozen=True)
class Step:
    """Litres that a group of tanks gained between two moments (µs)."""

    group: tuple[Tank, ...]
    start: int
    end: int
    litres: float


@dataclass(frozen=True)
class Course:
    """What is known of the stock of a group of tanks in a window: its steps, and where readings are missing.

    `gaps` are spans of more than half an hour between readings; before the first reading and after the last
    nothing is known.
    """

    steps: tuple[Step, ...]
    first: int | None
    last: int | None
    gaps: tuple[tuple[int, int], ...]

    def covers(self, start: int, end: int, hole: int) -> bool:
        """Whether readings cover a span without a hole of a given length."""
        if not self.bridges(start, end, hole):
            return False
        return not any(b - a > hole and a < end and b > start for a, b in self.gaps)

    def bridges(self, start: int, end: int, hole: int) -> bool:
        """Whether there are readings at both ends of a span, or beyond."""
        if self.first is None or self.last is None:
            return False
        return self.first <= start + hole and self.last >= end - hole


class Courses:
    """The stock of groups of tanks over any window, by what was known at a moment."""

    def __init__(self, facts: Facts) -> None:
        self._series, self._draws = tank_series(facts), tank_draws(facts)
        self._charts = _charts(facts)
        self._jumps = _jumps(facts, self._charts)

    def of(self, group: tuple[Tank, ...], start: int, end: int, as_of: int, least_l: float) -> Course:
        """The course of a group that shares its level between two moments."""
        read = [_binned(*self._stock(tank, start, end, as_of)) for tank in group]
        read = [(bins, litres) for bins, litres in read if bins.size]
        if not read:
            return Course((), None, None, ())
        bins = read[0][0]
        for other, _ in read[1:]:
            bins = np.intersect1d(bins, other)
        if not bins.size:
            return Course((), None, None, ())
        stock = np.sum([litres[np.isin(b, bins)] for b, litres in read], axis=0)
        return self._course(group, bins, stock, least_l)

    def _course(self, group: tuple[Tank, ...], bins: Integers, stock: Floats, least_l: float) -> Course:
        gain, apart = np.diff(stock), np.diff(bins)
        ups = gain > least_l
        for jump in (j for tank in group for j in self._jumps.get(tank, [])):
            ups &= ~((bins[:-1] * BIN - BIN <= jump) & (bins[1:] * BIN + 2 * BIN >= jump))
        steps: list[Step] = []
        for run in np.split(np.flatnonzero(ups), np.flatnonzero(np.diff(np.flatnonzero(ups)) > 1) + 1):
            if run.size:
                start, end = int(bins[run[0]]) * BIN, int(bins[run[-1] + 1] + 1) * BIN
                steps.append(Step(group, start, end, float(gain[run].sum())))
        wide = np.flatnonzero(apart > 3)
        gaps = tuple((int(bins[i] + 1) * BIN, int(bins[i + 1]) * BIN) for i in wide)
        return Course(tuple(steps), int(bins[0]) * BIN, int(bins[-1] + 1) * BIN, gaps)

    def volumes(self, tank: Tank, start: int, end: int, as_of: int) -> tuple[Integers, Floats]:
        """Mean litres of every ten minutes that hold readings."""
        return _binned(*self._read(tank, start, end, as_of))

    def holes(self, tank: Tank, start: int, end: int, as_of: int, hole: int) -> bool:
        """Whether a window is not covered, or was not yet, by readings known at a moment."""
        series = self._series.get(tank)
        if series is None:
            return True
        part = slice(np.searchsorted(series.all.at, start), np.searchsorted(series.all.at, end))
        at = series.all.at[part]
        if not at.size or bool((series.all.known[part] > as_of).any()):
            return True
        widest = np.diff(np.concatenate([[start], at, [end]])).max()
        return bool(widest > hole)

    def _read(self, tank: Tank, start: int, end: int, as_of: int) -> tuple[Integers, Floats]:
        series, chart = self._series.get(tank), self._charts.get(tank)
        if series is None or chart is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        known = series.known(as_of)
        part = slice(np.searchsorted(known.at, start), np.searchsorted(known.at, end, side="right"))
        at = known.at[part]
        litres = chart.volume_l(known.level_mm[part], np.maximum(at, to_micros(chart.valid_from[0])))
        seen = np.isfinite(litres)
        return at[seen], litres[seen]

    def _stock(self, tank: Tank, start: int, end: int, as_of: int) -> tuple[Integers, Floats]:
        """Litres of every reading, with what was drawn since the start added back as it flowed."""
        at, litres = self._read(tank, start, end, as_of)
        draws = self._draws.get(tank, no_draws())
        part = slice(
            np.searchsorted(draws.ended, start), np.searchsorted(draws.ended, end + HOUR, side="right")
        )
        counts = (draws.known[part] <= as_of) & (draws.until[part] > as_of) & draws.leaves[part]
        if not at.size or not counts.any():
            return at, litres
        begun, ended = draws.started[part][counts], draws.ended[part][counts]
        begun = np.minimum(begun, ended - SECOND)
        rate = draws.litres[part][counts] / (ended - begun)
        moments = np.concatenate([begun, ended])
        order = np.argsort(moments, kind="stable")
        flow = np.cumsum(np.concatenate([rate, -rate])[order])
        moments = moments[order]
        drawn = np.append(0.0, np.cumsum(flow[:-1] * np.diff(moments)))
        return at, litres + np.interp(at, moments, drawn)


def _binned(at: Integers, litres: Floats) -> tuple[Integers, Floats]:
    """Means by ten minutes of values in the order of time."""
    if not at.size:
        return at, litres
    bins = at // BIN
    first = np.flatnonzero(np.append(True, np.diff(bins) != 0))
    return bins[first], np.add.reduceat(litres, first) / np.diff(np.append(first, len(at)))


def courses(facts: Facts) -> Courses:
    """The courses of all tanks, prepared once."""
    return facts.derived("gauge.courses", lambda: Courses(facts))


def _charts(facts: Facts) -> dict[Tank, ChartHistory]:
    """The charts of all tanks; one that cannot be used leaves its tank without those of its date."""
    table = facts.history("tank_charts")
    since = micros(table, "valid_from")
    heights, volumes = table["height_mm"].to_numpy(), table["volume_l"].to_numpy()
    stations, tanks = table["station_id"].to_pylist(), table["tank_id"].to_pylist()
    names = list(zip(stations, tanks, since.tolist(), strict=True))
    breaks = [i for i in range(1, len(names)) if names[i] != names[i - 1]]
    bounds: list[int] = [0, *breaks, len(names)] if names else [0]
    dated: dict[Tank, list[tuple[datetime, Chart]]] = {}
    for first, last in itertools.pairwise(bounds):
        station, tank, begin = names[first]
        try:
            chart = Chart(heights[first:last], volumes[first:last])
        except ValueError:
            continue
        dated.setdefault((station, tank), []).append((to_moment(begin), chart))
    return {
        tank: ChartHistory(tuple(begin for begin, _ in listed), tuple(chart for _, chart in listed))
        for tank, listed in dated.items()
    }


def _jumps(facts: Facts, charts: dict[Tank, ChartHistory]) -> dict[Tank, list[int]]:
    """When a tank's gauge or chart was changed: what its level does then is no fuel."""
    jumps: dict[Tank, list[int]] = {}
    if facts.has("device_events"):
        events = facts.history("device_events")
        events = events.filter(pc.is_in(events["code"], pa.array(_JUMPS)))
        for row in events.filter(pc.starts_with(events["device"], "tank:")).to_pylist():
            tank = (row["station_id"], int(row["device"].partition(":")[2]))
            jumps.setdefault(tank, []).append(to_micros(row["at"]))
    for tank, history in charts.items():
        jumps.setdefault(tank, []).extend(to_micros(begin) for begin in history.valid_from)
    return jumps
