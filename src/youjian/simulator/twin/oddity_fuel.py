"""Fuel that honest people move: verification, self-use, transfers, corrections."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from youjian.simulator.twin import registers
from youjian.simulator.twin.clock import DAY, HOUR, day_of, midnight
from youjian.simulator.twin.demand import Ask, Fills, fills_at, joined
from youjian.simulator.twin.flows import Pieces
from youjian.simulator.twin.folder import from_rows, in_order
from youjian.simulator.twin.spec import NozzleSpec, Spec, TankSpec
from youjian.simulator.twin.world import Act, World


class VerificationDay(Act):
    """An inspector draws 20 L three to six times from every nozzle and pours it back."""

    def on_fills(self, world: World) -> None:
        """Put the draws between the customers' fills."""
        spec = world.spec
        rng = spec.rng(34)
        self.day = _some_day(rng, spec)
        first = midnight(self.day) + float(rng.uniform(8, 10)) * HOUR
        last = first + 1500.0 * len(spec.nozzles)
        world.note("station", "verification", (first, last))
        for order, nozzle in enumerate(spec.nozzles):
            draws = _draws(rng, spec, nozzle, first + order * 1500.0)
            world.fills = _between(world.fills, draws, nozzle.nozzle_id)
            row = registers.maintenance_row(
                spec, f"nozzle:{nozzle.nozzle_id}", first - 600, last + 900, "强制检定"
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


class SelfUse(Act):
    """The station fills its own car now and then and says so."""

    def on_fills(self, world: World) -> None:
        """Mark a few fills."""
        rng = world.spec.rng(36)
        marked = (world.fills.kind == 0) & (rng.random(len(world.fills)) < rng.uniform(0.0005, 0.003))
        world.fills = replace(world.fills, kind=np.where(marked, 2, world.fills.kind))


class Transfer(Act):
    """Fuel is moved from one tank to the other of its product through a nozzle, and recorded so."""

    def on_fills(self, world: World) -> None:
        """One nozzle fills a hose into the other tank."""
        spec = world.spec
        pair = _pair(spec)
        if pair is None:
            return
        rng = spec.rng(37)
        source, target = pair
        nozzle = next(n for n in spec.nozzles if n.tank_id == source.tank_id)
        first = midnight(_some_day(rng, spec)) + float(rng.uniform(1, 4)) * HOUR
        count = int(rng.integers(2, 6))
        wished = first + 900.0 * np.arange(count, dtype=np.float64)
        ask = Ask(np.full(count, rng.uniform(80, 300)), np.full(count, 0.62))
        moved = fills_at(spec, nozzle, rng, wished, ask)
        moved = replace(moved, kind=np.full(len(moved), 3))
        world.fills = _between(world.fills, moved, nozzle.nozzle_id)
        times = (float(moved.started[0]), float(moved.ended[-1])) if len(moved) else (first, first)
        world.note(f"tank:{target.tank_id}", "transfer", times, (float(moved.drawn_l.sum()), "litres"))
        hose = Pieces(moved.flow_at + 5.0, moved.stop_at + 8.0, moved.drawn_l)
        world.flows[target.tank_id].append(hose)


class Corrected(Act):
    """The station corrects a few records: a sale was its own use. The latest version counts."""

    def on_tables(self, world: World) -> None:
        """Add versions a day later."""
        rng = world.spec.rng(39)
        content = world.tables["fuellings"]
        kinds = content["kind"].to_numpy(zero_copy_only=False)
        early = content["ended_at"].cast(pa.int64()).to_numpy() / 1e6 < world.spec.end - 2 * DAY
        among = np.flatnonzero((kinds == "sale") & early)
        rows = np.sort(rng.choice(among, min(3, len(among)), replace=False))
        fresh = [
            {
                **row,
                "kind": "self_use",
                "source": "corrected",
                "received_at": row["ended_at"] + timedelta(days=1),
            }
            for row in content.take(pa.array(rows)).to_pylist()
        ]
        both = pa.concat_tables([content, pa.Table.from_pylist(fresh, schema=content.schema)])
        world.tables["fuellings"] = in_order("fuellings", both)


class WrongRegister(Act):
    """The register names the wrong tank for a nozzle, or gives a tank another one's chart."""

    def on_tables(self, world: World) -> None:
        """Only say so; the register was drawn that way."""
        for tank in world.spec.tanks:
            if tank.shape.borrowed:
                subject, times = f"tank:{tank.tank_id}", (world.spec.start, None)
                world.note(subject, "wrong-chart", times)
        for nozzle in world.spec.nozzles:
            if nozzle.stated_tank != nozzle.tank_id:
                subject, times = f"nozzle:{nozzle.nozzle_id}", (world.spec.start, None)
                world.note(subject, "wrong-map", times)


class LatePapers(Act):
    """Documents that come hours or days after the fuel."""

    def on_papers(self, world: World) -> None:
        """Say which rises have no document for a while; the document itself is honest."""
        numbered = {(p.tank_id, p.number): p for p in world.all_pours() if p.billed_l is not None}
        there = {row["delivery_id"]: row["received_at"] for row in world.papers.deliveries}
        for (tank_id, number), pour in numbered.items() if world.spec.knobs.documents else ():
            name = f"D{tank_id}{number:04d}"
            known = there.get(name)
            late = None if known is None else known.timestamp()
            if name in there and (late is None or late - pour.end < 2 * HOUR):
                continue
            waits = ((world.spec.end if late is None else late) - pour.end) / HOUR
            world.label(
                f"tank:{tank_id}",
                "oddity-late-paper",
                ("stock.unrecorded_delivery",),
                size=(waits, "hours"),
                times=(pour.start, late),
                litres=pour.litres,
            )


class Blended(Act):
    """A nozzle mixes two tanks: part of what it gives comes from another tank than the register knows."""

    def on_fills(self, world: World) -> None:
        """A share of every fill."""
        spec, rng = world.spec, world.spec.rng(47)
        petrol = [t for t in spec.tanks if t.petrol]
        if len(petrol) < 2:
            return
        own, other = petrol[1], petrol[0]
        nozzle = next(n for n in spec.nozzles if n.tank_id == own.tank_id)
        mine, share = world.fills.take(world.fills.nozzle == nozzle.nozzle_id), float(rng.uniform(0.2, 0.5))
        world.flows[own.tank_id].append(Pieces(mine.flow_at, mine.stop_at, mine.drawn_l * share))
        world.flows[other.tank_id].append(Pieces(mine.flow_at, mine.stop_at, -mine.drawn_l * share))
        subject, times = f"nozzle:{nozzle.nozzle_id}", (spec.start, None)
        world.note(subject, "blend", times, (share * 100, "percent"))


def outside(fills: Fills, nozzle_id: int, span: tuple[float, float]) -> np.ndarray:
    """Fuellings that do not touch a span at a nozzle: customers are sent to others."""
    return (fills.nozzle != nozzle_id) | (fills.ended < span[0] - 60) | (fills.started > span[1] + 60)


def _between(fills: Fills, made: Fills, nozzle_id: int) -> Fills:
    """Put fuellings of a nozzle among the others, which give way."""
    if not len(made):
        return fills
    span = (float(made.started[0]) - 60, float(made.ended[-1]) + 300)
    return joined([fills.take(outside(fills, nozzle_id, span)), made])


def _some_day(rng: np.random.Generator, spec: Spec) -> date:
    """A day well inside the span."""
    return day_of(spec.start + DAY * (0.5 + float(rng.uniform(0.1, 0.9)) * max(spec.days - 1.5, 0.1)))


def _draws(rng: np.random.Generator, spec: Spec, nozzle: NozzleSpec, first: float) -> Fills:
    count = int(rng.integers(3, 7))
    wished = first + 240.0 * np.arange(count, dtype=np.float64)
    made = fills_at(spec, nozzle, rng, wished, Ask(np.full(count, 20.0), np.full(count, 0.55)))
    return replace(made, kind=np.ones(len(made), np.int64), returned_l=made.drawn_l - 0.02)


def _pair(spec: Spec) -> tuple[TankSpec, TankSpec] | None:
    """Two tanks of a product that do not share their level."""
    for one in spec.tanks:
        for other in spec.tanks:
            if one != other and one.product == other.product and one.manifold is None:
                return one, other
    return None
