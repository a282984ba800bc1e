"""The versions of a tank's chart: which is in force when, and by how many litres it differs from the last."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import changes, selectors, stored
from youjian.bureau.registry.register_contracts import (
    ChartComparison,
    ChartIn,
    ChartLine,
    ChartsOut,
    ChartVersion,
    Difference,
    Noted,
)
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.values import asked_moment
from youjian.bureau.registry.writing import write_rows
from youjian.bureau.times import now
from youjian.fuel.charts import Chart

_Lines = Sequence[tuple[float, float]]


def charts(actor: Actor, station_id: str, tank_id: int, at: datetime | None = None) -> ChartsOut:
    """All charts of a tank, newest first, and which was in force at a moment (now); raises Problem 404."""
    tank = _tank(actor, station_id, tank_id)
    versions = _versions(station_id, tank_id)
    starts = sorted(versions)
    noted = changes.last_words(SHEETS["tank_charts"], [_key(tank, start) for start in starts])
    position = bisect_right(starts, asked_moment(at or now())) - 1
    in_force = starts[position] if position >= 0 else None
    return ChartsOut(
        station_id=station_id,
        tank_id=tank_id,
        product=tank["product"],
        capacity_l=tank["capacity_l"],
        safe_fill_l=tank["safe_fill_l"],
        diameter_mm=tank["diameter_mm"],
        in_force=in_force,
        versions=[
            _version(versions, starts, index, starts[index] == in_force, noted[index])
            for index in reversed(range(len(starts)))
        ],
    )


def add_chart(actor: Actor, station_id: str, tank_id: int, chart: ChartIn) -> ChartsOut:
    """Take a new version of a tank's chart, whole; older ones stay as they were.

    Raises Problem 404 without the tank, 409 when a chart begins at that very moment already, and 422 as
    `write_rows` does.
    """
    _tank(actor, station_id, tank_id)
    valid_from = asked_moment(chart.valid_from)
    if valid_from in _versions(station_id, tank_id):
        raise Problem(
            409,
            "chart_there",
            pick(
                "该油罐在这一时间已有罐容表。请换一个启用时间；要改其中几行，请用罐容表的Excel上传。",
                "This tank has a chart from that time on. Give another time, or correct its lines by upload.",
            ),
        )
    key = {"station_id": station_id, "tank_id": tank_id, "valid_from": valid_from}
    rows = [{**key, "height_mm": line.height_mm, "volume_l": line.volume_l} for line in chart.lines]
    write_rows(actor, "tank_charts", rows, reason=chart.reason, source="form")
    return charts(actor, station_id, tank_id)


def _tank(actor: Actor, station_id: str, tank_id: int) -> dict[str, Any]:
    selectors.station_of(actor, station_id)
    tank = stored.row_of(SHEETS["tanks"], {"station_id": station_id, "tank_id": tank_id})
    if tank is None:
        raise not_found(pick(f"{tank_id}号油罐", f"Tank {tank_id}"))
    return tank


def _versions(station_id: str, tank_id: int) -> dict[datetime, list[tuple[float, float]]]:
    found: dict[datetime, list[tuple[float, float]]] = defaultdict(list)
    for row in stored.read(_LINES, [station_id, tank_id]):
        found[row["valid_from"]].append((row["height_mm"], row["volume_l"]))
    return found


def _key(tank: dict[str, Any], start: datetime) -> dict[str, Any]:
    return {"station_id": tank["station_id"], "tank_id": tank["tank_id"], "valid_from": start}


def _version(
    versions: dict[datetime, list[tuple[float, float]]],
    starts: Sequence[datetime],
    index: int,
    in_force: bool,
    noted: dict[str, Any] | None,
) -> ChartVersion:
    lines = versions[starts[index]]
    previous = starts[index - 1] if index else None
    return ChartVersion(
        valid_from=starts[index],
        valid_until=starts[index + 1] if index + 1 < len(starts) else None,
        in_force=in_force,
        lines=[ChartLine(height_mm=height, volume_l=volume) for height, volume in lines],
        compared=None if previous is None else compare(previous, versions[previous], lines),
        noted=Noted(**noted) if noted else None,
    )


def compare(previous: datetime, old: _Lines, new: _Lines) -> ChartComparison:
    """By how many litres a chart says more than the one before it, at every height that either lists.

    Where one of them says nothing there is no difference. Litres are rounded to 0.1.
    """
    heights = sorted({height for height, _ in (*old, *new)})
    differences: list[Difference] = []
    if len(old) > 1 and len(new) > 1:
        more = Chart(*zip(*new, strict=True)).volume_l(np.array(heights))
        less = Chart(*zip(*old, strict=True)).volume_l(np.array(heights))
        both = zip(heights, more - less, strict=True)
        differences = [Difference(height_mm=h, litres=round(float(d), 1)) for h, d in both if np.isfinite(d)]
    greatest = max(differences, key=lambda one: abs(one.litres), default=None)
    return ChartComparison(previous=previous, differences=differences, greatest=greatest)


_LINES = """
SELECT valid_from, height_mm, volume_l FROM ledger.tank_charts
WHERE station_id = %s AND tank_id = %s ORDER BY valid_from, height_mm
"""
