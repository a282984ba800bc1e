"""What a fraud is told: how big, from when, on what."""

from dataclasses import dataclass

import numpy as np

from youjian.simulator.twin.clock import DAY
from youjian.simulator.twin.spec import NozzleSpec, Spec, TankSpec
from youjian.simulator.twin.world import Act


class ImpossibleError(ValueError):
    """The fraud finds no occasion at this station from its onset on."""


@dataclass(frozen=True)
class Order:
    """`size` in the unit of the fraud; `onset` in seconds of Unix time."""

    name: str
    size: float
    onset: float


@dataclass
class Fraud(Act):
    """An act with an order."""

    order: Order

    def rng(self, spec: Spec) -> np.random.Generator:
        """This fraud's own stream."""
        return spec.rng(17)

    def tank(self, spec: Spec) -> TankSpec:
        """The tank it happens to."""
        if spec.knobs.tank is not None:
            return spec.tank(spec.knobs.tank)
        return spec.tanks[int(self.rng(spec).integers(0, len(spec.tanks)))]

    def nozzle(self, spec: Spec) -> NozzleSpec:
        """The nozzle it happens to: of a tank with siblings where there is one."""
        mine = [n for n in spec.nozzles if n.tank_id == self.tank(spec).tank_id]
        crowd = max(spec.tanks, key=lambda t: sum(n.tank_id == t.tank_id for n in spec.nozzles))
        among = mine if len(mine) > 1 else [n for n in spec.nozzles if n.tank_id == crowd.tank_id]
        return among[int(self.rng(spec).integers(0, len(among)))]


def onset_of(spec: Spec, onset_day: float | None) -> float:
    """The moment a fraud begins; half-way through unless it is said."""
    return spec.start + DAY * (spec.days / 2 if onset_day is None else onset_day)
