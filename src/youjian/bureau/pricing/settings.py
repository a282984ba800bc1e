"""The limits beyond which a price asks for a look: what the office has set, else the defaults."""

import msgspec

from youjian.bureau.pricing.models import PriceSettings
from youjian.detection.books.price_odd import OddLimits


def odd_limits() -> OddLimits:
    """The limits in force."""
    row = PriceSettings.objects.first()
    return msgspec.convert(row.limits, OddLimits) if row else OddLimits()
