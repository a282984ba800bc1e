"""Temperature of the fuel in a tank: the ground pulls, a tanker disturbs."""

from dataclasses import dataclass

import numpy as np

from youjian.simulator.twin.clock import DAY, HOUR, FloatArray
from youjian.simulator.twin.spec import Spec, TankSpec
from youjian.simulator.twin.supply import Pour, ground


@dataclass(frozen=True)
class Heat:
    """Deviations from the ground's temperature after each pour. What remains of one falls fast at first
    (the shell) and then with a long tail (the soil), so it is no exponential."""

    ground_c: float
    slope_c_day: float
    start: float
    tau_s: float
    begin: FloatArray
    end: FloatArray
    deviation: FloatArray

    def at(self, moments: FloatArray) -> FloatArray:
        """Bulk temperature, °C."""
        which = np.searchsorted(self.begin, moments, "right") - 1
        since = np.clip(moments - self.end[which], 0, None)
        settled = self.deviation[which] * remaining(since, self.tau_s)
        before = which - (which > 0)
        old = self.deviation[before] * remaining(np.clip(moments - self.end[before], 0, None), self.tau_s)
        span = np.maximum(self.end[which] - self.begin[which], 1.0)
        mixed = np.where(which > 0, np.clip((moments - self.begin[which]) / span, 0, 1), 1.0)
        base = np.clip(self.ground_c + self.slope_c_day * (moments - self.start) / DAY, 6, 30)
        return base + old + (settled - old) * mixed

    def since_pour(self, moments: FloatArray) -> FloatArray:
        """Seconds since the last pour ended; negative while it runs."""
        return moments - self.end[np.searchsorted(self.begin, moments, "right") - 1]


def remaining(since: FloatArray, tau_s: float) -> FloatArray:
    """Share of a deviation that is left."""
    return 0.35 * np.exp(-since / (0.25 * tau_s)) + 0.65 / (1 + since / (1.1 * tau_s)) ** 1.5


def heat_of(spec: Spec, tank: TankSpec, pours: list[Pour], stock_before: FloatArray) -> Heat:
    """The course of a tank's temperature from its pours and the stock each one fell into."""
    rng = spec.rng(5, tank.tank_id)
    tau = tank.ground_tau_h * HOUR
    begin, end = [spec.start - 30 * DAY], [spec.start - rng.uniform(0.2, 2) * DAY]
    deviation = [float(rng.normal(0, 2))]
    for pour, stock in zip(pours, stock_before.tolist(), strict=True):
        left = deviation[-1] * float(remaining(np.array([max(0.0, pour.start - end[-1])]), tau)[0])
        mixed = (left * stock + (pour.temp_c - ground(spec, pour.start)) * pour.litres) / (
            stock + pour.litres
        )
        begin.append(pour.start)
        end.append(pour.end)
        deviation.append(mixed)
    return Heat(
        spec.ground_c, spec.ground_slope, spec.start, tau, np.array(begin), np.array(end), np.array(deviation)
    )
