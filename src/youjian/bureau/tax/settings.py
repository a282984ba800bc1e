"""What the tax desk sets: how months are compared, what settles a shortfall, the ranking's weights."""

import msgspec

from youjian.bureau.tax.models import DeskSettings
from youjian.detection.books.taxpayer_risk import RiskWeights


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The desk's settings. Tolerance and least litres are those of the rule tax.undeclared_sales.

    `credit_months`: so many later months may settle a shortfall (赊销). `price_sd_pct` and `meters_pct`: one
    standard deviation of the average price and of the measured litres. Beyond `offline_share` of the time
    without records a month without shortfall is undecidable. `declared_with_vat`: declared money holds VAT.
    """

    credit_months: int = 3
    price_sd_pct: float = 2.0
    meters_pct: float = 0.12
    offline_share: float = 0.2
    declared_with_vat: bool = True
    weights: RiskWeights = RiskWeights()


def settings() -> Settings:
    """The settings in force."""
    row = DeskSettings.objects.first()
    return msgspec.convert(row.values, Settings) if row else Settings()


def taken(values: object) -> Settings:
    """Settings that were given; raises ValueError naming what is wrong."""
    made = msgspec.convert(values, Settings)
    weights = msgspec.structs.asdict(made) | msgspec.to_builtins(made.weights)
    for name, value in weights.items():
        if isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value <= 10_000_000:
            raise ValueError(f"{name} = {value}: must be between 0 and 10,000,000")
        if name.startswith("full_") and not value:
            raise ValueError(f"{name} = 0: must be positive")
    if made.credit_months > 12 or made.offline_share > 1:
        raise ValueError("credit_months is at most 12, offline_share at most 1")
    return made
