"""Meters that lie: to the customer, or to the books."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.twin.clock import local_hour
from youjian.simulator.twin.demand import rescaled
from youjian.simulator.twin.frauds.order import Fraud
from youjian.simulator.twin.world import World


@dataclass
class HiddenProportional(Fraud):
    """Every record of a tank says less than the meter counted; the totalizer agrees with the records."""

    def on_fills(self, world: World) -> None:
        """Scale the records."""
        tank, fills = self.tank(world.spec), world.fills
        which = (fills.tank == tank.tank_id) & (fills.started >= self.order.onset)
        world.fills = rescaled(fills, which, 1 - self.order.size / 100)
        missing = (fills.recorded_ml - world.fills.recorded_ml).sum() / 1000
        world.label(
            f"tank:{tank.tank_id}",
            self.order.name,
            ("stock.hidden_sales", "meter.bias_common", "meter.bias", "stock.month_variance"),
            size=(self.order.size, "percent"),
            times=(self.order.onset, None),
            litres=float(missing),
        )


@dataclass
class ShortMeasure(Fraud):
    """The customer gets less than shown, E = +size %: at one nozzle or at all of the station."""

    everywhere: bool = False

    def on_fills(self, world: World) -> None:
        """Deliver less for the same count."""
        spec, fills = world.spec, world.fills
        nozzle = self.nozzle(spec)
        which = fills.started >= self.order.onset
        if not self.everywhere:
            which &= fills.nozzle == nozzle.nozzle_id
        which &= self.chosen(world)
        drawn = np.where(which, fills.drawn_l / (1 + self.order.size / 100), fills.drawn_l)
        world.fills = replace(fills, drawn_l=drawn)
        self._tell(world, nozzle.nozzle_id, float((fills.drawn_l - drawn).sum()))

    def chosen(self, world: World) -> np.ndarray:
        """Fills at which it is done."""
        return np.ones(len(world.fills), bool)

    def _tell(self, world: World, nozzle_id: int, litres: float) -> None:
        common = ("meter.bias_common", "meter.bias", "stock.month_variance", "tax.purchase_mismatch")
        single = ("meter.bias", "meter.bias_common", "stock.month_variance")
        subject = "station" if self.everywhere else f"nozzle:{nozzle_id}"
        rules = common if self.everywhere else single
        size = (self.order.size, "percent")
        world.label(subject, self.order.name, rules, size=size, times=(self.order.onset, None), litres=litres)


@dataclass
class ShortByHour(ShortMeasure):
    """Short only in the evening and at night, when no inspector comes."""

    def chosen(self, world: World) -> np.ndarray:
        """Fills between 19:00 and 06:00."""
        hour = local_hour(world.fills.started)
        return (hour >= 19) | (hour < 6)


@dataclass
class ShortBySize(ShortMeasure):
    """Short only at large fills."""

    def chosen(self, world: World) -> np.ndarray:
        """Fills of more than 38 L."""
        return world.fills.indicated_ml > 38_000
