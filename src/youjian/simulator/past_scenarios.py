"""Dishonest things put into a station's past, each with a label that says what and when."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from youjian.simulator.demand import FloatArray
from youjian.simulator.past_sales import NozzleRun, with_meter_error
from youjian.simulator.past_tanks import Leap
from youjian.simulator.physics import TRUCK_L_MIN, StationPhysics
from youjian.simulator.records import moment
from youjian.simulator.state import Unloading

_MARGIN_S = 2.0


@dataclass(frozen=True)
class PastScenario:
    """What should have happened at a moment (Unix seconds); subjects not named are chosen.

    Names: `hidden-sale`, `totalizer-reset`, `short-measure`, `unrecorded-delivery`, `gauge-frozen`.
    """

    name: str
    at: float
    nozzle_id: int | None = None
    tank_id: int | None = None
    litres: float = 30.0
    percent: float = 2.0
    minutes: float = 120.0


@dataclass
class Past:
    """A station's past while scenarios are put into it."""

    physics: StationPhysics
    runs: dict[int, NozzleRun]
    leaps: dict[int, list[Leap]] = field(default_factory=dict[int, list[Leap]])
    unasked: dict[int, list[Unloading]] = field(default_factory=dict[int, list[Unloading]])
    frozen: list[tuple[int, float, float]] = field(default_factory=list[tuple[int, float, float]])
    resets: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    labels: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def apply(past: Past, scenario: PastScenario) -> None:
    """Put one scenario into the past; raises ValueError when it is unknown or nothing follows it."""
    if scenario.name not in _DOERS:
        raise ValueError(f"no scenario {scenario.name!r} for the past; there are {', '.join(_DOERS)}")
    label = _DOERS[scenario.name](past, scenario)
    texts = {name: moment(label[name]).isoformat() for name in ("at", "ends_at") if name in label}
    station = {"station": past.physics.station_id, "scenario": scenario.name}
    past.labels.append({**station, **label, **texts})


def _hidden_sale(past: Past, scenario: PastScenario) -> dict[str, Any]:
    run, index = _next_fuelling(past, scenario)
    at = _quiet_moment(run, index, scenario.at)
    volume_ml = round(scenario.litres * 100) * 10
    totals = run.totalizer_ml + np.where(np.arange(run.count) >= index, volume_ml, 0)
    past.runs[run.nozzle.nozzle_id] = replace(run, totalizer_ml=totals)
    tank_id = run.nozzle.tank_id
    drawn = volume_ml / 1000 / (1 + run.nozzle.meter_error) * float(past.physics.tanks[tank_id].vcf20(at))
    past.leaps.setdefault(tank_id, []).append(Leap(at, -drawn))
    return {**_of_nozzle(run, index), "at": at, "volume_ml": volume_ml}


def _totalizer_reset(past: Past, scenario: PastScenario) -> dict[str, Any]:
    run, index = _next_fuelling(past, scenario)
    at = _quiet_moment(run, index, scenario.at)
    before = int(run.totalizer_ml[index] - run.volume_ml[index])
    totals = run.totalizer_ml - np.where(np.arange(run.count) >= index, before, 0)
    past.runs[run.nozzle.nozzle_id] = replace(run, totalizer_ml=totals)
    past.resets.append((run.nozzle.nozzle_id, at))
    return {**_of_nozzle(run, index), "at": at, "totalizer_before_ml": before}


def _short_measure(past: Past, scenario: PastScenario) -> dict[str, Any]:
    run, index = _next_fuelling(past, scenario)
    errors: FloatArray = np.where(np.arange(run.count) >= index, scenario.percent / 100, run.meter_error)
    past.runs[run.nozzle.nozzle_id] = with_meter_error(past.physics, run, errors)
    return {**_of_nozzle(run, index), "at": scenario.at, "meter_error": scenario.percent / 100}


def _unrecorded_delivery(past: Past, scenario: PastScenario) -> dict[str, Any]:
    tank_id = min(past.physics.tanks) if scenario.tank_id is None else scenario.tank_id
    ends = scenario.at + scenario.litres / TRUCK_L_MIN * 60
    number = f"{past.physics.station_id}-{tank_id}-{int(scenario.at)}-unrecorded"
    unloading = Unloading(number, scenario.at, ends, scenario.litres, documented=False)
    past.unasked.setdefault(tank_id, []).append(unloading)
    return {"subject": f"tank:{tank_id}", "at": scenario.at, "ends_at": ends, "net20_l": scenario.litres}


def _gauge_frozen(past: Past, scenario: PastScenario) -> dict[str, Any]:
    tank_id = min(past.physics.tanks) if scenario.tank_id is None else scenario.tank_id
    ends = scenario.at + scenario.minutes * 60
    past.frozen.append((tank_id, scenario.at, ends))
    return {"subject": f"tank:{tank_id}", "at": scenario.at, "ends_at": ends}


_DOERS = {
    "hidden-sale": _hidden_sale,
    "totalizer-reset": _totalizer_reset,
    "short-measure": _short_measure,
    "unrecorded-delivery": _unrecorded_delivery,
    "gauge-frozen": _gauge_frozen,
}


def _next_fuelling(past: Past, scenario: PastScenario) -> tuple[NozzleRun, int]:
    """The nozzle asked for (else the busiest) and its first fuelling after the moment that has one before."""
    busiest = max(past.runs, key=lambda nozzle_id: past.runs[nozzle_id].count)
    nozzle_id = busiest if scenario.nozzle_id is None else scenario.nozzle_id
    if nozzle_id not in past.runs:
        raise ValueError(f"station {past.physics.station_id} has no nozzle {nozzle_id}")
    run = past.runs[nozzle_id]
    index = max(1, int(np.searchsorted(run.started, scenario.at)))
    if index >= run.count:
        raise ValueError(f"nozzle {nozzle_id} has no fuelling after the moment of {scenario.name}")
    return run, index


def _quiet_moment(run: NozzleRun, index: int, at: float) -> float:
    """The moment asked for, moved to where the nozzle stands still before fuelling `index`."""
    earliest, latest = float(run.ended[index - 1]) + _MARGIN_S, float(run.started[index]) - _MARGIN_S
    return max(min(at, latest), earliest)


def _of_nozzle(run: NozzleRun, index: int) -> dict[str, Any]:
    return {"subject": f"nozzle:{run.nozzle.nozzle_id}", "next_seq": int(run.seq[index])}
