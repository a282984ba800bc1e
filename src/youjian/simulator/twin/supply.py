"""Tankers: when fuel is ordered, how much really flows in, and what pours in beside them."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.fuel.correction import vcf20
from youjian.simulator.twin.clock import DAY, HOUR, FloatArray, local_hour
from youjian.simulator.twin.demand import Fills
from youjian.simulator.twin.flows import Pieces
from youjian.simulator.twin.spec import Spec, TankSpec


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


def plan(spec: Spec, tank: TankSpec, fills: Fills, fixed: tuple[Pour, ...] = ()) -> list[Pour]:
    """Deliveries that keep a tank between its dead stock and its safe filling, around `fixed` pours."""
    rng = spec.rng(3, tank.tank_id)
    mine = np.flatnonzero(fills.tank == tank.tank_id)
    order = mine[np.argsort(fills.stop_at[mine])]
    left = fills.stop_at[order]
    gone = np.cumsum(fills.drawn_l[order] * np.where(fills.kind[order] == 1, 0.0, 1.0))
    stock, now, found = tank.opening * tank.safe_l, spec.start, list[Pour]()
    while True:
        moment = _order_time(rng, tank, stock + _poured(fixed, now, now + 30 * DAY), left, gone, now)
        if moment is None or moment > spec.end - 2 * HOUR:
            return found
        here = stock - _between(left, gone, now, moment) + _poured(fixed, now, moment)
        room = tank.safe_l - here - _poured(fixed, moment, moment + 2 * DAY) - 400
        pour = _tanker(rng, spec, tank, moment, room, len(found) + 1)
        if pour is None:
            stock, now = here, moment + 3 * HOUR
            continue
        found.append(pour)
        stock, now = here + pour.litres, moment


def hidden_pour(
    spec: Spec,
    tank: TankSpec,
    fills: Fills,
    others: list[Pour],
    litres: float,
    first: float,
    night: bool | None,
    minutes: float | None = None,
) -> Pour | None:
    """A pour without papers at the first moment from `first` on with room for it, away from declared ones."""
    rng = spec.rng(4, tank.tank_id)
    moments = np.arange(first, spec.end - 5 * HOUR, 600.0) + rng.uniform(0, 600)
    hour = local_hour(moments)
    dark = (hour >= 23) | (hour < 4.5)
    fits = np.ones(len(moments), bool) if night is None else dark if night else ~dark & (hour >= 7)
    lasts = (minutes or litres / 500) * 60
    for p in others:
        fits &= (moments + lasts < p.start - 3 * HOUR) | (moments > p.end + 4 * HOUR)
    fits &= stock_at(spec, tank, fills, others, moments) + litres < tank.safe_l
    if not fits.any():
        return None
    start = float(moments[int(np.argmax(fits))])
    temp = ground(spec, start) + float(rng.normal(2, 4))
    return Pour(tank.tank_id, start, start + lasts, litres, temp, None)


def stock_at(spec: Spec, tank: TankSpec, fills: Fills, pours: list[Pour], at: FloatArray) -> FloatArray:
    """Ambient stock, near enough to plan by."""
    rows = np.flatnonzero((fills.tank == tank.tank_id) & (fills.kind != 1))
    order = rows[np.argsort(fills.stop_at[rows])]
    gone = np.concatenate(([0.0], np.cumsum(fills.drawn_l[order])))
    stock = tank.opening * tank.safe_l - gone[np.searchsorted(fills.stop_at[order], at)]
    for p in pours:
        stock = stock + np.where(at >= p.start, p.litres, 0.0)
    return stock


def ground(spec: Spec, at: float) -> float:
    """Temperature of the ground around the tanks."""
    return float(np.clip(spec.ground_c + spec.ground_slope * (at - spec.start) / DAY, 6, 30))


def _order_time(
    rng: np.random.Generator, tank: TankSpec, stock: float, left: FloatArray, gone: FloatArray, now: float
) -> float | None:
    """When a tanker stands there: after the order line, before the dead stock, seldom at night."""
    base = float(gone[np.searchsorted(left, now) - 1]) if np.searchsorted(left, now) else 0.0
    line = np.searchsorted(gone, base + max(0.0, stock - tank.reorder * tank.capacity_l))
    dead = np.searchsorted(gone, base + max(0.0, stock - 0.11 * tank.capacity_l))
    if line >= len(left):
        return None
    latest = float(left[dead]) if dead < len(left) else float("inf")
    moment = max(now, float(left[line])) + rng.uniform(0.5, 10) * HOUR
    if rng.random() < 0.85 and not 6 <= float(local_hour(np.array([moment]))[0]) < 22:
        moment += 7 * HOUR
    return max(now + 600, min(moment, latest))


def _between(left: FloatArray, gone: FloatArray, first: float, last: float) -> float:
    total = np.concatenate(([0.0], gone))
    return float(total[np.searchsorted(left, last)] - total[np.searchsorted(left, first)])


def _poured(fixed: tuple[Pour, ...], first: float, last: float) -> float:
    return sum(p.litres for p in fixed if first <= p.start < last)


def _tanker(
    rng: np.random.Generator, spec: Spec, tank: TankSpec, moment: float, room: float, number: int
) -> Pour | None:
    """One tanker's compartments for this tank: whole cubic metres by the bill, a little retained."""
    cubic = min(int(room * rng.uniform(0.75, 1.0) / 1000), 30)
    if cubic < 4:
        return None
    billed = cubic * 1000 + float(rng.normal(0, 8))
    error = spec.truck_bias + rng.normal(0, spec.truck_sd)
    retained = min(50.0, float(rng.exponential(8)))
    temp = float(np.clip(0.5 * (ground(spec, moment) + spec.air_c) + rng.normal(0, 5), -2, 38))
    litres = billed / (1 + error) - retained
    lasts = litres / rng.uniform(400, 1000) * 60 + 120
    return Pour(tank.tank_id, moment, moment + lasts, litres, temp, billed, number)


def billed_less(pour: Pour, share: float) -> Pour:
    """The same document over more fuel: `share` of it flowed in beside what is billed."""
    return replace(pour, litres=pour.litres * (1 + share))
