"""Gauges that say what they should not."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.twin.clock import DAY, HOUR
from youjian.simulator.twin.frauds.order import Fraud, ImpossibleError
from youjian.simulator.twin.gauge import Readings, recharted, stepped
from youjian.simulator.twin.signs import inside
from youjian.simulator.twin.world import World


@dataclass
class GaugeFraud(Fraud):
    """Readings of one tank are replaced from the onset on, for `size` hours."""

    def on_readings(self, world: World) -> None:
        """Replace them and say what was sold meanwhile."""
        tank = self.tank(world.spec)
        seen = world.readings[tank.tank_id]
        last = min(self.order.onset + self.order.size * HOUR, world.spec.end)
        which = inside(seen.at, [(self.order.onset, last)])
        heights, temps = self.said(seen, which)
        step = tank.gauge.step_mm
        changed = replace(seen, product_mm=stepped(heights, step), temp_c=temps)
        world.readings[tank.tank_id] = recharted(changed, tank.shape)
        fills = world.fills
        sold = fills.drawn_l[(fills.tank == tank.tank_id) & inside(fills.ended, [(self.order.onset, last)])]
        world.label(
            f"tank:{tank.tank_id}",
            self.order.name,
            self.rules(),
            size=(self.order.size, "hours"),
            times=(self.order.onset, last),
            litres=float(sold.sum()),
        )

    def said(self, seen: Readings, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Heights and temperatures as the gauge says them."""
        raise NotImplementedError

    def rules(self) -> tuple[str, ...]:
        """The code expected, and others that also name it."""
        raise NotImplementedError


@dataclass
class Frozen(GaugeFraud):
    """The same height for hours while nozzles sell."""

    def said(self, seen: Readings, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The first reading again and again."""
        first = int(np.argmax(which))
        held = np.where(which, seen.product_mm[first], seen.product_mm)
        return held, np.where(which, seen.temp_c[first], seen.temp_c)

    def rules(self) -> tuple[str, ...]:
        """Frozen."""
        return ("gauge.frozen", "gauge.replayed", "gauge.fault", "meter.bias_common")


@dataclass
class Replayed(GaugeFraud):
    """An earlier stretch is played again, moved so that it begins where the level stood."""

    def said(self, seen: Readings, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Readings of some whole days before."""
        rows = np.flatnonzero(which)
        source = rows - self._back(seen, rows)
        heights, temps = seen.product_mm.copy(), seen.temp_c.copy()
        heights[rows] = seen.product_mm[source] - seen.product_mm[source[0]] + seen.product_mm[rows[0]]
        temps[rows] = seen.temp_c[source]
        return heights, temps

    def _back(self, seen: Readings, rows: np.ndarray) -> int:
        """How many readings back: a stretch without a drop, a day or more before."""
        lasts = seen.at[rows[-1]] - seen.at[rows[0]]
        days = np.arange(1, int((seen.at[rows[0]] - seen.at[0] - lasts) / DAY) + 1)
        if not len(days) or lasts > days[-1] * DAY:
            raise ImpossibleError("there is no earlier stretch long enough to replay")
        for day in days[days * DAY >= lasts].tolist():
            back = int(rows[0] - np.searchsorted(seen.at, seen.at[rows[0]] - day * DAY))
            if back <= rows[0] and np.diff(seen.product_mm[rows - back]).max(initial=0.0) < 15:
                return back
        return int(rows[0] - np.searchsorted(seen.at, seen.at[rows[0]] - float(days[-1]) * DAY))

    def rules(self) -> tuple[str, ...]:
        """Replayed."""
        return ("gauge.replayed", "gauge.frozen", "stock.hidden_sales", "stock.unrecorded_delivery")


@dataclass
class Faulty(GaugeFraud):
    """A broken probe: 85.0 °C, the value of a sensor that does not answer."""

    def said(self, seen: Readings, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Heights as before, the temperature impossible."""
        return seen.product_mm, np.where(which, 85.0, seen.temp_c)

    def rules(self) -> tuple[str, ...]:
        """A fault."""
        return ("gauge.fault",)


@dataclass
class Scaled(Fraud):
    """The gauge shows only a part of every movement from the onset on."""

    def on_readings(self, world: World) -> None:
        """Shrink movements around the level at the onset by `size` percent."""
        tank = self.tank(world.spec)
        seen = world.readings[tank.tank_id]
        which = seen.at >= self.order.onset
        base = seen.product_mm[int(np.argmax(which))]
        shrunk = base + (seen.product_mm - base) * (1 - self.order.size / 100)
        heights = np.where(which, stepped(shrunk, tank.gauge.step_mm), seen.product_mm)
        world.readings[tank.tank_id] = recharted(replace(seen, product_mm=heights), tank.shape)
        fills = world.fills
        drawn = fills.drawn_l[(fills.tank == tank.tank_id) & (fills.ended >= self.order.onset)].sum()
        world.label(
            f"tank:{tank.tank_id}",
            self.order.name,
            ("meter.bias_common", "meter.bias", "stock.delivery_variance", "stock.month_variance"),
            size=(self.order.size, "percent"),
            times=(self.order.onset, None),
            litres=float(drawn * self.order.size / 100),
        )
