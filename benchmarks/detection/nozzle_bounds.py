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
PAPERS_SD = 0.0006
"""Spread of a carrier's own bias at clean stations, share of the litres."""
_CREEP_S = 1.5 * 86_400
_FREE = float("inf")


@dataclass(frozen=True)
class Bounds:
    """Smallest sd, percent, of a nozzle's error: all else known, all else as uncertain as it is drawn, and
    with that against its siblings' mean (None: it has none)."""

    known: float
    unknown: float
    siblings: float | None


@dataclass(frozen=True)
class _Tank:
    """A tank's readings (µs, mm), running litres by nozzle, whether it sells, its papers (µs, litres)."""

    at: Array
    height: Array
    sold: Array
    selling: Array
    papers: list[tuple[float, float]]

    @property
    def steps(self) -> Array:
        """One column a delivery: 1 from its paper's moment on."""
        moments = np.array([moment for moment, _ in self.papers])
        return (self.at[:, None] > moments[None, :]).astype(float)

    @property
    def billed(self) -> Array:
        """Litres of each delivery."""
        return np.array([litres for _, litres in self.papers])

    @property
    def book(self) -> Array:
        """Litres that the books say have come and gone: it moves when the other columns do."""
        return self.steps @ self.billed - self.sold.sum(axis=1)


def bounds_of(spec: Spec, facts: Facts, standing: Standing) -> dict[int, Bounds]:
    """Both bounds for each nozzle of a tank; nothing for tanks that share level."""
    tank = spec.tank(standing.tank_id)
    if tank.manifold is not None:
        return {}
    seen = _seen(facts, tank, standing.nozzles)
    others, prior = _others(spec, tank, seen)
    columns = np.column_stack([-seen.sold, others]) / _litres_per_mm(tank, seen.height)[:, None]
    info = information(
        _noise(spec, tank), columns, seen.selling * (0.7 * tank.gauge.slosh_selling_mm) ** 2 / 2
    )
    count = len(standing.nozzles)
    return {n: _bounds(info, prior, count, place) for place, n in enumerate(standing.nozzles)}


def _bounds(info: Array, prior: list[float], count: int, place: int) -> Bounds:
    alone, against = np.eye(count)[place].tolist(), contrast(count, place).tolist()
    known, unknown = np.zeros(len(info)), np.array([METER_SD] * count + prior)
    known[place] = unknown[place] = _FREE
    return Bounds(
        bound_percent(info, known.tolist(), alone),
        bound_percent(info, unknown.tolist(), alone),
        bound_percent(info, unknown.tolist(), against) if count > 1 else None,
    )


def contrast(count: int, place: int) -> Array:
    """Weights of a nozzle against the plain mean of its siblings."""
    weights = np.full(count, -1.0 / max(count - 1, 1))
    weights[place] = 1.0
    return weights


def _noise(spec: Spec, tank: TankSpec) -> Noise:
    gauge = tank.gauge
    slow = float(np.exp(-spec.reading_s / _CREEP_S))
    return Noise(gauge.white_mm, gauge.step_mm, ((gauge.drift_mm, gauge.phi), (gauge.creep_mm, slow)))


def _seen(facts: Facts, tank: TankSpec, nozzles: tuple[int, ...]) -> _Tank:
    table = facts.history("tank_readings")
    mine = table.filter(np.asarray(table["tank_id"]) == tank.tank_id).sort_by("at")
    at = mine["at"].cast("int64").to_numpy().astype(float)
    sold = np.column_stack([_running(facts, nozzle, at) for nozzle in nozzles])
    height = mine["product_mm"].to_numpy()
    return _Tank(at, height, sold, _selling(facts, nozzles, at), _papers(facts, tank))


def _selling(facts: Facts, nozzles: tuple[int, ...], at: Array) -> Array:
    """1 for readings during a fuelling of the tank, else 0."""
    table = facts.history("fuellings")
    mine = table.filter(np.isin(np.asarray(table["nozzle_id"]), nozzles))
    begun, ended = (np.sort(mine[n].cast("int64").to_numpy()) for n in ("started_at", "ended_at"))
    return (np.searchsorted(begun, at) > np.searchsorted(ended, at)).astype(float)


def _running(facts: Facts, nozzle: int, at: Array) -> Array:
    """Litres that a nozzle has recorded by each reading."""
    table = facts.history("fuellings")
    mine = table.filter(np.asarray(table["nozzle_id"]) == nozzle).sort_by("ended_at")
    ended = mine["ended_at"].cast("int64").to_numpy().astype(float)
    litres = np.concatenate(([0.0], np.cumsum(mine["volume_ml"].to_numpy() / 1000.0)))
    return litres[np.searchsorted(ended, at, "right")]


def _papers(facts: Facts, tank: TankSpec) -> list[tuple[float, float]]:
    rows = facts.history("deliveries").to_pylist()
    own = [r for r in rows if r["product"] == tank.product and r["tank_id"] in (None, tank.tank_id)]
    return [(1e6 * r["delivered_at"].timestamp(), r["documented_volume_ml"] / 1000) for r in own]


def _litres_per_mm(tank: TankSpec, height: Array) -> Array:
    shape = tank.shape
    rise = np.interp(height + 20, shape.heights_mm, shape.volumes_l)
    return np.maximum((rise - np.interp(height - 20, shape.heights_mm, shape.volumes_l)) / 40, 1.0)


def _others(spec: Spec, tank: TankSpec, seen: _Tank) -> tuple[Array, list[float]]:
    """Columns and prior sd of all else: opening level, chart, loss, the papers' bias, every delivery."""
    opening = float(np.interp(seen.height[0], tank.shape.heights_mm, tank.shape.volumes_l))
    volume = opening + seen.book
    days = (seen.at - seen.at[0]) / 86_400e6
    chart = [volume - volume.mean(), *splines(volume / tank.capacity_l, KNOTS).T]
    rest = [-days, seen.steps @ seen.billed, *seen.steps.T]
    lost = tank.loss_share * float(seen.sold[-1].sum()) / max(float(days[-1]), 1.0)
    prior = [_FREE, SCALE_SD, *[SHAPE_SD_L] * KNOTS, max(lost, 1.0), PAPERS_SD]
    columns = np.column_stack([np.ones(len(days)), *chart, *rest])
    return columns, [*prior, *(spec.truck_sd * seen.billed)]
