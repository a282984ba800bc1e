"""A year of a station's fuellings, made in bulk: every nozzle's records in their order, without a clash."""

from dataclasses import dataclass

import numpy as np

from youjian.simulator.twin.clock import DAY, FloatArray, IntArray, micros
from youjian.simulator.twin.prices import price_at
from youjian.simulator.twin.spec import NozzleSpec, Spec, TankSpec

_GAP_S = 25.0
_L_PER_S = 0.55
_SELF_USE, _TEST_RETURN = 0.002, 0.0005


@dataclass(frozen=True)
class Sold:
    """Fuellings of one nozzle, the columns of the contract; times in µs."""

    nozzle: NozzleSpec
    started: IntArray
    ended: IntArray
    volume_ml: IntArray
    price_fen: IntArray
    amount_fen: IntArray
    totalizer_ml: IntArray
    kind: np.ndarray

    @property
    def seq(self) -> IntArray:
        """Numbers from the nozzle's opening one on."""
        return self.nozzle.opening_seq + 1 + np.arange(len(self.ended))

    @property
    def left_ml(self) -> FloatArray:
        """What really left the tank for good, ambient mL: the meter errs, a test return is poured back."""
        gone = self.volume_ml / (1 + self.nozzle.error)
        return np.where(self.kind == "test_return", 0.0, gone)


def sales_of(spec: Spec) -> list[Sold]:
    """All fuellings of a station, nozzle by nozzle."""
    return [_nozzle(spec, nozzle) for tank in spec.tanks for nozzle in _nozzles(spec, tank)]


def _nozzles(spec: Spec, tank: TankSpec) -> list[NozzleSpec]:
    return [nozzle for nozzle in spec.nozzles if nozzle.tank_id == tank.tank_id]


def _nozzle(spec: Spec, nozzle: NozzleSpec) -> Sold:
    rng = spec.rng(40, nozzle.nozzle_id)
    volume = _volumes(spec, nozzle, rng)
    begins = _begins(spec, len(volume), rng)
    starts, ends = _in_turn(begins, volume / 1000 / _L_PER_S)
    prices = price_at(nozzle.product, (spec.start, spec.end), starts)
    return Sold(
        nozzle=nozzle,
        started=micros(starts),
        ended=micros(ends),
        volume_ml=volume,
        price_fen=prices,
        amount_fen=np.round(volume * prices / 1000).astype(np.int64),
        totalizer_ml=nozzle.opening_ml + np.cumsum(volume),
        kind=rng.choice(
            ["sale", "self_use", "test_return"],
            len(volume),
            p=[1 - _SELF_USE - _TEST_RETURN, _SELF_USE, _TEST_RETURN],
        ),
    )


def _volumes(spec: Spec, nozzle: NozzleSpec, rng: np.random.Generator) -> IntArray:
    """Millilitres in whole centilitres; the number follows the tank's trade and the nozzle's weight."""
    tank = spec.tank(nozzle.tank_id)
    share = nozzle.weight / sum(other.weight for other in _nozzles(spec, tank))
    number = int(rng.poisson(tank.fills_per_day * share * spec.days))
    mean = 29.6 if tank.petrol else 40.4
    litres = np.clip(rng.lognormal(np.log(mean) - 0.18, 0.6, number), 1.0, 400.0)
    return np.round(litres * 100).astype(np.int64) * 10


def _begins(spec: Spec, number: int, rng: np.random.Generator) -> FloatArray:
    """When customers come: by the station's hours, evenly over the days."""
    day = rng.integers(0, int(spec.days), number)
    hour = rng.choice(len(spec.hours), number, p=spec.hours / spec.hours.sum())
    within = rng.uniform(0, DAY / len(spec.hours), number)
    return np.sort(spec.start + day * DAY + hour * (DAY / len(spec.hours)) + within)


def _in_turn(begins: FloatArray, lasts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each waits until the one before has finished and hung up."""
    before = np.concatenate([[0.0], np.cumsum(lasts + _GAP_S)[:-1]])
    starts = before + np.maximum.accumulate(begins - before)
    return starts, starts + lasts
