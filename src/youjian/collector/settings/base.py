"""What every part of a station's file shares: strictness, units, the address of a line."""

from collections.abc import Sequence
from typing import Annotated, ClassVar
from urllib.parse import parse_qsl, urlsplit

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
_SERIAL_WORDS = {
    "bits": ("5", "6", "7", "8"),
    "parity": ("N", "E", "O"),
    "stopbits": ("1", "1.5", "2"),
}


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
        if not parts.path:
            return f"{key}: {url!r} names nothing, as in serial:///dev/ttyS1?baud=9600"
        wrong = _serial_problem(parts.query) if parts.scheme == "serial" else None
        return f"{key}: {url!r}: {wrong}" if wrong else None
    if not parts.hostname or (port is None and parts.scheme not in _PORT_KNOWN):
        return f"{key}: {url!r} must name host and port"
    return None


def _serial_problem(query: str) -> str | None:
    """Which word behind a serial port is wrong: the port would only say so once it is opened."""
    for word, value in parse_qsl(query, keep_blank_values=True):
        if word == "baud":
            if not (value.isdecimal() and value.isascii() and int(value) > 0):
                return f"baud {value!r} is no number such as 9600"
        elif word not in _SERIAL_WORDS:
            return f"{word!r} is none of baud, {', '.join(_SERIAL_WORDS)}"
        elif value not in _SERIAL_WORDS[word]:
            return f"{word} {value!r} is none of {', '.join(_SERIAL_WORDS[word])}"
    return None


def line_of(url: str) -> str | None:
    """What only one device can have opened: a serial port, or a port of ours; None for others' addresses."""
    parts = urlsplit(url)
    if parts.scheme == "serial":
        return parts.path
    return f"port {parts.port}" if parts.scheme.endswith("-listen") else None


def twice(what: str, values: Sequence[int] | Sequence[str]) -> str | None:
    """Which values stand there more than once, or None."""
    listed = [str(value) for value in values]
    doubled = sorted({value for value in listed if listed.count(value) > 1})
    return f"{what} {', '.join(doubled)} is used twice" if doubled else None
