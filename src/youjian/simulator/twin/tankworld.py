"""The true course of one tank: what is in it, how warm and how high, at any moments."""

from dataclasses import dataclass

import numpy as np

from youjian.fuel.correction import vcf20
from youjian.simulator.twin.clock import FloatArray
from youjian.simulator.twin.demand import Fills
from youjian.simulator.twin.flows import Pieces, join
from youjian.simulator.twin.heat import Heat, heat_of
from youjian.simulator.twin.spec import TankSpec
from youjian.simulator.twin.supply import Demand, Pour, stock_at


@dataclass(frozen=True)
class Course:
    """A tank's life. `outflow` and `inflow` are net litres (20 °C); loss follows the outflow."""

    tank: TankSpec
    heat: Heat
    opening_net: float
    outflow: Pieces
    inflow: Pieces

    def net(self, at: FloatArray) -> FloatArray:
        """Litres at 20 °C."""
        lost = 1 + self.tank.loss_share
        return self.opening_net - lost * self.outflow.passed(at) + self.inflow.passed(at)

    def ambient(self, at: FloatArray) -> FloatArray:
        """Litres at the tank's temperature."""
        return self.net(at) / vcf20(self.tank.density20, self.heat.at(at))


def course_of(demand: Demand, fills: Fills, pours: list[Pour], extra: list[Pieces]) -> Course:
    """A tank's course; `extra` are flows of ambient litres beside fuellings and pours, outward negative."""
    spec, tank = demand.spec, demand.tank
    pours = sorted(pours, key=lambda p: p.start)
    starts = np.array([p.start - 1.0 for p in pours], dtype=np.float64)
    heat = heat_of(spec, tank, pours, np.maximum(500.0, stock_at(demand, pours, starts)))
    mine = fills.tank == tank.tank_id
    factor = np.ones(len(fills))
    factor[mine] = vcf20(tank.density20, heat.at(fills.slow_at[mine]))
    inward = (
        [p.pieces(tank) for p in pours]
        + [_net(tank, heat, e) for e in extra]
        + _returned(fills, mine, factor)
    )
    warm = float(vcf20(tank.density20, heat.at(np.array([spec.start])))[0])
    opening = tank.opening * tank.safe_l * warm
    return Course(tank, heat, opening, fills.pieces(mine, factor), join(inward))


def _net(tank: TankSpec, heat: Heat, pieces: Pieces) -> Pieces:
    middle = (pieces.start + pieces.end) / 2
    return Pieces(pieces.start, pieces.end, pieces.litres * vcf20(tank.density20, heat.at(middle)))


def _returned(fills: Fills, mine: np.ndarray, factor: FloatArray) -> list[Pieces]:
    """What verification drew comes back within minutes, less a cupful that clings to the measure."""
    rows = np.flatnonzero(mine & (fills.returned_l > 0))
    if not len(rows):
        return []
    begin = fills.ended[rows] + 150.0
    return [Pieces(begin, begin + 60.0, fills.returned_l[rows] * factor[rows])]
