"""Papers of the register that lapsed or do not fit, found by looking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from youjian.simulator.twin import names
from youjian.simulator.twin.clock import HOUR, day_of, midnight
from youjian.simulator.twin.folder import from_rows, in_order
from youjian.simulator.twin.frauds.order import Fraud, ImpossibleError
from youjian.simulator.twin.world import World

Row = dict[str, Any]


@dataclass
class RegisterFraud(Fraud):
    """Rows of one table changed so that one exact rule must speak."""

    def edit(self, world: World, name: str, change: Callable[[Row], Row]) -> None:
        """Change every row of a table."""
        rows = [change(row) for row in world.tables[name].to_pylist()]
        world.tables[name] = in_order(name, from_rows(name, rows))

    def tell(self, world: World, subject: str, rule: str, since: float) -> None:
        """One label."""
        size = (self.order.size, "count")
        world.label(subject, self.order.name, (rule,), size=size, times=(since, None), litres=0.0)


@dataclass
class LicenceLapsed(RegisterFraud):
    """Trading goes on after the licence has run out on the day of the onset."""

    def on_tables(self, world: World) -> None:
        """The licence ends with the day of the onset."""
        last = day_of(self.order.onset)
        self.edit(world, "stations", lambda row: {**row, "licence_valid_until": last})
        self.tell(world, "station", "licence.lapsed", midnight(last + timedelta(days=1)))


@dataclass
class VerificationLapsed(RegisterFraud):
    """One nozzle's certificate runs out on the day of the onset and nobody applied."""

    def on_tables(self, world: World) -> None:
        """The certificate ends."""
        nozzle_id, last = self.nozzle(world.spec).nozzle_id, day_of(self.order.onset)

        def ended(row: Row) -> Row:
            mine = row["nozzle_id"] == nozzle_id
            begun = min(row["verified_on"], last - timedelta(days=180))
            return {**row, "valid_until": last, "verified_on": begun} if mine else row

        self.edit(world, "verifications", ended)
        self.tell(world, f"nozzle:{nozzle_id}", "verification.overdue", midnight(last + timedelta(days=1)))


@dataclass
class SealBroken(RegisterFraud):
    """An inspector finds the adjuster's seal broken."""

    def on_tables(self, world: World) -> None:
        """It was found on the day of the onset."""
        dispenser, day = self.nozzle(world.spec).dispenser_id, day_of(self.order.onset)

        def found(row: Row) -> Row:
            mine = row["dispenser_id"] == dispenser and row["position"] == "meter_adjuster"
            return {**row, "removed_on": day, "removed_reason": "found_broken"} if mine else row

        self.edit(world, "seals", found)
        self.tell(world, f"dispenser:{dispenser}", "seal.broken", midnight(day))


@dataclass
class ForeignChip(RegisterFraud):
    """A nozzle's tax chip names another taxpayer from the onset on."""

    def on_tables(self, world: World) -> None:
        """Another credit code."""
        nozzle_id, other = self.nozzle(world.spec).nozzle_id, names.uscc(self.rng(world.spec))
        read = [
            row["read_at"].timestamp()
            for row in world.tables["tax_states"].to_pylist()
            if row["nozzle_id"] == nozzle_id and row["read_at"].timestamp() >= self.order.onset
        ]
        if not read:
            raise ImpossibleError("no chip is read from then on; they are read once a week")

        def named(row: Row) -> Row:
            mine = row["nozzle_id"] == nozzle_id and row["read_at"].timestamp() >= self.order.onset
            return {**row, "chip_taxpayer": other} if mine else row

        self.edit(world, "tax_states", named)
        self.tell(world, f"nozzle:{nozzle_id}", "dispenser.tax_state", read[0])


@dataclass
class ClockDrift(RegisterFraud):
    """The collector's clock is `size` seconds ahead for six hours."""

    def on_tables(self, world: World) -> None:
        """Heartbeats say so."""
        last = self.order.onset + 6 * HOUR

        def ahead(row: Row) -> Row:
            off = self.order.onset <= row["at"].timestamp() < last
            return {**row, "clock_offset_s": row["clock_offset_s"] + self.order.size} if off else row

        self.edit(world, "heartbeats", ahead)
        rules, size = ("collector.clock_drift",), (self.order.size, "seconds")
        world.label(
            "collector", self.order.name, rules, size=size, times=(self.order.onset, last), litres=0.0
        )
