"""What a shortfall may mean in yuan: money, value added tax in it, surcharges, with an interval."""

from collections.abc import Mapping
from dataclasses import dataclass

from youjian.detection.books.taxpayer import Z95, Figures
from youjian.detection.books.taxpayer_limits import CLASSES, by_class


@dataclass(frozen=True)
class TaxRates:
    """Percent: value added tax on the price without it; surcharges on the value added tax."""

    vat_pct: float
    surcharge_pct: float


@dataclass(frozen=True)
class Gap:
    """Fen: money of the short litres with VAT, the VAT in it, surcharges, 95 % interval of both taxes.

    Consumption tax is levied at the refinery, income tax on profit: neither is in it. No input VAT is taken
    off.
    """

    amount_fen: int = 0
    vat_fen: int = 0
    surcharge_fen: int = 0
    low_fen: int = 0
    high_fen: int = 0

    @property
    def tax_fen(self) -> int:
        """VAT and surcharges."""
        return self.vat_fen + self.surcharge_fen


def net_fen(amount_fen: int, vat_pct: float) -> int:
    """An amount without the VAT in it.

    >>> net_fen(11_300, 13.0)
    10000
    """
    return round(amount_fen * 100 / (100 + vat_pct))


def gross_fen(amount_fen: int, vat_pct: float) -> int:
    """An amount with VAT on it.

    >>> gross_fen(10_000, 13.0)
    11300
    """
    return round(amount_fen * (100 + vat_pct) / 100)


def price_fen_per_l(products: Mapping[str, Figures]) -> float:
    """The average price of what is short, by class of product; of everything sold where no class is short."""
    short = by_class({product: figures.difference_ml for product, figures in products.items()})
    weights = {name: max(short[name], 0) for name in CLASSES}
    sold = by_class({product: figures.sold_ml for product, figures in products.items()})
    money = by_class({product: figures.sold_fen for product, figures in products.items()})
    if not any(weights[name] and sold[name] for name in CLASSES):
        weights = sold
    volume = sum(weights[name] for name in CLASSES if sold[name])
    if not volume:
        return 0.0
    return sum(weights[name] * money[name] / sold[name] for name in CLASSES if sold[name]) / volume * 1000


def gap(
    short_ml: int,
    interval_ml: tuple[int, int],
    products: Mapping[str, Figures],
    rates: TaxRates,
    price_sd_pct: float,
) -> Gap:
    """The tax on short litres at the average price of the sales, uncertain by `price_sd_pct` (one sd)."""
    if short_ml <= 0:
        return Gap()
    price = price_fen_per_l(products)
    amount = round(short_ml / 1000 * price)
    vat = amount - net_fen(amount, rates.vat_pct)
    surcharge = round(vat * rates.surcharge_pct / 100)
    tax = vat + surcharge
    reach = max(interval_ml[1] - short_ml, 0) / short_ml
    relative = (reach**2 + (Z95 * price_sd_pct / 100) ** 2) ** 0.5
    return Gap(amount, vat, surcharge, max(round(tax * (1 - relative)), 0), round(tax * (1 + relative)))
