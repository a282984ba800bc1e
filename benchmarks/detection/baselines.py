"""Simple methods on daily figures, to be beaten: each gives a score per tank and day, an alarm above a limit.

All but the monthly rule look at days after a tank's first fortnight, from which they learn what is usual.
The limits are frozen on null stations of their own, at the alarm budget that the whole catalogue has.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from youjian.contract.fields import SHANGHAI

LEARN_DAYS = 14
Floats = NDArray[np.float64]
_HUNDRED_THIRTY_GALLONS_L = 492.1


@dataclass(frozen=True)
class Stream:
    """One tank's days in order: the day's book-gauge difference in litres, and what else it shows."""

    station_id: str
    tank_id: int
    days: tuple[date, ...]
    variance_l: Floats
    sold_l: Floats
    features: Floats = field(repr=False)

    @property
    def z(self) -> Floats:
        """The variance against its own first fortnight: (v − mean) / sd."""
        learned = self.variance_l[:LEARN_DAYS]
        return (self.variance_l - learned.mean()) / max(float(learned.std(ddof=1)), 1.0)


@dataclass(frozen=True)
class DayAlarm:
    """A method's word about a tank, said at the nightly run after a day."""

    station_id: str
    tank_id: int
    day: date

    @property
    def detected_at(self) -> datetime:
        """02:00 Asia/Shanghai of the next day."""
        midnight = datetime(self.day.year, self.day.month, self.day.day, tzinfo=SHANGHAI)
        return (midnight + timedelta(days=1, hours=2)).astimezone(UTC)


def streams(table: pa.Table) -> list[Stream]:
    """The daily table as one stream per tank; tanks with fewer than three weeks are left out.

    A day that holds a tenth of the usual readings is the stub at an end of the data, or no day to judge.
    """
    often = np.median(table["readings"].to_numpy())
    rows = [row for row in table.to_pylist() if row["readings"] > 0.1 * often]
    by_tank: dict[tuple[str, int], list[dict]] = {}
    for row in rows:
        by_tank.setdefault((row["station_id"], row["tank_id"]), []).append(row)
    found = [_stream(*key, listed) for key, listed in sorted(by_tank.items())]
    return [s for s in found if len(s.days) >= LEARN_DAYS + 7]


def _stream(station_id: str, tank_id: int, rows: list[dict]) -> Stream:
    def column(name: str) -> Floats:
        return np.array([row[name] for row in rows], dtype=float)

    variance = column("last_l") - column("first_l") + column("sold_l") - column("delivered_l")
    features = np.column_stack(
        [variance, variance / np.maximum(column("sold_l"), 1.0)]
        + [column(name) for name in ("fills", "mean_fill_l", "readings", "climbed_mm", "temp_c")]
    )
    return Stream(station_id, tank_id, tuple(r["day"] for r in rows), variance, column("sold_l"), features)


Alarming = Callable[[Stream, float], list[int]]
"""The positions of the days on which a stream alarms at a limit."""


def cusum(stream: Stream, limit: float) -> list[int]:
    """Two-sided CUSUM of the daily variance, k = 0.5, begun anew after each alarm."""
    up = down = 0.0
    found: list[int] = []
    for i, z in enumerate(stream.z):
        if i < LEARN_DAYS:
            continue
        up, down = max(0.0, up + z - 0.5), max(0.0, down - z - 0.5)
        if max(up, down) > limit:
            found.append(i)
            up = down = 0.0
    return found


def epa_month(stream: Stream, limit: float = 1.0) -> list[int]:
    """Monthly inventory control: a variance beyond 1 % of throughput and 130 US gallons, `limit` times."""
    found: list[int] = []
    for end in range(30, len(stream.days) + 1, 30):
        month = slice(end - 30, end)
        allowed = 0.01 * stream.sold_l[month].sum() + _HUNDRED_THIRTY_GALLONS_L
        if abs(stream.variance_l[month].sum()) > limit * allowed:
            found.append(end - 1)
    return found


def page_hinkley(stream: Stream, limit: float) -> list[int]:
    """river's Page-Hinkley test on the daily variance."""
    from river import drift  # noqa: PLC0415 (slow to load)

    detector = drift.PageHinkley(min_instances=LEARN_DAYS, delta=0.25, threshold=limit, alpha=1.0)
    found: list[int] = []
    for i, z in enumerate(stream.z):
        detector.update(float(z))
        if detector.drift_detected and i >= LEARN_DAYS:
            found.append(i)
    return found


def rising(scores: Floats, limit: float) -> list[int]:
    """The days after the first fortnight on which a score passes the limit, having been below it."""
    above = scores > limit
    starts = above & ~np.concatenate(([False], above[:-1]))
    return [int(i) for i in np.flatnonzero(starts) if i >= LEARN_DAYS]


def adwin(stream: Stream, limit: float) -> list[int]:
    """river's adaptive windowing on the daily variance; the limit is −log10 of its significance."""
    from river import drift  # noqa: PLC0415 (slow to load)

    detector = drift.ADWIN(delta=10.0**-limit, clock=1, min_window_length=3, grace_period=LEARN_DAYS)
    found: list[int] = []
    for i, z in enumerate(stream.z):
        detector.update(float(z))
        if detector.drift_detected and i >= LEARN_DAYS:
            found.append(i)
    return found


def outliers(kind: str, nulls: Sequence[Stream]) -> Alarming:
    """PyOD's ECOD or IForest on the features of a tank's day, learned from the days of null stations.

    Each feature is taken against the tank's own first fortnight.
    """
    model = _pyod(kind)
    model.fit(np.concatenate([_standardised(s)[LEARN_DAYS:] for s in nulls]))

    def alarming(stream: Stream, limit: float) -> list[int]:
        return rising(np.asarray(model.decision_function(_standardised(stream))), limit)

    return alarming


def _pyod(kind: str):
    if kind == "ecod":
        from pyod.models.ecod import ECOD  # noqa: PLC0415 (slow to load)

        return ECOD()
    from pyod.models.iforest import IForest  # noqa: PLC0415 (slow to load)

    return IForest(random_state=7)


def _standardised(stream: Stream) -> Floats:
    learned = stream.features[:LEARN_DAYS]
    return (stream.features - learned.mean(axis=0)) / np.maximum(learned.std(axis=0, ddof=1), 1e-6)


def freeze(alarming: Alarming, nulls: Sequence[Stream], limits: Iterable[float], budget: float) -> float:
    """The lowest limit whose alarms on the nulls stay within a budget per station-month watched.

    Raises ValueError when none does.
    """
    stations = len({s.station_id for s in nulls})
    watched = sum(len(s.days) - LEARN_DAYS for s in nulls) / max(1, len(nulls)) * stations / 30
    for limit in sorted(limits):
        if sum(len(alarming(s, limit)) for s in nulls) <= budget * watched:
            return limit
    raise ValueError("no limit keeps the budget")


def say(alarming: Alarming, found_in: Iterable[Stream], limit: float) -> list[DayAlarm]:
    """Every alarm of a method at its limit."""
    return [
        DayAlarm(stream.station_id, stream.tank_id, stream.days[i])
        for stream in found_in
        for i in alarming(stream, limit)
    ]
