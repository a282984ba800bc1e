"""Readings that cannot be true: heights outside the tank, a sensor's error value, water above the fuel."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from youjian.detection import parameters as p
from youjian.detection.facts import Facts
from youjian.detection.gauge.series import Integers, Tank, tank_series

Kind = Literal["height", "temperature", "water", "silent"]


@dataclass(frozen=True)
class Wrong:
    """The readings of one tank that are wrong in one way, in the order of their time."""

    tank: Tank
    kind: Kind
    at: Integers
    known: Integers
    row: Integers

    def episodes(self, as_of: int, apart: int) -> Iterator["Wrong"]:
        """What is known at a moment, parted where so much time lies between two of them."""
        known = self.known <= as_of
        at = self.at[known]
        if not at.size:
            return
        for part in np.split(np.flatnonzero(known), np.flatnonzero(np.diff(at) > apart) + 1):
            yield Wrong(self.tank, self.kind, self.at[part], self.known[part], self.row[part])


def wrong_readings(facts: Facts, parameters: p.GaugeFault) -> list[Wrong]:
    """Every wrong reading, by tank and by what is wrong with it; one reading is wrong in one way."""
    return facts.derived("gauge.wrong", lambda: list(_look(facts, parameters)))


def _look(facts: Facts, parameters: p.GaugeFault) -> Iterator[Wrong]:
    water_mm = facts.history("tank_readings")["water_mm"].to_numpy()
    tops = _tops(facts)
    for tank, series in tank_series(facts).items():
        all_ = series.all
        level, temp, water = all_.level_mm, all_.temp_c, water_mm[all_.row]
        highest = tops.get(tank, np.inf) + parameters.above_top_mm
        height = (level < -parameters.below_mm) | (level > highest) | (water < -parameters.water_below_mm)
        warm = (temp == parameters.error_c) | (temp < parameters.coldest_c) | (temp > parameters.warmest_c)
        over = water > level + parameters.below_mm
        kinds: tuple[tuple[Kind, np.ndarray], ...] = (
            ("height", height),
            ("temperature", warm & ~height),
            ("water", over & ~height & ~warm),
        )
        for kind, mask in kinds:
            if mask.any():
                yield Wrong(tank, kind, all_.at[mask], all_.known[mask], all_.row[mask])


def _tops(facts: Facts) -> dict[Tank, float]:
    """The highest level that a tank can show: its diameter, or its chart's last line when that is higher."""
    tops: dict[Tank, float] = {}
    for row in facts.history("tanks").select(["station_id", "tank_id", "diameter_mm"]).to_pylist():
        tops[row["station_id"], row["tank_id"]] = row["diameter_mm"]
    charts = facts.history("tank_charts").group_by(["station_id", "tank_id"])
    for row in charts.aggregate([("height_mm", "max")]).to_pylist():
        tank = (row["station_id"], row["tank_id"])
        tops[tank] = max(tops.get(tank, 0.0), row["height_mm_max"])
    return tops
