"""Honest work on probes, charts and tanks."""

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from youjian.simulator.twin import registers
from youjian.simulator.twin.clock import DAY, HOUR
from youjian.simulator.twin.folder import in_order
from youjian.simulator.twin.gauge import recharted, stepped
from youjian.simulator.twin.shape import Shape, draw_chart
from youjian.simulator.twin.signs import inside
from youjian.simulator.twin.spec import TankSpec
from youjian.simulator.twin.world import Act, World


def _moment(world: World, stream: int) -> tuple[np.random.Generator, TankSpec, float]:
    """A tank and a working hour somewhere in the middle."""
    spec = world.spec
    rng = spec.rng(stream)
    tank = spec.tanks[int(rng.integers(0, len(spec.tanks)))]
    day = np.floor(spec.days * rng.uniform(0.15, 0.85))
    return rng, tank, spec.start + float(day) * DAY + float(rng.uniform(9, 16)) * HOUR


class ChartChange(Act):
    """A tank is measured anew: another chart from a moment on, with its event."""

    def on_readings(self, world: World) -> None:
        """The gauge's own litres follow the new chart at once."""
        rng, tank, self.at = _moment(world, 40)
        old = tank.shape
        lines, litres = draw_chart(rng, old.heights_mm, old.volumes_l, messy=False)
        self.tank_id = tank.tank_id
        self.shape = Shape(old.diameter_mm, old.heights_mm, old.volumes_l, lines, litres)
        seen = world.readings[tank.tank_id]
        fresh = recharted(seen, self.shape).volume_l
        volume = np.where(seen.at >= self.at, fresh, seen.volume_l)
        world.readings[tank.tank_id] = replace(seen, volume_l=volume)
        world.signs.event(world.spec, f"tank:{tank.tank_id}", self.at, "chart_changed", "重新检定容量表")
        world.note(f"tank:{tank.tank_id}", "chart-change", (self.at, None))

    def on_tables(self, world: World) -> None:
        """The register has both charts."""
        fresh = registers.charts(world.spec, [(self.tank_id, self.at, self.shape)])
        both = pa.concat_tables([world.tables["tank_charts"], fresh])
        world.tables["tank_charts"] = in_order("tank_charts", both)


@dataclass
class GaugeWork(Act):
    """A probe is serviced or replaced: an hour without readings, then another zero."""

    stream: int = 41
    code: str = "maintenance_ended"
    reason: str = "液位仪维护"
    most_mm: float = 10.0
    noise: float = field(default=1.0)

    def on_readings(self, world: World) -> None:
        """The level jumps by some millimetres."""
        spec = world.spec
        rng, tank, at = _moment(world, self.stream)
        last = at + float(rng.uniform(0.3, 1.5)) * HOUR
        seen = world.readings[tank.tank_id]
        seen = seen.take(~inside(seen.at, [(at, last)]))
        jump = float(rng.uniform(1, self.most_mm)) * (1 if rng.random() < 0.5 else -1)
        moved = np.where(seen.at >= last, seen.product_mm + jump, seen.product_mm)
        height = stepped(np.clip(moved, 0, tank.shape.diameter_mm), tank.gauge.step_mm)
        volume = np.where(
            seen.at >= last, recharted(replace(seen, product_mm=height), tank.shape).volume_l, seen.volume_l
        )
        world.readings[tank.tank_id] = replace(seen, product_mm=height, volume_l=volume)
        device = f"tank:{tank.tank_id}"
        world.note(device, self.code, (at, last), (jump, "mm"))
        world.maintenance.append(registers.maintenance_row(spec, device, at - 300, last + 300, self.reason))
        world.signs.event(spec, device, at, "maintenance_started")
        world.signs.event(spec, device, last, self.code)


class GaugeReplaced(GaugeWork):
    """A new probe, with its event."""

    def __init__(self) -> None:
        super().__init__(stream=42, code="gauge_replaced", reason="更换液位仪", most_mm=6.0)


class RainWater(Act):
    """Rain seeps in for some hours: the water rises and lifts the fuel."""

    def on_fills(self, world: World) -> None:
        """Twelve to thirty millimetres within a day."""
        rng, tank, at = _moment(world, 43)
        rise, lasts = float(rng.uniform(12, 30)), float(rng.uniform(3, 20)) * HOUR
        world.water.setdefault(tank.tank_id, []).append((at, at + lasts, rise))
        litres = float(
            np.diff(
                np.interp([tank.water_mm, tank.water_mm + rise], tank.shape.heights_mm, tank.shape.volumes_l)
            )[0]
        )
        size, times = (rise, "mm"), (at, at + lasts)
        accepts = ("stock.water", "stock.unrecorded_delivery")
        world.label(f"tank:{tank.tank_id}", "oddity-water", accepts, size=size, times=times, litres=litres)
