"""Fuel that comes or goes beside the papers."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.twin import supply
from youjian.simulator.twin.clock import HOUR
from youjian.simulator.twin.flows import one
from youjian.simulator.twin.frauds.order import Fraud, ImpossibleError
from youjian.simulator.twin.signs import inside
from youjian.simulator.twin.spec import TankSpec
from youjian.simulator.twin.supply import Pour
from youjian.simulator.twin.world import World

_UNBILLED = ("stock.unrecorded_delivery", "stock.month_variance", "tax.purchase_mismatch")


@dataclass
class UnrecordedDelivery(Fraud):
    """A tanker without papers; `minutes` is how long it pours (None: by a hose's flow)."""

    minutes: float | None = None

    def on_pours(self, world: World) -> None:
        """Find room, pour, and let the declared tankers come around it."""
        tank, pour = self._place(world)
        world.label(
            f"tank:{tank.tank_id}",
            self.order.name,
            _UNBILLED,
            size=(self.order.size, "litres"),
            times=(pour.start, pour.end),
            litres=pour.litres,
        )
        self.poured(world, pour)

    def poured(self, world: World, pour: Pour) -> None:
        """What else is done about it."""

    def _place(self, world: World) -> tuple[TankSpec, Pour]:
        spec, litres = world.spec, self.order.size
        first = self.tank(spec)
        for tank in [first, *(t for t in spec.tanks if t != first)]:
            wish = supply.Wish(litres, self.order.onset, spec.knobs.night, self.minutes)
            pour = supply.hidden_pour(world.demand(tank), world.pours[tank.tank_id], wish)
            if pour is not None:
                world.supply(tank, (pour,))
                return tank, pour
        raise ImpossibleError(f"no tank of {spec.station_id} has room for {litres} L from then on")


@dataclass
class GapDelivery(UnrecordedDelivery):
    """The same while the gauges are silent for hours."""

    gap: tuple[float, float] = (0.0, 0.0)

    def poured(self, world: World, pour: Pour) -> None:
        """Place the outage around the pour."""
        hours = world.spec.knobs.hours or 8.0
        room = hours * HOUR - (pour.end - pour.start) - 0.5 * HOUR
        first = pour.start - 0.25 * HOUR - float(self.rng(world.spec).uniform(0, max(room, 0.0)))
        self.gap = (first, first + hours * HOUR)

    def on_readings(self, world: World) -> None:
        """No tank of the console answers."""
        for tank_id, seen in world.readings.items():
            world.readings[tank_id] = seen.take(~inside(seen.at, [self.gap]))


@dataclass
class PaddedDrop(Fraud):
    """One declared drop held more than its papers say."""

    def on_pours(self, world: World) -> None:
        """Bill less than flows in."""
        pour = self.drop(world)
        share = self.order.size / 100
        billed = (pour.billed_l or 0.0) / (1 + share)
        mine = world.pours[pour.tank_id]
        mine[mine.index(pour)] = replace(pour, billed_l=billed)
        world.label(
            f"tank:{pour.tank_id}",
            self.order.name,
            ("stock.delivery_variance", "stock.unrecorded_delivery", "tax.purchase_mismatch"),
            size=(self.order.size, "percent"),
            times=(pour.start, pour.end),
            litres=pour.litres - pour.litres / (1 + share),
        )

    def drop(self, world: World) -> Pour:
        """The first declared drop from the onset on, into the chosen tank where there is one."""
        own = self.tank(world.spec).tank_id
        late = [p for p in world.all_pours() if p.start >= self.order.onset and p.billed_l is not None]
        if not late:
            raise ImpossibleError(f"{world.spec.station_id} has no delivery from then on")
        return min(late, key=lambda p: (p.tank_id != own, p.start))


@dataclass
class Leak(Fraud):
    """Litres an hour that nobody draws."""

    def on_fills(self, world: World) -> None:
        """Let it run from the onset to the end."""
        tank = self.tank(world.spec)
        litres = self.order.size * (world.spec.end - self.order.onset) / HOUR
        world.flows[tank.tank_id].append(one(self.order.onset, world.spec.end, -litres))
        world.label(
            f"tank:{tank.tank_id}",
            self.order.name,
            ("stock.loss", "stock.month_variance", "stock.hidden_sales"),
            size=(self.order.size, "litres_per_hour"),
            times=(self.order.onset, None),
            litres=litres,
        )


@dataclass
class HiddenSales(Fraud):
    """Whole fills are dropped; sequence and totalizer are written anew, so the records look perfect."""

    def on_fills(self, world: World) -> None:
        """Hide fills of the tank until the share of its litres is reached."""
        spec, fills = world.spec, world.fills
        tank = self.tank(spec)
        open_ = np.flatnonzero(
            (fills.tank == tank.tank_id) & (fills.started >= self.order.onset) & (fills.kind == 0)
        )
        litres = fills.drawn_l[open_]
        chosen = open_[chosen_share(self.rng(spec), litres, self.order.size / 100)]
        hidden = fills.hidden.copy()
        hidden[chosen] = True
        world.fills = replace(fills, hidden=hidden)
        world.label(
            f"tank:{tank.tank_id}",
            self.order.name,
            ("stock.hidden_sales", "stock.month_variance", "tax.purchase_mismatch", "stock.loss"),
            size=(self.order.size, "percent"),
            times=(self.order.onset, None),
            litres=float(fills.drawn_l[chosen].sum()),
        )


def chosen_share(rng: np.random.Generator, litres: np.ndarray, share: float) -> np.ndarray:
    """Which fills to hide so that, steadily over time, about `share` of the litres is hidden."""
    due, chosen = 0.0, list[int]()
    lots = rng.random(len(litres))
    for row, (amount, lot) in enumerate(zip(litres.tolist(), lots.tolist(), strict=True)):
        due += amount * share
        if due > amount and lot < 0.5:
            chosen.append(row)
            due -= amount
    return np.array(chosen, np.int64)


@dataclass
class Matched(UnrecordedDelivery):
    """Fuel comes in without papers and the same litres go out without records soon after."""

    def poured(self, world: World, pour: Pour) -> None:
        """Hide every third fill of the tank until the pour is sold."""
        fills = world.fills
        after = (fills.tank == pour.tank_id) & (fills.started >= pour.end) & (fills.kind == 0)
        rows = np.flatnonzero(after)
        rows = rows[np.argsort(fills.started[rows])][::3]
        sold = np.cumsum(fills.drawn_l[rows])
        rows = rows[sold <= pour.litres]
        hidden = fills.hidden.copy()
        hidden[rows] = True
        world.fills = replace(fills, hidden=hidden)
        if len(rows):
            world.label(
                f"tank:{pour.tank_id}",
                self.order.name,
                ("stock.hidden_sales", "stock.unrecorded_delivery", "stock.loss"),
                size=(self.order.size, "litres"),
                times=(pour.end, float(fills.ended[rows[-1]])),
                litres=float(fills.drawn_l[rows].sum()),
            )
