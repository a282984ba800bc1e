"""What the box notices about itself, as evidence: how it was started, when its power went, who set its clock,
and whether it still is the same machine with the same configuration.

The last sign of life is on disk (a note in the outbox every half minute, and the nozzles' own states). Linux
numbers each start of the machine, which tells a power cut from the death of the process alone.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from youjian.collector.box import hardware
from youjian.collector.clock import steady as steady_clock
from youjian.collector.desk import Desk
from youjian.collector.outbox import OutboxFullError
from youjian.contract.fields import EventCode
from youjian.contract.records import DeviceEvent

log = logging.getLogger(__name__)
DEVICE = "collector"
_NOTE = "watch"
_TICK_S = 2.0
_MARK_S = 30.0
_SLEW = 0.0005
"""Clocks are disciplined by at most 500 ppm without a step; what is faster is a step, however small."""
_LONGEST_DETAIL = 500
_MOST_UNTOLD = 200


class Noticed(msgspec.Struct, frozen=True):
    """Something that happened to the box."""

    at: datetime
    code: EventCode
    detail: str


class Mark(msgspec.Struct, frozen=True):
    """What the box knew of itself when it last was alive; `in_order`: it was told to end and did.

    `untold` is what it had noticed and the outbox had no room for.
    """

    at: datetime
    machine_boot: str
    configuration: str
    hardware: dict[str, str]
    in_order: bool = False
    untold: list[Noticed] = []


class ClockWatch:
    """Compares the wall clock with the steady one; steps are told, drift and slewing are not.

    What counts as the usual difference follows the clocks by 500 ppm at most, so that small steps add up.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._usual: timedelta | None = None
        self._wall: datetime | None = None
        self._steady = 0.0

    def look(self, wall: datetime, steady: float) -> Noticed | None:
        """The step since the last look, or None."""
        origin = wall - timedelta(seconds=steady)
        epoch = datetime(1970, 1, 1, tzinfo=wall.tzinfo)
        apart = origin - epoch
        if self._usual is None or self._wall is None:
            self._usual, self._wall, self._steady = apart, wall, steady
            return None
        elapsed = max(0.0, steady - self._steady)
        expected = self._wall + timedelta(seconds=elapsed)
        allowed = _SLEW * elapsed
        step = (apart - self._usual).total_seconds()
        self._wall, self._steady = wall, steady
        if abs(step) <= self._limit_s + allowed:
            self._usual += timedelta(seconds=max(-allowed, min(allowed, step)))
            return None
        self._usual = apart
        return Noticed(wall, "clock_set", f"clock set from {_iso(expected)} to {_iso(wall)} ({step:+.1f} s)")


def started(before: Mark | None, alive_at: datetime | None, now: Mark, limit_s: float) -> list[Noticed]:
    """What a start tells: why it was, when power went, a clock set back meanwhile, another machine.

    `alive_at` is the last sign of life on disk, not before the mark's own.
    """
    if before is None:
        return [Noticed(now.at, "boot", f"first start; {_configured(None, now)}")]
    last = max(before.at, alive_at or before.at)
    reason = _reason(before, now)
    gone = (now.at - last).total_seconds()
    noticed: list[Noticed] = []
    if reason == _POWER:
        noticed.append(
            Noticed(min(last, now.at), "power_lost", f"no sign of life until {_iso(now.at)} ({gone:.0f} s)")
        )
    detail = f"start {reason}; last sign of life {_iso(last)}; {_configured(before, now)}"
    noticed.append(Noticed(now.at, "boot", detail))
    if gone < -limit_s:
        text = f"clock shows {_iso(now.at)}, {-gone:.1f} s before the last sign of life {_iso(last)}"
        noticed.append(Noticed(now.at, "clock_set", text))
    return noticed + _other_machine(before, now)


_ORDER, _POWER, _CRASH = "after an orderly end", "after a loss of power", "after the process was killed"


def _reason(before: Mark, now: Mark) -> str:
    if before.in_order:
        return _ORDER
    return _POWER if before.machine_boot != now.machine_boot else _CRASH


