"""Water heights of every tank by night: what a bottom level was, robust against single readings."""

import numpy as np

from youjian.contract.known import same_as_next
from youjian.detection.balance.levels import Floats
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, integers

_BLOCK = 60
DAY = 86_400 * 1_000_000


class WaterLevels:
    """The water readings of one tank: `at` and `known` in µs, `water_mm` in mm."""

    def __init__(self, at: Integers, known: Integers, water_mm: Floats) -> None:
        self._at, self._known, self._water = at, known, water_mm
        self._whole: dict[tuple[int, int], tuple[int, float, int]] = {}
        self._moved: dict[tuple[float, float], bool] = {}

    def moved(self, rise_mm: float, high_mm: float) -> bool:
        """Whether water may ever have risen by so much or stood so high: named too often rather than not."""
        if (rise_mm, high_mm) not in self._moved:
            self._moved[rise_mm, high_mm] = self._may_have_moved(rise_mm, high_mm)
        return self._moved[rise_mm, high_mm]

    def _may_have_moved(self, rise_mm: float, high_mm: float) -> bool:
        if not len(self._water) or not np.any(np.isfinite(self._water)):
            return False
        if np.nanmax(self._water) - np.nanmin(self._water) <= rise_mm and np.nanmax(self._water) <= high_mm:
            return False
        starts = range(0, len(self._water), _BLOCK)
        medians = np.array([np.nanmedian(self._water[at : at + _BLOCK]) for at in starts])
        return bool(np.ptp(medians) > rise_mm / 2 or medians.max() > high_mm * 0.8)

    def nights(self, as_of: int, first: int, window: int, least: int) -> list[float | None]:
        """The medians of `window` µs before `as_of` and before each day before it, back to `first`."""
        heights: list[float | None] = []
        end = as_of
        while end - window >= first or not heights:
            heights.append(self._median(end, window, as_of, least))
            end -= DAY
        return heights

    def _median(self, end: int, window: int, as_of: int, least: int) -> float | None:
        latest, median, count = self._whole.get((end, window)) or self._remember(end, window)
        if latest > as_of:
            low, high = self._bounds(end, window)
            seen = self._water[low:high][self._known[low:high] <= as_of]
            median, count = float(np.median(seen)) if len(seen) else 0.0, len(seen)
        return median if count >= least else None

    def _remember(self, end: int, window: int) -> tuple[int, float, int]:
        low, high = self._bounds(end, window)
        latest = int(self._known[low:high].max(initial=0))
        median = float(np.median(self._water[low:high])) if high > low else 0.0
        self._whole[end, window] = (latest, median, high - low)
        return self._whole[end, window]

    def _bounds(self, end: int, window: int) -> tuple[int, int]:
        low, high = np.searchsorted(self._at, [end - window, end])
        return int(low), int(high)


def water_levels(facts: Facts) -> dict[tuple[str, int], WaterLevels]:
    """The water of every (station, tank), made once."""
    return facts.derived("books.water", lambda: _all(facts))


def _all(facts: Facts) -> dict[tuple[str, int], WaterLevels]:
    table = facts.history("tank_readings")
    if not table.num_rows:
        return {}
    ends = np.flatnonzero(np.append(~same_as_next(table, ("station_id", "tank_id")), True)) + 1
    at, known, water = integers(table, "at"), integers(table, "known_at"), table["water_mm"].to_numpy()
    made: dict[tuple[str, int], WaterLevels] = {}
    for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        key = (table["station_id"][start].as_py(), int(table["tank_id"][start].as_py()))
        made[key] = WaterLevels(at[start:end], known[start:end], water[start:end])
    return made
