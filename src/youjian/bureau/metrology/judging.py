"""What readings of a verification come to: error, repeatability, pass or fail under an edition's limits.

Errors are E = (indicated - delivered) / delivered in thousandths of a percent, integers, so that a reading on
the limit is on the limit. Source: JJG 443, limits ±0.30 % and 0.15 % (2015) or 0.10 % (2023), as data.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

POINTS = ("q1", "q2")
"""Flow points: the larger and the smaller one."""


@dataclass(frozen=True)
class Limits:
    """The limits of an edition; `range_divisor` turns the range of a point's readings into repeatability."""

    mpe_milli: int
    repeatability_milli: int
    range_divisor: float = 1.0


@dataclass(frozen=True)
class Judged:
    """`error_milli` is the point's mean furthest from zero; `faults` are codes, empty for a pass."""

    error_milli: int
    repeatability_milli: int
    faults: tuple[str, ...]

    @property
    def result(self) -> str:
        """pass or fail."""
        return "fail" if self.faults else "pass"


def judged(readings: Mapping[str, Sequence[int]], limits: Limits, *, appearance_ok: bool = True) -> Judged:
    """What readings by flow point come to. Every point has to have a reading.

    >>> judged({"q1": [300, 300, 300], "q2": [-100, 0, -50]}, Limits(300, 100))
    Judged(error_milli=300, repeatability_milli=100, faults=())
    >>> judged({"q1": [301, 300, 300], "q2": [0, 0, 0]}, Limits(300, 100)).faults
    ('error_q1',)
    >>> judged({"q1": [0, 0, 0], "q2": [0, 101, 0]}, Limits(300, 100)).faults
    ('repeatability_q2',)
    """
    faults = [] if appearance_ok else ["appearance"]
    means, spreads = [], []
    for point, values in readings.items():
        total, spread = sum(values), (max(values) - min(values)) / limits.range_divisor
        if abs(total) > limits.mpe_milli * len(values):
            faults.append(f"error_{point}")
        if spread > limits.repeatability_milli:
            faults.append(f"repeatability_{point}")
        means.append(_rounded(total, len(values)))
        spreads.append(spread)
    return Judged(max(means, key=abs), round(max(spreads)), tuple(faults))


def _rounded(total: int, count: int) -> int:
    """A mean rounded half away from zero."""
    size = (2 * abs(total) + count) // (2 * count)
    return size if total >= 0 else -size


def months_later(day: date, months: int) -> date:
    """The last day of a span of months that begins on a day.

    >>> months_later(date(2026, 9, 15), 6), months_later(date(2026, 8, 31), 6)
    (datetime.date(2027, 3, 14), datetime.date(2027, 2, 27))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) - timedelta(days=1)
