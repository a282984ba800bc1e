"""What one station is like: tanks, meters, gauge, clocks, habits. Drawn once, never changed by a fraud."""

from dataclasses import dataclass, field

import numpy as np

from youjian.fuel.correction import density15 as _density15
from youjian.simulator.twin import names
from youjian.simulator.twin.clock import DAY, FloatArray, day_of
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.shape import Shape, draw_shape

DENSITY = {"92": 735.0, "95": 745.0, "98": 753.0, "0D": 835.0}
PRICES = {"92": 745, "95": 796, "98": 892, "0D": 705}


@dataclass(frozen=True)
class GaugeSpec:
    """How the probe of a tank errs: millimetres and degrees."""

    step_mm: float
    white_mm: float
    drift_mm: float
    phi: float
    friction_mm: float
    daily_mm: float
    slosh_selling_mm: float
    slosh_drop_mm: float
    temp_offset_c: float
    layer_c: float
    loss: float
    offset_mm: float


@dataclass(frozen=True)
class TankSpec:
    """One tank. `reorder` is the share of capacity at which fuel is ordered."""

    tank_id: int
    product: str
    capacity_l: float
    safe_l: float
    density20: float
    lab_density20: float
    shape: Shape
    gauge: GaugeSpec
    reorder: float
    opening: float
    fills_per_day: float
    ground_tau_h: float
    loss_share: float
    water_mm: float
    manifold: str | None = None

    @property
    def petrol(self) -> bool:
        """Vapour is recovered from petrol only."""
        return not self.product.endswith("D")


@dataclass(frozen=True)
class NozzleSpec:
    """One nozzle. `error` is E = (indicated - delivered)/delivered as a share; `stated_tank` is the register's."""

    nozzle_id: int
    dispenser_id: int
    tank_id: int
    stated_tank: int
    product: str
    error: float
    repeatability: float
    weight: float
    opening_ml: int
    opening_seq: int
    ratio_mean: float
    ratio_sd: float
    factory_no: str


@dataclass(frozen=True)
class Spec:
    """One station in one span of time, seconds of Unix time."""

    station_id: str
    name: str
    ownership: str
    uscc: str
    supplier: str
    seed: int
    start: float
    end: float
    messy: bool
    knobs: Knobs
    tanks: tuple[TankSpec, ...]
    nozzles: tuple[NozzleSpec, ...]
    reading_s: float
    hours: FloatArray
    weekday: FloatArray
    ground_c: float
    ground_slope: float
    air_c: float
    truck_bias: float
    truck_sd: float
    reference: str
    gauge_clock_s: float
    dispenser_clock_s: dict[int, float]
    clock_drift_s_day: float
    late_papers: float
    vapour_monitoring: bool
    orvr: float
    prices: dict[str, int] = field(default_factory=dict)

    def tank(self, tank_id: int) -> TankSpec:
        """The tank of a number."""
        return next(t for t in self.tanks if t.tank_id == tank_id)

    @property
    def days(self) -> float:
        """Length of the span."""
        return (self.end - self.start) / DAY

    def rng(self, *stream: int) -> np.random.Generator:
        """A stream of randomness of this station that no other draw disturbs."""
        return np.random.default_rng([self.seed, int(self.station_id), *stream])


def draw_spec(station_id: str, seed: int, start: float, end: float, messy: bool, knobs: Knobs) -> Spec:
    """A station of the ranges of the reference, clean or messy."""
    rng = np.random.default_rng([seed, int(station_id), 0])
    tanks = _tanks(rng, messy, knobs)
    nozzles = _nozzles(rng, tanks, messy, knobs)
    season = (day_of(start).timetuple().tm_yday - 45) / 365.25 * 2 * np.pi
    dispensers = sorted({n.dispenser_id for n in nozzles})
    clock_sd = rng.uniform(5, 25) if messy else rng.uniform(1, 8)
    return Spec(
        station_id=station_id,
        name=f"{'城东南西北中'[rng.integers(0, 6)]}郊第{rng.integers(1, 400)}加油站",
        ownership=str(rng.choice(["sinopec", "petrochina", "private", "private", "other_state"])),
        uscc=names.uscc(rng),
        supplier=names.uscc(rng),
        seed=seed,
        start=start,
        end=end,
        messy=messy,
        knobs=knobs,
        tanks=tanks,
        nozzles=nozzles,
        reading_s=knobs.reading_s or float(rng.uniform(30, 60)),
        hours=_day_shape(rng),
        weekday=np.clip(rng.normal(1, 0.08, 7), 0.7, 1.4),
        ground_c=float(18 - 9 * np.cos(season) + rng.normal(0, 1)),
        ground_slope=float(9 * np.sin(season) * 2 * np.pi / 365.25),
        air_c=float(17 - 13 * np.cos(season + 0.4)),
        truck_bias=float(rng.uniform(-0.002, 0.002) if messy else rng.uniform(-0.001, 0.001)),
        truck_sd=float(rng.uniform(0.001, 0.003) if messy else rng.uniform(0.001, 0.002)),
        reference=str(rng.choice(["20", "ambient", "15"], p=[0.5, 0.4, 0.1])),
        gauge_clock_s=float(np.clip(rng.normal(0, clock_sd), -55, 55)),
        dispenser_clock_s={d: float(np.clip(rng.normal(0, clock_sd), -55, 55)) for d in dispensers},
        clock_drift_s_day=float(rng.uniform(-1.0, 1.0) if messy else rng.uniform(-0.2, 0.2)),
        late_papers=float(rng.uniform(0.1, 0.4)) if messy else 0.05,
        vapour_monitoring=bool(rng.random() < 0.8),
        orvr=float(rng.uniform(0, 0.1)) if messy else float(rng.uniform(0, 0.02)),
        prices=dict(PRICES),
    )


