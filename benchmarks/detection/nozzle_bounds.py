"""The Cramér–Rao bounds of a tank's nozzles: the twin's own noise over the tank's own readings and sales."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.detection.bound import Noise, bound_percent, information
from youjian.detection.balance.design import splines
from youjian.detection.balance.standing import Standing
from youjian.detection.facts import Facts
from youjian.simulator.twin.spec import Spec, TankSpec

Array = NDArray[np.float64]
METER_SD, SCALE_SD, SHAPE_SD_L, KNOTS = 0.02, 0.003, 16.0, 12
"""What else is unknown: the other meters, as if they might lie too, and the chart as the twin draws it."""
_CREEP_S = 1.5 * 86_400
_FREE = float("inf")


@dataclass(frozen=True)
class Bounds:
    """Smallest sd of a nozzle's error, percent: all else known, and all else as uncertain as it is drawn."""

    known: float
    unknown: float


def bounds_of(spec: Spec, facts: Facts, standing: Standing) -> dict[int, Bounds]:
    """Both bounds for each nozzle of a tank; nothing for tanks that share level."""
    tank = spec.tank(standing.tank_id)
    if tank.manifold is not None:
        return {}
    at, height = _readings(facts, tank.tank_id)
    sold = np.column_stack([_running(facts, nozzle, at) for nozzle in standing.nozzles])
    slope = _litres_per_mm(tank, height)
    others, prior = _others(spec, tank, standing, at, height)
    info = information(_noise(spec, tank), np.column_stack([-sold, others]) / slope[:, None], 1.0)
    count = len(standing.nozzles)
    return {
        nozzle: Bounds(
            known=_of(info, [0.0] * (count + len(prior)), place),
            unknown=_of(info, [METER_SD] * count + prior, place),
        )
        for place, nozzle in enumerate(standing.nozzles)
    }


def _of(info: Array, prior: list[float], place: int) -> float:
    asked = [*prior[:place], _FREE, *prior[place + 1 :]]
    return bound_percent(info, asked, place)


def _noise(spec: Spec, tank: TankSpec) -> Noise:
    gauge = tank.gauge
    slow = float(np.exp(-spec.reading_s / _CREEP_S))
    return Noise(gauge.white_mm, gauge.step_mm, ((gauge.drift_mm, gauge.phi), (gauge.creep_mm, slow)))


def _readings(facts: Facts, tank_id: int) -> tuple[Array, Array]:
    table = facts.history("tank_readings")
    mine = table.filter(np.asarray(table["tank_id"]) == tank_id).sort_by("at")
    at = mine["at"].cast("int64").to_numpy().astype(float)
    return at, mine["product_mm"].to_numpy()


def _running(facts: Facts, nozzle: int, at: Array) -> Array:
    """Litres that a nozzle has recorded by each reading."""
    table = facts.history("fuellings")
    mine = table.filter(np.asarray(table["nozzle_id"]) == nozzle).sort_by("ended_at")
    ended = mine["ended_at"].cast("int64").to_numpy().astype(float)
    litres = np.concatenate(([0.0], np.cumsum(mine["volume_ml"].to_numpy() / 1000.0)))
    return litres[np.searchsorted(ended, at, "right")]


def _litres_per_mm(tank: TankSpec, height: Array) -> Array:
    shape = tank.shape
    rise = np.interp(height + 20, shape.heights_mm, shape.volumes_l)
    return np.maximum((rise - np.interp(height - 20, shape.heights_mm, shape.volumes_l)) / 40, 1.0)


def _others(
    spec: Spec, tank: TankSpec, standing: Standing, at: Array, height: Array
) -> tuple[Array, list[float]]:
    """Columns and prior sd of all else: opening level, chart, loss, the papers' bias, every delivery."""
    volume = np.interp(height, tank.shape.heights_mm, tank.shape.volumes_l)
    days = (at - at[0]) / 86_400e6
    drops = [a for a in standing.arrivals if a.rise.end > at[0]]
    steps = [(at > a.rise.end).astype(float) for a in drops]
    billed = [sum(p.net_l for p in a.papers) for a in drops]
    common = sum((step * litres for step, litres in zip(steps, billed, strict=True)), np.zeros(len(at)))
    columns = [np.ones(len(at)), volume - volume.mean(), *splines(volume / tank.capacity_l, KNOTS).T]
    prior = [_FREE, SCALE_SD, *[SHAPE_SD_L] * KNOTS]
    loss = tank.loss_share * float(standing.sold.sum()) / max(len(standing.sold), 1)
    columns += [-days, common, *steps]
    prior += [max(loss, 1.0), max(abs(spec.truck_bias), 0.0005)]
    prior += [spec.truck_sd * litres if litres else _FREE for litres in billed]
    return np.column_stack(columns), prior
