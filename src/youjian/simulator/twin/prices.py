"""Retail prices: a notice every fortnight at midnight; dispensers follow it by their own clocks."""

from datetime import timedelta

import numpy as np

from youjian.simulator.twin.clock import DAY, FloatArray, IntArray, day_of, micros, midnight

PRICES = {"92": 745, "95": 796, "98": 892, "0D": 705}
BELOW_CAP_FEN = 12
_EVERY_DAYS = 14


def notices(start: float, end: float) -> list[tuple[float, int]]:
    """Moments at which all prices change within the span, and by how many fen in all since its start."""
    rng = np.random.default_rng([int(start), 7])
    found, total = list[tuple[float, int]](), 0
    moment = midnight(day_of(start) + timedelta(days=int(rng.integers(3, _EVERY_DAYS))))
    while moment < end:
        total += int(rng.integers(-35, 36))
        found.append((moment, total))
        moment += _EVERY_DAYS * DAY
    return found


def price_at(product: str, span: tuple[float, float], moments: FloatArray) -> IntArray:
    """Fen per litre that a dispenser asks at moments of its own clock."""
    changes = notices(*span)
    steps = np.array([0, *(total for _, total in changes)], dtype=np.int64)
    since = micros(np.array([moment for moment, _ in changes], dtype=np.float64))
    return PRICES[product] + steps[np.searchsorted(since, micros(moments), "right")]
