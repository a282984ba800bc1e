"""Tank probes on an RS-485 line in a station's file: addresses, and which register holds what."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, field

from youjian.collector.settings.base import DeviceSection, Interval, Positive, Section, twice
from youjian.contract.fields import TankId
from youjian.protocols.modbus import Framing
from youjian.protocols.probe import Field, WordOrder, blocks

_REGISTERS = 65_536
_LEVEL = Field(register=0, kind="int32", divide=65536.0)
_WATER = Field(register=2, kind="int32", divide=65536.0)
_POINT = Field(register=4, kind="int16", divide=16.0)


class ProbeTank(Section, frozen=True, kw_only=True):
    """A probe on the line: its address there, the tank in the register, its plausible height.

    `offset_mm` and `water_offset_mm` are added to its levels: the place of its foot in the tank.
    """

    address: Annotated[int, Meta(ge=1, le=247)]
    tank_id: TankId
    height_max_mm: Positive = 4000.0
    offset_mm: float = 0.0
    water_offset_mm: float = 0.0


class TankProbes(DeviceSection, frozen=True, kw_only=True, tag="probe", tag_field="driver"):
    """Probes with Modbus registers on one line, asked in turn.

    Levels are in mm and temperatures in °C once `divide` and `add` are applied; `fault_c` is what a
    thermometer shows after power-on, before it has measured. `framing` is `tcp` for a Modbus TCP gateway and
    `rtu` for everything else, a serial server included.
    """

    role: Literal["gauge"] = "gauge"
    tanks: Annotated[list[ProbeTank], Meta(min_length=1)]
    product: Field = _LEVEL
    water: Field | None = _WATER
    temperatures: Annotated[list[Field], Meta(min_length=1, max_length=16)] = field(
        default_factory=lambda: [_POINT]
    )
    function: Literal[3, 4] = 3
    word_order: WordOrder = "high_first"
    framing: Framing = "rtu"
    fault_c: float = 85.0
    poll_s: Interval = 30.0
    timeout_s: Interval = 1.0
    tries: Annotated[int, Meta(ge=1, le=5)] = 2

    @property
    def tank_ids(self) -> Sequence[int]:
        """Tanks whose levels these probes tell."""
        return [tank.tank_id for tank in self.tanks]

    @property
    def fields(self) -> list[Field]:
        """Every figure that is read."""
        return [self.product, *([self.water] if self.water else []), *self.temperatures]

    @property
    def reads(self) -> list[range]:
        """The registers that are read, one request each."""
        return blocks(self.fields)

    def problems(self) -> list[str]:
        """What types cannot say of this line alone."""
        found = super().problems()
        doubled = twice("address", [tank.address for tank in self.tanks])
        if doubled:
            found.append(f"tanks: {doubled}")
        found += [
            f"register {field.register}: divide must not be 0" for field in self.fields if not field.divide
        ]
        if any(span.start < 0 or span.stop > _REGISTERS for span in self.reads):
            found.append("registers: they are 0 to 65535, a figure of 32 bits takes two")
        return found
