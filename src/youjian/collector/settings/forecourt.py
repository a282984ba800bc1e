"""A forecourt controller that tells its fuellings as lines, in a station's file."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, field

from youjian.collector.faults import names
from youjian.collector.settings.base import DeviceSection, Interval, Positive, Section, twice
from youjian.contract.fields import NozzleId, Product, TankId
from youjian.protocols import forecourt

NOT_YET = (
    "ready",
    "calling",
    "authorised",
    "authorized",
    "started",
    "fuelling",
    "fueling",
    "cancelled",
    "voided",
)
"""Statuses of a fuelling that has not ended, or never was one."""


class SourceNozzle(Section, frozen=True, kw_only=True):
    """A nozzle: its number in the register, and the controller's name (`pump-nozzle` of two columns)."""

    nozzle_id: NozzleId
    source: Annotated[str, Meta(min_length=1)]


class SourceTank(Section, frozen=True, kw_only=True):
    """A tank: its number in the register and what the controller calls it."""

    tank_id: TankId
    source: Annotated[str, Meta(min_length=1)]
    height_max_mm: Positive = 4000.0


class Forecourt(DeviceSection, frozen=True, kw_only=True, tag="forecourt", tag_field="driver"):
    """A controller on TCP, one that connects to us, or a folder that it drops files into.

    `fields` says in which column each field stands, as a name or with digits and unit. `not_yet` are statuses
    that do not count. `settle_s`: a last line without its end is taken after so long without a change.
    """

    schemes: ClassVar[tuple[str, ...]] = ("tcp", "tcp-listen", "file")

    role: Literal["dispenser"] = "dispenser"
    fields: dict[forecourt.FieldName, str | forecourt.Column]
    nozzles: list[SourceNozzle] = field(default_factory=list[SourceNozzle])
    tanks: list[SourceTank] = field(default_factory=list[SourceTank])
    format: Literal["csv", "json"] = "csv"
    columns: list[str] | None = None
    delimiter: str = ","
    encoding: Literal["auto", "utf-8", "gb18030"] = "auto"
    time_format: str = "iso"
    time_zone: str = "+08:00"
    products: dict[str, Product] = field(default_factory=dict[str, Product])
    states: dict[str, str] = field(default_factory=dict[str, str])
    not_yet: Sequence[str] = NOT_YET
    faults: str | None = None
    files: str = "*"
    acknowledge: str = ""
    poll_s: Interval = 1.0
    silent_s: Annotated[float, Meta(gt=0, le=86_400)] = 3600.0
    settle_s: Interval = 60.0
    flow_l_min: Positive = 40.0

    @property
    def nozzle_ids(self) -> Sequence[int]:
        """Nozzles whose records this controller makes."""
        return [nozzle.nozzle_id for nozzle in self.nozzles]

    @property
    def tank_ids(self) -> Sequence[int]:
        """Tanks whose levels this controller tells."""
        return [tank.tank_id for tank in self.tanks]

    @property
    def layout(self) -> forecourt.Layout:
        """How this source writes its lines."""
        return forecourt.Layout(
            fields={
                name: column if isinstance(column, forecourt.Column) else forecourt.Column(name=column)
                for name, column in self.fields.items()
            },
            format=self.format,
            columns=tuple(self.columns) if self.columns is not None else None,
            delimiter=self.delimiter,
            encoding=self.encoding,
            time_format=self.time_format,
            time_zone=self.time_zone,
        )

    def problems(self) -> list[str]:
        """What types cannot say of this controller alone."""
        doubled = (
            twice("nozzles.source", [nozzle.source for nozzle in self.nozzles]),
            twice("tanks.source", [tank.source for tank in self.tanks]),
        )
        found = [*super().problems(), *forecourt.problems(self.layout), *filter(None, doubled)]
        if "\x01" in self.acknowledge:
            found.append(
                "acknowledge: no SOH (01); a tank gauge's console would take what follows as a command"
            )
        if self.faults is not None and self.faults not in names():
            found.append(f"faults: {self.faults!r} is none of {', '.join(names())}")
        return found + list(self._missing())

    def _missing(self) -> Sequence[str]:
        needed: list[str] = []
        if not self.nozzles and not self.tanks:
            needed.append("nozzles: neither nozzles nor tanks are named")
        if self.nozzles:
            needed += [
                f"fields: {name} is missing" for name in ("nozzle", "volume") if name not in self.fields
            ]
            for these in (("ended_at", "at"), ("amount", "price")):
                if not any(name in self.fields for name in these):
                    needed.append(f"fields: {' or '.join(these)} is missing")
        if self.tanks:
            needed += [f"fields: {name} is missing" for name in ("tank", "height") if name not in self.fields]
        return needed
