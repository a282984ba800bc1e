"""What a tank's account says of its meters: which one, or all together, since when, by how much."""

from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats
from youjian.detection.balance.pieces import FIRST_NOZZLE, JUMP, SALE
from youjian.detection.balance.standing import Claim, Standing


@dataclass(frozen=True)
class MeterClaim:
    """A meter's (or, with `nozzle` None, all meters') bias `share` since the day that ended at night `onset`.

    `share` is true over recorded, minus 1: negative when the customer gets less than shown. `basis` says
    against what: its own `past`, its `siblings`, or the documents and the chart (`absolute`).
    """

    nozzle: int | None
    onset: int
    share: float
    sd: float
    basis: str

    def error_percent(self) -> tuple[float, float, float]:
        """Indication error E in percent, estimate and 95 % interval (E = -b / (1 + b))."""
        ends = (self.share, self.share + 1.96 * self.sd, self.share - 1.96 * self.sd)
        estimate, low, high = (100.0 * -b / (1.0 + b) for b in ends)
        return estimate, low, high


@dataclass(frozen=True)
class MeterLimits:
    """Beyond what a meter is said to be off: shares and standard deviations (rule-set parameters)."""

    permissible: float = 0.003
    past_nights: int = 3
    changed_sd: float = 7.0
    changed_least: float = 0.0035
    changed_days: int = 5
    rather: float = 6.0
    unsteady_sd: float = 4.5
    nights: int = 7
    sibling_sd: float = 3.9
    sibling_spread: float = 0.0045
    chart_share: float = 0.02
    verified_spread: float = 0.0007
    unverified_spread: float = 0.0013
    absolute_sd: float = 3.0
    least_documents: int = 3
    least_litres: float = 1500.0


def one_meter(
    standing: Standing, errors: dict[int, float], limits: MeterLimits, sign: int
) -> MeterClaim | None:
    """The meter that differs from its own past or its siblings; `sign` -1 for customers getting less.

    `errors` are the indication errors found at verification, percent, by nozzle.
    """
    earliest = standing.first + limits.past_nights
    changed = standing.best_meter(sign, earliest)
    if changed is not None and abs(changed.z) >= limits.unsteady_sd:
        return _changed(standing, changed, limits, sign)
    if _unsteady(standing, earliest, limits) or not standing.chart_fits(limits.chart_share):
        return None
    if len(standing.nozzles) == 1:
        return _absolute(standing, standing.nozzles[0], limits, sign)
    return _sibling(standing, errors, limits, sign)


def all_meters(standing: Standing, limits: MeterLimits, sign: int) -> MeterClaim | None:
    """All meters of a tank together against their own past, or against documents."""
    earliest = standing.first + limits.past_nights
    together = standing.best(SALE, sign, earliest)
    if (
        together is not None
        and abs(together.z) >= limits.changed_sd
        and abs(together.amplitude) >= limits.changed_least
    ):
        single = standing.best_meter(sign, earliest)
        if len(standing.nozzles) > 1 and single is not None and single.z**2 > together.z**2 - limits.rather:
            return None
        if standing.days_since(together.onset) < limits.changed_days or _one_step(standing, together, limits):
            return None
        return MeterClaim(None, together.onset, together.amplitude, together.sd, "past")
    if _unsteady(standing, earliest, limits) or not standing.chart_fits(limits.chart_share):
        return None
    return _absolute(standing, None, limits, sign)


def _unsteady(standing: Standing, earliest: int, limits: MeterLimits) -> bool:
    """Whether something of the whole tank changed, so that what is known since the beginning is mixed."""
    claims = (standing.best(SALE, way, earliest) for way in (-1, 1))
    return any(claim is not None and abs(claim.z) >= limits.unsteady_sd for claim in claims)


def _absolute(standing: Standing, nozzle: int | None, limits: MeterLimits, sign: int) -> MeterClaim | None:
    """Beyond the permissible error by what documents say was bought."""
    if standing.night - standing.first < limits.nights or standing.documents < limits.least_documents:
        return None
    share, sd = standing.common()
    if sign * share - limits.absolute_sd * sd < limits.permissible:
        return None
    return MeterClaim(nozzle, standing.first, share, sd, "absolute")


def _changed(standing: Standing, changed: Claim, limits: MeterLimits, sign: int) -> MeterClaim | None:
    place = changed.shape - FIRST_NOZZLE
    if abs(changed.amplitude) < limits.changed_least or abs(changed.z) < limits.changed_sd:
        return None
    if standing.days_since(changed.onset) < limits.changed_days or _one_step(standing, changed, limits):
        return None
    if standing.litres_since(changed.onset, place) < limits.least_litres:
        return None
    together = standing.best(SALE, sign, changed.onset - 1)
    if len(standing.nozzles) > 1 and together is not None and changed.z**2 < together.z**2 + limits.rather:
        return None
    return MeterClaim(standing.nozzles[place], changed.onset, changed.amplitude, changed.sd, "past")


def _one_step(standing: Standing, claim: Claim, limits: MeterLimits) -> bool:
    """Whether one step of the level explains the same: a gauge that was touched, fuel that came or went."""
    jumps = (standing.best(JUMP, way, claim.onset - 1) for way in (-1, 1))
    return any(jump is not None and claim.z**2 < jump.z**2 + limits.rather for jump in jumps)


def _sibling(
    standing: Standing, errors: dict[int, float], limits: MeterLimits, sign: int
) -> MeterClaim | None:
    count = len(standing.nozzles)
    if count < 2 or standing.night - standing.first < limits.nights:
        return None
    bias, cov = standing.meters()
    found = np.array([bias_of(errors.get(nozzle)) for nozzle in standing.nozzles])
    beyond = bias - np.nan_to_num(found)
    weights = against_others(beyond)
    apart = weights @ beyond
    spread = np.where(np.isnan(found), limits.unverified_spread, limits.verified_spread)
    scale = standing.scale()
    variance = np.einsum("ij,jk,ik->i", weights, cov, weights) * scale**2 + (weights**2) @ spread**2
    z = apart / np.sqrt(variance)
    place = int(np.argmax(sign * z))
    if sign * z[place] < limits.sibling_sd or sign * apart[place] < limits.permissible:
        return None
    if variance[place] > limits.sibling_spread**2 or abs(z[place]) < np.abs(z).max():
        return None
    if count == 2 and abs(beyond[place]) < abs(beyond[1 - place]):
        return None
    if standing.litres_since(standing.first, place) < limits.least_litres:
        return None
    return MeterClaim(
        standing.nozzles[place],
        standing.first,
        float(apart[place]),
        float(np.sqrt(variance[place])),
        "siblings",
    )


def against_others(values: Floats) -> Floats:
    """Rows that give each value less the middle one (or two) of the others."""
    count = len(values)
    weights = np.eye(count)
    for row in range(count):
        others = [i for i in np.argsort(values, kind="stable") if i != row]
        middle = others[(count - 2) // 2 : (count - 1) // 2 + 1]
        weights[row, middle] -= 1.0 / len(middle)
    return weights


def bias_of(error_percent: float | None) -> float:
    """A verification's indication error as a bias: b = -E / (1 + E)."""
    if error_percent is None:
        return float("nan")
    error = error_percent / 100.0
    return -error / (1.0 + error)
