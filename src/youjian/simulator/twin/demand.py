"""Who comes to fill, how much, how fast: fuellings as columns, sorted by nozzle and then by time."""

from dataclasses import dataclass, fields, replace

import numpy as np

from youjian.simulator.twin.clock import HOUR, FloatArray, IntArray, day_of, midnight
from youjian.simulator.twin.flows import Pieces
from youjian.simulator.twin.prices import price_at
from youjian.simulator.twin.spec import NozzleSpec, Spec, TankSpec

KINDS = ("sale", "test_return", "self_use", "transfer", "custody")
_PAUSE_S = 15.0


@dataclass(frozen=True)
class Fills:
    """Fuellings, their times in true seconds.

    `indicated_ml` is what the meter counted, `recorded_ml` what the record says, `drawn_l` what left the tank
    at its temperature and `returned_l` what was poured back after it. Flow runs fast from `flow_at` to
    `slow_at` and slowly to `stop_at`. `hidden` fuellings leave no record.
    """

    nozzle: IntArray
    tank: IntArray
    started: FloatArray
    flow_at: FloatArray
    slow_at: FloatArray
    stop_at: FloatArray
    ended: FloatArray
    indicated_ml: IntArray
    recorded_ml: IntArray
    drawn_l: FloatArray
    returned_l: FloatArray
    price_fen: IntArray
    amount_fen: IntArray
    kind: IntArray
    hidden: np.ndarray

    def __len__(self) -> int:
        return len(self.nozzle)

    def take(self, which: np.ndarray) -> "Fills":
        """Some of the fuellings, in their order."""
        return Fills(**{f.name: getattr(self, f.name)[which] for f in fields(self)})

    def pieces(self, which: np.ndarray, factor: FloatArray) -> Pieces:
        """Flow out of the tank; `factor` turns ambient litres into net ones. The last litre runs slowly."""
        slow = np.minimum(1.0, 0.1 * self.drawn_l)
        rows = np.flatnonzero(which)
        fast = (self.drawn_l - slow)[rows] * factor[rows]
        return Pieces(
            np.concatenate((self.flow_at[rows], self.slow_at[rows])),
            np.concatenate((self.slow_at[rows], self.stop_at[rows])),
            np.concatenate((fast, slow[rows] * factor[rows])),
        )


@dataclass(frozen=True)
class Ask:
    """What customers want: litres, and the litres a second at which they get them."""

    litres: FloatArray
    flow: FloatArray


def joined(parts: list[Fills]) -> Fills:
    """All fuellings, sorted by nozzle and time."""
    columns = {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Fills)}
    order = np.lexsort((columns["started"], columns["nozzle"]))
    return Fills(**{name: values[order] for name, values in columns.items()})


def sales(spec: Spec) -> Fills:
    """Every fuelling of the span, as an honest station would live it."""
    return joined([_of_nozzle(spec, n, times) for t in spec.tanks for n, times in _arrivals(spec, t)])


def _arrivals(spec: Spec, tank: TankSpec) -> list[tuple[NozzleSpec, FloatArray]]:
    """Customers of a tank by hour, weekday and the day's mood, shared among its nozzles."""
    rng = spec.rng(1, tank.tank_id)
    nozzles = [n for n in spec.nozzles if n.tank_id == tank.tank_id]
    days = int(np.ceil(spec.days)) + 1
    first = midnight(day_of(spec.start))
    weekday = (day_of(spec.start).weekday() + np.arange(days)) % 7
    mood = spec.weekday[weekday] * np.exp(rng.normal(0, 0.08, days))
    mood *= np.where(rng.random(days) < 0.03, rng.uniform(1.2, 1.5, days), 1.0)
    weights = (mood[:, None] * spec.hours[None, :]).ravel()
    counts = rng.poisson(tank.fills_per_day * weights)
    hours = first + HOUR * np.repeat(np.arange(len(weights)), counts)
    times = np.sort(hours + rng.uniform(0, HOUR, len(hours)))
    times = times[(times >= spec.start + 60) & (times < spec.end - 900)]
    chances = np.array([n.weight for n in nozzles]) / sum(n.weight for n in nozzles)
    who = rng.choice(len(nozzles), len(times), p=chances)
    return [(n, times[who == i]) for i, n in enumerate(nozzles)]


