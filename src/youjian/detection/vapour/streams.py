"""Days judged as records come, one at a time: what is kept of a day suffices to go on with the next.

The batch (`ratio_days`, `pressure_days`) looks at all records at once and must say the same
(`benchmarks/vapour_month`). Records of a stream come in the order of their end; moments are µs since 1970.
"""

from dataclasses import dataclass, field
from typing import Literal

from youjian.detection import parameters as p
from youjian.detection.vapour.books import SECOND

State = Literal["normal", "warning", "alarm", "not_judged"]
_STEP = 6


@dataclass(frozen=True)
class RatioVerdict:
    """A nozzle's day: the pool it was judged by (since when; fills that count, valid, bad, severe ones).

    A day that is not judged keeps its pool for the next one, and the streak as it was.
    """

    day: int
    since: int
    counted: int
    valid: int
    bad: int
    severe: int
    state: State
    streak: int


@dataclass
class RatioStream:
    """One nozzle; `before` is its last verdict, from which a restart goes on."""

    limits: p.VapourRatio
    before: RatioVerdict | None = None
    _day: int | None = None
    _sums: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def take(self, day: int, fuel_ml: int, ratio: float) -> RatioVerdict | None:
        """One fuelling that ended on a day; the day before is told when this begins a new one."""
        told = self.close() if self._day not in (None, day) else None
        self._day = day
        limits, rounded = self.limits, round(ratio, _STEP)
        valid = fuel_ml >= limits.valid_ml
        self._sums[0] += valid or limits.count == "all"
        self._sums[1] += valid
        self._sums[2] += valid and not limits.low <= rounded <= limits.high
        self._sums[3] += valid and not limits.severe_low <= rounded <= limits.severe_high
        return told

    def close(self) -> RatioVerdict | None:
        """The day is over: its verdict, None when it had no fuelling."""
        if self._day is None:
            return None
        self.before = next_ratio(self.before, self._day, self._sums, self.limits)
        self._day, self._sums = None, [0, 0, 0, 0]
        return self.before


def next_ratio(before: RatioVerdict | None, day: int, sums: list[int], limits: p.VapourRatio) -> RatioVerdict:
    """A day's verdict after the last one; `sums` are of the day alone: counted, valid, bad, severe."""
    since, streak = day, before.streak if before else 0
    if before is not None and before.state == "not_judged":
        kept = (before.counted, before.valid, before.bad, before.severe)
        since, sums = before.since, [old + new for old, new in zip(kept, sums, strict=True)]
    counted, valid, bad, severe = sums
    if counted < limits.least_fills:
        return RatioVerdict(day, since, counted, valid, bad, severe, "not_judged", streak)
    warned = 100 * bad > limits.bad_percent * counted
    streak = streak + 1 if warned else 0
    alarmed = streak >= limits.alarm_days or 0 < valid == severe
    state: State = "alarm" if alarmed else "warning" if warned else "normal"
    return RatioVerdict(day, since, counted, valid, bad, severe, state, streak)


@dataclass(frozen=True)
class PressureVerdict:
    """A station's day by the pressure: the longest stay near zero, what was observed, the holes."""

    day: int
    longest_s: float
    chained_s: float
    observed_s: float
    holes: int
    state: State
    streak: int


@dataclass
class _Near:
    """A day in the making: the run near zero that goes on, and what is over; µs."""

    last: int
    run: int | None = None
    longest: int = 0
    chain: int = 0
    chained: int = 0
    observed: int = 0
    holes: int = 0

    def end_run(self) -> None:
        """A run ends at the last reading; runs with nothing but holes between them make a chain."""
        if self.run is not None:
            length = self.last - self.run
            self.chain += length
            self.longest, self.chained = max(self.longest, length), max(self.chained, self.chain)
        self.run = None

    def pass_to(self, at: int, hole_s: int) -> None:
        """The time since the last reading: observed, or a hole, which ends a run."""
        gap = at - self.last
        if gap > hole_s * SECOND:
            self.holes += 1
            self.end_run()
        else:
            self.observed += gap

    def see(self, at: int, inside: bool) -> None:
        """A reading near zero begins or goes on with a run, another one ends it and its chain."""
        if not inside:
            self.end_run()
            self.chain = 0
        elif self.run is None:
            self.run = at
        self.last = at


@dataclass
class PressureStream:
    """One station's vapour space; `before` is its last verdict, from which a restart goes on."""

    limits: p.VapourPressure
    before: PressureVerdict | None = None
    _day: int | None = None
    _near: _Near = field(default_factory=lambda: _Near(0))

    def take(self, day: int, at: int, pressure_pa: float) -> PressureVerdict | None:
        """One reading of a day; the day before is told when this begins a new one."""
        told = self.close() if self._day not in (None, day) else None
        if self._day is None:
            self._day, self._near = day, _Near(at)
        else:
            self._near.pass_to(at, self.limits.hole_s)
        self._near.see(at, abs(pressure_pa) <= self.limits.band_pa)
        return told

    def close(self) -> PressureVerdict | None:
        """The day is over: its verdict, None when it had no reading."""
        if self._day is None:
            return None
        near, limits = self._near, self.limits
        near.end_run()
        longest, chained, seen = (part / SECOND for part in (near.longest, near.chained, near.observed))
        state: State = "not_judged"
        if longest > limits.longest_s:
            state = "warning"
        elif chained <= limits.longest_s and seen >= limits.least_observed_s:
            state = "normal"
        streak = _streak(self.before.streak if self.before else 0, state)
        if state == "warning" and streak >= limits.alarm_days:
            state = "alarm"
        self.before = PressureVerdict(self._day, longest, chained, seen, near.holes, state, streak)
        self._day = None
        return self.before


@dataclass(frozen=True)
class ConcentrationVerdict:
    """A station's day by the sensor: the strongest reading, and the days in a row with a strong one."""

    day: int
    most_ppm: float
    observed_s: float
    state: State
    streak: int


@dataclass
class ConcentrationStream:
    """One station's sensor; `before` is its last verdict, from which a restart goes on."""

    limits: p.VapourConcentration
    before: ConcentrationVerdict | None = None
    _day: int | None = None
    _last: int = 0
    _most: float = 0.0
    _observed: int = 0

    def take(self, day: int, at: int, ppm: float) -> ConcentrationVerdict | None:
        """One reading of a day; the day before is told when this begins a new one."""
        told = self.close() if self._day not in (None, day) else None
        if self._day is not None and at - self._last <= self.limits.hole_s * SECOND:
            self._observed += at - self._last
        self._day, self._last, self._most = day, at, max(self._most, ppm)
        return told

    def close(self) -> ConcentrationVerdict | None:
        """The day is over: its verdict, None when it had no reading."""
        if self._day is None:
            return None
        limits, seen = self.limits, self._observed / SECOND
        strong = self._most >= limits.warning_ppm
        state: State = "warning" if strong else "normal" if seen >= limits.least_observed_s else "not_judged"
        streak = _streak(self.before.streak if self.before else 0, state)
        if strong and (self._most >= limits.alarm_ppm or streak >= limits.alarm_days):
            state = "alarm"
        self.before = ConcentrationVerdict(self._day, self._most, seen, state, streak)
        self._day, self._most, self._observed = None, 0.0, 0
        return self.before


def _streak(before: int, state: State) -> int:
    """Judged days in a row in warning; a day that is not judged neither grows nor breaks them."""
    return before if state == "not_judged" else before + 1 if state == "warning" else 0
