"""How much fuel moved while a station was dark: by records, by totalizers, by its tanks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from youjian.bureau.connectivity.reading import query

_AROUND = timedelta(days=2)
_STOCK_NEAR = timedelta(hours=1)
_EDGE = timedelta(minutes=2)
"""A fuelling that only touches the dark time says nothing about power within it."""
_DELIVERY_L = 200.0
_TANK_SD_L, _SOLD_SHARE = 20.0, 0.01


@dataclass(frozen=True)
class Moved:
    """Litres moved within a dark span. None: not known, or not known yet.

    `uncovered_ml` left between the last record before and the first after, by totalizers, and no record tells
    of it: it may have left within the span or beside it. `sold` counts fuellings well within the span.
    """

    recorded_ml: int | None
    uncovered_ml: int | None
    fall_l: float | None
    fall_sd_l: float | None
    sold: int


@dataclass(frozen=True)
class Sold:
    """One fuelling as it is needed here."""

    nozzle_id: int
    seq: int
    start: datetime
    end: datetime
    volume_ml: int
    totalizer_ml: int


def moved(station_id: str, start: datetime, end: datetime) -> Moved:
    """What moved at a station in a dark span that is over."""
    span = {"station": station_id, "from": start - _AROUND, "until": end + _AROUND}
    fuellings = [Sold(*row) for row in query(_FUELLINGS, span)]
    recorded, uncovered = by_records(fuellings, start, end)
    fall, sd = _fall(station_id, start, end, recorded or 0)
    inside = sum(1 for one in fuellings if one.start >= start + _EDGE and one.end <= end - _EDGE)
    return Moved(recorded, uncovered, fall, sd, inside)


def by_records(fuellings: Sequence[Sold], start: datetime, end: datetime) -> tuple[int | None, int | None]:
    """Millilitres by the records of a dark span, and by totalizers beyond them.

    The second is None while no nozzle has a record on either side.
    """
    by_nozzle: dict[int, list[Sold]] = defaultdict(list)
    for one in sorted(fuellings, key=lambda one: (one.nozzle_id, one.end, one.seq)):
        by_nozzle[one.nozzle_id].append(one)
    recorded, uncovered, told = 0, 0, False
    for listed in by_nozzle.values():
        between = [one for one in listed if one.end > start and one.start < end]
        recorded += sum(one.volume_ml for one in between)
        before = [one for one in listed if one.end <= start]
        after = [one for one in listed if one.start >= end]
        if before and after:
            told = True
            through = after[0].totalizer_ml - after[0].volume_ml - before[-1].totalizer_ml
            uncovered += max(0, through - sum(one.volume_ml for one in between))
    return (recorded if by_nozzle else None), (uncovered if told else None)


def _fall(station_id: str, start: datetime, end: datetime, sold_ml: int) -> tuple[float | None, float | None]:
    """Litres by which the tanks fell, with the sd; None beside a delivery or without readings."""
    rows = query(
        _STOCKS,
        {"station": station_id, "start": start, "end": end, "near": _STOCK_NEAR},
    )
    falls = [_litres(before) - _litres(after) for before, after in rows if None not in (before, after)]
    if not falls or len(falls) < len(rows) or min(falls) < -_DELIVERY_L:
        return None, None
    sd = ((_TANK_SD_L**2) * len(falls) + (_SOLD_SHARE * sold_ml / 1000) ** 2) ** 0.5
    return round(sum(falls), 1), round(sd, 1)


def _litres(value: Any) -> float:
    return float(value)


_FUELLINGS = """
SELECT nozzle_id, seq, started_at, ended_at, volume_ml, totalizer_ml FROM fuellings_current
WHERE station_id = %(station)s AND ended_at BETWEEN %(from)s AND %(until)s AND NOT test
"""
_STOCKS = """
SELECT before.volume_l, after.volume_l
FROM tanks AS t
LEFT JOIN LATERAL (
    SELECT r.volume_l FROM tank_readings AS r
    WHERE r.station_id = t.station_id AND r.tank_id = t.tank_id AND NOT r.test AND r.volume_l IS NOT NULL
        AND r.at <= %(start)s AND r.at > %(start)s - %(near)s ORDER BY r.at DESC LIMIT 1
) AS before ON true
LEFT JOIN LATERAL (
    SELECT r.volume_l FROM tank_readings AS r
    WHERE r.station_id = t.station_id AND r.tank_id = t.tank_id AND NOT r.test AND r.volume_l IS NOT NULL
        AND r.at >= %(end)s AND r.at < %(end)s + %(near)s ORDER BY r.at LIMIT 1
) AS after ON true
WHERE t.station_id = %(station)s AND (t.retired_on IS NULL OR t.retired_on > %(end)s::date)
"""
