"""Invoices that change their product between purchase and sale (变票): candidates by a station's month."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Invoicing:
    """A product family's month, mL: purchase invoices, sale invoices, and by how much the stock fell."""

    bought_ml: int
    sold_ml: int
    stock_fall_ml: int | None


@dataclass(frozen=True)
class Switch:
    """mL that were invoiced to customers as one family and can only have been bought as another."""

    bought_as: str
    sold_as: str
    ml: int


def switches(families: Mapping[str, Invoicing], *, least_ml: int, margin_pct: float) -> list[Switch]:
    """The candidates of a month, the largest first.

    A family of which more was invoiced to customers than its purchase invoices and its falling stock can
    give, beyond the least litres and a margin, beside one of which invoices brought more than was invoiced
    and stored. Invoiced sales are seldom all sales, so too much bought alone says nothing. A family whose
    stock is not known is left out.

    >>> petrol = Invoicing(bought_ml=20_000_000, sold_ml=50_000_000, stock_fall_ml=1_000_000)
    >>> diesel = Invoicing(bought_ml=60_000_000, sold_ml=25_000_000, stock_fall_ml=0)
    >>> switches({"92": petrol, "D": diesel}, least_ml=1_000_000, margin_pct=3.0)
    [Switch(bought_as='D', sold_as='92', ml=29000000)]
    """
    known = {name: one for name, one in families.items() if one.stock_fall_ml is not None}
    left = {name: min(-_beyond(one), one.bought_ml) for name, one in known.items()}
    made: list[Switch] = []
    for name in sorted(known, key=lambda name: left[name]):
        source = max(left, key=lambda other: left[other])
        ml = min(-left[name], known[name].sold_ml, left[source])
        if ml > least_ml and ml > margin_pct / 100 * families[name].sold_ml:
            made.append(Switch(source, name, ml))
            left[source] -= ml
    return made


def _beyond(one: Invoicing) -> int:
    """mL invoiced to customers beyond what purchase invoices and stock gave; negative is spare."""
    return one.sold_ml - one.bought_ml - (one.stock_fall_ml or 0)