def _of_nozzle(spec: Spec, nozzle: NozzleSpec, wished: FloatArray) -> Fills:
    rng = spec.rng(2, nozzle.nozzle_id)
    price = price_at(nozzle.product, (spec.start, spec.end), wished)
    litres, truck = _volumes(rng, len(wished), nozzle.product.endswith("D"), price)
    flow = np.where(truck, rng.uniform(60, 115, len(wished)), rng.uniform(30, 44, len(wished))) / 60
    return fills_at(spec, nozzle, rng, wished, Ask(litres, flow))


def _volumes(
    rng: np.random.Generator, count: int, diesel: bool, price: IntArray
) -> tuple[FloatArray, np.ndarray]:
    """Litres of each fuelling: half by a round sum of yuan, the rest until full; trucks at diesel nozzles."""
    full = np.exp(rng.normal(np.log(29), 0.42, count))
    yuan = rng.choice([100, 150, 200, 250, 300, 400], count, p=[0.2, 0.05, 0.4, 0.1, 0.2, 0.05])
    litres = np.where(rng.random(count) < 0.5, yuan * 100 / price, full)
    truck = diesel & (rng.random(count) < 0.09)
    litres = np.where(truck, rng.uniform(100, 400, count) * 0.6, litres)
    return np.clip(litres, 2, 400), truck


def fills_at(
    spec: Spec, nozzle: NozzleSpec, rng: np.random.Generator, wished: FloatArray, ask: "Ask"
) -> Fills:
    """Fuellings of one nozzle at wished moments; who comes while another fills waits."""
    indicated = np.round(ask.litres * 100).astype(np.int64) * 10
    error = nozzle.error + rng.normal(0, nozzle.repeatability, len(wished))
    drawn = indicated / 1000 / (1 + error)
    dead, after = rng.uniform(2, 7, len(wished)), rng.uniform(2, 9, len(wished))
    slow = np.minimum(1.0, 0.1 * drawn)
    fast_s, slow_s = (drawn - slow) / ask.flow, slow / (ask.flow * rng.uniform(0.2, 0.5, len(wished)))
    busy = dead + fast_s + slow_s + after
    before = np.concatenate(([0.0], np.cumsum(busy + _PAUSE_S)[:-1])) if len(busy) else busy
    started = np.maximum.accumulate(wished - before) + before if len(busy) else wished
    clock = started + spec.shift(np.full(len(busy), nozzle.nozzle_id), started)
    price = price_at(nozzle.product, (spec.start, spec.end), clock)
    amount = np.round(indicated * price / 1000).astype(np.int64)
    full = np.full
    made = Fills(
        nozzle=full(len(busy), nozzle.nozzle_id),
        tank=full(len(busy), nozzle.tank_id),
        started=started,
        flow_at=started + dead,
        slow_at=started + dead + fast_s,
        stop_at=started + dead + fast_s + slow_s,
        ended=started + busy,
        indicated_ml=indicated,
        recorded_ml=indicated,
        drawn_l=drawn,
        returned_l=np.zeros(len(busy)),
        price_fen=price,
        amount_fen=amount,
        kind=np.zeros(len(busy), np.int64),
        hidden=np.zeros(len(busy), bool),
    )
    return made.take(made.ended < spec.end - 30)


def rescaled(fills: Fills, which: np.ndarray, factor: float) -> Fills:
    """Records that say `factor` of what the meter counted; the dispenser's step stays."""
    said = np.where(which, np.round(fills.recorded_ml * factor / 10).astype(np.int64) * 10, fills.recorded_ml)
    return replace(
        fills, recorded_ml=said, amount_fen=np.round(said * fills.price_fen / 1000).astype(np.int64)
    )
