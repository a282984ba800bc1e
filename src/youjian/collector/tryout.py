"""Every device of a station's file polled once, with the file's own settings, storing nothing.

The driver that would run does the asking, over an outbox that is thrown away.
"""

import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from youjian.collector.board import Board
from youjian.collector.config import StationConfig
from youjian.collector.desk import Desk
from youjian.collector.drivers.port import SilentError
from youjian.collector.drivers.registry import POLLED
from youjian.collector.outbox import Outbox
from youjian.collector.settings.base import POLLED as SCHEMES_ASKED
from youjian.collector.settings.base import DeviceSection
from youjian.collector.transport import TransportError, open_transport


@dataclass(frozen=True)
class Tried:
    """What became of one device."""

    name: str
    answers: bool
    detail: str


def try_devices(config: StationConfig) -> Iterator[Tried]:
    """Try each device in turn."""
    with tempfile.TemporaryDirectory(prefix="youjian-check-") as folder:
        outbox = Outbox(Path(folder) / "outbox.sqlite")
        try:
            for device in config.device:
                yield _tried(device, Desk(config.station_id, outbox, Board()))
        finally:
            outbox.close()


def _tried(device: DeviceSection, desk: Desk) -> Tried:
    if type(device) not in POLLED:
        return _place(device)
    try:
        line = open_transport(device.url)
    except TransportError as error:
        return Tried(device.name, False, f"the line cannot be opened: {error}")
    try:
        POLLED[type(device)](device, desk).poll(line)
    except SilentError as error:
        return Tried(device.name, False, f"{device.url} opens, but: {error}{_deviations(desk)}")
    except TransportError as error:
        return Tried(device.name, False, f"the line broke: {error}")
    finally:
        line.close()
    return Tried(device.name, True, f"{device.url}{_deviations(desk)}")


def _place(device: DeviceSection) -> Tried:
    """A device that calls us, or leaves files: whether its place is free and may be used."""
    parts = urlsplit(device.url)
    if parts.scheme in SCHEMES_ASKED:
        return _line(device)
    if not parts.scheme.endswith("-listen"):
        there = "{" in parts.path or Path(parts.path).exists()
        return Tried(device.name, there, f"{parts.path} is {'there' if there else 'not there'}")
    try:
        socket.create_server((parts.hostname or "", parts.port or 0)).close()
    except OSError as error:
        return Tried(device.name, False, f"cannot listen on {device.url}: {error}")
    return Tried(
        device.name, True, f"{device.url} is free; the device connects to it when the collector runs"
    )


def _line(device: DeviceSection) -> Tried:
    """A device that speaks in its own time: whether its line opens."""
    try:
        open_transport(device.url).close()
    except TransportError as error:
        return Tried(device.name, False, f"the line cannot be opened: {error}")
    return Tried(device.name, True, f"{device.url} opens")


def _deviations(desk: Desk) -> str:
    """What was odd about the answers, by name and number."""
    counts = {name: n for name, n in desk.board.as_dict()["counts"].items() if name != "records"}
    return f" ({', '.join(f'{name} {count}' for name, count in counts.items())})" if counts else ""
