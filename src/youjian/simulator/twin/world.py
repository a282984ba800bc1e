"""A station lived through: acts bend it at fixed moments, and at its end stand tables and labels."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from youjian.simulator.twin import gauge, papers, registers, signs, supply, vapour
from youjian.simulator.twin.arrival import received
from youjian.simulator.twin.clock import DAY, FloatArray, IntArray, micros
from youjian.simulator.twin.demand import KINDS, Fills, sales
from youjian.simulator.twin.flows import Pieces
from youjian.simulator.twin.folder import Tables, from_rows, in_order, table
from youjian.simulator.twin.gauge import Readings
from youjian.simulator.twin.labels import Label, Note, span
from youjian.simulator.twin.papers import Papers
from youjian.simulator.twin.signs import Signs
from youjian.simulator.twin.siphon import shared
from youjian.simulator.twin.spec import Spec, TankSpec
from youjian.simulator.twin.supply import Pour
from youjian.simulator.twin.tankworld import Course, course_of


@dataclass
class World:
    """Everything of one station while it is made. `late` is seconds of replay per fuelling (nan: none).

    `water` lists rises of a tank's water: from, to, mm.
    """

    spec: Spec
    fills: Fills
    pours: dict[int, list[Pour]] = field(default_factory=dict)
    flows: dict[int, list[Pieces]] = field(default_factory=dict)
    water: dict[int, list[tuple[float, float, float]]] = field(default_factory=dict)
    courses: dict[int, Course] = field(default_factory=dict)
    readings: dict[int, Readings] = field(default_factory=dict)
    papers: Papers = field(default_factory=Papers)
    signs: Signs = field(default_factory=Signs)
    maintenance: list[dict[str, Any]] = field(default_factory=list)
    monitor: vapour.Vapour | None = None
    pressure: tuple[FloatArray, FloatArray] | None = None
    late: FloatArray = field(default_factory=lambda: np.zeros(0))
    tables: Tables = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def label(
        self,
        subject: str,
        fraud: str,
        rules: tuple[str, ...],
        *,
        size: tuple[float, str],
        times: tuple[float, float | None],
        litres: float,
    ) -> None:
        """Write down what is true; the first of `rules` is the one expected."""
        first, last = span(*times)
        made = Label(
            self.spec.station_id, subject, fraud, rules[0], rules[1:], *size, first, last, round(litres, 3)
        )
        self.labels.append(made)

    def note(
        self,
        subject: str,
        what: str,
        times: tuple[float, float | None],
        size: tuple[float, str] = (1.0, "count"),
    ) -> None:
        """Write down an honest event that no rule need report."""
        self.notes.append(Note(self.spec.station_id, subject, what, *span(*times), *size))

    def demand(self, tank: TankSpec) -> supply.Demand:
        """What a tank loses by now known fuellings and flows."""
        flows = [f for t in supply.group_of(self.spec, tank) for f in self.flows[t]]
        return supply.demand_of(self.spec, tank, self.fills, flows)

    def supply(self, tank: TankSpec, fixed: tuple[Pour, ...]) -> None:
        """Plan a tank's tankers around pours that are fixed; the twin of a manifold gets its share."""
        group = supply.group_of(self.spec, tank)
        if not fixed and tank.tank_id != group[0]:
            return
        planned = supply.plan(self.demand(tank), fixed)
        self.pours[tank.tank_id] = planned
        for other in group:
            if other != tank.tank_id:
                self.pours[other] = supply.split(self.spec, planned, self.spec.tank(other))

    def all_pours(self) -> list[Pour]:
        """Every pour of the station in time."""
        return sorted((p for pours in self.pours.values() for p in pours), key=lambda p: p.start)


class Act:
    """Something that happens to a station: a fraud or an honest oddity. Each hook may change the world."""

    def on_fills(self, world: World) -> None:
        """After the fuellings are known, before fuel is ordered."""

    def on_pours(self, world: World) -> None:
        """After the tankers are planned."""

    def on_readings(self, world: World) -> None:
        """After the gauges were read."""

    def on_papers(self, world: World) -> None:
        """After the documents are written and the vapour monitor has its records."""

    def on_tables(self, world: World) -> None:
        """When the tables stand."""


