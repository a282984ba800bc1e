"""A taxpayer's month: measured, invoiced and declared litres and money of its stations by product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add
from typing import Literal

from youjian.detection.books.taxpayer_limits import Limits, beyond, by_class, short_ml

State = Literal["within", "explained", "short", "over", "undecidable", "no_return", "pending", "no_sales"]
"""How a comparison stands: within the tolerance; short, but it came back in other months; short; declared
beyond what was sold; undecidable; due and nothing declared; not due yet; nothing measured."""
Z95 = 1.959964


@dataclass(frozen=True)
class Figures:
    """Sums of one product: mL and fen. Sales are of kind `sale` alone; the other kinds stand beside them.

    `invoiced` are sale invoices, `returns` counts the declarations in it.
    """

    sold_ml: int = 0
    sold_fen: int = 0
    fuellings: int = 0
    self_use_ml: int = 0
    test_return_ml: int = 0
    transfer_ml: int = 0
    custody_ml: int = 0
    invoiced_ml: int = 0
    invoiced_fen: int = 0
    declared_ml: int = 0
    declared_fen: int = 0
    returns: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(*map(add, vars(self).values(), vars(other).values()))

    @property
    def left_out_ml(self) -> int:
        """What left through nozzles and was no sale: self use, test returns, transfers, custody."""
        return self.self_use_ml + self.test_return_ml + self.transfer_ml + self.custody_ml

    @property
    def dispensed_ml(self) -> int:
        """Everything that left through nozzles."""
        return self.sold_ml + self.left_out_ml

    @property
    def difference_ml(self) -> int:
        """Sold less declared."""
        return self.sold_ml - self.declared_ml


Products = Mapping[str, Figures]
"""Figures by product."""


def total(figures: Iterable[Figures]) -> Figures:
    """The sum of any number of figures."""
    made = Figures()
    for one in figures:
        made = made + one
    return made


def summed(listed: Iterable[Products]) -> dict[str, Figures]:
    """Products of several stations or months, added up by product."""
    made: dict[str, Figures] = {}
    for products in listed:
        for product, figures in products.items():
            made[product] = made.get(product, Figures()) + figures
    return made


@dataclass(frozen=True)
class Span:
    """What is compared at once: the stations of a taxpayer in a month or in several.

    `offline_share` is the share of its stations' time in which nothing could be recorded; `due`: the day to
    declare by is over; `doubted`: a finding says that the data do not decide; `whole`: all stations of the
    taxpayer are in sight.
    """

    stations: Mapping[str, Products]
    offline_share: float = 0.0
    due: bool = True
    doubted: bool = False
    whole: bool = True
    products: dict[str, Figures] = field(init=False)
    total: Figures = field(init=False)

    def __post_init__(self) -> None:
        """The sums, made once."""
        object.__setattr__(self, "products", summed(self.stations.values()))
        object.__setattr__(self, "total", total(self.products.values()))


def together(spans: Sequence[Span]) -> Span:
    """Several months as one."""
    stations: dict[str, dict[str, Figures]] = {}
    for span in spans:
        for station_id, products in span.stations.items():
            stations[station_id] = summed([stations.get(station_id, {}), products])
    share = sum(span.offline_share for span in spans) / len(spans) if spans else 0.0
    return Span(
        stations,
        offline_share=share,
        due=all(span.due for span in spans),
        doubted=any(span.doubted for span in spans),
        whole=all(span.whole for span in spans),
    )


def undeclared_ml(span: Span, limits: Limits) -> int:
    """mL that a taxpayer sold and did not declare, as tax.undeclared_sales judges; 0 within the limits.

    The taxpayer as a whole, or where that is within the limits the stations that are short beyond what
    others of it declared too much. 0 where stations of it are out of sight: one of them may have declared.
    """
    if not span.whole:
        return 0
    whole = _short(span.products, limits)
    if whole:
        return whole
    surplus = {at: max(-total(p.values()).difference_ml, 0) for at, p in span.stations.items()}
    found = 0
    for station_id, products in span.stations.items():
        own = _short(products, limits) - (sum(surplus.values()) - surplus[station_id])
        found += own if own > limits.least_l * 1000 else 0
    return found


def _short(products: Products, limits: Limits) -> int:
    sold = by_class({product: figures.sold_ml for product, figures in products.items()})
    declared = by_class({product: figures.declared_ml for product, figures in products.items()})
    return short_ml(sold, declared, limits)


def state_of(
    span: Span,
    short: int,
    limits: Limits,
    most_offline_share: float,
    *,
    settled_ml: int = 0,
    lent_ml: int = 0,
) -> State:
    """How a comparison stands; `settled_ml` of the short litres came back in other months, `lent_ml` of what
    was declared too much belongs to other months.
    """
    missing = _missing(span, short)
    if missing is not None:
        return missing
    told = span.total
    if short:
        return "short" if beyond(short - settled_ml, told.declared_ml, limits) else "explained"
    if span.offline_share > most_offline_share:
        return "undecidable"
    return _beside(told, lent_ml, limits)


def _missing(span: Span, short: int) -> State | None:
    """How a comparison stands where something that it needs is not there."""
    told = span.total
    if not told.sold_ml:
        return "no_sales"
    if not span.whole or (short and told.returns and span.doubted):
        return "undecidable"
    if not span.due and (short or not told.returns):
        return "pending"
    return None if told.returns else "no_return"


def _beside(told: Figures, lent_ml: int, limits: Limits) -> State:
    """How a month without a shortfall stands."""
    surplus = -told.difference_ml
    if not beyond(surplus, told.declared_ml, limits):
        return "within"
    return "over" if beyond(surplus - lent_ml, told.declared_ml, limits) else "explained"


def interval_ml(short: int, sold_ml: int, meters_pct: float) -> tuple[int, int]:
    """The 95 % interval of short litres: meters are uncertain by `meters_pct` (one sd) of what was sold.

    >>> interval_ml(10_000_000, 100_000_000, 0.1)
    (9804004, 10195996)
    """
    reach = round(Z95 * meters_pct / 100 * sold_ml)
    return max(short - reach, 0), short + reach
