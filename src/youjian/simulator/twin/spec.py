"""What one station is like: tanks, meters, gauge, clocks, habits. Drawn once, never changed by a fraud."""

from dataclasses import dataclass

import numpy as np

from youjian.simulator.twin.clock import DAY, FloatArray, IntArray
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.shape import Shape

DENSITY = {"92": 735.0, "95": 745.0, "98": 753.0, "0D": 835.0}


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
    creep_mm: float


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
    """One nozzle. `error` is E = (indicated - delivered)/delivered as a share; `stated_tank` is what the
    register says it draws from."""

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
    unnamed_tanks: bool

    def tank(self, tank_id: int) -> TankSpec:
        """The tank of a number."""
        return next(t for t in self.tanks if t.tank_id == tank_id)

    @property
    def days(self) -> float:
        """Length of the span."""
        return (self.end - self.start) / DAY

    def shift(self, nozzle: IntArray, moments: FloatArray) -> FloatArray:
        """How far the clock of each nozzle's dispenser is off at true moments, s."""
        offset = np.zeros(max(n.nozzle_id for n in self.nozzles) + 1)
        for n in self.nozzles:
            offset[n.nozzle_id] = self.dispenser_clock_s[n.dispenser_id]
        drift = self.clock_drift_s_day * (moments - self.start) / DAY
        return np.clip(offset[nozzle] + drift, -58, 58)

    def rng(self, *stream: int) -> np.random.Generator:
        """A stream of randomness of this station that no other draw disturbs."""
        return np.random.default_rng([self.seed, int(self.station_id), *stream])
