"""A tank gauge's console of the TLS-350 family in a station's file."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta

from youjian.collector.settings.base import DeviceSection, Interval, Positive, Section
from youjian.contract.fields import TankId


class GaugeTank(Section, frozen=True, kw_only=True):
    """A probe of the console: its number there, the tank in the register, its plausible height."""

    number: Annotated[int, Meta(ge=1, le=99)]
    tank_id: TankId
    height_max_mm: Positive = 4000.0


class TankGauge(DeviceSection, frozen=True, kw_only=True, tag="tls350", tag_field="driver"):
    """A TLS-350 console; units are the console's set-up and are not in its frames."""

    role: Literal["gauge"] = "gauge"
    tanks: Annotated[list[GaugeTank], Meta(min_length=1)]
    volume_unit: Literal["L", "gal"]
    height_unit: Literal["mm", "in"]
    temperature_unit: Literal["C", "F"]
    poll_s: Interval = 30.0
    timeout_s: Interval = 5.0
    security_code: Annotated[str, Meta(pattern=r"^([ -~]{6})?$")] = ""

    @property
    def tank_ids(self) -> Sequence[int]:
        """Tanks whose levels this console tells."""
        return [tank.tank_id for tank in self.tanks]
