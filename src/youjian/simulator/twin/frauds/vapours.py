"""Vapour recovery that is off, and data that were drawn."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.twin.clock import local_hour
from youjian.simulator.twin.frauds.order import Fraud, ImpossibleError
from youjian.simulator.twin.vapour import Vapour
from youjian.simulator.twin.world import World


def _petrol_nozzles(world: World) -> list[int]:
    return [n.nozzle_id for n in world.spec.nozzles if not n.product.endswith("D")]


@dataclass
class VapourOff(Fraud):
    """The pumps that draw vapour back are switched off from the onset on; `size` is the A/L that is left."""

    def on_papers(self, world: World) -> None:
        """Ratios near nothing."""
        seen = _monitor(world)
        which = seen.ended >= self.order.onset
        rng = self.rng(world.spec)
        low = np.clip(rng.normal(self.order.size, 0.02, len(seen.ratio)), 0, 0.55).round(2)
        ratio = np.where(which, low, seen.ratio)
        share = np.where(which, low / np.maximum(seen.ratio, 0.01), 1.0)
        leaked = np.where(which, np.abs(rng.normal(0, 150, len(share))), 0)
        drift = np.where(which, rng.normal(0, 0.4, len(share)), 0)
        gas = np.round(seen.vapour_ml * share + leaked).astype(np.int64)
        rate = np.round(np.clip(seen.vapour_l_min * share + drift, 0, None), 2)
        world.monitor = replace(seen, ratio=ratio, vapour_ml=gas, vapour_l_min=rate)
        for nozzle_id in _petrol_nozzles(world):
            size, times = (self.order.size, "ratio"), (self.order.onset, None)
            rules = ("vapour.ratio_alarm", "vapour.ratio_warning")
            world.label(f"nozzle:{nozzle_id}", self.order.name, rules, size=size, times=times, litres=0.0)


@dataclass
class VapourForged(Fraud):
    """A shield in the device: from the onset on, ratios outside 1.0–1.2 are drawn anew, and gas follows."""

    def on_papers(self, world: World) -> None:
        """Honest values inside the limits pass; the others become 1.00, 1.01 … 1.19."""
        seen = _monitor(world)
        rng = self.rng(world.spec)
        bad = (seen.ended >= self.order.onset) & ((seen.ratio < 1.0) | (seen.ratio > 1.2))
        drawn = 1.0 + rng.integers(0, 20, len(bad)) / 100
        ratio = np.where(bad, drawn, seen.ratio).round(2)
        gas = np.where(bad, np.round(seen.fuel_ml * ratio).astype(np.int64), seen.vapour_ml)
        rate = np.where(bad, np.round(seen.fuel_l_min * ratio, 2), seen.vapour_l_min)
        world.monitor = replace(seen, ratio=ratio, vapour_ml=gas, vapour_l_min=rate)
        for nozzle_id in _petrol_nozzles(world):
            mine = bad[(seen.nozzle == nozzle_id) & (seen.ended >= self.order.onset)]
            size = (round(float(mine.mean()) * 100, 2) if len(mine) else 0.0, "percent")
            times = (self.order.onset, None)
            rules = ("vapour.forged",)
            world.label(f"nozzle:{nozzle_id}", self.order.name, rules, size=size, times=times, litres=0.0)


@dataclass
class PressureVented(Fraud):
    """The vapour space stands open: the pressure stays near zero from the onset on."""

    def on_papers(self, world: World) -> None:
        """Within `size` Pa of zero."""
        if world.pressure is None:
            return
        at, pascal = world.pressure
        still = np.round(self.order.size * np.sin(local_hour(at) / 24 * 2 * np.pi) * 0.8, 1)
        world.pressure = (at, np.where(at >= self.order.onset, still, pascal))
        rules = ("vapour.pressure_warning", "vapour.pressure_alarm")
        size, times = (self.order.size, "pa"), (self.order.onset, None)
        world.label("vapour", self.order.name, rules, size=size, times=times, litres=0.0)


@dataclass
class MonitorAdrift(Fraud):
    """The monitor's own count of fuel is `size` percent too high from the onset on."""

    def on_papers(self, world: World) -> None:
        """Another count for the same fills."""
        seen = _monitor(world)
        factor = np.where(seen.ended >= self.order.onset, 1 + self.order.size / 100, 1.0)
        world.monitor = replace(seen, fuel_ml=np.round(seen.fuel_ml * factor / 10).astype(np.int64) * 10)
        for nozzle_id in _petrol_nozzles(world):
            size, times = (self.order.size, "percent"), (self.order.onset, None)
            rules = ("vapour.volume_mismatch",)
            world.label(f"nozzle:{nozzle_id}", self.order.name, rules, size=size, times=times, litres=0.0)


def _monitor(world: World) -> Vapour:
    if world.monitor is None:
        raise ImpossibleError("the monitor has no records yet")
    return world.monitor
