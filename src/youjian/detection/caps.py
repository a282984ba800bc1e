"""The highest retail price in force for a station's product, by the notices of its region (`price_caps`)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from youjian.contract.regions import significant
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import micros
from youjian.detection.pairs import Integers

NO_CAP = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Steps:
    """The cap of one product over time: from `begins[i]` on the price of `notices[i]`."""

    begins: Integers
    prices: Integers
    notices: tuple[Row, ...]

    def index(self, times: Integers) -> Integers:
        """For every time, which step applied; -1 before the first."""
        return np.searchsorted(self.begins, times, side="right").astype(np.int64) - 1

    def price(self, times: Integers) -> Integers:
        """Fen per litre that was the highest allowed at every time; NO_CAP where nothing was listed."""
        found = self.index(times)
        return np.where(found >= 0, self.prices[found], NO_CAP)


class Caps:
    """The notices of all regions. A station's most specific region with a row in force wins."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        table = facts.known("price_caps", as_of)
        self._notices: dict[str, list[Row]] = defaultdict(list)
        for row in rows(table, np.ones(table.num_rows, dtype=bool)):
            self._notices[row["product"]].append(row)

    def steps(self, region_code: str, product: str) -> Steps | None:
        """The steps of a product in a region; None when no notice lists it."""
        region = significant(region_code)
        ours = [row for row in self._notices[product] if region.startswith(significant(row["region_code"]))]
        begins = sorted({row["effective_from"] for row in ours})
        if not begins:
            return None
        notices = tuple(_in_force(ours, begin) for begin in begins)
        prices = np.array([row["max_price_fen"] for row in notices], dtype=np.int64)
        return Steps(np.array([micros(begin) for begin in begins], dtype=np.int64), prices, notices)


def _in_force(notices: list[Row], moment: datetime) -> Row:
    """Of the notices already in force the one of the most specific region, and of its ones the latest."""
    begun = [row for row in notices if row["effective_from"] <= moment]
    return max(
        begun, key=lambda r: (len(significant(r["region_code"])), r["effective_from"], r["max_price_fen"])
    )
