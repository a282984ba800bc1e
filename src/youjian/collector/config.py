"""A station's file: who the collector is, where the platform is, which devices stand on which lines.

One TOML file per station; docs/collector.md explains every key. Nothing is guessed: units and nozzle numbers
are written down, because no frame carries them.
"""

import ipaddress
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from youjian.collector.settings.base import Section, address_problem, line_of, twice
from youjian.collector.settings.devices import Device
from youjian.collector.settings.templates import TemplateError, with_defaults
from youjian.collector.settings.uplink import PLATFORM_SCHEMES, LinkSettings, UplinkSettings
from youjian.contract.fields import StationId, Text
from youjian.protocols import station


class ConfigError(ValueError):
    """A station's file that cannot be used: the file, the key and what is wrong with it."""


class Status(Section, frozen=True, kw_only=True):
    """The page for people who stand beside the box: an address of this machine alone, or "" for none."""

    listen: str = "127.0.0.1:9180"


class StationConfig(Section, frozen=True, kw_only=True):
    """The whole file. `home` is relative to the file's folder; `platform` addresses are tried in turn."""

    station_id: StationId
    platform: Annotated[list[str], Meta(min_length=1)]
    home: str = ""
    link: Text | LinkSettings | None = None
    uplink: UplinkSettings = UplinkSettings()
    outbox_mib: Annotated[int, Meta(ge=1, le=100_000)] = 512
    frames_mib: Annotated[int, Meta(ge=2, le=100_000)] = 64
    clock_jump_s: Annotated[float, Meta(ge=0.5, le=60)] = 2.0
    status: Status = Status()
    verify_tls: bool = True
    ca_file: str | None = None
    device: Annotated[list[Device], Meta(min_length=1)]

    @property
    def folder(self) -> Path:
        """Where key, outbox and status live."""
        return Path(self.home)

    @property
    def link_settings(self) -> LinkSettings:
        """`link`, which may be one word, as a section."""
        return self.link if isinstance(self.link, LinkSettings) else LinkSettings(kind=self.link)


def load(path: Path) -> StationConfig:
    """Read a station's file; raises ConfigError that names the file and the key."""
    raw = _read(path)
    try:
        config = msgspec.convert(raw, StationConfig)
    except msgspec.ValidationError as error:
        from youjian.collector.settings.hints import hint  # noqa: PLC0415 - a right file does without

        msg = f"{path}: {error}{hint(str(error), StationConfig, raw)}"
        raise ConfigError(msg) from None
    found = problems(config)
    if found:
        msg = f"{path}: " + "; ".join(found)
        raise ConfigError(msg)
    home = path.parent / (config.home or f"station-{config.station_id}")
    return msgspec.structs.replace(config, home=str(home.absolute()))


def _read(path: Path) -> dict[str, Any]:
    """The file's tables, the devices' templates filled in."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise ConfigError(msg) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        msg = f"{path}: line {line} is not UTF-8 (GBK, UTF-16?): save the file as UTF-8"
        raise ConfigError(msg) from None
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}: is not TOML: {error}"
        raise ConfigError(msg) from None
    devices = raw.get("device")
    if not isinstance(devices, list):
        return raw
    return {**raw, "device": [_filled(path, number, device) for number, device in enumerate(devices)]}


def _filled(path: Path, number: int, device: Any) -> Any:
    try:
        return with_defaults(device) if isinstance(device, dict) else device
    except TemplateError as error:
        msg = f"{path}: $.device[{number}].template: {error}"
        raise ConfigError(msg) from None


def digest(config: StationConfig) -> str:
    """Sixteen digits (of SM3) that stand for what a file says, its defaults filled in."""
    return station.sm3(msgspec.json.encode(config)).hex()[:16]


def problems(config: StationConfig) -> list[str]:
    """What types cannot say: addresses that cannot be, numbers used twice."""
    devices = config.device
    lines = (
        [] if any(device.problems() for device in devices) else [line_of(device.url) for device in devices]
    )
    found = [
        address_problem(f"$.platform[{number}]", url, PLATFORM_SCHEMES)
        for number, url in enumerate(config.platform)
    ]
    found += [f"$.uplink.{what}" for what in config.uplink.problems()]
    found += [f"$.link.{what}" for what in config.link_settings.problems()]
    found.append(listen_problem(config.status.listen))
    found += [
        f"$.device[{number}].{what}" for number, device in enumerate(devices) for what in device.problems()
    ]
    doubled = (
        twice("name", [device.name for device in devices]),
        twice("nozzle_id", [nozzle_id for device in devices for nozzle_id in device.nozzle_ids]),
        twice("tank_id", [tank_id for device in devices for tank_id in device.tank_ids]),
        twice("url:", [line for line in lines if line]),
    )
    return [*filter(None, found), *(f"$.device: {what}" for what in doubled if what)]


def listen_problem(listen: str) -> str | None:
    """Why the status page cannot be there, or None: it is for people at the box alone."""
    if not listen:
        return None
    host, _, port = listen.rpartition(":")
    try:
        inside = ipaddress.ip_address(host.strip("[]")).is_loopback and 0 <= int(port) < 65_536
    except ValueError:
        inside = False
    return None if inside else f'$.status.listen: {listen!r} is no loopback address as "127.0.0.1:9180"'
