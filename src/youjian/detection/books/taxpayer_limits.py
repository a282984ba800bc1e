"""When sold litres are beyond the declared ones: the limits that the rule and the tax pages share."""

from collections.abc import Mapping
from typing import Protocol

from youjian.detection.books.products import DIESEL, PETROL, tax_class

CLASSES: tuple[str, str] = (PETROL, DIESEL)


class Limits(Protocol):
    """What of the parameters of tax.undeclared_sales says how far sold and declared may differ."""

    @property
    def tolerance_pct(self) -> float:
        """Percent of the declared litres."""
        ...

    @property
    def least_l(self) -> float:
        """Litres that are none of our business."""
        ...


def by_class(volumes: Mapping[str, int]) -> dict[str, int]:
    """Volumes of products (mL) by petrol and diesel.

    >>> by_class({"92": 5, "95E": 2, "-10D": 1})
    {'petrol': 7, 'diesel': 1}
    """
    made = dict.fromkeys(CLASSES, 0)
    for product, volume in volumes.items():
        made[tax_class(product)] += volume
    return made


def beyond(short_ml: int, declared_ml: int, limits: Limits) -> bool:
    """Whether a shortfall against declared litres is beyond tolerance and least litres."""
    return short_ml > max(limits.tolerance_pct / 100 * declared_ml, limits.least_l * 1000)


def short_ml(sold: Mapping[str, int], declared: Mapping[str, int], limits: Limits) -> int:
    """mL sold and not declared, by class of product: of both together or of one, whichever is beyond.

    0 within the limits. A class that is short is not made good by another that has too much.
    """
    short = {name: sold[name] - declared[name] for name in CLASSES}
    of_classes = sum(short[name] for name in CLASSES if beyond(short[name], declared[name], limits))
    together = sum(short.values())
    return max(together if beyond(together, sum(declared.values()), limits) else 0, of_classes)