def live(spec: Spec, acts: list[Act]) -> World:
    """The whole life of a station."""
    world = World(spec, sales(spec))
    world.flows = {tank.tank_id: [] for tank in spec.tanks}
    for act in acts:
        act.on_fills(world)
    for tank in spec.tanks:
        world.supply(tank, ())
    for act in acts:
        act.on_pours(world)
    _gauge(world)
    world.late = np.full(len(world.fills), np.nan)
    for act in acts:
        act.on_readings(world)
    world.papers = papers.papers_of(spec, world.all_pours(), world.fills)
    world.monitor = vapour.monitored(spec, world.fills)
    world.pressure = vapour.pressure(spec, world.fills, world.all_pours())
    for act in acts:
        act.on_papers(world)
    world.tables = _tables(world)
    for act in acts:
        act.on_tables(world)
    return world


def _gauge(world: World) -> None:
    """True courses and what the probes say of them; tanks of one manifold share their level."""
    spec = world.spec
    for tank in spec.tanks:
        world.courses[tank.tank_id] = course_of(
            world.demand(tank), world.fills, world.pours[tank.tank_id], world.flows[tank.tank_id]
        )
    level = shared(spec, world.courses)
    for tank in spec.tanks:
        at = gauge.moments_of(spec, tank)
        course = world.courses[tank.tank_id]
        litres = level[tank.tank_id](at) if tank.tank_id in level else course.ambient(at)
        water = np.full(len(at), tank.water_mm)
        for first, last, rise in world.water.get(tank.tank_id, []):
            water = water + rise * np.clip((at - first) / (last - first), 0, 1)
        world.readings[tank.tank_id] = gauge.read(spec, course, at, litres, water)


def _tables(world: World) -> Tables:
    spec = world.spec
    monitor, late = world.monitor, world.late
    assert monitor is not None and world.pressure is not None  # noqa: S101, PT018
    found = {
        **registers.registry(spec),
        "maintenance": in_order("maintenance", from_rows("maintenance", world.maintenance)),
        "fuellings": fuellings(world),
        "tank_readings": tank_readings(world),
        "vapour_fills": vapour.fills_table(spec, monitor, late[monitor.row]),
        "heartbeats": signs.heartbeats(spec, world.signs),
        **world.papers.tables(),
        "pressure_readings": vapour.pressure_table(spec, *world.pressure),
        "device_events": world.signs.table(),
        "tax_states": signs.tax_states(spec),
    }
    unwritten = () if spec.knobs.documents else ("deliveries", "trips", "invoices")
    return {name: content for name, content in found.items() if name not in unwritten}


def fuellings(world: World) -> pa.Table:
    """The records: sequence and totalizer as a dispenser counts them over what it recorded."""
    spec, shown = world.spec, ~world.fills.hidden
    fills, late = world.fills.take(shown), world.late[shown]
    seq, totalizer = counted(spec, fills)
    shift = spec.shift(fills.nozzle, fills.started)
    return table(
        "fuellings",
        len(fills),
        station_id=spec.station_id,
        nozzle_id=fills.nozzle,
        seq=seq,
        started_at=micros(fills.started + shift),
        ended_at=micros(fills.ended + shift),
        volume_ml=fills.recorded_ml,
        unit_price_fen=fills.price_fen,
        amount_fen=fills.amount_fen,
        totalizer_ml=totalizer,
        kind=pa.array(KINDS).take(pa.array(fills.kind)),
        source="live",
        received_at=received(spec, fills.ended, late, 3),
    )


def counted(spec: Spec, fills: Fills) -> tuple[IntArray, IntArray]:
    """`seq` and `totalizer_ml` of fuellings that are sorted by nozzle and time."""
    seq, total = np.zeros(len(fills), np.int64), np.zeros(len(fills), np.int64)
    for nozzle in spec.nozzles:
        mine = fills.nozzle == nozzle.nozzle_id
        seq[mine] = nozzle.opening_seq + 1 + np.arange(int(mine.sum()))
        total[mine] = nozzle.opening_ml + np.cumsum(fills.recorded_ml[mine])
    return seq, total


def tank_readings(world: World) -> pa.Table:
    """Readings of all tanks by tank and time."""
    spec, parts = world.spec, list[pa.Table]()
    for tank_id, seen in sorted(world.readings.items()):
        drift = 0.5 * spec.clock_drift_s_day * (seen.at - spec.start) / DAY
        parts.append(
            table(
                "tank_readings",
                len(seen.at),
                station_id=spec.station_id,
                tank_id=tank_id,
                at=micros(seen.at + np.clip(spec.gauge_clock_s + drift, -58, 58)),
                product_mm=seen.product_mm,
                water_mm=seen.water_mm,
                temp_c=seen.temp_c,
                volume_l=seen.volume_l,
                received_at=received(spec, seen.at, seen.late, 20 + tank_id),
            )
        )
    return pa.concat_tables(parts)
