"""Days of supply (可售天数): how long a station's stock of a product lasts at the pace of its last week.

Pure: volumes and sums in, days out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WINDOW_DAYS = 7
"""Whole business days before the running one whose sales tell the pace."""
LEAST_DAYS = 3
"""Fewer days with records than these tell no pace."""
MOST_DAYS = 999.0

Reason = Literal["no_level", "no_volume", "stale_level", "few_days", "no_sales"]
"""Why nothing is said: no level ever, no volume for it, a level of long ago, too few days, nothing sold."""


@dataclass(frozen=True)
class Stock:
    """What is known of one tank: its volume in litres, or why there is none."""

    volume_l: float | None
    reason: Reason | None = None


@dataclass(frozen=True)
class Supply:
    """Days of supply, or the reason why they are unknown; `litres_a_day` is the pace where it is known."""

    days: float | None
    reason: Reason | None
    litres_a_day: float | None = None


def days_of_supply(stocks: Sequence[Stock], sold_ml: Sequence[int], days_known: int) -> Supply:
    """How many days the tanks of one product last together.

    `stocks` are all tanks of the product at one station: they are drawn from in common, so one unknown tank
    leaves the answer unknown. `sold_ml` are the sums of the days on which the product was sold, within the
    last `WINDOW_DAYS` whole days; `days_known` counts those on which the station sold anything, so that a
    day without records is no day without sales. Water and what no pump reaches are not taken off.

    >>> days_of_supply([Stock(12_000.0)], [4_000_000] * 7, 7).days
    3.0
    >>> days_of_supply([Stock(12_000.0)], [], 7).reason
    'no_sales'
    """
    if not stocks:
        return Supply(None, "no_level")
    missing = next((stock for stock in stocks if stock.volume_l is None), None)
    pace = _pace(sold_ml, days_known)
    if missing is not None:
        return Supply(None, missing.reason or "no_volume", pace)
    if pace is None:
        return Supply(None, "few_days")
    if pace <= 0:
        return Supply(None, "no_sales", 0.0)
    held = sum(max(0.0, stock.volume_l or 0.0) for stock in stocks)
    return Supply(min(MOST_DAYS, held / pace), None, pace)


def _pace(sold_ml: Sequence[int], days_known: int) -> float | None:
    if days_known < LEAST_DAYS:
        return None
    return max(0, sum(sold_ml)) / 1000 / days_known
