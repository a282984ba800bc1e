"""How much a whole station's stock fell across a span, beyond what was recorded."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection.facts import Facts
from youjian.detection.gauge.series import Tank, tank_series
from youjian.detection.gauge.steps import BIN, HOUR, courses
from youjian.detection.pairs import integers
from youjian.detection.standing import Standing

_LEAVES = ("sale", "self_use", "custody")


@dataclass(frozen=True)
class Fall:
    """Litres by which the tanks together fell beyond the records, with the sd of that, and what was sold."""

    litres: float
    sd_l: float
    sold_l: float
    tanks: tuple[int, ...]


@dataclass(frozen=True)
class Allowed:
    """What tanks may fall without record: a floor, an hourly part, a share of sales; a delivery's step."""

    least_l: float
    per_hour_l: float
    share: float
    step_l: float


class StockFalls:
    """The falls of stations over any span, by what was known at a moment."""

    def __init__(self, facts: Facts) -> None:
        history = facts.history("fuellings")
        leaves = pc.is_in(history["kind"], pa.array(_LEAVES)).to_numpy()
        standing = Standing(history, ("station_id", "nozzle_id", "seq"))
        self._stations = history["station_id"]
        self._known, self._until = standing.known, standing.until
        self._ended = integers(history, "ended_at")
        self._litres = np.where(leaves, integers(history, "volume_ml"), 0) / 1000
        self._courses, self._tanks = courses(facts), tuple(tank_series(facts))

    def of(self, station_id: str, start: int, end: int, now: int, allowed: Allowed) -> Fall | None:
        """The fall beyond what is allowed; None when there is none, or readings do not tell."""
        tanks = [tank for tank in self._tanks if tank[0] == station_id]
        stocks = [self._around(tank, start, end, now, allowed.step_l) for tank in tanks]
        told = [stock for stock in stocks if stock is not None]
        if not told or len(told) < len(tanks):
            return None
        begin, finish = min(stock[0] for stock in told), max(stock[1] for stock in told)
        sold = self._sold(station_id, begin, finish, now)
        litres = sum(stock[2] - stock[3] for stock in told) - sold
        hours = (finish - begin) / HOUR
        if litres <= allowed.least_l + allowed.per_hour_l * hours + allowed.share * sold:
            return None
        sd = float(np.hypot(20.0 * np.sqrt(len(told)), 0.01 * sold + 4.0 * hours))
        return Fall(float(litres), sd, float(sold), tuple(tank[1] for tank in tanks))

    def _around(
        self, tank: Tank, start: int, end: int, now: int, step_l: float
    ) -> tuple[int, int, float, float] | None:
        """Last ten minutes read before a span and first after it, with litres; None beside a delivery."""
        bins, litres = self._courses.volumes(tank, start - HOUR, end + HOUR, now)
        before, after = np.flatnonzero(bins * BIN + BIN <= start), np.flatnonzero(bins * BIN >= end)
        if not before.size or not after.size or (np.diff(litres) > step_l).any():
            return None
        i, j = before[-1], after[0]
        middle = BIN // 2
        return int(bins[i]) * BIN + middle, int(bins[j]) * BIN + middle, float(litres[i]), float(litres[j])

    def _sold(self, station_id: str, start: int, end: int, now: int) -> float:
        mine = (self._ended > start) & (self._ended <= end)
        mine &= (self._known <= now) & (self._until > now)
        mine &= pc.equal(self._stations, station_id).to_numpy()
        return float(self._litres[mine].sum())


def stock_falls(facts: Facts) -> StockFalls:
    """The falls of all stations, prepared once."""
    return facts.derived("stock.falls", lambda: StockFalls(facts))
