"""Drawing a station: the ranges of the reference, clean or messy."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.twin import names
from youjian.simulator.twin.clock import FloatArray, day_of
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.shape import Shape, draw_shape
from youjian.simulator.twin.spec import DENSITY, GaugeSpec, NozzleSpec, Spec, TankSpec

_MEAN_FILL_L = {"petrol": 29.6, "diesel": 40.4}


@dataclass(frozen=True)
class Draw:
    """A station's own luck, and what the caller wants."""

    rng: np.random.Generator
    messy: bool
    knobs: Knobs

    def uniform(self, low: float, high: float) -> float:
        """Between two bounds."""
        return float(self.rng.uniform(low, high))

    def rough(self, clean: tuple[float, float], messy: tuple[float, float]) -> float:
        """Between the bounds of a clean or of a messy station."""
        return self.uniform(*(messy if self.messy else clean))


def draw_spec(station_id: str, seed: int, span: tuple[float, float], messy: bool, knobs: Knobs) -> Spec:
    """A station between two moments."""
    draw = Draw(np.random.default_rng([seed, int(station_id), 0]), messy, knobs)
    rng = draw.rng
    tanks = _tanks(draw)
    nozzles = _nozzles(draw, tanks)
    season = (day_of(span[0]).timetuple().tm_yday - 45) / 365.25 * 2 * np.pi
    dispensers = sorted({n.dispenser_id for n in nozzles})
    clock_sd = draw.rough((1, 8), (5, 25))
    return Spec(
        station_id=station_id,
        name=f"{'城东南西北中'[rng.integers(0, 6)]}郊第{rng.integers(1, 400)}加油站",
        ownership=str(rng.choice(["sinopec", "petrochina", "private", "private", "other_state"])),
        uscc=names.uscc(rng),
        supplier=names.uscc(rng),
        seed=seed,
        start=span[0],
        end=span[1],
        messy=messy,
        knobs=knobs,
        tanks=tanks,
        nozzles=nozzles,
        reading_s=knobs.reading_s or draw.uniform(30, 60),
        hours=_day_shape(rng),
        weekday=np.clip(rng.normal(1, 0.08, 7), 0.7, 1.4),
        ground_c=float(18 - 9 * np.cos(season) + rng.normal(0, 1)),
        ground_slope=float(9 * np.sin(season) * 2 * np.pi / 365.25),
        air_c=float(17 - 13 * np.cos(season + 0.4)),
        truck_bias=draw.rough((-0.001, 0.001), (-0.002, 0.002)),
        truck_sd=draw.rough((0.001, 0.002), (0.001, 0.003)),
        reference=str(rng.choice(["20", "ambient", "15"], p=[0.5, 0.4, 0.1])),
        gauge_clock_s=float(np.clip(rng.normal(0, clock_sd), -55, 55)),
        dispenser_clock_s={d: float(np.clip(rng.normal(0, clock_sd), -55, 55)) for d in dispensers},
        clock_drift_s_day=draw.rough((-0.2, 0.2), (-1.0, 1.0)),
        late_papers=draw.rough((0, 0), (0.05, 0.4)),
        vapour_monitoring=bool(rng.random() < 0.8),
        orvr=draw.rough((0, 0.02), (0, 0.1)),
        unnamed_tanks=messy and bool(rng.random() < 0.1),
    )


def _day_shape(rng: np.random.Generator) -> FloatArray:
    """How busy each hour is: two rushes of their own hours and heights, a lunch dip, a thin night."""
    hour = np.arange(24.0)
    base = np.where((hour >= 6) & (hour < 23), 1.0, rng.uniform(0.05, 0.25))
    for centre, width in ((rng.uniform(7, 9), 1.5), (rng.uniform(16.5, 19), 2.0)):
        base += rng.uniform(0.4, 1.5) * np.clip(1 - np.abs(hour - centre) / (2 * width), 0, None)
    base *= np.exp(rng.normal(0, 0.08, 24))
    return base / base.sum()


def _tanks(draw: Draw) -> tuple[TankSpec, ...]:
    count = draw.knobs.tanks or int(draw.rng.integers(3, 6))
    products = [("92", "95", "0D", "92", "0D", "98")[i % 6] for i in range(count)]
    tanks = [_tank(draw, i + 1, product) for i, product in enumerate(products)]
    if draw.messy and count >= 4 and draw.rng.random() < 0.2:
        tanks[3] = _paired(draw, tanks[0], tanks[3])
        tanks[0] = replace(tanks[0], manifold="A")
    return tuple(tanks)


def _paired(draw: Draw, first: TankSpec, second: TankSpec) -> TankSpec:
    """An equal tank beside the first, on one manifold; its chart and its probe are its own."""
    like = first.shape
    own = draw_shape(draw.rng, first.capacity_l, draw.messy)
    ratio = np.interp(like.chart_mm, own.chart_mm, own.chart_l / np.maximum(own.true_l, 1.0))
    said = np.maximum.accumulate(like.true_l * ratio).round().astype(np.float64)
    shape = Shape(like.diameter_mm, like.heights_mm, like.volumes_l, like.chart_mm, said)
    kept = {
        "tank_id": second.tank_id,
        "gauge": second.gauge,
        "shape": shape,
        "fills_per_day": second.fills_per_day,
        "manifold": "A",
    }
    return replace(first, **kept)


