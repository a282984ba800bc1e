"""A station's file: who the collector is, where the platform is, which devices stand on which lines.

One TOML file per station; docs/collector.md explains every key. Nothing is guessed: units and nozzle numbers
are written down, because no frame carries them.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from youjian.contract.fields import DispenserId, NozzleId, StationId, TankId, Text

Interval = Annotated[float, Meta(gt=0, le=3600, description="s")]
Positive = Annotated[float, Meta(gt=0)]
Byte = Annotated[int, Meta(ge=0, le=255)]
_SCHEMES = ("tcp", "serial", "tcp-listen")
_PLATFORM_SCHEMES = ("http", "https")


class ConfigError(ValueError):
    """A station's file that cannot be used: the file, the key and what is wrong with it."""


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file; unknown keys are an error, because a misspelt key would be a silent default."""


class TaxNozzle(Section, frozen=True, kw_only=True):
    """A nozzle behind a tax port: its number in the register and its address on the port."""

    nozzle_id: NozzleId
    address: Byte


class TaxPort(Section, frozen=True, kw_only=True, tag="taxport", tag_field="driver"):
    """A dispenser's tax port, polled for totals and last fills."""

    name: Text
    role: Literal["dispenser"] = "dispenser"
    url: str
    nozzles: Annotated[list[TaxNozzle], Meta(min_length=1)]
    dispenser_id: DispenserId | None = None
    poll_s: Interval = 1.0
    timeout_s: Interval = 1.0
    hole_s: Interval = 30.0
    flow_l_min: Positive = 40.0


class GaugeTank(Section, frozen=True, kw_only=True):
    """A probe of the console: its number there, the tank in the register, its plausible height."""

    number: Annotated[int, Meta(ge=1, le=99)]
    tank_id: TankId
    height_max_mm: Positive = 4000.0


class TankGauge(Section, frozen=True, kw_only=True, tag="tls350", tag_field="driver"):
    """A TLS-350 console; units are the console's set-up and are not in its frames."""

    name: Text
    role: Literal["gauge"] = "gauge"
    url: str
    tanks: Annotated[list[GaugeTank], Meta(min_length=1)]
    volume_unit: Literal["L", "gal"]
    height_unit: Literal["mm", "in"]
    temperature_unit: Literal["C", "F"]
    poll_s: Interval = 30.0
    timeout_s: Interval = 5.0
    security_code: Annotated[str, Meta(pattern=r"^([ -~]{6})?$")] = ""


class VapourMonitor(Section, frozen=True, kw_only=True, tag="hj212", tag_field="driver"):
    """A vapour monitor that pushes HJ 212 frames to the collector."""

    name: Text
    role: Literal["vapour"] = "vapour"
    url: str
    mn: Annotated[str, Meta(min_length=1, max_length=24)]
    password: str = ""
    ratio_unit: Literal["ratio", "percent"] = "ratio"
    silent_s: Interval = 600.0


Device = TaxPort | TankGauge | VapourMonitor


class StationConfig(Section, frozen=True, kw_only=True):
    """The whole file. `home` is relative to the file's folder; `platform` addresses are tried in turn."""

    station_id: StationId
    platform: Annotated[list[str], Meta(min_length=1)]
    home: str = ""
    link: Text | None = None
    outbox_mib: Annotated[int, Meta(ge=1, le=100_000)] = 256
    verify_tls: bool = True
    ca_file: str | None = None
    device: Annotated[list[Device], Meta(min_length=1)]

    @property
    def folder(self) -> Path:
        """Where key, outbox and status live."""
        return Path(self.home)


def load(path: Path) -> StationConfig:
    """Read a station's file; raises ConfigError that names the file and the key."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise ConfigError(msg) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: is not TOML: {error}"
        raise ConfigError(msg) from None
    try:
        config = msgspec.convert(raw, StationConfig)
    except msgspec.ValidationError as error:
        msg = f"{path}: {error}"
        raise ConfigError(msg) from None
    found = problems(config)
    if found:
        msg = f"{path}: " + "; ".join(found)
        raise ConfigError(msg)
    home = path.parent / (config.home or f"station-{config.station_id}")
    return msgspec.structs.replace(config, home=str(home.absolute()))


def problems(config: StationConfig) -> list[str]:
    """What types cannot say: addresses that cannot be, numbers used twice."""
    found = [
        _address_problem(f"$.platform[{i}]", url, _PLATFORM_SCHEMES) for i, url in enumerate(config.platform)
    ]
    for index, device in enumerate(config.device):
        schemes = ("tcp-listen",) if isinstance(device, VapourMonitor) else ("tcp", "serial")
        found.append(_address_problem(f"$.device[{index}].url", device.url, schemes))
    found.append(_twice("name", [device.name for device in config.device]))
    ports = [device for device in config.device if isinstance(device, TaxPort)]
    found.append(_twice("nozzle_id", [nozzle.nozzle_id for port in ports for nozzle in port.nozzles]))
    found.extend(
        _twice(f"address on {port.name}", [nozzle.address for nozzle in port.nozzles]) for port in ports
    )
    gauges = [device for device in config.device if isinstance(device, TankGauge)]
    found.append(_twice("tank_id", [tank.tank_id for gauge in gauges for tank in gauge.tanks]))
    return [problem for problem in found if problem]


def _address_problem(key: str, url: str, schemes: tuple[str, ...]) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"{key}: {url!r}: {error}"
    if parts.scheme not in schemes:
        return f"{key}: {url!r} must begin with " + " or ".join(f"{scheme}://" for scheme in schemes)
    if parts.scheme == "serial":
        return None if parts.path else f"{key}: {url!r} names no device, as in serial:///dev/ttyS1?baud=9600"
    if not parts.hostname or (port is None and parts.scheme in _SCHEMES):
        return f"{key}: {url!r} must name host and port"
    return None


def _twice(what: str, values: list[int] | list[str]) -> str | None:
    doubled = sorted({str(value) for value in values if values.count(value) > 1})  # type: ignore[arg-type]
    return f"$.device: {what} {', '.join(doubled)} is used twice" if doubled else None
