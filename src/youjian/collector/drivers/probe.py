"""Tank probes on an RS-485 line: asked one after another, a silent or broken one never stops the others.

A probe knows no volume: readings carry none, and the platform works it out by the tank's chart.
"""

from collections.abc import Sequence
from datetime import datetime

from youjian.collector.desk import Desk
from youjian.collector.drivers.gauge_faults import Faults
from youjian.collector.drivers.port import SilentError
from youjian.collector.drivers.probe_line import Figures, figures_in, read_probe
from youjian.collector.settings.probe import ProbeTank, TankProbes
from youjian.collector.transport import Transport
from youjian.contract.records import TankReading

_LEAST_HEIGHT_MM = -50.0
_PROBE_C = (-50.0, 80.0)
_HALF_STEP = 0.03


class ProbeDriver:
    """The probes of one line."""

    def __init__(self, settings: TankProbes, desk: Desk) -> None:
        self.name = settings.name
        self.poll_s = settings.poll_s
        self.devices: Sequence[str] = [f"tank:{tank.tank_id}" for tank in settings.tanks]
        self._settings = settings
        self._desk = desk
        self._faults = Faults(desk)

    def poll(self, line: Transport) -> None:
        """Ask every probe once; SilentError when none of them answered."""
        problems: dict[int, str] = {}
        for tank in self._settings.tanks:
            problem = self._ask(line, tank)
            if problem is not None:
                problems[tank.tank_id] = f"address {tank.address}, {problem}"
        if len(problems) == len(self._settings.tanks):
            raise SilentError("; ".join(problems.values()))
        for tank_id, problem in problems.items():
            self._faults.tell(tank_id, f"probe out: {problem}")

    def _ask(self, line: Transport, tank: ProbeTank) -> str | None:
        """One probe's reading stored or its fault told; what was wrong when it did not answer."""
        heard = read_probe(line, self._settings, tank.address)
        at = self._desk.now()
        for name, count in (+heard.deviations).items():
            self._desk.board.count(f"probe_{name}", count)
        if heard.problem is not None:
            self._desk.board.count("probe_" + heard.problem.split(":")[0].replace(" ", "_"))
            why = f"address {tank.address}: {heard.problem}"
            if heard.raw:
                self._desk.frames.keep(self.name, at, "in", heard.raw, why)
            return heard.problem
        self._took(figures_in(heard.registers, self._settings), tank, at)
        return None

    def _took(self, figures: Figures, tank: ProbeTank, at: datetime) -> None:
        """A level is stored even when some thermometers are broken, as long as one measures."""
        reading = self._reading(figures, tank, at)
        broken, unlikely = self._broken_points(figures), _fault_of(reading, tank)
        fault = (broken or unlikely) if reading is None else (unlikely or broken)
        if fault is None:
            self._faults.mended(tank.tank_id)
        else:
            self._faults.tell(tank.tank_id, fault)
        if reading is not None and unlikely is None:
            self._desk.store([reading])

    def _reading(self, figures: Figures, tank: ProbeTank, at: datetime) -> TankReading | None:
        """The reading, its temperature the mean of the points that measure; None without level or point."""
        water = figures.water_mm
        points = [point for point in figures.points_c if point is not None and self._measures(point)]
        if figures.product_mm is None or not points:
            return None
        return TankReading(
            station_id=self._desk.station_id,
            tank_id=tank.tank_id,
            at=at,
            product_mm=round(figures.product_mm + tank.offset_mm, 3),
            water_mm=0.0 if water is None else round(water + tank.water_offset_mm, 3),
            temp_c=round(sum(points) / len(points), 3),
        )

    def _measures(self, point: float) -> bool:
        """Whether a thermometer's figure can be one: its power-on value cannot."""
        return abs(point - self._settings.fault_c) > _HALF_STEP and _PROBE_C[0] <= point <= _PROBE_C[1]

    def _broken_points(self, figures: Figures) -> str | None:
        """Which thermometers show their power-on value or what cannot be, or None."""
        broken = [
            f"{number} shows {point:g} °C"
            for number, point in enumerate(figures.points_c, 1)
            if point is not None and not self._measures(point)
        ]
        if not broken:
            return None
        self._desk.board.count("probe_broken_points", len(broken))
        return f"thermometer fault: {', '.join(broken)}"


def _fault_of(reading: TankReading | None, tank: ProbeTank) -> str | None:
    if reading is None:
        return "no level: the probe has no height or no temperature"
    if not _LEAST_HEIGHT_MM <= reading.product_mm <= tank.height_max_mm:
        return f"height out of range: {reading.product_mm} mm, the tank has 0 to {tank.height_max_mm:.0f} mm"
    return None
