"""What a rule about gauges looks at: the tanks' half hours and draws as they were known at a moment."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from youjian.detection.facts import Facts
from youjian.detection.gauge.blocks import Blocks, BlockSeries
from youjian.detection.gauge.draws import Draws, joined, no_draws, tank_draws
from youjian.detection.gauge.series import (
    MINUTE,
    Floats,
    Integers,
    Readings,
    Tank,
    micros,
    tank_series,
    to_micros,
)

_LATE = 30 * MINUTE
_READING_LATE = 10 * MINUTE
_AROUND_MM = 25.0


@dataclass(frozen=True)
class Register:
    """What the register says of tanks: which share a level, and when work on a gauge was announced."""

    manifolds: dict[Tank, tuple[Tank, ...]]
    announced: dict[Tank, list[tuple[int, int]]]

    def sharing(self, tank: Tank) -> tuple[Tank, ...]:
        """The tanks that share a tank's level, itself among them."""
        return self.manifolds.get(tank, (tank,))


def tank_register(facts: Facts) -> Register:
    """The register's word on tanks, read once."""
    return facts.derived("gauge.register", lambda: _register(facts))


def _register(facts: Facts) -> Register:
    shared: dict[tuple[str, str], list[Tank]] = {}
    for row in facts.history("tanks").select(["station_id", "tank_id", "manifold"]).to_pylist():
        if row["manifold"] is not None:
            tank = (row["station_id"], row["tank_id"])
            shared.setdefault((row["station_id"], row["manifold"]), []).append(tank)
    announced: dict[Tank, list[tuple[int, int]]] = {}
    works = facts.history("maintenance")
    for row in works.filter(pc.starts_with(works["device"], "tank:")).to_pylist():
        tank = (row["station_id"], int(row["device"].partition(":")[2]))
        announced.setdefault(tank, []).append((to_micros(row["starts_at"]), to_micros(row["ends_at"])))
    return Register({tank: tuple(group) for group in shared.values() for tank in group}, announced)


class View:
    """The gauges of all tanks as they were known at a moment; asked for tank by tank, answered once."""

    def __init__(self, facts: Facts, as_of: int) -> None:
        self.facts = facts
        self.as_of = as_of
        self.register = tank_register(facts)
        self.tanks = tuple(tank_series(facts))
        self._blocks: dict[Tank, Blocks] = {}
        self._draws: dict[Tank, Draws] = {}

    @classmethod
    def at(cls, facts: Facts, as_of: datetime) -> "View":
        """The view at a tick."""
        return cls(facts, to_micros(as_of))

    def blocks(self, tank: Tank) -> Blocks:
        """The half hours of a tank."""
        if tank not in self._blocks:
            self._blocks[tank] = block_series(self.facts)[tank].known(self.as_of)
        return self._blocks[tank]

    def draws(self, tank: Tank) -> Draws:
        """What the tank's nozzles gave."""
        if tank not in self._draws:
            self._draws[tank] = tank_draws(self.facts).get(tank, no_draws()).current(self.as_of)
        return self._draws[tank]

    def proving(self, tank: Tank) -> Draws:
        """The draws of all tanks that share its level, as far as they say when how much left the tank.

        Not those during announced work on the tank, and not those whose time is in doubt: received half an
        hour late while the gauge's readings of that time were not.
        """
        own = [self.draws(member) for member in self.register.sharing(tank)]
        draws = own[0] if len(own) == 1 else joined(own)
        counts = draws.leaves & ~_doubtful(draws, self.blocks(tank).readings)
        for start, end in self.register.announced.get(tank, []):
            counts &= (draws.ended < start) | (draws.started > end)
        return draws.chosen(counts)

    def others(self, tank: Tank) -> list[Tank]:
        """The station's other tanks that do not share its level."""
        group = self.register.sharing(tank)
        return [other for other in self.tanks if other[0] == tank[0] and other not in group]


def block_series(facts: Facts) -> dict[Tank, BlockSeries]:
    """The half hours of every tank, worked out once."""
    return facts.derived(
        "gauge.blocks", lambda: {tank: BlockSeries(series) for tank, series in tank_series(facts).items()}
    )


def litres_per_mm(facts: Facts, tank: Tank, at: int, level_mm: float) -> float:
    """Slope of the tank's chart around a level, in force at a moment; NaN where the chart says nothing."""
    low, high = (volume_l(facts, tank, at, level_mm + off) for off in (-_AROUND_MM, _AROUND_MM))
    return (high - low) / (2 * _AROUND_MM)


def volume_l(facts: Facts, tank: Tank, at: int, level_mm: float) -> float:
    """Litres at a level by the tank's chart in force at a moment (before the first one: by the first)."""
    charts = facts.derived("gauge.charts", _no_charts)
    if tank not in charts:
        table = facts.history("tank_charts")
        mine = pc.and_(pc.equal(table["station_id"], tank[0]), pc.equal(table["tank_id"], tank[1]))
        charts[tank] = table.filter(mine)
    chart = charts[tank]
    since = micros(chart, "valid_from")
    if not since.size:
        return float("nan")
    before: Integers = since[since <= at]
    lines: NDArray[np.bool_] = since == (before.max() if before.size else since.min())
    heights: Floats = chart["height_mm"].to_numpy()[lines]
    volumes: Floats = chart["volume_l"].to_numpy()[lines]
    return float(np.interp(level_mm, heights, volumes, left=np.nan, right=np.nan))


def _no_charts() -> dict[Tank, pa.Table]:
    return {}


def _doubtful(draws: Draws, readings: Readings) -> NDArray[np.bool_]:
    late = draws.known - draws.ended > _LATE
    if not late.any() or not len(readings):
        return late
    near = np.minimum(np.searchsorted(readings.at, draws.ended), len(readings) - 1)
    return late & (readings.known[near] - readings.at[near] <= _READING_LATE)
