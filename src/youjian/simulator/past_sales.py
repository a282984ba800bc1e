"""The past of a station's nozzles, all fuellings at once as columns. Times are Unix seconds."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.demand import HOURS, FloatArray, IntArray, purchases
from youjian.simulator.physics import NozzlePhysics, StationPhysics
from youjian.simulator.state import Fill, NozzleState

_GAP_S = 20.0


@dataclass(frozen=True)
class NozzleRun:
    """Fuellings of one nozzle in order; `drawn20_l` is what each really took from the tank at 20 °C."""

    nozzle: NozzlePhysics
    started: FloatArray
    ended: FloatArray
    volume_ml: IntArray
    amount_fen: IntArray
    totalizer_ml: IntArray
    seq: IntArray
    meter_error: FloatArray
    drawn20_l: FloatArray

    @property
    def count(self) -> int:
        """How many fuellings there were."""
        return len(self.seq)

    def drawn_at(self, at: FloatArray) -> FloatArray:
        """Litres at 20 °C taken from the tank up to moments, a running fuelling in proportion."""
        if self.count == 0:
            return np.zeros(len(at))
        after = np.cumsum(self.drawn20_l)
        moments = np.column_stack((self.started, self.ended)).ravel()
        taken = np.column_stack((after - self.drawn20_l, after)).ravel()
        return np.interp(at, moments, taken)


def nozzle_run(
    physics: StationPhysics, nozzle_id: int, opening: NozzleState, start: float, end: float
) -> NozzleRun:
    """Every fuelling of a nozzle that began and ended between two moments."""
    nozzle = physics.nozzles[nozzle_id]
    rng = physics.generator(3, nozzle_id, int(start))
    wished = _arrivals(rng, nozzle.fills_a_day, start, end)
    bought = purchases(rng, len(wished), nozzle.product, nozzle.price_fen)
    started, ended = _one_after_the_other(wished, bought.duration_s)
    kept = ended < end
    volume, count = bought.volume_ml[kept], int(np.count_nonzero(kept))
    run = NozzleRun(
        nozzle=nozzle,
        started=started[kept],
        ended=ended[kept],
        volume_ml=volume,
        amount_fen=bought.amount_fen[kept],
        totalizer_ml=opening.totalizer_ml + np.cumsum(volume),
        seq=opening.seq + 1 + np.arange(count, dtype=np.int64),
        meter_error=np.full(count, nozzle.meter_error),
        drawn20_l=np.zeros(count),
    )
    return with_meter_error(physics, run, run.meter_error)


def with_meter_error(physics: StationPhysics, run: NozzleRun, meter_error: FloatArray) -> NozzleRun:
    """The same indicated fuellings through a meter with other errors: the tank gives more or less."""
    factor = physics.tanks[run.nozzle.tank_id].vcf20(run.ended)
    return replace(run, meter_error=meter_error, drawn20_l=run.volume_ml / 1000 / (1 + meter_error) * factor)


def closing(run: NozzleRun, opening: NozzleState, next_at: float) -> NozzleState:
    """The nozzle as the run leaves it."""
    if run.count == 0:
        return replace_next(opening, next_at)
    fill = Fill(
        nozzle_id=run.nozzle.nozzle_id,
        seq=int(run.seq[-1]),
        started_at=float(run.started[-1]),
        ended_at=float(run.ended[-1]),
        volume_ml=int(run.volume_ml[-1]),
        amount_fen=int(run.amount_fen[-1]),
        unit_price_fen=run.nozzle.price_fen,
        totalizer_ml=int(run.totalizer_ml[-1]),
        label="honest" if run.meter_error[-1] == run.nozzle.meter_error else "short-measure",
        meter_error=float(run.meter_error[-1]),
    )
    money = opening.totalizer_fen + int(run.amount_fen.sum())
    return NozzleState(
        fill.totalizer_ml, money, int(run.seq[-1]), next_at, fill, factory_no=opening.factory_no
    )


def replace_next(opening: NozzleState, next_at: float) -> NozzleState:
    """A nozzle that nobody used."""
    return NozzleState(
        opening.totalizer_ml,
        opening.totalizer_fen,
        opening.seq,
        next_at,
        opening.last_fill,
        factory_no=opening.factory_no,
    )


def _arrivals(rng: np.random.Generator, per_day: float, start: float, end: float) -> FloatArray:
    """Customers by the hour's weights: a Poisson number, placed by the inverse of the cumulated weight."""
    hours = np.arange(start // 3600, end // 3600 + 2)
    cumulated = np.concatenate(([0.0], np.cumsum(HOURS[((hours[:-1] + 8) % 24).astype(int)]) / 24))
    first, last = np.interp([start, end], hours * 3600, cumulated)
    count = int(rng.poisson(per_day * (last - first)))
    return np.interp(np.sort(rng.uniform(first, last, count)), cumulated, hours * 3600)


def _one_after_the_other(wished: FloatArray, duration: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Start and end when nobody starts before the one before has left: who comes too early waits."""
    before = np.concatenate(([0.0], np.cumsum(duration + _GAP_S)[:-1])) if len(duration) else duration
    started = np.round(np.maximum.accumulate(wished - before) + before, 3) if len(wished) else wished
    return started, np.round(started + duration, 3)
