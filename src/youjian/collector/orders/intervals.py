"""How often a device is asked and the platform called, where the platform asked for another rhythm than the
file's: bounded, so that nothing falls silent by it, and kept over restarts.
"""

import logging
from collections.abc import Iterable

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.drivers.registry import POLLED
from youjian.collector.orders.arguments import RefusedError
from youjian.collector.orders.words import both
from youjian.collector.settings.base import DeviceSection
from youjian.collector.settings.finding import section_of

log = logging.getLogger(__name__)
HEARTBEAT = "heartbeat"
_NOTE = "intervals"
HEARTBEAT_S = (10.0, 300.0)
DISPENSER_S = (0.2, 10.0)
"""Longer, and several fuellings could fall between two looks at a total."""
GAUGE_S = (5.0, 300.0)


class Intervals:
    """The rhythms that were asked for, in `desk.intervals`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        text = desk.outbox.note(_NOTE)
        desk.intervals.update(msgspec.json.decode(text, type=dict[str, float]) if text else {})

    def set(self, devices: Iterable[DeviceSection], device: str, seconds: float) -> str:
        """Let `seconds` hold from now on; RefusedError for a device that is not asked, or out of bounds."""
        name, (least, most), usual = _rhythm(devices, device)
        if not least <= seconds <= most:
            raise RefusedError(
                both(
                    f"{device}：{seconds:g}秒；可设{least:g}至{most:g}秒",
                    f"{device}: {seconds:g} s; at least {least:g} s and at most {most:g} s are possible",
                )
            )
        before = self._desk.intervals.get(name, usual)
        wanted = {**self._desk.intervals, name: seconds}
        self._desk.outbox.commit(notes={_NOTE: msgspec.json.encode(wanted).decode()})
        self._desk.intervals[name] = seconds
        log.info("%s: %s: every %g s at the platform's asking", self._desk.station_id, name, seconds)
        return both(
            f"{name}：每{seconds:g}秒" + (f"，原为{before:g}秒" if before is not None else ""),
            f"{name}: every {seconds:g} s" + (f", before {before:g} s" if before is not None else ""),
        )


def _rhythm(devices: Iterable[DeviceSection], device: str) -> tuple[str, tuple[float, float], float | None]:
    """Under which name an interval is kept, its bounds, and what the file says (of heartbeats nothing)."""
    if device == HEARTBEAT:
        return HEARTBEAT, HEARTBEAT_S, None
    try:
        section = section_of(devices, device)
    except LookupError as error:
        raise RefusedError(str(error.args[0])) from None
    return section.name, bounds(section), getattr(section, "poll_s", None)


def bounds(section: DeviceSection) -> tuple[float, float]:
    """The shortest and longest pause between two polls of a device, s; RefusedError when it is not polled."""
    if type(section) not in POLLED:
        raise RefusedError(
            both(
                f"{section.name}由设备主动上报，没有采集间隔",
                f"{section.name} is not polled: it tells by itself",
            )
        )
    if not section.nozzle_ids:
        return GAUGE_S
    hole_s = getattr(section, "hole_s", None)
    longest = DISPENSER_S[1] if hole_s is None else min(DISPENSER_S[1], hole_s / 2)
    return DISPENSER_S[0], max(DISPENSER_S[0], longest)
