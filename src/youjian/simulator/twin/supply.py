"""Tankers: when fuel is ordered, how much really flows in, and what pours in beside them."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.fuel.correction import vcf20
from youjian.simulator.twin.clock import DAY, HOUR, FloatArray, local_hour
from youjian.simulator.twin.demand import Fills
from youjian.simulator.twin.flows import Pieces
from youjian.simulator.twin.spec import Spec, TankSpec

_APART_S = 3 * HOUR
_LOOK_AHEAD_S = 2 * DAY


@dataclass(frozen=True)
class Pour:
    """Fuel that flows into a tank. `litres` is ambient at the tanker's temperature, `billed_l` what the
    document is about (None: there is no document)."""

    tank_id: int
    start: float
    end: float
    litres: float
    temp_c: float
    billed_l: float | None
    number: int = 0

    def net_l(self, tank: TankSpec) -> float:
        """Litres at 20 °C."""
        return self.litres * vcf20(tank.density20, self.temp_c)

    def pieces(self, tank: TankSpec) -> Pieces:
        """Gravity flow: fast while the tanker is full, slower towards the end."""
        share = np.array([0.45, 0.33, 0.22])
        bounds = self.start + (self.end - self.start) * np.array([0.0, 0.36, 0.68, 1.0])
        return Pieces(bounds[:-1], bounds[1:], share * self.net_l(tank))


@dataclass(frozen=True)
class Demand:
    """What a tank, or half of a manifold's pair, loses: ambient litres gone by each moment."""

    spec: Spec
    tank: TankSpec
    left: FloatArray
    gone: FloatArray

    def by(self, at: FloatArray) -> FloatArray:
        """Litres gone by each moment."""
        return np.concatenate(([0.0], self.gone))[np.searchsorted(self.left, at)]

    def when(self, litres: float) -> float:
        """The moment by which so many litres are gone; infinite when they never are."""
        row = int(np.searchsorted(self.gone, litres))
        return float(self.left[row]) if row < len(self.left) else float("inf")


def demand_of(spec: Spec, tank: TankSpec, fills: Fills, flows: list[Pieces]) -> Demand:
    """Fuellings less what is poured back, and other flows by the hour; what a hose brings in delays."""
    group = group_of(spec, tank)
    rows = np.flatnonzero(np.isin(fills.tank, group))
    hours = np.arange(spec.start, spec.end, HOUR)
    moments, litres = [fills.stop_at[rows]], [(fills.drawn_l - fills.returned_l)[rows]]
    for flow in flows:
        moments.append(hours)
        litres.append(-np.diff(flow.passed(hours), prepend=0.0))
    every, amounts = np.concatenate(moments), np.concatenate(litres) / len(group)
    order = np.argsort(every, kind="stable")
    return Demand(spec, tank, every[order], np.maximum.accumulate(np.cumsum(amounts[order])))


def group_of(spec: Spec, tank: TankSpec) -> list[int]:
    """The tanks that share this one's level, itself among them."""
    if tank.manifold is None:
        return [tank.tank_id]
    return [t.tank_id for t in spec.tanks if t.manifold == tank.manifold]


def plan(demand: Demand, fixed: tuple[Pour, ...] = ()) -> list[Pour]:
    """Deliveries that keep a tank between its dead stock and its safe filling, around `fixed` pours.

    What is in `fixed` comes first in the answer.
    """
    spec, tank = demand.spec, demand.tank
    rng = spec.rng(3, group_of(spec, tank)[0])
    stock, now, found = tank.opening * tank.safe_l, spec.start, list[Pour]()
    while True:
        moment = _next_tanker(rng, demand, fixed, stock, now)
        if moment > spec.end - 2 * HOUR:
            return [*fixed, *found]
        went = float(np.diff(demand.by(np.array([now, moment])))[0])
        stock, now = stock - went + _poured(demand, fixed, now, moment), moment
        room = tank.safe_l - stock - _poured(demand, fixed, moment, moment + _LOOK_AHEAD_S) - 400
        pour = _tanker(rng, demand, moment, room, len(found) + 1)
        if pour is None:
            now += _APART_S
            stock -= float(np.diff(demand.by(np.array([moment, now])))[0])
            stock += _poured(demand, fixed, moment, now)
            continue
        found.append(pour)
        stock += pour.litres


@dataclass(frozen=True)
class Wish:
    """A pour without papers that somebody wants: from when on, at night or by day, how many minutes."""

    litres: float
    first: float
    night: bool | None = None
    minutes: float | None = None


