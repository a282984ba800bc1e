"""Tank charts (罐容表): height to volume by linear interpolation, and which chart applied when."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from youjian.contract.registry import TankChart
from youjian.fuel.correction import FloatArray

MicrosArray = NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Chart:
    """One chart: heights (mm, rising) and volumes (L, never falling).

    Outside its heights a chart says nothing: `volume_l` and `height_mm` give NaN there, never a guess.

    >>> chart = Chart([0, 1000, 2000], [0, 15_000, 30_000])
    >>> float(chart.volume_l(500)), float(chart.height_mm(22_500))
    (7500.0, 1500.0)
    """

    def __init__(self, heights_mm: Iterable[float], volumes_l: Iterable[float]) -> None:
        self.heights_mm: FloatArray = np.array(list(heights_mm), dtype=np.float64)
        self.volumes_l: FloatArray = np.array(list(volumes_l), dtype=np.float64)
        found = chart_problems(self.heights_mm, self.volumes_l)
        if found:
            raise ValueError("; ".join(found))

    def volume_l(self, height_mm: float | FloatArray) -> FloatArray:
        """Volume at a height, L."""
        return np.asarray(np.interp(height_mm, self.heights_mm, self.volumes_l, left=np.nan, right=np.nan))

    def height_mm(self, volume_l: float | FloatArray) -> FloatArray:
        """Lowest height that holds a volume, mm."""
        return np.asarray(np.interp(volume_l, self.volumes_l, self.heights_mm, left=np.nan, right=np.nan))

    def slope_l_per_mm(self, height_mm: float | FloatArray) -> FloatArray:
        """Litres per millimetre of the chart's line around a height."""
        height = np.asarray(height_mm, dtype=np.float64)
        line = np.clip(
            np.searchsorted(self.heights_mm, height, side="right") - 1, 0, len(self.heights_mm) - 2
        )
        slopes = np.diff(self.volumes_l) / np.diff(self.heights_mm)
        inside = (height >= self.heights_mm[0]) & (height <= self.heights_mm[-1])
        return np.where(inside, slopes[line], np.nan)


@dataclass(frozen=True)
class ChartHistory:
    """The charts of one tank in the order in which they came into force."""

    valid_from: tuple[datetime, ...]
    charts: tuple[Chart, ...]

    def at(self, moment: datetime) -> Chart:
        """The chart in force at a moment; raises LookupError before the first one."""
        index = bisect_right(self.valid_from, moment) - 1
        if index < 0:
            raise LookupError(
                f"no chart was in force at {moment.isoformat()}; the first is of {self.valid_from[0]}"
            )
        return self.charts[index]

    def volume_l(self, heights_mm: FloatArray, times_us: MicrosArray) -> FloatArray:
        """Volumes at heights, each by the chart in force at its time (microseconds since 1970, UTC), L.

        NaN before the first chart and outside a chart's heights.

        >>> from datetime import timedelta
        >>> day = timedelta(days=1)
        >>> start = datetime(1970, 1, 1, tzinfo=UTC)
        >>> charts = (Chart([0, 1000], [0, 9000]), Chart([0, 1000], [0, 9100]))
        >>> history = ChartHistory((start + day, start + 2 * day), charts)
        >>> history.volume_l(np.array([500.0] * 3), np.array([0, 1, 2]) * 86_400_000_000).tolist()
        [nan, 4500.0, 4550.0]
        """
        return self._by_chart(Chart.volume_l, heights_mm, times_us)

    def height_mm(self, volumes_l: FloatArray, times_us: MicrosArray) -> FloatArray:
        """Lowest heights that hold volumes, each by the chart in force at its time, mm; NaN as above."""
        return self._by_chart(Chart.height_mm, volumes_l, times_us)

    def _by_chart(
        self, read: Callable[[Chart, FloatArray], FloatArray], values: FloatArray, times_us: MicrosArray
    ) -> FloatArray:
        begins = np.array([(moment - _EPOCH) // _MICROSECOND for moment in self.valid_from], dtype=np.int64)
        given, times = np.broadcast_arrays(np.asarray(values, dtype=np.float64), np.asarray(times_us))
        index = np.searchsorted(begins, times, side="right") - 1
        result = np.full(given.shape, np.nan)
        for number, chart in enumerate(self.charts):
            mine = index == number
            if mine.any():
                result[mine] = read(chart, given[mine])
        return result


def chart_problems(heights_mm: FloatArray, volumes_l: FloatArray) -> list[str]:
    """What makes a chart unusable; empty when nothing does. Names the first line of each kind.

    >>> chart_problems(np.array([0.0, 10.0, 20.0]), np.array([0.0, 50.0, 40.0]))
    ['volume falls from 50.0 to 40.0 L at 20.0 mm']
    """
    if len(heights_mm) != len(volumes_l) or len(heights_mm) < 2:
        return [
            f"a chart has at least two lines of height and volume, got {len(heights_mm)} and {len(volumes_l)}"
        ]
    found: list[str] = []
    level = np.flatnonzero(np.diff(heights_mm) <= 0)
    if level.size:
        at = int(level[0])
        found.append(
            f"height does not rise from {float(heights_mm[at])} mm to {float(heights_mm[at + 1])} mm"
        )
    fall = np.flatnonzero(np.diff(volumes_l) < 0)
    if fall.size:
        at = int(fall[0])
        volumes = f"{float(volumes_l[at])} to {float(volumes_l[at + 1])} L"
        found.append(f"volume falls from {volumes} at {float(heights_mm[at + 1])} mm")
    return found


def chart_histories(rows: Iterable[TankChart]) -> dict[tuple[str, int], ChartHistory]:
    """Charts of every (station_id, tank_id) from the register's lines, in any order.

    Raises ValueError that names the tank and the chart's date when a chart is unusable.
    """
    lines: dict[tuple[str, int], dict[datetime, list[TankChart]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        lines[row.station_id, row.tank_id][row.valid_from.astimezone(UTC)].append(row)
    return {tank: _history(tank, dated) for tank, dated in lines.items()}


def _history(tank: tuple[str, int], dated: dict[datetime, list[TankChart]]) -> ChartHistory:
    charts: list[Chart] = []
    for moment in sorted(dated):
        ordered = sorted(dated[moment], key=lambda row: row.height_mm)
        try:
            charts.append(Chart([row.height_mm for row in ordered], [row.volume_l for row in ordered]))
        except ValueError as error:
            raise ValueError(f"chart of station {tank[0]} tank {tank[1]} from {moment}: {error}") from None
    return ChartHistory(tuple(sorted(dated)), tuple(charts))
