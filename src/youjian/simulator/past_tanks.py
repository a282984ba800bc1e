"""The past of a station's tanks: trucks that came when stock was low, and what the gauge read."""

from dataclasses import dataclass

import numpy as np

from youjian.simulator.demand import FloatArray
from youjian.simulator.past_sales import NozzleRun
from youjian.simulator.physics import PROBE_RESOLUTION_C, TRUCK_L_MIN, StationPhysics, TankPhysics
from youjian.simulator.state import TankState, Unloading

_TRUCK_LEAD_S = 2400.0
_QUIET_AFTER_S = 60.0


@dataclass(frozen=True)
class Leap:
    """Stock that changed at one moment without a fuelling or a truck, litres at 20 °C (out: below 0)."""

    at: float
    net20_l: float


@dataclass(frozen=True)
class Changes:
    """What changed a tank's stock besides the trucks it ordered: fuellings, leaps, unloadings unasked for."""

    runs: tuple[NozzleRun, ...]
    leaps: tuple[Leap, ...] = ()
    unasked: tuple[Unloading, ...] = ()


@dataclass(frozen=True)
class TankRun:
    """One tank's past: its opening stock, what changed it, every unloading, and a truck on its way."""

    physics: TankPhysics
    opening20_l: float
    changes: Changes
    unloadings: tuple[Unloading, ...]
    truck_at: float | None

    def net20_at(self, at: FloatArray) -> FloatArray:
        """Stock at moments, litres at 20 °C."""
        stock = np.full(len(at), self.opening20_l)
        for run in self.changes.runs:
            stock -= run.drawn_at(at)
        for unloading in self.unloadings:
            share = (at - unloading.started_at) / (unloading.ends_at - unloading.started_at)
            stock += unloading.net20_l * np.clip(share, 0.0, 1.0)
        for leap in self.changes.leaps:
            stock += leap.net20_l * (at >= leap.at)
        return stock

    def closing(self, end: float) -> TankState:
        """The tank as the past leaves it."""
        stock = float(self.net20_at(np.array([end]))[0])
        return TankState(stock, truck_at=self.truck_at)


@dataclass(frozen=True)
class Readings:
    """What the gauge said, in order of time."""

    at: FloatArray
    product_mm: FloatArray
    temp_c: FloatArray
    volume_l: FloatArray


def tank_run(
    physics: StationPhysics, tank_id: int, opening20_l: float, changes: Changes, end: float
) -> TankRun:
    """Let trucks come whenever the stock falls below the reorder level."""
    tank = physics.tanks[tank_id]
    rng = physics.generator(4, tank_id, int(end))
    moments, drawn = _draws(changes)
    unloadings: list[Unloading] = []
    stocked, free_at = opening20_l, -np.inf
    while True:
        low = int(np.searchsorted(drawn, stocked - tank.reorder_l))
        if low >= len(drawn):
            return TankRun(tank, opening20_l, changes, (*unloadings, *changes.unasked), None)
        arrives = max(float(moments[low]), free_at) + _TRUCK_LEAD_S * float(rng.uniform(0.5, 1.5))
        used = float(drawn[np.searchsorted(moments, arrives, side="right") - 1])
        drop = tank.drop_l(stocked - used)
        ends = arrives + drop / TRUCK_L_MIN * 60
        if drop <= 0 or ends + _QUIET_AFTER_S > end:
            on_its_way = max(arrives, end + _QUIET_AFTER_S)
            return TankRun(tank, opening20_l, changes, (*unloadings, *changes.unasked), on_its_way)
        number = f"{physics.station_id}-{tank_id}-{int(arrives)}"
        unloadings.append(Unloading(number, round(arrives, 3), round(ends, 3), drop, documented=True))
        stocked, free_at = stocked + drop, ends


def readings(physics: StationPhysics, run: TankRun, start: float, end: float, interval_s: float) -> Readings:
    """Gauge readings every `interval_s`, from `start` on."""
    tank = run.physics
    at = np.arange(start, end, interval_s)
    noise = physics.generator(5, tank.tank.tank_id, int(start)).standard_normal(len(at))
    height = tank.gauge_mm(run.net20_at(at), at, noise)
    temp = np.round(np.rint(tank.temperature_c(at) / PROBE_RESOLUTION_C) * PROBE_RESOLUTION_C, 2)
    return Readings(at, height, temp, np.round(tank.chart_l(height), 2))


def _draws(changes: Changes) -> tuple[FloatArray, FloatArray]:
    """Moments in order, and litres gone by then (what came unseen counts against them)."""
    moments = [run.ended for run in changes.runs] + [np.array([leap.at for leap in changes.leaps])]
    amounts = [run.drawn20_l for run in changes.runs] + [np.array([-leap.net20_l for leap in changes.leaps])]
    moments.append(np.array([unloading.ends_at for unloading in changes.unasked]))
    amounts.append(np.array([-unloading.net20_l for unloading in changes.unasked]))
    at, drawn = np.concatenate(moments), np.concatenate(amounts)
    order = np.argsort(at, kind="stable")
    return at[order], np.maximum.accumulate(np.cumsum(drawn[order])) if len(at) else drawn
