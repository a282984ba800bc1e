"""The simple methods beside the catalogue on the same folders: limits frozen on the tuning stations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.detection.baselines import (
    LEARN_DAYS,
    Alarming,
    DayAlarm,
    Stream,
    adwin,
    cusum,
    epa_month,
    freeze,
    outliers,
    page_hinkley,
    say,
    streams,
)
from benchmarks.detection.intervals import rate
from benchmarks.detection.kept import Outcome
from benchmarks.detection.matching import Trial
from benchmarks.detection.records import Alarm, Revision
from benchmarks.detection.report import Done, trials_of
from benchmarks.detection.scores import by_horizon, delay
from benchmarks.detection.suites import Suite
from benchmarks.detection.words import hours, per_month, share, table

BUDGET = 0.1
"""Alarms per station-month, for each method alone what the catalogue has for all its measured rules."""
SHOWN = ("1 d", "3 d", "7 d", "14 d", "30 d")
Trials = Sequence[Trial]


@dataclass(frozen=True)
class Method:
    """A method with its limit; the monthly rule's is the law's."""

    name: str
    alarming: Alarming
    limit: float


def frozen(nulls: Sequence[Stream]) -> list[Method]:
    """Every method, its limit set on null stations: the lowest that keeps the budget."""
    wide, fine, powers = np.geomspace(1, 1000, 91), np.linspace(-0.2, 0.5, 141), np.linspace(0.5, 15, 59)
    candidates: list[tuple[str, Alarming, Iterable[float]]] = [
        ("daily variance + CUSUM", cusum, wide),
        ("river Page-Hinkley on the daily variance", page_hinkley, wide),
        ("river ADWIN on the daily variance", adwin, powers),
        ("PyOD ECOD on the day's features", outliers("ecod", nulls), wide),
        ("PyOD IForest on the day's features", outliers("iforest", nulls), fine),
    ]
    law = Method("1 % + 130 gal a month", epa_month, 1.0)
    return [law, *(Method(name, how, freeze(how, nulls, limits, BUDGET)) for name, how, limits in candidates)]


def rival_trials(method: Method, suite: Suite, outcomes: Sequence[Outcome]) -> list[Trial]:
    """The suite's frauds with the method's alarms at their stations since they began, whatever the tank."""
    said: dict[str, list[Alarm]] = {}
    for alarm in say(method.alarming, _streams(outcomes), method.limit):
        said.setdefault(alarm.station_id, []).append(_alarm(alarm))
    return [_trial(t, said.get(t.label.station_id, [])) for t in trials_of(suite, outcomes)]


def _trial(asked: Trial, said: list[Alarm]) -> Trial:
    hits = tuple(sorted((a for a in said if a.detected_at >= asked.onset), key=lambda a: a.detected_at))
    return replace(asked, hits=hits, around=hits, right_place=None)


def _alarm(said: DayAlarm) -> Alarm:
    at = said.detected_at
    stated = Revision(
        f"{said.station_id} {said.tank_id} {said.day}",
        *(1, "open", "", said.station_id, f"tank:{said.tank_id}", at, None, at),
        *("alarm", None, None, None, "ml", "suspicion"),
    )
    return Alarm(stated, stated)


def _streams(outcomes: Sequence[Outcome]) -> list[Stream]:
    return [stream for found in outcomes for stream in streams(found.days())]


def rivals_table(tuning: Done, honest: Done, compared: Done) -> str:
    """Alarms on honest stations, then chance by time on the suites compared, ours first."""
    methods = frozen([stream for _, found in tuning for stream in _streams(found)])
    head = ["suite", "method", *SHOWN, "median time"]
    rows = [row for suite, found in compared for row in _rows(methods, suite, found)]
    return f"{_budget_table(methods, honest)}\n\n{table(head, rows)}"


def _budget_table(methods: Sequence[Method], honest: Done) -> str:
    head = ["method", "limit", *(f"alarms per station-month, {suite.name}" for suite, _ in honest)]
    rows = [[m.name, f"{m.limit:.2f}", *(_rate(m, found) for _, found in honest)] for m in methods]
    return table(head, rows)


def _rate(method: Method, outcomes: Sequence[Outcome]) -> str:
    found = _streams(outcomes)
    stations = {s.station_id for s in found}
    if not stations:
        return "–"
    watched = sum(len(s.days) - LEARN_DAYS for s in found) / len(found) * len(stations) / 30
    counted = len(say(method.alarming, found, method.limit))
    return per_month(counted / watched, rate(counted, watched))


def _rows(methods: Sequence[Method], suite: Suite, outcomes: Sequence[Outcome]) -> list[list[str]]:
    rivals = [("", m.name, rival_trials(m, suite, outcomes)) for m in methods]
    ours = (suite.name, "**youjian**", trials_of(suite, outcomes))
    return [[name, method, *_figures(trials)] for name, method, trials in (ours, *rivals)]


def _figures(trials: Trials) -> list[str]:
    shares = by_horizon(trials)
    return [*(share(shares[word]) for word in SHOWN), hours(delay(trials).median_h)]
