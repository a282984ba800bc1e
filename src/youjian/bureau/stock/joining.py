"""Unloadings that the gauges saw beside the documents: joined, documents moved to the unloading's day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from youjian.contract.fields import business_day
from youjian.detection.balance.rises import Rise
from youjian.detection.books.book_gauge import Group, StationGauge
from youjian.detection.books.match_rises import Claim, Rose, joined
from youjian.detection.books.papers import litres20
from youjian.detection.books.products import family
from youjian.detection.books.spread import Spread
from youjian.detection.evidence import Row
from youjian.detection.moments import micros, moment_of

_SPREAD = Spread()
_LEAST_SD_L = 15.0


@dataclass(frozen=True)
class Arrivals:
    """The unloadings of a station, the document of each, and mL at 20 °C moved between days by product."""

    rises: tuple[tuple[Group, Rise, str | None], ...]
    shifted: dict[tuple[date, str], int]

    def came_in(self, gauge: StationGauge, product: str, since: int, until: int) -> int | None:
        """mL at 20 °C that tanks of a product took in by unloadings begun in a day; None without readings."""
        for group in gauge.groups:
            low, high = np.searchsorted(group.stock.at, [since, until])
            if group.product == product and low == high:
                return None
        mine = [rise for group, rise, _ in self.rises if group.product == product]
        return round(1000 * sum(rise.litres for rise in mine if since <= rise.start < until))

    def columns(self) -> Iterator[dict[str, Any]]:
        """The unloadings as they are kept."""
        for group, rise, delivery_id in self.rises:
            yield {
                "tank_id": group.tank_id,
                "product": group.product,
                "started_at": moment_of(rise.start),
                "ended_at": moment_of(rise.end),
                "litres20_ml": round(1000 * rise.litres),
                "sd_ml": round(1000 * _sd_l(rise)),
                "delivery_id": delivery_id,
            }


def arrivals(gauge: StationGauge, documents: Sequence[Row]) -> Arrivals:
    """What came in by the gauges, with the documents that fit."""
    rises = [(group, rise) for group in gauge.groups for rise in group.rises]
    roses = [
        Rose(
            f"{number}", group.tank_id, family(group.product), rise.start, rise.end, rise.litres, _sd_l(rise)
        )
        for number, (group, rise) in enumerate(rises)
    ]
    claims = [_claim(row) for row in documents]
    rows = {row["delivery_id"]: row for row in documents}
    shifted: dict[tuple[date, str], int] = defaultdict(int)
    paper_of: dict[str, str] = {}
    for papers, found in joined(claims, roses):
        came = business_day(moment_of(min(rose.start for rose in found)))
        paper_of.update({rose.key: papers[0].delivery_id for rose in found})
        for claim in papers:
            _shift(shifted, rows[claim.delivery_id], claim, came)
    made = [(group, rise, paper_of.get(f"{number}")) for number, (group, rise) in enumerate(rises)]
    return Arrivals(tuple(made), dict(shifted))


def _shift(shifted: dict[tuple[date, str], int], row: Row, claim: Claim, came: date) -> None:
    told = business_day(row["delivered_at"])
    if told != came:
        volume = round(1000 * claim.litres20)
        shifted[told, row["product"]] -= volume
        shifted[came, row["product"]] += volume


def _claim(row: Row) -> Claim:
    litres = litres20(row)
    sd = max(_LEAST_SD_L, _SPREAD.document_pct / 100 * litres)
    tank_id = None if row["tank_id"] is None else int(row["tank_id"])
    return Claim(row["delivery_id"], tank_id, family(row["product"]), micros(row["delivered_at"]), litres, sd)


def _sd_l(rise: Rise) -> float:
    """The gauge's noise and what a chart's scale adds to a large change of level."""
    return float(np.hypot(rise.sd, _SPREAD.chart_scale_pct / 100 * rise.level_change))
