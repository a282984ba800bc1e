"""The table of tanks: level, volume and how long it lasts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from youjian.bureau.live.reading import changed, epoch, fetch
from youjian.bureau.live.supply import WINDOW_DAYS, Stock, Supply, days_of_supply
from youjian.bureau.times import now
from youjian.contract.fields import business_day
from youjian.fuel.correction import vcf20

REGISTER = ("stations", "tanks", "companies")
COLUMNS = (
    "station_id", "tank_id", "product", "capacity_l", "safe_fill_l", "at", "product_mm", "water_mm", "temp_c",
    "volume_l", "volume_source", "volume20_l", "ullage_l", "share", "days", "reason", "litres_a_day", "gauge",
)  # fmt: skip
STALE_AFTER = timedelta(hours=24)
"""An older level says nothing about the stock of today."""
_LIGHTEST, _HEAVIEST = 620.0, 1100.0
"""kg/m³ at 20 °C between which the volume correction is defined."""


@dataclass(frozen=True)
class TankRow:
    """A tank with its latest reading; volume in litres by the gauge, else by the chart in force."""

    station_id: str
    tank_id: int
    product: str
    capacity_l: float
    safe_fill_l: float
    density20: float
    at: datetime | None
    product_mm: float | None
    water_mm: float | None
    temp_c: float | None
    volume_l: float | None
    source: str | None
    gauge: str | None

    def stock(self, moment: datetime) -> Stock:
        """What it holds, or why that is unknown."""
        if self.at is None:
            return Stock(None, "no_level")
        if moment - self.at > STALE_AFTER:
            return Stock(None, "stale_level")
        return Stock(self.volume_l, None if self.volume_l is not None else "no_volume")


def touched(xid: int, day: date) -> list[str]:
    """Stations where a tank's state, its gauge, or a sum of the last week was written since a transaction."""
    return [s for (s,) in fetch(_TOUCHED, xid=xid, day=day, first=day - timedelta(days=WINDOW_DAYS))]


def rows(stations: list[str] | None) -> list[list[Any]]:
    """Tanks in use of some stations, or of all in the scope."""
    found = tank_rows(stations)
    lasting = supplies(found)
    factors = _factors(found)
    return [
        _line(row, lasting[row.station_id, row.product], f) for row, f in zip(found, factors, strict=True)
    ]


def tank_rows(stations: list[str] | None) -> list[TankRow]:
    """Tanks in use with their latest reading."""
    chosen = "" if stations is None else "AND t.station_id = ANY(%(stations)s)"
    found = fetch(_ROWS.format(chosen=chosen), stations=stations, today=business_day(now()))
    return [TankRow(*row) for row in found]


def supplies(found: Iterable[TankRow]) -> dict[tuple[str, str], Supply]:
    """Days of supply by station and product, from all of the product's tanks there."""
    held: dict[tuple[str, str], list[Stock]] = defaultdict(list)
    moment = now()
    for row in found:
        held[row.station_id, row.product].append(row.stock(moment))
    sold, known = _sold(sorted({station for station, _ in held}))
    return {
        key: days_of_supply(stocks, sold.get(key, ()), known.get(key[0], 0)) for key, stocks in held.items()
    }


def _sold(stations: list[str]) -> tuple[dict[tuple[str, str], list[int]], dict[str, int]]:
    """Sums of the last whole days by station and product, and on how many of them a station sold anything."""
    today = business_day(now())
    lines = fetch(_SOLD, stations=stations, first=today - timedelta(days=WINDOW_DAYS), today=today)
    sold: dict[tuple[str, str], list[int]] = defaultdict(list)
    days: dict[str, set[date]] = defaultdict(set)
    for station, day, product, volume_ml in lines:
        sold[station, product].append(volume_ml)
        days[station].add(day)
    return sold, {station: len(found) for station, found in days.items()}


