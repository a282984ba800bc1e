"""What every vapour monitor in a station's file has, whatever it speaks."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from youjian.collector.settings.base import LISTENING, DeviceSection, Interval, Section
from youjian.contract.fields import NozzleId

Number = Annotated[int, Meta(ge=0, le=99_999)]


class MonitorNozzle(Section, frozen=True, kw_only=True):
    """A nozzle of the monitor: its number there (and dispenser, where numbers begin anew), the register's."""

    number: Number
    nozzle_id: NozzleId
    dispenser: Number | None = None


class VapourSection(DeviceSection, frozen=True, kw_only=True):
    """A monitor that calls us. Units are the monitor's set-up and are not in its messages."""

    schemes: ClassVar[tuple[str, ...]] = LISTENING

    role: Literal["vapour"] = "vapour"
    ratio_unit: Literal["ratio", "percent"] = "ratio"
    pressure_unit: Literal["Pa", "hPa", "kPa"] = "Pa"
    volume_unit: Literal["L", "mL"] = "L"
    nozzles: tuple[MonitorNozzle, ...] = ()
    silent_s: Interval = 600.0
    clock_jump_s: Annotated[float, Meta(ge=5, le=3600)] = 60.0
    heartbeat_s: Interval = 600.0

    def problems(self) -> list[str]:
        """What types cannot say of this monitor alone."""
        found = super().problems()
        numbers = [(nozzle.dispenser, nozzle.number) for nozzle in self.nozzles]
        doubled = sorted({str(number) for number in numbers if numbers.count(number) > 1})
        if doubled:
            found.append(f"nozzles: number {', '.join(doubled)} (dispenser, number) is used twice")
        return found
