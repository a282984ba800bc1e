"""Two nozzles of a port whose totals are mixed up: nothing is concluded until they are cured or it lasts."""

import logging
from datetime import datetime, timedelta
from typing import Literal

from youjian.collector.desk import Desk
from youjian.collector.fuellings import NozzleState, exchanged, one_for_both

log = logging.getLogger(__name__)
HOLD = timedelta(minutes=10)
Verdict = Literal["fine", "hold", "exchanged"]


class MixedTotals:
    """What one port's two totals say about each other, and since when."""

    def __init__(self, name: str, desk: Desk) -> None:
        self._name = name
        self._desk = desk
        self._since: datetime | None = None

    def verdict(self, states: list[NozzleState | None], totals_ml: list[int]) -> Verdict:
        """`hold` while the totals are mixed up, `exchanged` when they have been for ten minutes.

        One total for both nozzles holds for as long as it lasts: nobody can say whose it is.
        """
        if len(states) != 2 or states[0] is None or states[1] is None:
            return "fine"
        pair, totals = (states[0], states[1]), (totals_ml[0], totals_ml[1])
        swapped, same = exchanged(pair, totals), one_for_both(pair, totals)
        if not swapped and not same:
            self._since = None
            return "fine"
        self._begin("exchanged" if swapped else "one total for both")
        return "exchanged" if swapped and self._lasted() else "hold"

    def forget(self) -> None:
        """What was found has been dealt with."""
        self._since = None

    def _lasted(self) -> bool:
        return self._since is not None and self._desk.now() - self._since >= HOLD

    def _begin(self, how: str) -> None:
        if self._since is not None:
            return
        self._since = self._desk.now()
        self._desk.board.count("exchanged_totals")
        log.warning("%s: %s: totals of its two nozzles: %s", self._desk.station_id, self._name, how)
