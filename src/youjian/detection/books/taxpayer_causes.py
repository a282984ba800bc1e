"""What may lie behind a taxpayer's shortfall, each with its litres: candidates for people, not decisions."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from youjian.detection.books.products import tax_class
from youjian.detection.books.taxpayer import Figures, Span, total, undeclared_ml
from youjian.detection.books.taxpayer_limits import CLASSES, Limits

CauseKind = Literal[
    "period_shift", "credit_sales", "self_use", "late_invoices", "another_product", "data_gap"
]


@dataclass(frozen=True)
class Cause:
    """A candidate and the mL that it would explain."""

    kind: CauseKind
    ml: int


@dataclass(frozen=True)
class Settled:
    """mL of a month's shortfall that other months declared too much: the neighbours, or later ones.

    `lent_ml` of what the month itself declared too much belongs to other months.
    """

    shift_ml: int = 0
    credit_ml: int = 0
    lent_ml: int = 0

    def __add__(self, other: "Settled") -> "Settled":
        """Both together."""
        return Settled(
            self.shift_ml + other.shift_ml, self.credit_ml + other.credit_ml, self.lent_ml + other.lent_ml
        )

    @property
    def ml(self) -> int:
        """All that came back."""
        return self.shift_ml + self.credit_ml


def settle(differences: Sequence[int], reach: int, pressing: Container[int] = ()) -> list[Settled]:
    """Month by month, how much of what is short came back in other months; no surplus serves twice.

    Differences are sold less declared, mL, of months in a row. What is short may have been declared in the
    month before or after (期间差异), or up to `reach` months later (赊销). Surplus is used up from the
    earliest month on: months that may serve follow each other as those that are short do, so no other order
    settles more. Months that are `pressing` come before all others.

    >>> [(one.shift_ml, one.lent_ml) for one in settle([0, 900, -900, 0], 3)]
    [(0, 0), (900, 0), (0, 900), (0, 0)]
    >>> settle([900, 0, -400, -300], 3)[0].credit_ml
    700
    """
    surplus = [max(-difference, 0) for difference in differences]
    left = list(surplus)
    made = [Settled()] * len(differences)
    for month in sorted(range(len(differences)), key=lambda month: month not in pressing):
        needed = max(differences[month], 0)
        shift = _take(left, [month - 1, month + 1], needed)
        made[month] = Settled(shift, _take(left, range(month + 2, month + reach + 1), needed - shift))
    lent = (had - rest for had, rest in zip(surplus, left, strict=True))
    return [replace(one, lent_ml=given) for one, given in zip(made, lent, strict=True)]


def _take(left: list[int], months: Sequence[int], needed: int) -> int:
    """Use up surplus of some months; returns how much was found."""
    found = 0
    for month in months:
        if 0 <= month < len(left):
            used = min(left[month], needed - found)
            left[month] -= used
            found += used
    return found


def settled(months: Sequence[Span], reach: int, limits: Limits) -> list[Settled]:
    """`settle` for petrol and diesel each, added up; a month that is not declared yet is no shortfall.

    Months short beyond the limits are pressing: what is small enough to be nobody's business takes nothing
    away from them.
    """
    made = [Settled()] * len(months)
    pressing = {place for place, span in enumerate(months) if undeclared_ml(span, limits)}
    for name in CLASSES:
        differences = [_difference(span, name) for span in months]
        made = [a + b for a, b in zip(made, settle(differences, reach, pressing), strict=True)]
    return made


def _difference(span: Span, name: str) -> int:
    mine = total(figures for product, figures in span.products.items() if tax_class(product) == name)
    told = mine.difference_ml if span.total.returns else 0
    return told if span.due else min(told, 0)


def causes(months: Sequence[Span], at: int, short: int, found: Settled) -> tuple[Cause, ...]:
    """The candidates for a month's shortfall, the largest first; those without a litre are left out.

    Each says what it alone would explain: they may overlap, and nothing is added up.
    """
    span = months[at]
    named: Mapping[CauseKind, int] = {
        "period_shift": found.shift_ml,
        "credit_sales": found.credit_ml,
        "self_use": _self_use(months, at),
        "late_invoices": _late_invoices(months, at),
        "another_product": _another_product(span.products),
        "data_gap": round(span.offline_share * span.total.sold_ml),
    }
    made = [Cause(kind, min(ml, short)) for kind, ml in named.items() if min(ml, short) > 0]
    return tuple(sorted(made, key=lambda cause: -cause.ml))


def _self_use(months: Sequence[Span], at: int) -> int:
    """What the station usually takes for itself and returns, less what this month's records name so."""
    others = [
        span.total.left_out_ml for place, span in enumerate(months) if place != at and span.total.sold_ml
    ]
    if not others:
        return 0
    return max(round(median(others)) - months[at].total.left_out_ml, 0)


def _late_invoices(months: Sequence[Span], at: int) -> int:
    """What the next month invoiced beyond its sales, where this month invoiced less than it sold."""
    this = months[at].total
    if not this.invoiced_ml or at + 1 >= len(months):
        return 0
    after = months[at + 1].total
    return max(min(this.sold_ml - this.invoiced_ml, after.invoiced_ml - after.sold_ml), 0)


def _another_product(products: Mapping[str, Figures]) -> int:
    """The smaller of what some products are short by and what others declare too much."""
    short = sum(max(figures.difference_ml, 0) for figures in products.values())
    over = sum(max(-figures.difference_ml, 0) for figures in products.values())
    return min(short, over)
