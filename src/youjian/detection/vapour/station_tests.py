"""Verdicts of the tests that people make at a station: GB 20952-2020 sections 5 and 7, annex F.

Values are decimal, so that a difference of 0.15 is 0.15. A verdict is `pass`, `fail` or `open`: then the
standard asks for more measurements before it says anything.
"""

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Verdict = Literal["pass", "fail", "open"]
Pair = tuple[Decimal, Decimal]
"""What was measured by hand, and what the monitor said."""

ULLAGE_L = (
    1893, 2082, 2271, 2460, 2650, 2839, 3028, 3217, 3407, 3596, 3785, 4542, 5299, 6056, 6813, 7570,
    8327, 9084, 9841, 10598, 11355, 13248, 15140, 17033, 18925, 22710, 26495, 30280, 34065, 37850,
    56775, 75700, 94625,
)  # fmt: skip
"""Ullages of table 2, L."""
_NOZZLES = (6, 12, 18, 24)
_RESIDUAL_PA = (
    (182, 199, 217, 232, 244, 257, 267, 277, 286, 294, 301, 329, 349, 364, 376, 389, 396, 404, 411,
     416, 421, 431, 438, 446, 451, 458, 463, 468, 471, 473, 481, 486, 488),
    (172, 189, 204, 219, 234, 244, 257, 267, 277, 284, 294, 319, 341, 356, 371, 381, 391, 399, 406,
     411, 418, 428, 436, 443, 448, 456, 461, 466, 471, 473, 481, 486, 488),
    (162, 179, 194, 209, 224, 234, 247, 257, 267, 277, 284, 311, 334, 351, 364, 376, 386, 394, 401,
     409, 414, 423, 433, 441, 446, 453, 461, 463, 468, 471, 481, 483, 488),
    (152, 169, 184, 199, 214, 227, 237, 249, 257, 267, 274, 304, 326, 344, 359, 371, 381, 389, 396,
     404, 409, 421, 428, 436, 443, 451, 458, 463, 466, 468, 478, 483, 486),
    (142, 159, 177, 192, 204, 217, 229, 239, 249, 259, 267, 296, 319, 336, 351, 364, 376, 384, 391,
     399, 404, 416, 426, 433, 441, 448, 456, 461, 466, 468, 478, 483, 486),
)  # fmt: skip
RESISTANCE_PA = {18: 40, 28: 90, 38: 155}
"""Back-pressure at most, Pa, by the flow of nitrogen, L/min (table 1)."""
RATIO = (Decimal("1.0"), Decimal("1.2"))
_SAMPLES = ((10, 6, 1), (15, 8, 2), (20, 10, 2))
_PRESSURE_PA, _RATIO_APART, _VOLUME_SHARE, _DELAY_S = 50, Decimal("0.15"), Decimal("0.01"), 60
_REPEATED = 3


def least_residual_pa(ullage_l: Decimal, nozzles: int) -> Fraction:
    """The least pressure 5 min after 500 Pa, by table 2, linear between its rows; ValueError beyond it.

    >>> round(float(least_residual_pa(Decimal(5000), 8)), 1)
    332.3
    """
    if nozzles < 1 or not ULLAGE_L[0] <= ullage_l <= ULLAGE_L[-1]:
        raise ValueError(f"table 2 goes from {ULLAGE_L[0]} to {ULLAGE_L[-1]} L: {ullage_l} L, {nozzles}")
    column = _RESIDUAL_PA[bisect_left(_NOZZLES, nozzles)]
    above = max(bisect_left(ULLAGE_L, ullage_l), 1)
    low, high = ULLAGE_L[above - 1], ULLAGE_L[above]
    return column[above - 1] + (column[above] - column[above - 1]) * (Fraction(ullage_l) - low) / (high - low)


def tightness(ullage_l: Decimal, nozzles: int, residual_pa: Decimal) -> Verdict:
    """Whether the vapour space is tight; ValueError beyond table 2."""
    return _verdict(Fraction(residual_pa) >= least_residual_pa(ullage_l, nozzles))


def resistance_ok(flow_l_min: int, pa: Decimal) -> bool:
    """Whether a line's back-pressure is within table 1; ValueError for a flow that it does not have."""
    if flow_l_min not in RESISTANCE_PA:
        raise ValueError(f"table 1 has no flow of {flow_l_min} L/min")
    return pa <= RESISTANCE_PA[flow_l_min]


def resistance(readings: Sequence[tuple[int, Decimal]]) -> Verdict:
    """Whether all lines are; ValueError for a flow that table 1 does not have."""
    return _verdict(all(resistance_ok(flow, pa) for flow, pa in readings))


def ratio_ok(ratio: Decimal) -> bool:
    """Whether a nozzle's A/L is from 1.0 to 1.2."""
    return RATIO[0] <= ratio <= RATIO[1]


def sample(nozzles: int) -> tuple[int, int]:
    """How many nozzles of a station are tested, and from how many bad ones on it has failed (table 4).

    >>> sample(6), sample(12), sample(21)
    ((6, 1), (8, 2), (12, 3))
    """
    if nozzles <= _NOZZLES[0]:
        return nozzles, 1
    return next(((tested, bad) for most, tested, bad in _SAMPLES if nozzles <= most), (12, 3))


def ratios(nozzles: int, measured: Sequence[Decimal]) -> Verdict:
    """The station's A/L from its tested nozzles: bad ones decide at once, good ones when enough."""
    tested, most = sample(nozzles)
    if sum(not ratio_ok(one) for one in measured) >= most:
        return "fail"
    return "pass" if len(measured) >= tested else "open"


def monitor_pressure(apart_pa: Sequence[Decimal]) -> Verdict:
    """The monitor's pressure: a difference of 50 Pa at most, else the mean of three."""
    if abs(apart_pa[0]) <= _PRESSURE_PA:
        return "pass"
    if len(apart_pa) < _REPEATED:
        return "open"
    return _verdict(sum(abs(one) for one in apart_pa) <= _PRESSURE_PA * len(apart_pa))


def monitor_ratio(pairs: Sequence[Pair]) -> Verdict:
    """The monitor's A/L: 0.15 apart at most, else the means of three."""
    if abs(pairs[0][0] - pairs[0][1]) <= _RATIO_APART:
        return "pass"
    if len(pairs) < _REPEATED:
        return "open"
    return _verdict(abs(sum(hand - monitor for hand, monitor in pairs)) <= _RATIO_APART * len(pairs))


def monitor_volume(dispenser_l: Decimal, monitor_l: Decimal) -> Verdict:
    """The monitor's litres: 1 % of the dispenser's apart at most."""
    return _verdict(abs(monitor_l - dispenser_l) <= _VOLUME_SHARE * dispenser_l)


def monitor_delay(seconds: Decimal) -> Verdict:
    """An A/L is there within a minute."""
    return _verdict(seconds <= _DELAY_S)


def _verdict(good: bool) -> Verdict:
    return "pass" if good else "fail"
