"""Papers that say what did not happen, or leave out what did."""

from dataclasses import dataclass, replace

import numpy as np

from youjian.simulator.twin import papers
from youjian.simulator.twin.clock import DAY, day_of, moment
from youjian.simulator.twin.frauds.order import Fraud, ImpossibleError
from youjian.simulator.twin.frauds.stock import PaddedDrop
from youjian.simulator.twin.prices import BELOW_CAP_FEN
from youjian.simulator.twin.supply import Pour, ground
from youjian.simulator.twin.world import World


@dataclass
class ShortDelivery(PaddedDrop):
    """One tanker brought less than its papers say."""

    def on_pours(self, world: World) -> None:
        """Bill more than flows in."""
        pour = self.drop(world)
        billed = (pour.billed_l or 0.0) * (1 + self.order.size / 100)
        mine = world.pours[pour.tank_id]
        mine[mine.index(pour)] = replace(pour, billed_l=billed)
        world.label(
            f"tank:{pour.tank_id}",
            self.order.name,
            ("stock.delivery_variance", "stock.month_variance", "tax.purchase_mismatch"),
            size=(self.order.size, "percent"),
            times=(pour.start, pour.end),
            litres=pour.litres * self.order.size / 100,
        )


@dataclass
class PhantomDelivery(Fraud):
    """Delivery, trip and invoice of `size` litres that never came."""

    def on_papers(self, world: World) -> None:
        """Write them."""
        spec, tank = world.spec, self.tank(world.spec)
        others = [p.start for p in world.pours[tank.tank_id]]
        at = self.order.onset + 10 * 3600
        while any(abs(at - other) < 13 * 3600 for other in others) and at < spec.end - DAY:
            at += 3600
        pour = Pour(tank.tank_id, at, at + 1500, 0.0, ground(spec, at), self.order.size, 900)
        delivery, trip, invoice = papers.document(spec, pour)
        world.papers.deliveries.append(delivery)
        world.papers.trips.append(trip)
        world.papers.invoices.append(invoice)
        world.label(
            f"tank:{tank.tank_id}",
            self.order.name,
            ("stock.document_without_rise", "stock.delivery_variance", "tax.purchase_mismatch"),
            size=(self.order.size, "litres"),
            times=(pour.start, pour.end),
            litres=self.order.size,
        )


@dataclass
class Undeclared(Fraud):
    """Returns that leave out `size` percent of the litres sold."""

    def on_papers(self, world: World) -> None:
        """Shrink every return filed; raises ImpossibleError where none is due within the span."""
        rows = world.papers.declarations
        if not rows:
            raise ImpossibleError("no whole month and its return fit into the span; 33 days do")
        share = 1 - self.order.size / 100
        for row in rows:
            litres = row["volume_ml"] / 1000 * self.order.size / 100
            row["volume_ml"] = round(row["volume_ml"] * share)
            row["amount_fen"] = round(row["amount_fen"] * share)
            world.label(
                "station",
                self.order.name,
                ("tax.undeclared_sales",),
                size=(self.order.size, "percent"),
                times=(world.spec.start, row["filed_at"].timestamp()),
                litres=litres,
            )


@dataclass
class Relabelled(Fraud):
    """Fuel bought under another name: invoices of a product that the station does not sell."""

    def on_papers(self, world: World) -> None:
        """Rename a product on its invoices from the onset on."""
        product, other = self.tank(world.spec).product, self._other(world)
        renamed = [
            row
            for row in world.papers.invoices
            if (row["product"], row["direction"]) == (product, "purchase")
            and row["issued_on"] >= day_of(self.order.onset)
        ]
        for row in renamed:
            row["product"] = other
        world.label(
            "station",
            self.order.name,
            ("tax.product_mismatch", "tax.purchase_mismatch"),
            size=(float(len(renamed)), "count"),
            times=(self.order.onset, None),
            litres=sum(row["volume_ml"] for row in renamed) / 1000,
        )

    def _other(self, world: World) -> str:
        sold = {t.product for t in world.spec.tanks}
        return next(p for p in ("-10D", "98", "95E") if p not in sold)


@dataclass
class FalseInvoice(Fraud):
    """Purchase invoices of `size` litres in all, with no delivery and no trip."""

    def on_papers(self, world: World) -> None:
        """Write four of them."""
        spec, tank = world.spec, self.tank(world.spec)
        for number in range(4):
            pour = Pour(tank.tank_id, 0, 1, 0.0, 20.0, self.order.size / 4, 800 + number)
            at = min(self.order.onset + number * DAY, spec.end - DAY)
            invoice = papers.document(spec, replace(pour, start=at, end=at + 1))[2]
            invoice["issued_on"] = day_of(at)
            world.papers.invoices.append(invoice)
        world.label(
            "station",
            self.order.name,
            ("tax.purchase_mismatch", "stock.month_variance", "tax.product_mismatch"),
            size=(self.order.size, "litres"),
            times=(self.order.onset, None),
            litres=self.order.size,
        )


@dataclass
class Diverted(Fraud):
    """A tanker that loaded `size` percent more than it let out."""

    def on_papers(self, world: World) -> None:
        """The loading place saw more."""
        after = [t for t in world.papers.trips if t["unloaded_at"] >= moment(self.order.onset)]
        if not after:
            raise ImpossibleError(f"{world.spec.station_id} has no trip from then on")
        trip = after[int(self.rng(world.spec).integers(0, len(after)))]
        extra = trip["loaded_ml"] * self.order.size / 100
        trip["loaded_ml"] = round((trip["loaded_ml"] + extra) / 1000) * 1000
        world.label(
            "station",
            self.order.name,
            ("transport.unmatched",),
            size=(self.order.size, "percent"),
            times=(trip["loaded_at"].timestamp(), trip["unloaded_at"].timestamp()),
            litres=float(extra / 1000),
        )


@dataclass
class DearFuel(Fraud):
    """One product sold above the notice by `size` fen."""

    def on_fills(self, world: World) -> None:
        """Raise the price from the onset on."""
        fills, tank = world.fills, self.tank(world.spec)
        nozzles = [n.nozzle_id for n in world.spec.nozzles if n.product == tank.product]
        which = np.isin(fills.nozzle, nozzles) & (fills.started >= self.order.onset + 60)
        price = np.where(which, fills.price_fen + BELOW_CAP_FEN + int(self.order.size), fills.price_fen)
        amount = np.round(fills.recorded_ml * price / 1000).astype(np.int64)
        world.fills = replace(fills, price_fen=price, amount_fen=amount)
        for nozzle_id in nozzles:
            times = (self.order.onset, None)
            rules = ("price.above_cap",)
            size = (self.order.size, "fen_per_litre")
            world.label(f"nozzle:{nozzle_id}", self.order.name, rules, size=size, times=times, litres=0.0)
