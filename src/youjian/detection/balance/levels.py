"""What the gauge saw, as litres at 20 °C: every reading of every tank of a station."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from youjian.contract.registry import TankChart
from youjian.detection.books.papers import sound_density
from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, integers
from youjian.fuel.charts import ChartHistory, chart_histories
from youjian.fuel.correction import density15, expansion15

Floats = NDArray[np.float64]
LAST = datetime(9999, 1, 1, tzinfo=UTC)
"""A moment after everything: registry tables come whole whatever is asked."""
_COLDEST_C, _WARMEST_C = -40.0, 60.0


@dataclass(frozen=True)
class Levels:
    """Usable readings of one tank in the order of time.

    `at` and `known` are microseconds UTC; `net_l` litres at 20 °C above the water; `height_mm` as the gauge
    said; `temp_c` °C. Readings outside the chart, of impossible temperature or sent again are left out.
    """

    tank_id: int
    capacity_l: float
    at: Integers
    known: Integers
    net_l: Floats
    height_mm: Floats
    temp_c: Floats
    expansion: float
    chart: tuple[Floats, Floats] | None

    def slope_l(self, height_mm: float) -> float:
        """Litres per millimetre at a height, over 100 mm: a table rounded to litres is rough line by line."""
        if self.chart is None:
            return 15.0
        heights, volumes = self.chart
        ends = np.clip([height_mm - 50.0, height_mm + 50.0], heights[0], heights[-1])
        rise = np.diff(np.interp(ends, heights, volumes))[0]
        return max(float(rise / max(ends[1] - ends[0], 1.0)), 1.0)

    def vcf20(self, temp_c: Floats) -> Floats:
        """Factor from ambient litres to litres at 20 °C of this tank's product."""
        return net_factor(self.expansion, temp_c)


def net_factor(expansion: float, temp_c: Floats) -> Floats:
    """VCF20 by the product's expansion at 15 °C, 1/K (`fuel.correction`, without its checks: hot path)."""
    rise = expansion * (temp_c - 15.0)
    at20 = expansion * 5.0
    return np.exp(at20 * (1.0 + 0.8 * at20) - rise * (1.0 + 0.8 * rise))


def station_levels(facts: Facts, station_id: str) -> dict[int, Levels]:
    """The readings of every tank of a station, by tank."""
    tanks = of_station(facts.known("tanks", LAST), station_id)
    charts = _charts(of_station(facts.known("tank_charts", LAST), station_id))
    readings = of_station(facts.history("tank_readings"), station_id)
    ids = integers(readings, "tank_id")
    made: dict[int, Levels] = {}
    for row in tanks.to_pylist():
        tank_id = int(row["tank_id"])
        low, high = np.searchsorted(ids, [tank_id, tank_id + 1])
        part = readings.slice(int(low), int(high - low))
        expansion = expansion15(density15(sound_density(float(row["density20_kg_m3"]), row["product"])))
        made[tank_id] = _levels(row, part, charts.get(tank_id), expansion)
    return made


def _levels(tank: Row, readings: pa.Table, charts: ChartHistory | None, expansion: float) -> Levels:
    at, known = integers(readings, "at"), integers(readings, "known_at")
    temp_c, height = readings["temp_c"].to_numpy(), readings["product_mm"].to_numpy()
    net = _gross(readings, height, charts, at) * net_factor(expansion, temp_c)
    usable = np.isfinite(net) & (temp_c > _COLDEST_C) & (temp_c < _WARMEST_C)
    usable[1:] &= at[1:] != at[:-1]
    rows = slice(None) if usable.all() else usable
    last = None if charts is None else (charts.charts[-1].heights_mm, charts.charts[-1].volumes_l)
    return Levels(
        tank_id=int(tank["tank_id"]),
        capacity_l=float(tank["capacity_l"]),
        at=at[rows],
        known=known[rows],
        net_l=net[rows],
        height_mm=height[rows],
        temp_c=temp_c[rows],
        expansion=expansion,
        chart=last,
    )


def _gross(readings: pa.Table, height: Floats, charts: ChartHistory | None, at: Integers) -> Floats:
    """Ambient litres above the water by the chart in force, else the gauge's own figure."""
    if charts is None:
        return pc.fill_null(readings["volume_l"], np.nan).to_numpy()
    water = readings["water_mm"].to_numpy()
    wet = bool(np.any(water > 0))
    begins = np.array([int(v.timestamp() * 1_000_000) for v in charts.valid_from], dtype=np.int64)
    which = np.maximum(np.searchsorted(begins, at, side="right") - 1, 0)
    gross = np.full(len(at), np.nan)
    for number, chart in enumerate(charts.charts):
        mine = slice(None) if len(charts.charts) == 1 else which == number
        full = chart.volume_l(height[mine])
        gross[mine] = full - chart.volume_l(water[mine]) if wet else full
    return gross


def _charts(rows: pa.Table) -> dict[int, ChartHistory]:
    lines = [TankChart(**row) for row in rows.to_pylist()]
    return {tank_id: history for (_, tank_id), history in chart_histories(lines).items()}


def of_station(table: pa.Table, station_id: str) -> pa.Table:
    """The rows of one station."""
    mine = pc.equal(table["station_id"], station_id)
    return table if table.num_rows and pc.all(mine).as_py() else table.filter(mine)