def _tank(draw: Draw, tank_id: int, product: str) -> TankSpec:
    rng, diesel = draw.rng, product.endswith("D")
    capacity = float(rng.choice([20_000, 30_000, 30_000, 50_000]))
    fills = _fills_per_day(draw, diesel)
    if fills * _MEAN_FILL_L["diesel" if diesel else "petrol"] > 9000:
        capacity = 50_000.0
    density = DENSITY[product] + rng.normal(0, 3)
    loss = draw.rough((0.0003, 0.001), (0.0003, 0.0025))
    return TankSpec(
        tank_id=tank_id,
        product=product,
        capacity_l=capacity,
        safe_l=capacity * float(rng.choice([0.9, 0.92, 0.95])),
        density20=density,
        lab_density20=round(density + rng.normal(0, 0.4), 1),
        shape=draw_shape(rng, capacity, draw.messy),
        gauge=_gauge(draw),
        reorder=draw.uniform(0.2, 0.38),
        opening=draw.uniform(0.35, 0.85),
        fills_per_day=fills,
        ground_tau_h=draw.uniform(24, 60),
        loss_share=0.00005 if diesel else loss,
        water_mm=float(rng.choice([0.0, rng.uniform(3, 25)])),
    )


def _fills_per_day(draw: Draw, diesel: bool) -> float:
    drawn = float(np.clip(np.exp(draw.rng.normal(np.log(190), 0.5)), 60, 480))
    if draw.knobs.turnover_m3:
        return draw.knobs.turnover_m3 * 1000 / _MEAN_FILL_L["diesel" if diesel else "petrol"]
    return draw.knobs.fills_per_day or drawn


def _gauge(draw: Draw) -> GaugeSpec:
    rng = draw.rng
    step = draw.knobs.gauge_step_mm or float(rng.choice([0.1, 0.1, 1.0]))
    rough = 1.0 if draw.messy else 0.5
    return GaugeSpec(
        step_mm=step,
        white_mm=draw.uniform(0.025, 0.2) if step < 1 else draw.uniform(0.1, 0.5),
        drift_mm=draw.uniform(0.03, 0.3) * rough,
        phi=draw.uniform(0.9, 0.99),
        friction_mm=float(min(1.5, rng.exponential(0.25 * rough))),
        daily_mm=draw.uniform(0, 0.3) * rough,
        slosh_selling_mm=draw.uniform(0.2, 1.5) * rough,
        slosh_drop_mm=draw.uniform(5, 30),
        temp_offset_c=float(rng.normal(0, 0.3)),
        layer_c=draw.uniform(0, 1.0) * rough,
        loss=draw.rough((0.0005, 0.003), (0.002, 0.05)),
        offset_mm=float(rng.normal(0, 1.0)),
        creep_mm=draw.uniform(0, 0.25) * rough,
    )


def _nozzles(draw: Draw, tanks: tuple[TankSpec, ...]) -> tuple[NozzleSpec, ...]:
    found: list[NozzleSpec] = []
    for tank in tanks:
        drawn = int(draw.rng.integers(1, 4)) + int(tank.fills_per_day > 250)
        for position in range(draw.knobs.nozzles_per_tank or drawn):
            nozzle = _nozzle(draw, (len(found) + 1, position + 1), tank)
            found.append(replace(nozzle, stated_tank=_stated(draw, tank, tanks)))
    return tuple(found)


def _stated(draw: Draw, tank: TankSpec, tanks: tuple[TankSpec, ...]) -> int:
    """The register's tank: wrong at one nozzle in a hundred, where there is another of the product."""
    others = [t.tank_id for t in tanks if t.product == tank.product and t.tank_id != tank.tank_id]
    wrong = draw.messy and others and draw.rng.random() < 0.03
    return others[0] if wrong else tank.tank_id


def _nozzle(draw: Draw, numbers: tuple[int, int], tank: TankSpec) -> NozzleSpec:
    rng = draw.rng
    error = rng.normal(0, 0.001)
    while abs(error) > 0.003:
        error = rng.normal(0, 0.001)
    return NozzleSpec(
        nozzle_id=numbers[0],
        dispenser_id=numbers[1],
        tank_id=tank.tank_id,
        stated_tank=tank.tank_id,
        product=tank.product,
        error=float(error),
        repeatability=draw.uniform(0.0003, 0.001),
        weight=draw.uniform(0.5, 1.5),
        opening_ml=int(rng.integers(10_000_000, 900_000_000)) * 10,
        opening_seq=int(rng.integers(1_000, 400_000)),
        ratio_mean=draw.uniform(1.06, 1.14),
        ratio_sd=draw.uniform(0.08, 0.1),
        factory_no=names.number(rng, 10),
    )
