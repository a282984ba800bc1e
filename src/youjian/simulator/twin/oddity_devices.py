"""Devices that fail, lag and repeat themselves."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from youjian.simulator.twin import registers
from youjian.simulator.twin.arrival import NEVER
from youjian.simulator.twin.clock import DAY, HOUR, FloatArray
from youjian.simulator.twin.folder import in_order
from youjian.simulator.twin.signs import inside
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.world import Act, World


def outages(rng: np.random.Generator, spec: Spec, a_month: float, mean_h: float) -> list[tuple[float, float]]:
    """Spans of an exponential length that do not overlap."""
    starts = np.sort(
        rng.uniform(spec.start + DAY / 4, spec.end - DAY / 4, rng.poisson(a_month * spec.days / 30))
    )
    found: list[tuple[float, float]] = []
    for start in starts.tolist():
        last = start + min(72.0, 0.5 + rng.exponential(mean_h)) * HOUR
        if last < spec.end - HOUR and (not found or start > found[-1][1] + 6 * HOUR):
            found.append((start, last))
    return found


class GaugeOutages(Act):
    """The console does not answer: no readings of any tank."""

    def on_readings(self, world: World) -> None:
        """Take readings out."""
        spec = world.spec
        rng = spec.rng(31)
        spans = outages(rng, spec, float(rng.uniform(0.5, 3)), float(rng.uniform(1, 6)))
        for tank_id, seen in world.readings.items():
            world.readings[tank_id] = seen.take(~inside(seen.at, spans))
        for first, last in spans:
            world.note("station", "gauge-outage", (first, last), ((last - first) / HOUR, "hours"))


class LinkOutages(Act):
    """The line is down: nothing arrives, then the outbox is replayed. Nothing is lost."""

    def on_readings(self, world: World) -> None:
        """Records of the span arrive after it."""
        spec = world.spec
        rng = spec.rng(32)
        spans = outages(rng, spec, float(rng.uniform(0.5, 3)), float(rng.uniform(1, 5)))
        world.signs.silent += spans
        for first, last in spans:
            world.signs.event(spec, "collector", last, "link_restored")
            if rng.random() < 0.3:
                row = registers.maintenance_row(spec, "collector", first - 600, last + 1800, "网络检修")
                world.maintenance.append(row)
                world.note("collector", "announced-outage", (first, last), ((last - first) / HOUR, "hours"))
                continue
            size = ((last - first) / HOUR, "hours")
            world.label(
                "collector",
                "oddity-link-outage",
                ("collector.offline",),
                size=size,
                times=(first, last),
                litres=0.0,
            )
        world.late = replayed(rng, world.fills.ended, world.late, spans)
        for tank_id, seen in world.readings.items():
            world.readings[tank_id] = replace(seen, late=replayed(rng, seen.at, seen.late, spans))


def replayed(
    rng: np.random.Generator, ended: FloatArray, late: FloatArray, spans: list[tuple[float, float]]
) -> FloatArray:
    """Seconds that each record waits for the line, oldest first with some shuffling."""
    found = late.copy()
    for first, last in spans:
        which = (ended >= first) & (ended < last)
        found[which] = last - ended[which] + rng.uniform(5, 600, int(which.sum()))
    return found


class Duplicates(Act):
    """Some records are sent twice."""

    def on_tables(self, world: World) -> None:
        """Repeat rows with a later arrival."""
        rng = world.spec.rng(33)
        share = float(rng.uniform(0.001, 0.02))
        for name in ("fuellings", "tank_readings"):
            content = world.tables[name]
            again = content.take(pa.array(np.flatnonzero(rng.random(len(content)) < share)))
            again = in_time(_later(rng, again), world.spec.end)
            world.tables[name] = in_order(name, pa.concat_tables([content, again]))


def _later(rng: np.random.Generator, rows: pa.Table) -> pa.Table:
    """The same rows, arrived up to an hour later where an arrival is written."""
    place = rows.schema.get_field_index("received_at")
    kind = rows.schema.field(place).type
    arrived = rows["received_at"].cast(pa.int64()).fill_null(NEVER).to_numpy()
    moved = arrived + rng.integers(1, 3600, len(rows)) * 1_000_000
    column = pa.array(np.where(arrived == NEVER, 0, moved), mask=arrived == NEVER).cast(kind)
    return rows.set_column(place, rows.schema.field(place), column)


def in_time(rows: pa.Table, end: float) -> pa.Table:
    """Rows that arrived before the folder's end."""
    arrived = rows["received_at"].cast(pa.int64()).fill_null(NEVER).to_numpy()
    return rows.filter(pa.array(arrived <= end * 1e6))