def _day_shape(rng: np.random.Generator) -> FloatArray:
    """How busy each hour is: two rushes of their own hours and heights, a lunch dip, a thin night."""
    hour = np.arange(24.0)
    base = np.where((hour >= 6) & (hour < 23), 1.0, rng.uniform(0.05, 0.25))
    for centre, width in ((rng.uniform(7, 9), 1.5), (rng.uniform(16.5, 19), 2.0)):
        base += rng.uniform(0.4, 1.5) * np.clip(1 - np.abs(hour - centre) / (2 * width), 0, None)
    base *= np.exp(rng.normal(0, 0.08, 24))
    return base / base.sum()


def _tanks(rng: np.random.Generator, messy: bool, knobs: Knobs) -> tuple[TankSpec, ...]:
    count = knobs.tanks or int(rng.integers(3, 6))
    products = [("92", "95", "0D", "92", "0D", "98")[i % 6] for i in range(count)]
    return tuple(_tank(rng, i + 1, product, messy, knobs) for i, product in enumerate(products))


def _tank(rng: np.random.Generator, tank_id: int, product: str, messy: bool, knobs: Knobs) -> TankSpec:
    capacity = float(rng.choice([20_000, 30_000, 30_000, 50_000]))
    mean_l = 42.0 if product.endswith("D") else 30.0
    drawn = float(np.clip(np.exp(rng.normal(np.log(190), 0.5)), 60, 480))
    fills = knobs.turnover_m3 * 1000 / mean_l if knobs.turnover_m3 else knobs.fills_per_day or drawn
    if fills * mean_l > 9000:
        capacity = max(capacity, 50_000.0)
    density = DENSITY[product] + rng.normal(0, 3)
    loss = rng.uniform(0.0003, 0.001) if not messy else rng.uniform(0.0003, 0.0025)
    return TankSpec(
        tank_id=tank_id,
        product=product,
        capacity_l=capacity,
        safe_l=capacity * float(rng.choice([0.9, 0.92, 0.95])),
        density20=density,
        lab_density20=round(density + rng.normal(0, 0.4), 1),
        shape=draw_shape(rng, capacity, messy),
        gauge=_gauge(rng, messy, knobs),
        reorder=float(rng.uniform(0.2, 0.38)),
        opening=float(rng.uniform(0.35, 0.85)),
        fills_per_day=float(fills),
        ground_tau_h=float(rng.uniform(24, 60)),
        loss_share=0.00005 if product.endswith("D") else float(loss),
        water_mm=float(rng.choice([0.0, rng.uniform(3, 25)])),
    )


def _gauge(rng: np.random.Generator, messy: bool, knobs: Knobs) -> GaugeSpec:
    step = knobs.gauge_step_mm or float(rng.choice([0.1, 0.1, 1.0]))
    rough = 1.0 if messy else 0.5
    return GaugeSpec(
        step_mm=step,
        white_mm=float(rng.uniform(0.025, 0.2) if step < 1 else rng.uniform(0.1, 0.5)),
        drift_mm=float(rng.uniform(0.03, 0.3) * rough),
        phi=float(rng.uniform(0.9, 0.99)),
        friction_mm=float(min(1.5, rng.exponential(0.25 * rough))),
        daily_mm=float(rng.uniform(0, 0.3) * rough),
        slosh_selling_mm=float(rng.uniform(0.2, 1.5) * rough),
        slosh_drop_mm=float(rng.uniform(5, 30)),
        temp_offset_c=float(rng.normal(0, 0.3)),
        layer_c=float(rng.uniform(0, 1.0) * rough),
        loss=float(rng.uniform(0.002, 0.05) if messy else rng.uniform(0.0005, 0.003)),
        offset_mm=float(rng.normal(0, 1.0)),
    )


def _nozzles(
    rng: np.random.Generator, tanks: tuple[TankSpec, ...], messy: bool, knobs: Knobs
) -> tuple[NozzleSpec, ...]:
    found: list[NozzleSpec] = []
    for tank in tanks:
        most = knobs.nozzles_per_tank or int(rng.integers(1, 4)) + int(tank.fills_per_day > 250)
        for position in range(most):
            found.append(_nozzle(rng, len(found) + 1, position + 1, tank, tanks, messy))
    return tuple(found)


def _nozzle(
    rng: np.random.Generator,
    nozzle_id: int,
    dispenser_id: int,
    tank: TankSpec,
    tanks: tuple[TankSpec, ...],
    messy: bool,
) -> NozzleSpec:
    others = [t.tank_id for t in tanks if t.product == tank.product and t.tank_id != tank.tank_id]
    wrong = messy and others and rng.random() < 0.03
    error = rng.normal(0, 0.001)
    while abs(error) > 0.003:
        error = rng.normal(0, 0.001)
    return NozzleSpec(
        nozzle_id=nozzle_id,
        dispenser_id=dispenser_id,
        tank_id=tank.tank_id,
        stated_tank=others[0] if wrong else tank.tank_id,
        product=tank.product,
        error=float(error),
        repeatability=float(rng.uniform(0.0003, 0.001)),
        weight=float(rng.uniform(0.5, 1.5)),
        opening_ml=int(rng.integers(10_000_000, 900_000_000)) * 10,
        opening_seq=int(rng.integers(1_000, 400_000)),
        ratio_mean=float(rng.uniform(1.06, 1.14)),
        ratio_sd=float(rng.uniform(0.08, 0.1)),
        factory_no=names.number(rng, 10),
    )


def density15_of(tank: TankSpec) -> float:
    """Density at 15 °C of what is really in a tank."""
    return _density15(tank.density20)
