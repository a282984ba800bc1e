"""Honest work on dispensers: adjusted meters, boards replaced with a record."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from youjian.simulator.twin import names, registers
from youjian.simulator.twin.clock import DAY, HOUR, day_of
from youjian.simulator.twin.folder import from_rows, in_order
from youjian.simulator.twin.oddity_fuel import outside
from youjian.simulator.twin.world import Act, World


class MeterAdjusted(Act):
    """A meter is adjusted and verified the same day; its seal is replaced by the inspector."""

    def on_fills(self, world: World) -> None:
        """Another error from then on, and no customer meanwhile."""
        spec = world.spec
        rng = spec.rng(44)
        old = spec.nozzles[int(rng.integers(0, len(spec.nozzles)))]
        self.at = spec.start + float(np.floor(spec.days * rng.uniform(0.2, 0.8))) * DAY + 10 * HOUR
        self.last = self.at + float(rng.uniform(0.7, 1.5)) * HOUR
        self.nozzle = replace(old, error=float(np.clip(rng.normal(0, 0.0007), -0.003, 0.003)))
        world.fills = world.fills.take(outside(world.fills, old.nozzle_id, (self.at, self.last)))
        fills = world.fills
        which = (fills.nozzle == old.nozzle_id) & (fills.started >= self.last)
        drawn = np.where(which, fills.drawn_l * (1 + old.error) / (1 + self.nozzle.error), fills.drawn_l)
        world.fills = replace(fills, drawn_l=drawn)
        device = f"dispenser:{old.dispenser_id}"
        change = (100 * (self.nozzle.error - old.error), "percent")
        world.note(f"nozzle:{old.nozzle_id}", "meter-adjusted", (self.at, self.last), change)
        world.maintenance.append(
            registers.maintenance_row(spec, device, self.at, self.last, "计量器调整并检定")
        )
        world.signs.event(spec, f"nozzle:{old.nozzle_id}", self.at + 900, "meter_adjusted")

    def on_tables(self, world: World) -> None:
        """The certificate and the seals of the day."""
        spec, day = world.spec, day_of(self.at)
        row = registers.verification(spec, self.nozzle, day, f"JT{day:%Y%m%d}{self.nozzle.nozzle_id}")
        both = pa.concat_tables([world.tables["verifications"], from_rows("verifications", [row])])
        world.tables["verifications"] = in_order("verifications", both)
        reseal(world, self.nozzle.dispenser_id, "meter_adjuster", self.at)


class BoardReplaced(Act):
    """A defective board is replaced by an authorised repairer; the totals are carried over."""

    def on_fills(self, world: World) -> None:
        """The dispenser stands still for an hour or two."""
        spec = world.spec
        rng = spec.rng(45)
        nozzle = spec.nozzles[int(rng.integers(0, len(spec.nozzles)))]
        self.dispenser = nozzle.dispenser_id
        self.at = spec.start + float(np.floor(spec.days * rng.uniform(0.2, 0.8))) * DAY + 13 * HOUR
        last = self.at + float(rng.uniform(1, 2)) * HOUR
        for other in spec.nozzles:
            if other.dispenser_id == self.dispenser:
                kept = outside(world.fills, other.nozzle_id, (self.at, last))
                world.fills = world.fills.take(kept)
        device = f"dispenser:{self.dispenser}"
        world.note(device, "board-replaced", (self.at, last))
        world.maintenance.append(
            registers.maintenance_row(spec, device, self.at - 600, last + 600, "更换主板")
        )
        for after, code in ((60, "maintenance_started"), (300, "cover_opened"), (1500, "board_id_changed")):
            world.signs.event(spec, device, self.at + after, code)
        world.signs.event(spec, device, last, "maintenance_ended")

    def on_tables(self, world: World) -> None:
        """A new seal on the board."""
        reseal(world, self.dispenser, "mainboard", self.at)


def reseal(world: World, dispenser_id: int, position: str, at: float) -> None:
    """The old seal removed by an authorised repair, a new one applied on the same day."""
    day = day_of(at)
    rows = world.tables["seals"].to_pylist()
    fresh = list[dict[str, object]]()
    for row in rows:
        if (row["dispenser_id"], row["position"], row["removed_on"]) == (dispenser_id, position, None):
            row.update(removed_on=day, removed_reason="authorised_repair")
            number = f"QF{names.number(world.spec.rng(46, dispenser_id, day.toordinal()), 7)}"
            fresh.append(
                {**row, "seal_no": number, "applied_on": day, "removed_on": None, "removed_reason": None}
            )
    world.tables["seals"] = in_order("seals", from_rows("seals", [*rows, *fresh]))
