"""The scores of one suite: chance of detection by time, delay, litres lost, place, size and onset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

import numpy as np

from benchmarks.detection.horizons import HORIZONS, Horizon
from benchmarks.detection.intervals import Share
from benchmarks.detection.matching import Trial
from benchmarks.detection.truth import litres_between


@dataclass(frozen=True)
class Delay:
    """Hours until the first alarm over all trials, misses as endless (None: among the misses)."""

    median_h: float | None
    p90_h: float | None


def detected_by(trials: Iterable[Trial], horizon: Horizon) -> Share:
    """How many were found in time, of those whose data lasts that long."""
    outcomes = [_in_time(t, horizon) for t in trials if horizon.deadline(t.onset) <= t.data_ends]
    return Share(sum(outcomes), len(outcomes))


def by_horizon(trials: Sequence[Trial]) -> dict[str, Share]:
    """The share found by each horizon."""
    return {horizon.word: detected_by(trials, horizon) for horizon in HORIZONS}


def _in_time(trial: Trial, horizon: Horizon) -> bool:
    return trial.hit is not None and trial.hit.detected_at <= horizon.deadline(trial.onset)


def delay(trials: Sequence[Trial]) -> Delay:
    """Median and 90th percentile of the hours to the first alarm, misses included as endless."""
    hours = sorted(_hours(t) for t in trials)
    return Delay(_quantile(hours, 0.5), _quantile(hours, 0.9))


def _hours(trial: Trial) -> float:
    if trial.hit is None:
        return float("inf")
    return (trial.hit.detected_at - trial.onset) / timedelta(hours=1)


def _quantile(ordered: Sequence[float], part: float) -> float | None:
    if not ordered:
        return None
    value = ordered[min(len(ordered) - 1, int(np.ceil(part * len(ordered))) - 1)]
    return None if np.isinf(value) else float(value)


def litres_lost(trials: Sequence[Trial]) -> float | None:
    """Median litres gone when the alarm came; a miss has lost all until the data end."""
    if not trials:
        return None
    return median(_lost(t) for t in trials)


def _lost(trial: Trial) -> float:
    until = trial.data_ends if trial.hit is None else trial.hit.detected_at
    return litres_between(trial, trial.label.started_at, until)


def right_place(trials: Iterable[Trial]) -> Share:
    """Of those found: how many at the tank or nozzle that the label names."""
    found = [t.right_place for t in trials if t.right_place is not None]
    return Share(sum(found), len(found))


def onset_hours(trials: Iterable[Trial]) -> float | None:
    """Median of the absolute error of the first alarm's beginning, in hours."""
    errors = [abs(t.hit.first.started_at - t.label.started_at) / timedelta(hours=1) for t in trials if t.hit]
    return median(errors) if errors else None