def hidden_pour(demand: Demand, others: list[Pour], wish: Wish) -> Pour | None:
    """A pour at the first moment from then on with room for it, away from declared ones."""
    spec, tank = demand.spec, demand.tank
    rng = spec.rng(4, tank.tank_id)
    wait = rng.uniform(0, 0.6) * DAY if wish.night is None else 0.0
    moments = np.arange(wish.first + wait, spec.end - 5 * HOUR, 600.0) + rng.uniform(0, 600)
    lasts = (wish.minutes or wish.litres / rng.uniform(350, 700)) * 60
    fits = _hours_of(moments, wish.night)
    for p in others:
        fits &= (moments + lasts < p.start - _APART_S) | (moments > p.end + _APART_S)
    fits &= stock_at(demand, others, moments) + wish.litres < tank.safe_l - 100
    if not fits.any():
        return None
    start = float(moments[int(np.argmax(fits))])
    temp = ground(spec, start) + float(rng.normal(2, 4))
    return Pour(tank.tank_id, start, start + lasts, wish.litres, temp, None)


def stock_at(demand: Demand, pours: list[Pour], at: FloatArray) -> FloatArray:
    """Ambient stock, near enough to plan by."""
    stock = demand.tank.opening * demand.tank.safe_l - demand.by(at)
    for p in pours:
        stock = stock + np.where(at >= p.start, p.litres, 0.0)
    return stock


def ground(spec: Spec, at: float) -> float:
    """Temperature of the ground around the tanks."""
    return float(np.clip(spec.ground_c + spec.ground_slope * (at - spec.start) / DAY, 6, 30))


def split(spec: Spec, pours: list[Pour], other: TankSpec) -> list[Pour]:
    """The compartments that the same tankers let into the other tank of a manifold."""
    rng = spec.rng(18, other.tank_id)
    found: list[Pour] = []
    for p in pours:
        if p.billed_l is None:
            continue
        begin = p.end + float(rng.uniform(60, 300))
        found.append(replace(p, tank_id=other.tank_id, start=begin, end=begin + p.end - p.start))
    return found


def _hours_of(moments: FloatArray, night: bool | None) -> np.ndarray:
    hour = local_hour(moments)
    dark = (hour >= 23) | (hour < 4.5)
    return np.ones(len(moments), bool) if night is None else dark if night else ~dark & (hour >= 7)


def _next_tanker(
    rng: np.random.Generator, demand: Demand, fixed: tuple[Pour, ...], stock: float, now: float
) -> float:
    """When a tanker stands there: after the order line, before the dead stock, seldom at night, and never
    while another fuel pours."""
    tank = demand.tank
    coming = stock + _poured(demand, fixed, now, now + _LOOK_AHEAD_S)
    base = float(demand.by(np.array([now]))[0])
    line = demand.when(base + max(0.0, coming - tank.reorder * tank.capacity_l))
    latest = demand.when(base + max(0.0, coming - 0.12 * tank.capacity_l))
    moment = max(now, line) + float(rng.uniform(0.5, 10)) * HOUR
    if rng.random() < 0.85 and np.isfinite(moment) and not 6 <= float(local_hour(np.array([moment]))[0]) < 22:
        moment += 7 * HOUR
    moment = max(now + 600, min(moment, latest))
    for p in sorted(fixed, key=lambda p: p.start):
        if p.start - _APART_S < moment < p.end + _APART_S:
            moment = p.end + _APART_S
    return moment


def _poured(demand: Demand, fixed: tuple[Pour, ...], first: float, last: float) -> float:
    share = len(group_of(demand.spec, demand.tank))
    return sum(p.litres for p in fixed if first <= p.start < last) / share


def _tanker(rng: np.random.Generator, demand: Demand, moment: float, room: float, number: int) -> Pour | None:
    """One tanker's compartments for this tank: whole cubic metres by the bill, a little retained."""
    spec = demand.spec
    cubic = min(int(room * rng.uniform(0.75, 1.0) / 1000), 30)
    if cubic < 4:
        return None
    billed = cubic * 1000 + float(rng.normal(0, 8))
    error = spec.truck_bias + rng.normal(0, spec.truck_sd)
    retained = min(50.0, float(rng.exponential(8)))
    temp = float(np.clip(0.5 * (ground(spec, moment) + spec.air_c) + rng.normal(0, 5), -2, 38))
    litres = billed / (1 + error) - retained
    lasts = litres / rng.uniform(400, 1000) * 60 + 120
    return Pour(demand.tank.tank_id, moment, moment + lasts, litres, temp, billed, number)
