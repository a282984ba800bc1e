"""The vapour monitor: its own count of each petrol fill, and the pressure over the fuel."""

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from youjian.simulator.twin.arrival import received
from youjian.simulator.twin.clock import FloatArray, IntArray, local_hour, micros
from youjian.simulator.twin.demand import Fills
from youjian.simulator.twin.folder import table
from youjian.simulator.twin.memory import recursion
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.supply import Pour


@dataclass(frozen=True)
class Vapour:
    """The monitor's records; `row` points into the fuellings, times are true seconds."""

    row: IntArray
    nozzle: IntArray
    started: FloatArray
    ended: FloatArray
    fuel_ml: IntArray
    ratio: FloatArray
    vapour_ml: IntArray
    fuel_l_min: FloatArray
    vapour_l_min: FloatArray

    def take(self, which: np.ndarray) -> "Vapour":
        """Some of the records."""
        return Vapour(**{f.name: getattr(self, f.name)[which] for f in fields(self)})


def monitored(spec: Spec, fills: Fills) -> Vapour:
    """A record for every recorded petrol fill; gas volume and gas rate are measured apart."""
    rng = spec.rng(14)
    petrol = [n.nozzle_id for n in spec.nozzles if not n.product.endswith("D")]
    row = np.flatnonzero(np.isin(fills.nozzle, petrol) & ~fills.hidden)
    mean = {n.nozzle_id: (n.ratio_mean, n.ratio_sd) for n in spec.nozzles}
    per = np.array([mean.get(i, (1.1, 0.09)) for i in range(len(spec.nozzles) + 1)])
    nozzle = fills.nozzle[row]
    true = rng.normal(per[nozzle, 0], per[nozzle, 1])
    orvr = rng.random(len(row)) < spec.orvr
    drawn = np.where(orvr, true * rng.uniform(0.6, 0.9, len(row)), true)
    ratio = np.clip(drawn, 0.05, 2.5).round(2).astype(np.float64)
    fuel = np.round(fills.recorded_ml[row] * (1 + rng.normal(0, 0.001, len(row))) / 10).astype(np.int64) * 10
    minutes = (fills.stop_at[row] - fills.flow_at[row]) / 60
    gas = np.round(fuel * (ratio + rng.uniform(-0.004, 0.004, len(row)))).astype(np.int64)
    return Vapour(
        row=row,
        nozzle=nozzle,
        started=fills.started[row] + 1.0,
        ended=fills.ended[row] + rng.uniform(0.2, 3, len(row)),
        fuel_ml=fuel,
        ratio=ratio,
        vapour_ml=gas,
        fuel_l_min=np.round(fuel / 1000 / minutes, 2),
        vapour_l_min=np.round(fuel / 1000 / minutes * ratio * (1 + rng.normal(0, 0.015, len(row))), 2),
    )


def fills_table(spec: Spec, vapour: Vapour, late: FloatArray) -> pa.Table:
    """The monitor's records by nozzle and end."""
    order = np.lexsort((vapour.ended, vapour.nozzle))
    v, late = vapour.take(order), late[order]
    return table(
        "vapour_fills",
        len(order),
        station_id=spec.station_id,
        nozzle_id=v.nozzle,
        started_at=micros(v.started),
        ended_at=micros(v.ended),
        fuel_ml=v.fuel_ml,
        vapour_ml=v.vapour_ml,
        ratio=v.ratio,
        fuel_l_min=v.fuel_l_min,
        vapour_l_min=v.vapour_l_min,
        received_at=received(spec, v.ended, late, 1),
    )


def pressure(spec: Spec, fills: Fills, pours: list[Pour]) -> tuple[FloatArray, FloatArray]:
    """Moments and Pa: the ullage breathes with the day, with sales and with drops."""
    rng = spec.rng(15)
    step = spec.knobs.pressure_s
    at = np.arange(spec.start + 3.0, spec.end, step)
    hour = local_hour(at)
    day = 170 * np.interp(hour, [0, 5, 9, 14, 19, 24], [-1.2, -0.6, 0.8, 1.3, -0.7, -1.2]) + rng.uniform(
        -30, 30
    )
    starts = np.floor((fills.flow_at - at[0]) / step).astype(np.int64)
    busy = np.bincount(np.clip(starts, 0, len(at) - 1), minlength=len(at)) if len(at) else starts
    pull = recursion(0.97, 60 * rng.standard_normal(len(at)) * 0.4 - 6.0 * busy)
    value = day + pull
    for p in pours:
        value += 220 * ((at >= p.start) & (at < p.end + 300))
    return at, np.round(np.clip(value, -1800, 900), 1)


def pressure_table(spec: Spec, at: FloatArray, pascal: FloatArray) -> pa.Table:
    """Pressure readings as the platform has them."""
    return table(
        "pressure_readings",
        len(at),
        station_id=spec.station_id,
        at=micros(at),
        pressure_pa=pascal,
        vapour_ppm=None,
        received_at=received(spec, at, np.full(len(at), np.nan), 2),
    )
