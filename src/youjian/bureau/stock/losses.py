"""Losses allowed: which line applies to a station, a product and a day, and what it allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from youjian.bureau.stock.models import LossRate
from youjian.detection.books.allowance import LOSS_REGIONS

_COLD = (1, 2, 3, 4, 5, 11, 12)
SEASONS = ("all", "winter_spring", "summer_autumn")
_DAYS_OF_MONTH = 30


def region_of(region_code: str) -> str:
    """The region of losses (A, B or C) that a station's region code lies in; A where nothing is said."""
    return dict(LOSS_REGIONS).get(region_code[:2], "A")


def season_of(day: date) -> str:
    """Winter and spring, or summer and autumn."""
    return "winter_spring" if day.month in _COLD else "summer_autumn"


@dataclass(frozen=True)
class Rates:
    """All lines of losses, ready to be asked."""

    lines: tuple[LossRate, ...]

    def of(self, product_class: str, region: str, day: date) -> LossRate | None:
        """The line that applies: the newest in force of the season, else of all seasons."""
        fitting = [
            line
            for line in self.lines
            if (line.product_class, line.region) == (product_class, region)
            and line.valid_from <= day
            and line.season in ("all", season_of(day))
        ]
        return max(fitting, key=lambda line: (line.valid_from, line.season != "all", line.pk), default=None)


def all_rates() -> Rates:
    """The lines as they are now."""
    return Rates(tuple(LossRate.objects.order_by("pk")))


def allowed_ml(line: LossRate | None, sold_ml: int, bought_ml: int, held_ml: int) -> int:
    """What a day may lose, mL: of what was sold, what was unloaded, and a day's part of what was held."""
    if line is None:
        return 0
    stored = line.storage_pct * held_ml / _DAYS_OF_MONTH
    return round((line.retail_pct * sold_ml + line.unloading_pct * bought_ml + stored) / 100)


def in_force(lines: Iterable[LossRate], day: date) -> set[int]:
    """The keys of the lines that apply on a day somewhere."""
    rates = Rates(tuple(lines))
    places = {(line.product_class, line.region) for line in rates.lines}
    return {line.pk for place in places if (line := rates.of(*place, day)) is not None}
