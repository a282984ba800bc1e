"""What every part of a station's file shares: strictness, units, the address of a line."""

from collections.abc import Sequence
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from youjian.contract.fields import Text

Interval = Annotated[float, Meta(gt=0, le=3600, description="s")]
Positive = Annotated[float, Meta(gt=0)]
Byte = Annotated[int, Meta(ge=0, le=255)]
POLLED = ("tcp", "serial")
"""Addresses of a device that we ask."""
_PORT_KNOWN = ("http", "https", "mqtt", "mqtts")
LISTENING = ("tcp-listen",)
"""Addresses on which a device calls us."""


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file; unknown keys are an error, because a misspelt key would be a silent default."""


class DeviceSection(Section, frozen=True, kw_only=True):
    """A device on a line; `template` names the model family (collector/templates) whose defaults hold."""

    schemes: ClassVar[tuple[str, ...]] = POLLED

    name: Text
    url: str
    template: Text | None = None

    @property
    def nozzle_ids(self) -> Sequence[int]:
        """Nozzles whose records this device makes."""
        return ()

    @property
    def tank_ids(self) -> Sequence[int]:
        """Tanks whose records this device makes."""
        return ()

    def problems(self) -> list[str]:
        """What types cannot say of this device alone: `key: what is wrong`."""
        found = address_problem("url", self.url, self.schemes)
        return [found] if found else []


def address_problem(key: str, url: str, schemes: tuple[str, ...]) -> str | None:
    """Why `url` cannot be the address of a line of these schemes, or None."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"{key}: {url!r}: {error}"
    if parts.scheme not in schemes:
        return f"{key}: {url!r} must begin with " + " or ".join(f"{scheme}://" for scheme in schemes)
    if parts.scheme in ("serial", "file", "gpio"):
        return None if parts.path else f"{key}: {url!r} names nothing, as in serial:///dev/ttyS1?baud=9600"
    if not parts.hostname or (port is None and parts.scheme not in _PORT_KNOWN):
        return f"{key}: {url!r} must name host and port"
    return None


def twice(what: str, values: Sequence[int] | Sequence[str]) -> str | None:
    """Which values stand there more than once, or None."""
    listed = [str(value) for value in values]
    doubled = sorted({value for value in listed if listed.count(value) > 1})
    return f"{what} {', '.join(doubled)} is used twice" if doubled else None
