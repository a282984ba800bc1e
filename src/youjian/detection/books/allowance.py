"""Losses allowed by custom and standard, as data: product class and region, retail, unloading, storage."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LossRate:
    """One line of a loss table, in percent: of litres sold, of litres unloaded, of litres held for a month.

    `region` is A, B or C; `product_class` petrol or diesel.
    """

    product_class: str
    region: str
    retail_pct: float
    unloading_pct: float
    storage_pct: float


LOSS_TABLE: tuple[LossRate, ...] = (
    LossRate("petrol", "A", 0.29, 0.23, 0.01),
    LossRate("petrol", "B", 0.29, 0.20, 0.01),
    LossRate("petrol", "C", 0.29, 0.13, 0.01),
    LossRate("diesel", "A", 0.08, 0.05, 0.01),
    LossRate("diesel", "B", 0.08, 0.05, 0.01),
    LossRate("diesel", "C", 0.08, 0.05, 0.01),
)
"""GB/T 11085-1989 as recalled (reference, volume.md); buried tanks. To be confirmed at installation."""
LOSS_REGIONS: tuple[tuple[str, str], ...] = (("36", "A"), ("41", "B"))
"""Region of loss by the first two digits of a region code; elsewhere A, the most lenient."""


@dataclass(frozen=True)
class Allowance:
    """What may be lost: the line that applies, and the litres of it."""

    rate: LossRate
    litres: float


def allowance(
    table: tuple[LossRate, ...],
    regions: tuple[tuple[str, str], ...],
    *,
    region_code: str,
    product_class: str,
    sold_l: float,
    bought_l: float,
    held_l: float,
    days: float,
) -> Allowance:
    """The litres that a station may lose of a product class.

    >>> found = allowance(LOSS_TABLE, LOSS_REGIONS, region_code="360203", product_class="petrol",
    ...                   sold_l=100_000, bought_l=90_000, held_l=20_000, days=30)
    >>> found.rate.region, round(found.litres, 1)
    ('A', 499.0)
    """
    region = dict(regions).get(region_code[:2], "A")
    rate = next(line for line in table if (line.product_class, line.region) == (product_class, region))
    lost = rate.retail_pct * sold_l + rate.unloading_pct * bought_l + rate.storage_pct * held_l * days / 30
    return Allowance(rate, lost / 100)
