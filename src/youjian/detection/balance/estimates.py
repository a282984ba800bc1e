"""Every meter's indication error by the fit of its tank's books, of those that nobody accuses too.

Two ways, the surer one is taken: against the other nozzles of the tank, less what was found of both at
verification (`siblings`), or by the levels themselves with the chart's own uncertainty in it (`absolute`).
Source: the account of `detection.balance` and the sibling test of `meter.bias`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from youjian.detection.balance.fits import TankFit
from youjian.detection.balance.levels import Floats
from youjian.detection.balance.meters import MeterLimits, against_others, bias_of


@dataclass(frozen=True)
class MeterEstimate:
    """A nozzle's indication error E in percent, its standard deviation, and how it was found."""

    nozzle: int
    error_pct: float
    sd_pct: float
    basis: str

    def interval(self) -> tuple[float, float]:
        """The 95 % interval, percent."""
        return self.error_pct - 1.96 * self.sd_pct, self.error_pct + 1.96 * self.sd_pct

    def chance_above(self, limit_pct: float) -> float:
        """How likely E is above a limit, by the normal law.

        >>> round(MeterEstimate(1, 0.3, 0.1, "siblings").chance_above(0.3), 2)
        0.5
        """
        return 0.5 * (1.0 - erf((limit_pct - self.error_pct) / (self.sd_pct * sqrt(2.0))))


def meter_estimates(
    fit: TankFit, verified: Mapping[int, float], limits: MeterLimits | None = None
) -> list[MeterEstimate]:
    """The estimate of each nozzle of a tank; `verified` are errors found at verification, percent."""
    count = len(fit.nozzles)
    if not count:
        return []
    chosen = limits or MeterLimits()
    bias, cov = fit.mean[1 : 1 + count], fit.cov[1 : 1 + count, 1 : 1 + count] * fit.scale**2
    alone = np.sqrt(np.diag(cov))
    apart, spread = _apart(bias, cov, [verified.get(nozzle) for nozzle in fit.nozzles], chosen)
    return [
        _estimate(fit.nozzles[i], (bias[i], alone[i], "absolute"), (apart[i], spread[i], "siblings"))
        for i in range(count)
    ]


def _apart(
    bias: Floats, cov: Floats, verified: list[float | None], limits: MeterLimits
) -> tuple[Floats, Floats]:
    """Each meter against the middle of the others, with its own verified error added again."""
    found = np.array([bias_of(error) for error in verified])
    if len(bias) < 2:
        return bias, np.full(1, np.inf)
    known = np.nan_to_num(found)
    weights = against_others(bias - known)
    spread = np.where(np.isnan(found), limits.unverified_spread, limits.verified_spread)
    variance = np.einsum("ij,jk,ik->i", weights, cov, weights) + (weights**2) @ spread**2
    return weights @ (bias - known) + known, np.sqrt(variance)


def _estimate(nozzle: int, *ways: tuple[float, float, str]) -> MeterEstimate:
    share, sd, basis = min(ways, key=lambda way: way[1])
    factor = 1.0 + share
    return MeterEstimate(nozzle, float(-100.0 * share / factor), float(100.0 * sd / factor**2), basis)