def _configured(before: Mark | None, now: Mark) -> str:
    if before is None or before.configuration == now.configuration:
        return f"configuration {now.configuration}"
    return f"configuration {now.configuration}, before it {before.configuration}"


def _other_machine(before: Mark, now: Mark) -> list[Noticed]:
    others = hardware.changed(before.hardware, now.hardware)
    if not others:
        return []
    detail = "; ".join(f"{name} changed from {old} to {new}" for name, (old, new) in others.items())
    return [Noticed(now.at, "board_id_changed", detail[:_LONGEST_DETAIL])]


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


class Watch:
    """The watch of one station's box; its records and its mark are stored in one transaction."""

    def __init__(
        self,
        desk: Desk,
        configuration: str,
        clock_jump_s: float,
        *,
        steady: Callable[[], float] = steady_clock,
        machine: Callable[[], dict[str, str]] = hardware.hardware,
        machine_boot: Callable[[], str] = hardware.machine_boot,
    ) -> None:
        self.reason = "first start"
        self._desk = desk
        self._configuration = configuration
        self._limit_s = clock_jump_s
        self._steady = steady
        self._machine = machine
        self._machine_boot = machine_boot
        self._hardware: dict[str, str] = {}
        self._begun = False
        self._untold: list[Noticed] = []

    def begin(self) -> None:
        """Record the start, once in the life of the process; without room for it, once there is some."""
        if self._begun:
            return
        before = self._before()
        known = before.hardware if before else {}
        self._hardware = {**known, **self._machine()}
        noticed = started(before, self.alive_at(), self._mark(), self._limit_s)
        self._untold = list(before.untold) if before else []
        self._store(noticed)
        self.reason = next(what.detail for what in noticed if what.code == "boot").split(";", 1)[0]
        self._begun = True

    def alive_at(self) -> datetime | None:
        """The last sign of life on disk."""
        seen = [state.seen_at for state in self._desk.outbox.nozzle_states().values()]
        before = self._before()
        return max([before.at, *seen] if before else seen, default=None)

    def _before(self) -> Mark | None:
        raw = self._desk.outbox.note(_NOTE)
        return msgspec.json.decode(raw, type=Mark) if raw else None

    def run(self, stop: threading.Event) -> None:
        """Look at the clock every other second, leave a sign of life every half minute."""
        clock = ClockWatch(self._limit_s)
        marked = self._steady()
        while not stop.is_set():
            noticed = clock.look(self._desk.now(), self._steady())
            if noticed is not None:
                log.warning("%s: %s", self._desk.station_id, noticed.detail)
            if noticed is not None or self._untold or self._steady() - marked >= _MARK_S:
                self._store([noticed] if noticed else [])
                marked = self._steady()
            stop.wait(_TICK_S)

    def configured(self, configuration: str, what: str) -> None:
        """Record that another configuration holds from now on."""
        before, self._configuration = self._configuration, configuration
        detail = f"configuration reloaded without a restart: {before} -> {configuration}; {what}"
        self._store([Noticed(self._desk.now(), "boot", detail[:_LONGEST_DETAIL])])

    def end(self) -> None:
        """Note that the process ends because it was told to."""
        if self._begun:
            self._store([], in_order=True)

    def _mark(self, in_order: bool = False) -> Mark:
        return Mark(self._desk.now(), self._machine_boot(), self._configuration, self._hardware, in_order)

    def _store(self, noticed: list[Noticed], in_order: bool = False) -> None:
        """Record what was noticed with the sign of life; a full outbox keeps the station from nothing."""
        untold = [*self._untold, *noticed][-_MOST_UNTOLD:]
        mark = self._mark(in_order)
        try:
            self._keep(untold, mark)
            self._untold = []
        except OutboxFullError:
            self._untold = untold
            with contextlib.suppress(OutboxFullError):
                self._keep([], msgspec.structs.replace(mark, untold=untold))

    def _keep(self, told: list[Noticed], mark: Mark) -> None:
        station_id = self._desk.station_id
        records = [
            DeviceEvent(station_id=station_id, device=DEVICE, at=what.at, code=what.code, detail=what.detail)
            for what in told
        ]
        self._desk.store(records, notes={_NOTE: msgspec.json.encode(mark).decode()})
