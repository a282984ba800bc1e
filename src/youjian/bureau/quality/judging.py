"""Laboratory values against limits. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from youjian.detection.books.products import family, tax_class

_SUMMER = range(5, 11)


@dataclass(frozen=True)
class Limit:
    """A limit: of which fuel (a product's code, `petrol`, `diesel`), in which season, from which day on."""

    fuel: str
    code: str
    low: Decimal | None
    high: Decimal | None
    season: str
    standard: str
    valid_from: date


@dataclass(frozen=True)
class Measured:
    """A value with the limit it was held against; `limit` is None where none is known."""

    code: str
    value: Decimal
    limit: Limit | None

    @property
    def outside(self) -> bool:
        """Whether it lies beyond the limit; a value without a limit never does."""
        if self.limit is None:
            return False
        low, high = self.limit.low, self.limit.high
        return (low is not None and self.value < low) or (high is not None and self.value > high)


def limit_of(limits: Iterable[Limit], product: str, code: str, day: date) -> Limit | None:
    """The limit of a product's property on a day: its own before its kind's, a season's before the year's.

    Petrol with ethanol goes by the line of its grade where it has none of its own.

    >>> year = Limit("petrol", "sulphur", None, Decimal(10), "", "GB 17930-2016", date(2019, 1, 1))
    >>> day = date(2026, 7, 1)
    >>> limit_of([year], "92", "sulphur", day) is year, limit_of([year], "0D", "sulphur", day)
    (True, None)
    """
    near, season = [tax_class(product), family(product), product], _season(day)
    fitting = [
        one
        for one in limits
        if one.code == code and one.fuel in near and one.season in ("", season) and one.valid_from <= day
    ]
    return max(
        fitting, key=lambda one: (near.index(one.fuel), one.season != "", one.valid_from), default=None
    )


def _season(day: date) -> str:
    return "summer" if day.month in _SUMMER else "winter"


def judged(
    limits: Sequence[Limit], product: str, values: Mapping[str, Decimal], day: date
) -> tuple[str, list[Measured]]:
    """`fail` when any value lies beyond its limit, else `pass`; each value with its limit, in their order.

    Limits include their ends: a laboratory's value is compared as it was written (GB/T 8170 rounding is the
    laboratory's).
    """
    told = [Measured(code, value, limit_of(limits, product, code, day)) for code, value in values.items()]
    return ("fail" if any(one.outside for one in told) else "pass"), told