def _factors(found: list[TankRow]) -> list[float | None]:
    """The factor to 20 °C of each tank; None where density or temperature do not allow one."""
    density = np.array([row.density20 for row in found], dtype=np.float64)
    temp = np.array([np.nan if row.temp_c is None else row.temp_c for row in found], dtype=np.float64)
    fine = (density >= _LIGHTEST) & (density <= _HEAVIEST) & (np.abs(temp) <= 100.0)
    factors: list[float | None] = [None] * len(found)
    if fine.any():
        good = vcf20(density[fine], temp[fine])
        for index, factor in zip(np.flatnonzero(fine).tolist(), good.tolist(), strict=True):
            factors[index] = factor
    return factors


def _line(row: TankRow, supply: Supply, factor: float | None) -> list[Any]:
    volume = row.volume_l
    return [
        row.station_id, row.tank_id, row.product, row.capacity_l, row.safe_fill_l, epoch(row.at),
        row.product_mm, row.water_mm, row.temp_c, _rounded(volume), row.source,
        _rounded(volume * factor if volume is not None and factor is not None else None),
        _rounded(row.safe_fill_l - volume if volume is not None else None),
        round(volume / row.capacity_l, 4) if volume is not None and row.capacity_l > 0 else None,
        _rounded(supply.days), supply.reason, _rounded(supply.litres_a_day), row.gauge or "new",
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


_TOUCHED = f"""
SELECT station_id FROM tank_states AS s WHERE {changed("s")}
UNION SELECT station_id FROM device_states AS s WHERE device LIKE 'tank:%%' AND {changed("s")}
UNION SELECT station_id FROM bureau.cockpit_daysales AS d
    WHERE d.day >= %(first)s AND d.day < %(day)s AND {changed("d")}
"""  # noqa: S608
# The chart speaks where the gauge gives no volume: between the lines around the height, never beyond them.
_ROWS = """
SELECT t.station_id, t.tank_id, t.product, t.capacity_l, t.safe_fill_l, t.density20_kg_m3, s.at, s.product_mm,
    s.water_mm, s.temp_c, coalesce(s.volume_l, chart.volume_l),
    CASE WHEN s.volume_l IS NOT NULL THEN 'gauge' WHEN chart.volume_l IS NOT NULL THEN 'chart' END, g.status
FROM tanks AS t
JOIN stations AS o ON o.station_id = t.station_id AND o.status <> 'closed'
LEFT JOIN tank_states AS s ON s.station_id = t.station_id AND s.tank_id = t.tank_id
LEFT JOIN device_states AS g ON g.station_id = t.station_id AND g.device = 'tank:' || t.tank_id
LEFT JOIN LATERAL (
    SELECT low.volume_l + coalesce(
        (high.volume_l - low.volume_l) * (s.product_mm - low.height_mm)
        / nullif(high.height_mm - low.height_mm, 0), 0
    ) AS volume_l
    FROM (
        SELECT valid_from FROM tank_charts AS c
        WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from <= s.at
        ORDER BY valid_from DESC LIMIT 1
    ) AS v
    CROSS JOIN LATERAL (
        SELECT height_mm, volume_l FROM tank_charts AS c
        WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from = v.valid_from
            AND c.height_mm <= s.product_mm
        ORDER BY height_mm DESC LIMIT 1
    ) AS low
    CROSS JOIN LATERAL (
        SELECT height_mm, volume_l FROM tank_charts AS c
        WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from = v.valid_from
            AND c.height_mm >= s.product_mm
        ORDER BY height_mm LIMIT 1
    ) AS high
    WHERE s.volume_l IS NULL
) AS chart ON true
WHERE (t.retired_on IS NULL OR t.retired_on > %(today)s) {chosen}
ORDER BY t.station_id, t.tank_id
"""
_SOLD = """
SELECT station_id, day, product, volume_ml FROM bureau.cockpit_daysales
WHERE station_id = ANY(%(stations)s) AND day >= %(first)s AND day < %(today)s
"""
