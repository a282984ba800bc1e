"""Past days of one station as contract tables, and the state in which the past leaves it.

Everything is drawn in whole columns, so that a month takes a fraction of a second. The station is the same
as the living one of the same seed: same tanks, meters and climate; its totalizers and `seq` go on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from youjian.contract.tables import TABLES
from youjian.simulator import past_tables
from youjian.simulator.model import opening_state
from youjian.simulator.past_sales import closing, nozzle_run
from youjian.simulator.past_scenarios import Past, PastScenario, apply
from youjian.simulator.past_tanks import Changes, Readings, TankRun, readings, tank_run
from youjian.simulator.physics import StationPhysics, make_physics
from youjian.simulator.registry import StationPlan
from youjian.simulator.state import StationState

_DAY_US = 86_400_000_000
_SHANGHAI_US = 8 * 3_600_000_000


@dataclass(frozen=True)
class Intervals:
    """How often devices report, s."""

    reading_s: float = 120.0
    pressure_s: float = 60.0
    heartbeat_s: float = 60.0


@dataclass(frozen=True)
class History:
    """Contract tables by name (columns as in the contract), what was put in, and how it ended."""

    tables: dict[str, pa.Table]
    labels: list[dict[str, Any]]
    end_state: StationState


def station_history(
    registry: dict[str, StationPlan],
    station_id: str,
    start: datetime,
    end: datetime,
    seed: int,
    *,
    intervals: Intervals | None = None,
    scenarios: Iterable[PastScenario] = (),
    opening: StationState | None = None,
) -> History:
    """The past of a station from `start` to `end`: honest, but for the scenarios given.

    `opening` goes on from an earlier history's `end_state`. Raises ValueError for an unknown station, an
    empty span or an impossible scenario.
    """
    if station_id not in registry:
        raise ValueError(f"the registry has no station {station_id} with tanks and nozzles")
    if end <= start:
        raise ValueError(f"history from {start.isoformat()} to {end.isoformat()} is empty")
    physics = make_physics(registry[station_id], seed)
    first, last = start.timestamp(), end.timestamp()
    before = opening_state(physics, first) if opening is None else opening
    past = _sales(physics, before, first, last, scenarios)
    tanks = {tank_id: _tank(past, tank_id, before, last) for tank_id in physics.tanks}
    tables = _tables(past, tanks, first, last, intervals or Intervals())
    return History(tables, past.labels, _end_state(past, tanks, before, last))


def by_business_day(tables: dict[str, pa.Table]) -> dict[date, dict[str, pa.Table]]:
    """The same rows parted by the Shanghai day on which each record ended, in order of days."""
    days: dict[date, dict[str, pa.Table]] = {}
    for name, table in tables.items():
        column = TABLES[name].end
        if column is None:
            raise ValueError(f"{name} is a registry table: its rows belong to no day")
        moments = table[column].cast(pa.int64()).to_numpy()
        numbers = (moments + _SHANGHAI_US) // _DAY_US
        for number in np.unique(numbers):
            day = date(1970, 1, 1) + timedelta(days=int(number))
            days.setdefault(day, {})[name] = table.filter(pa.array(numbers == number))
    return dict(sorted(days.items()))


def _sales(
    physics: StationPhysics,
    before: StationState,
    first: float,
    last: float,
    scenarios: Iterable[PastScenario],
) -> Past:
    runs = {
        nozzle_id: nozzle_run(physics, nozzle_id, before.nozzles[nozzle_id], first, last)
        for nozzle_id in physics.nozzles
    }
    past = Past(physics, runs)
    for scenario in scenarios:
        apply(past, scenario)
    return past


def _tank(past: Past, tank_id: int, before: StationState, last: float) -> TankRun:
    changes = Changes(
        runs=tuple(run for run in past.runs.values() if run.nozzle.tank_id == tank_id),
        leaps=tuple(past.leaps.get(tank_id, ())),
        unasked=tuple(past.unasked.get(tank_id, ())),
    )
    return tank_run(past.physics, tank_id, before.tanks[tank_id].net20_l, changes, last)


def _tables(
    past: Past, tanks: dict[int, TankRun], first: float, last: float, intervals: Intervals
) -> dict[str, pa.Table]:
    physics = past.physics
    gauge = {
        tank_id: _frozen(past, tank_id, readings(physics, run, first, last, intervals.reading_s))
        for tank_id, run in tanks.items()
    }
    tables = {
        "fuellings": past_tables.fuellings(physics, past.runs),
        "tank_readings": past_tables.tank_readings(physics, gauge),
        "deliveries": past_tables.deliveries(physics, tanks, first),
        "heartbeats": past_tables.heartbeats(physics, np.arange(first, last, intervals.heartbeat_s)),
        "device_events": past_tables.device_events(physics, first, past.resets),
    }
    if physics.plan.station.vapour_monitoring:
        moments = np.arange(first, last, intervals.pressure_s)
        tables["vapour_fills"] = past_tables.vapour_fills(physics, past.runs)
        tables["pressure_readings"] = past_tables.pressure_readings(physics, moments)
    return tables


def _frozen(past: Past, tank_id: int, seen: Readings) -> Readings:
    """Readings with every frozen stretch repeating its first one."""
    source = np.arange(len(seen.at))
    for frozen_tank, begins, ends in past.frozen:
        stretch = np.flatnonzero((seen.at >= begins) & (seen.at < ends))
        if frozen_tank == tank_id and stretch.size:
            source[stretch] = stretch[0]
    return Readings(seen.at, seen.product_mm[source], seen.temp_c[source], seen.volume_l[source])


def _end_state(past: Past, tanks: dict[int, TankRun], before: StationState, last: float) -> StationState:
    rng = past.physics.generator(8, int(last))
    nozzles = {
        nozzle_id: closing(run, before.nozzles[nozzle_id], last + float(rng.uniform(5, 120)))
        for nozzle_id, run in past.runs.items()
    }
    return StationState(
        station_id=before.station_id,
        seed=before.seed,
        at=last,
        nozzles=nozzles,
        tanks={tank_id: run.closing(last) for tank_id, run in tanks.items()},
        draws=before.draws,
        deliveries=before.deliveries + sum(len(run.unloadings) for run in tanks.values()),
    )
