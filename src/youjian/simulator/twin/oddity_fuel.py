"""Fuel that honest people move: verification, self-use."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from youjian.simulator.twin import registers
from youjian.simulator.twin.clock import DAY, HOUR, day_of, midnight
from youjian.simulator.twin.demand import Ask, Fills, fills_at, joined
from youjian.simulator.twin.folder import from_rows, in_order
from youjian.simulator.twin.spec import NozzleSpec, Spec
from youjian.simulator.twin.world import Act, World


class VerificationDay(Act):
    """An inspector draws 20 L three to six times from every nozzle and pours it back."""

    def on_fills(self, world: World) -> None:
        """Put the draws between the customers' fills."""
        spec = world.spec
        rng = spec.rng(34)
        self.day = verification_day(rng, spec)
        first = midnight(self.day) + float(rng.uniform(8, 10)) * HOUR
        made: list[Fills] = []
        for order, nozzle in enumerate(spec.nozzles):
            made.append(_draws(rng, spec, nozzle, first + order * 1500))
        self.first, self.last = first - 600, first + 1500 * len(spec.nozzles) + 900
        quiet = _outside(world.fills, made)
        world.fills = joined([world.fills.take(quiet), *made])
        for nozzle in spec.nozzles:
            row = registers.maintenance_row(
                spec, f"nozzle:{nozzle.nozzle_id}", self.first, self.last, "强制检定"
            )
            world.maintenance.append(row)

    def on_tables(self, world: World) -> None:
        """Certificates of the day."""
        spec = world.spec
        rows = [
            registers.verification(spec, n, self.day, f"JV{self.day:%Y%m%d}{n.nozzle_id}")
            for n in spec.nozzles
        ]
        both = pa.concat_tables([world.tables["verifications"], from_rows("verifications", rows)])
        world.tables["verifications"] = in_order("verifications", both)


def verification_day(rng: np.random.Generator, spec: Spec):
    """A day well inside the span."""
    return day_of(spec.start + DAY * (0.5 + float(rng.uniform(0.1, 0.9)) * max(spec.days - 1.5, 0.1)))


def _draws(rng: np.random.Generator, spec: Spec, nozzle: NozzleSpec, first: float) -> Fills:
    count = int(rng.integers(3, 7))
    wished = first + 240.0 * np.arange(count, dtype=np.float64)
    made = fills_at(spec, nozzle, rng, wished, Ask(np.full(count, 20.0), np.full(count, 0.55)))
    return replace(made, kind=np.ones(len(made), np.int64), returned_l=made.drawn_l - 0.02)


def _outside(fills: Fills, made: list[Fills]) -> np.ndarray:
    """Customers are sent to other nozzles while one is tested."""
    kept = np.ones(len(fills), bool)
    for draws in made:
        if len(draws):
            near = (fills.ended > draws.started[0] - 60) & (fills.started < draws.ended[-1] + 300)
            kept &= ~(near & (fills.nozzle == draws.nozzle[0]))
    return kept


class SelfUse(Act):
    """The station fills its own car now and then and says so."""

    def on_fills(self, world: World) -> None:
        """Mark a few fills."""
        rng = world.spec.rng(36)
        marked = (world.fills.kind == 0) & (rng.random(len(world.fills)) < rng.uniform(0.0005, 0.003))
        world.fills = replace(world.fills, kind=np.where(marked, 2, world.fills.kind))
