"""EPA style scoring of loss rates: induced against estimated, nothing left out.

Formulas as the leak detection protocols use them: bias B and spread s of the errors; for a criterion C the
chance of a false alarm is P(t > (C − B)/s), of finding a loss R P(t > (C − R − B)/s), t with n − 1 degrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

LITRES_PER_GALLON = 3.785411784
RATES = (0.05, 0.1, 0.2)
"""Induced rates, gallons per hour."""
TARGET = 0.2
"""The monthly criterion of 40 CFR 280, gallons per hour."""


@dataclass(frozen=True)
class Estimate:
    """One tank's loss rate, gallons per hour: what was induced, what was estimated and its stated sd."""

    induced: float
    estimated: float
    sd: float


@dataclass(frozen=True)
class LeakScore:
    """Performance at a criterion, all in gallons per hour and shares."""

    tanks: int
    bias: float
    sd: float
    pfa: float
    pd: dict[float, float]
    mdl: float
    inconclusive: float


def score(estimates: Sequence[Estimate], criterion: float = TARGET / 2) -> LeakScore:
    """Scores all estimates together; raises ValueError for fewer than two."""
    if len(estimates) < 2:
        raise ValueError("a spread needs two tanks")
    errors = np.array([e.estimated - e.induced for e in estimates])
    bias, sd, free = float(errors.mean()), float(errors.std(ddof=1)), len(errors) - 1
    return LeakScore(
        tanks=len(errors),
        bias=bias,
        sd=sd,
        pfa=_beyond(criterion - bias, sd, free),
        pd={r: _beyond(criterion - r - bias, sd, free) for r in RATES},
        mdl=2 * float(stats.t.ppf(0.95, free)) * sd,
        inconclusive=float(np.mean([verdict(e, criterion) == "inconclusive" for e in estimates])),
    )


def _beyond(distance: float, sd: float, free: int) -> float:
    return float(stats.t.sf(distance / sd, free))


def verdict(estimate: Estimate, criterion: float = TARGET / 2) -> str:
    """`fail` at the criterion, `pass` below it when the tank's own detectable rate is small enough.

    >>> [verdict(Estimate(0.0, rate, sd)) for rate, sd in ((0.02, 0.03), (0.02, 0.09), (0.2, 0.1))]
    ['pass', 'inconclusive', 'fail']
    """
    if estimate.estimated >= criterion:
        return "fail"
    detectable = 2 * float(stats.norm.ppf(0.95)) * estimate.sd
    return "pass" if detectable <= TARGET else "inconclusive"
