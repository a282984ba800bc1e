"""Intervals of what is counted: shares (Clopper–Pearson), rates (Garwood) and rates resampled by station."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import stats


class Interval(NamedTuple):
    """The two ends of a 95 % interval."""

    low: float
    high: float


def share(hits: int, trials: int, confidence: float = 0.95) -> Interval:
    """Exact binomial interval (Clopper–Pearson) of a share; raises ValueError without trials.

    >>> [round(end, 3) for end in share(59, 59, 0.90)]
    [0.95, 1.0]
    """
    if not 0 <= hits <= trials or trials == 0:
        raise ValueError(f"{hits} of {trials} is no share")
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else float(stats.beta.ppf(tail, hits, trials - hits + 1))
    high = 1.0 if hits == trials else float(stats.beta.ppf(1 - tail, hits + 1, trials - hits))
    return Interval(low, high)


def rate(events: int, exposure: float, confidence: float = 0.95) -> Interval:
    """Exact Poisson interval (Garwood) of events per unit of exposure; raises ValueError without exposure.

    >>> [round(end, 3) for end in rate(0, 30)]
    [0.0, 0.123]
    """
    if events < 0 or exposure <= 0:
        raise ValueError(f"{events} events in {exposure} is no rate")
    tail = (1 - confidence) / 2
    low = 0.0 if events == 0 else float(stats.chi2.ppf(tail, 2 * events)) / 2
    return Interval(low / exposure, float(stats.chi2.ppf(1 - tail, 2 * events + 2)) / 2 / exposure)


def resampled(events: Sequence[int], exposure: float, draws: int = 4000) -> Interval:
    """95 % interval of a rate when whole stations are drawn again: one bad station makes it wide.

    `events` per station, `exposure` of one station. The draws are the same every time.
    """
    if not events or exposure <= 0:
        raise ValueError("no station, no rate")
    counted = np.asarray(events, dtype=float)
    chosen = np.random.default_rng(20).integers(0, len(counted), (draws, len(counted)))
    rates = counted[chosen].mean(axis=1) / exposure
    low, high = np.quantile(rates, [0.025, 0.975])
    return Interval(float(low), float(high))


@dataclass(frozen=True)
class Share:
    """So many of so many, with the exact 95 % interval."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        """The share itself; without trials there is none (ZeroDivisionError)."""
        return self.hits / self.trials

    @property
    def interval(self) -> Interval:
        """Clopper–Pearson."""
        return share(self.hits, self.trials)
