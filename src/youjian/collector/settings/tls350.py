"""A tank gauge's console of the TLS-350 family in a station's file."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta

from youjian.collector.settings.base import DeviceSection, Interval, Positive, Section, twice
from youjian.contract.fields import TankId
from youjian.protocols.tls350 import is_security_code


class GaugeTank(Section, frozen=True, kw_only=True):
    """A probe of the console: its number there, the tank in the register, its plausible height."""

    number: Annotated[int, Meta(ge=1, le=99)]
    tank_id: TankId
    height_max_mm: Positive = 4000.0


class TankGauge(DeviceSection, frozen=True, kw_only=True, tag="tls350", tag_field="driver"):
    """A TLS-350 console; units are the console's set-up and are not in its frames.

    `format` is what is asked for: computer format first and display format where that is not understood
    (`auto`), or one of them. `etx` ends an answer, `idle_s` of silence does where none comes. Alarms are
    asked for every `alarms_s`, charts and serial numbers every `evidence_h` hours and after a reconnect. A
    console clock that jumps by more than `clock_jump_s` is an event.
    """

    role: Literal["gauge"] = "gauge"
    tanks: Annotated[list[GaugeTank], Meta(min_length=1)]
    volume_unit: Literal["L", "gal"]
    height_unit: Literal["mm", "in"]
    temperature_unit: Literal["C", "F"]
    poll_s: Interval = 30.0
    timeout_s: Interval = 5.0
    idle_s: Interval = 2.0
    security_code: Annotated[str, Meta(pattern=r"^([ -~]{6})?$")] = ""
    format: Literal["auto", "computer", "display"] = "auto"
    terminator: Literal["crlf", "lf", "cr", "none"] = "crlf"
    etx: Annotated[int, Meta(ge=2, le=127)] = 3
    alarms_s: Annotated[float, Meta(gt=0, le=86400)] = 300.0
    evidence_h: Annotated[float, Meta(gt=0, le=168)] = 24.0
    clock_jump_s: Annotated[float, Meta(ge=120)] = 600.0

    @property
    def tank_ids(self) -> Sequence[int]:
        """Tanks whose levels this console tells."""
        return [tank.tank_id for tank in self.tanks]

    def problems(self) -> list[str]:
        """What types cannot say of this console alone."""
        found = super().problems()
        doubled = twice("number", [tank.number for tank in self.tanks])
        if doubled:
            found.append(f"tanks: {doubled}")
        if self.security_code and not is_security_code(self.security_code):
            found.append(
                "security_code: six letters and digits; one that begins with S or IS, or looks like I20100, "
                "could be taken for a command"
            )
        return found
