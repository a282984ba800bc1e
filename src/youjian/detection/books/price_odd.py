"""Prices that ask for a look: far below the city's for days, or changed when nobody changes prices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Literal

from youjian.contract.fields import SHANGHAI

OddKind = Literal["far_below", "odd_hours", "many_changes"]


@dataclass(frozen=True)
class PriceDay:
    """A product's prices at a station on a business day, fen per litre.

    `changes` counts the changes of its nozzles' prices, `changed_at` is the last of them.
    """

    station_id: str
    product: str
    day: date
    low_fen: int
    median_fen: int
    high_fen: int
    volume_ml: int
    changes: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True)
class OddLimits:
    """Percent below the city's median, days in a row, changes in a day, hours of the night (Shanghai)."""

    below_pct: float = 8.0
    below_days: int = 3
    most_changes: int = 12
    night_from: int = 23
    night_until: int = 5


@dataclass(frozen=True)
class OddPrice:
    """An anomaly: whose, what, on which days, the price, what it is held against, and mL sold."""

    station_id: str
    product: str
    kind: OddKind
    from_on: date
    until_on: date
    price_fen: int
    against_fen: int
    volume_ml: int


def city_medians(days: Iterable[PriceDay]) -> dict[tuple[str, date], int]:
    """The median of the stations' medians by product and day."""
    listed: dict[tuple[str, date], list[int]] = {}
    for one in days:
        listed.setdefault((one.product, one.day), []).append(one.median_fen)
    return {key: round(median(prices)) for key, prices in listed.items()}


def odd_prices(
    days: Sequence[PriceDay],
    medians: dict[tuple[str, date], int],
    notices: Iterable[datetime],
    limits: OddLimits,
) -> list[OddPrice]:
    """The anomalies of stations' days, the latest first."""
    near = list(notices)
    found = [*_below(days, medians, limits)]
    for one in days:
        if one.changes > limits.most_changes:
            found.append(_of(one, "many_changes", medians))
        if one.changed_at is not None and _at_night(one.changed_at, limits) and not _noticed(one, near):
            found.append(_of(one, "odd_hours", medians))
    return sorted(found, key=lambda odd: (-odd.until_on.toordinal(), odd.station_id, odd.product, odd.kind))


def _of(one: PriceDay, kind: OddKind, medians: dict[tuple[str, date], int]) -> OddPrice:
    against = medians.get((one.product, one.day), one.median_fen)
    return OddPrice(
        one.station_id, one.product, kind, one.day, one.day, one.median_fen, against, one.volume_ml
    )


def _at_night(moment: datetime, limits: OddLimits) -> bool:
    hour = moment.astimezone(SHANGHAI).hour
    return hour >= limits.night_from or hour < limits.night_until


def _noticed(one: PriceDay, notices: Sequence[datetime]) -> bool:
    """Whether a notice took force that night: prices change at midnight then."""
    at = one.changed_at
    return at is not None and any(abs(at - notice) <= timedelta(hours=6) for notice in notices)


def _below(
    days: Sequence[PriceDay], medians: dict[tuple[str, date], int], limits: OddLimits
) -> list[OddPrice]:
    low = [one for one in days if _far_below(one, medians, limits)]
    low.sort(key=lambda one: (one.station_id, one.product, one.day))
    runs: list[list[PriceDay]] = []
    for one in low:
        last = runs[-1][-1] if runs else None
        follows = last is not None and (last.station_id, last.product) == (one.station_id, one.product)
        if last is not None and follows and one.day - last.day == timedelta(days=1):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [_run(run, medians) for run in runs if len(run) >= limits.below_days]


def _far_below(one: PriceDay, medians: dict[tuple[str, date], int], limits: OddLimits) -> bool:
    city = medians.get((one.product, one.day))
    return city is not None and one.median_fen < city * (1 - limits.below_pct / 100)


def _run(run: Sequence[PriceDay], medians: dict[tuple[str, date], int]) -> OddPrice:
    first, last = run[0], run[-1]
    return OddPrice(
        first.station_id,
        first.product,
        "far_below",
        first.day,
        last.day,
        min(one.median_fen for one in run),
        round(median([medians[one.product, one.day] for one in run])),
        sum(one.volume_ml for one in run),
    )
