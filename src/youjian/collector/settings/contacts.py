"""Seal and cover contacts in a station's file: inputs of a Modbus module or GPIO chip, files with 0 or 1."""

from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from msgspec import Meta

from youjian.collector.settings.base import Byte, DeviceSection, Section, twice
from youjian.contract.fields import DispenserId, Text

Seconds = Annotated[float, Meta(gt=0, le=10, description="s")]


class Contact(Section, frozen=True, kw_only=True):
    """One contact: its input, what it guards, what its opening means.

    `closed_level` is the input's value while the contact is closed: 0 where it pulls to ground. Without
    `dispenser_id` it guards the collector's own box.
    """

    position: Text
    event: Literal["seal_broken", "cover_opened"]
    input: Annotated[int, Meta(ge=0, le=65_535)] = 0
    dispenser_id: DispenserId | None = None
    normally: Literal["closed", "open"] = "closed"
    closed_level: Literal[0, 1] = 1

    @property
    def device(self) -> str:
        """Whose event it is."""
        return "collector" if self.dispenser_id is None else f"dispenser:{self.dispenser_id}"

    def intact(self, level: int) -> bool:
        """Whether this level of the input says that nothing was opened."""
        closed = level == self.closed_level
        return closed == (self.normally == "closed")


class Contacts(DeviceSection, frozen=True, kw_only=True, tag="contacts", tag_field="driver"):
    """A module with contacts. A `file://` address may hold `{input}`: /sys/class/gpio/gpio{input}/value."""

    schemes: ClassVar[tuple[str, ...]] = ("tcp", "serial", "file", "gpio")

    role: Literal["sensor"] = "sensor"
    contacts: Annotated[list[Contact], Meta(min_length=1, max_length=64)]
    unit: Byte = 1
    framing: Literal["rtu", "tcp"] | None = None
    inputs: Literal["discrete", "coils"] = "discrete"
    read_s: Seconds = 0.25
    debounce_s: Seconds = 0.5
    timeout_s: Seconds = 1.0

    @property
    def on_wire(self) -> Literal["rtu", "tcp"]:
        """The framing: Modbus TCP on TCP, RTU on serial lines, unless the file says otherwise."""
        return self.framing or ("rtu" if urlsplit(self.url).scheme == "serial" else "tcp")

    def problems(self) -> list[str]:
        """What types cannot say of these contacts alone."""
        doubled = twice("input", [contact.input for contact in self.contacts])
        guarded = twice("contact", [f"{c.device} {c.position}" for c in self.contacts])
        span = max(c.input for c in self.contacts) - min(c.input for c in self.contacts)
        found = [*super().problems(), *(f"contacts: {what}" for what in (doubled, guarded) if what)]
        if span >= 2000 and not self.url.startswith(("file:", "gpio:")):
            found.append("contacts: inputs lie more than 2000 apart, they cannot be read at once")
        return found
