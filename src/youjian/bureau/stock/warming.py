"""What left a station's tanks, brought to 20 °C record by record: by the probe's warmth at that time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from youjian.bureau.stock.reading import Records
from youjian.contract.fields import day_bounds
from youjian.detection.books.book_gauge import StationGauge
from youjian.detection.moments import micros

_OTHER = ("self_use", "transfer", "custody")


@dataclass(frozen=True)
class Gone:
    """mL at 20 °C of a day and product: sold, and left otherwise; None where the warmth is not known.

    `factor` is the mean of the factors from ambient litres, by volume.
    """

    factor: float | None
    sales_ml: int | None
    other_ml: int | None


def gone(
    gauge: StationGauge,
    records: Records,
    days: Sequence[date],
    stored: Mapping[tuple[date, str], float | None],
) -> dict[tuple[date, str], Gone]:
    """By day and product; a day of `stored` is brought to 20 °C by its mean factor from before."""
    factor, known = gauge.factors(records.tank, records.ended)
    made: dict[tuple[date, str], Gone] = {}
    for day in days:
        since, until = (micros(moment) for moment in day_bounds(day))
        low, high = (int(place) for place in np.searchsorted(records.ended, [since, until]))
        part = slice(low, high)
        for product in sorted(set(records.product[part].tolist())):
            mine = low + np.flatnonzero(records.product[part] == product)
            mine = mine[records.kind[mine] != "test_return"]
            before = stored.get((day, product))
            if before is not None:
                factors = np.full(len(mine), before)
            elif len(mine) and known[mine].all():
                factors = factor[mine]
            else:
                made[day, product] = Gone(None, None, None) if len(mine) else Gone(1.0, 0, 0)
                continue
            made[day, product] = _gone(records, mine, factors)
    return made


def _gone(records: Records, mine: np.ndarray, factors: np.ndarray) -> Gone:
    volume, sale = records.volume_ml[mine], records.kind[mine] == "sale"
    at20 = np.rint(volume * factors).astype(np.int64)
    mean = float(np.sum(volume * factors) / volume.sum()) if volume.sum() else 1.0
    return Gone(mean, int(at20[sale].sum()), int(at20[~sale].sum()))
