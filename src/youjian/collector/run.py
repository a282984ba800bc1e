"""One station running: its files, its devices' threads, the thread towards the platform.

Everything that a command of the platform or a reload of the file may reach is an attribute or a verb of
`StationRunner`; `collector.process` runs several of them until it is told to stop.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime

import msgspec

from youjian.collector import clock, status
from youjian.collector.backoff import Backoff
from youjian.collector.board import Board
from youjian.collector.box.lock import BusyError, FolderLock
from youjian.collector.box.watch import Watch
from youjian.collector.changes import Change, difference
from youjian.collector.config import StationConfig, digest
from youjian.collector.desk import Desk
from youjian.collector.drivers.registry import worker_for
from youjian.collector.frames import Frames
from youjian.collector.orders import Orders
from youjian.collector.orders.clock import leave_clock, set_wall_clock
from youjian.collector.orders.hands import StationHands
from youjian.collector.outbox import Outbox
from youjian.collector.settings.base import DeviceSection
from youjian.collector.status import FRAMES_FILE, OUTBOX_FILE, STATUS_FILE
from youjian.collector.uplink import Pace, Uplink, keys
from youjian.collector.uplink.enrol import EnrolmentError, enrol, redated
from youjian.collector.uplink.link import LinkWatch
from youjian.collector.uplink.platform import UnreachableError, platform_of
from youjian.collector.workers import Worker, Workers
from youjian.protocols import station

__all__ = ["OUTBOX_FILE", "STATUS_FILE", "BusyError", "FolderLock", "StationRunner"]

log = logging.getLogger(__name__)
_JOIN_S = 8.0
_CHANGE_S = 60.0
_TIME_S = 60.0
_UPLINK, _LINK = "uplink", "link"


class StationRunner:
    """One station: its files, its threads.

    `now` is the wall clock, `steady` the clock that it is compared with; a fast world injects both.
    """

    def __init__(
        self,
        config: StationConfig,
        code: str | None = None,
        pace: Pace | None = None,
        *,
        now: Callable[[], datetime] = clock.utc_now,
        steady: Callable[[], float] = clock.steady,
    ) -> None:
        self.config = config
        self.clock = clock.BoxClock(now, steady)
        self.now = self.clock.now
        self.started_at = self.now()
        self.reading = status.Reading(at=self.started_at, digest=digest(config))
        self._steady = steady
        self._code = code
        self._pace = pace or Pace()
        self._lock = FolderLock(config.folder)
        self._changing = threading.Lock()
        self.outbox = Outbox(config.folder / OUTBOX_FILE, config.outbox_mib * 2**20, now=self.now)
        self.frames = Frames(config.folder / FRAMES_FILE, config.frames_mib * 2**20)
        self.board = Board()
        self.desk = Desk(config.station_id, self.outbox, self.board, self.now, self.frames)
        self.watch = Watch(self.desk, self.reading.digest, config.clock_jump_s, steady=steady)
        self.clock.alive(self.watch.alive_at())
        self.platform = platform_of(config)
        self.uplink: Uplink | None = None
        self.hands = StationHands(
            self.desk,
            lambda: self.config,
            lambda: self.uplink,
            set_clock=set_wall_clock if now is clock.utc_now else leave_clock,
        )
        self.orders = Orders(self.outbox, self.now, self.hands)
        self._workers = Workers(config.station_id)
        self._ending: list[Worker] = []
        if code is None and self.outbox.identity is None:
            self.close()
            raise EnrolmentError(
                f"station {config.station_id} is not enrolled: run `youjian collect enrol FILE --code CODE`, "
                "or give --code to `collect run`"
            )

    def start(self) -> None:
        """Start the station's threads; devices are read as soon as enrolment has said where records go on."""
        self._workers.start("start", self._begin)

    def stop(self) -> None:
        """Ask every thread to end."""
        self._workers.stop_all()
        self.outbox.wake()

    def close(self, deadline: float | None = None) -> None:
        """Wait for the threads until `deadline` (monotonic), write the last status, close the files."""
        self._workers.join(deadline or time.monotonic() + _JOIN_S)
        self.platform.close()
        try:
            self.watch.end()
        except sqlite3.Error as error:
            log.error("%s: the orderly end cannot be noted: %s", self.config.station_id, error)
        self.write_status()
        self.frames.close()
        self.outbox.close()
        self._lock.close()

    def write_status(self) -> None:
        """Replace the status file, put these seconds' frames on disk; a full disk leaves the old one."""
        self.frames.flush()
        try:
            status.write(self.config.folder, status.of(self))
        except (OSError, sqlite3.Error) as error:
            log.warning("%s: the status file cannot be written: %s", self.config.station_id, error)

    # going over to a changed file

    def reload(self, config: StationConfig) -> Change:
        """Let another reading of the file hold; RefusedError, everything as before, where that cannot be.

        Devices and uplink that the file left alone keep running. What has changed is stopped first and then
        started anew from what is on disk: a fuelling is stored with its nozzle's state, so none is lost or
        made twice.
        """
        with self._changing:
            old = self.config
            change = difference(old, config)
            platform = platform_of(config) if change.uplink else self.platform
            keys_of_change = [_key(name) for name in (*change.removed, *change.changed)]
            self._end([*keys_of_change, *([_UPLINK, _LINK] if change.uplink else [])])
            before, self.config, self.platform = self.platform, config, platform
            if change.uplink:
                before.close()
            self.outbox.limit_bytes = config.outbox_mib * 2**20
            self.board.forget(self.board.devices.keys() & _devices_of(old) - _devices_of(config))
            if self.uplink is not None:
                self._end(["start"])
                self._workers.start("start", self._start_all)
            self.reading = status.Reading(self.now(), digest(config), self.reading.number + 1, str(change))
            if change:
                self.watch.configured(self.reading.digest, str(change))
            log.info("%s: configuration read again: %s", config.station_id, change)
            return change

    def refuse(self, why: str) -> None:
        """Show that a changed file was not taken; what ran goes on."""
        self.reading = msgspec.structs.replace(self.reading, refused=why, number=self.reading.number + 1)
        log.error("%s: the changed file is not taken, the old one holds: %s", self.config.station_id, why)

    def _end(self, names: list[str]) -> None:
        """End some threads; those that take longer than a minute are waited for by what takes their place."""
        self._ending += self._workers.stop(names)
        self.outbox.wake()
        deadline = time.monotonic() + _CHANGE_S
        for worker in self._ending:
            worker.thread.join(max(0.0, deadline - time.monotonic()))

    def _start_uplink(self) -> None:
        ring, link = keys.Keyring(self.config.folder, self.outbox), LinkWatch(self.config.link_settings)
        self.uplink = Uplink(
            self.outbox,
            self.platform,
            self._signer(ring),
            self.board,
            link=link,
            pace=self._pace,
            orders=self.orders,
            intervals=self.desk.intervals,
            heartbeat_s=self.config.uplink.heartbeat_s,
            ring=ring,
            now=self.now,
            reason=self.watch.reason,
        )
        if link.needs_reading:
            self._workers.start(_LINK, link.run)
        self._workers.start(_UPLINK, self.uplink.run)

    def _signer(self, ring: keys.Keyring) -> station.Signer:
        """The key that signs; without it the devices are read all the same, and it is looked for again."""
        try:
            return ring.signer()
        except (ValueError, OSError):
            self.board.device("collector", "no_key")
            raise

    # the start

    def _begin(self, stop: threading.Event) -> None:
        if not self.clock.unset:
            self._watch_begins()
        if self.outbox.identity is None and not self._enrolled(stop):
            return
        if self.clock.unset:
            self._find_time(stop)
        self._watch_begins()
        self._start_all(stop)

    def _watch_begins(self) -> None:
        self.watch.begin()
        self._workers.start("watch", self.watch.run)

    def _find_time(self, stop: threading.Event) -> None:
        """Learn the time before a device is read; wait a minute where a sign of life tells it roughly."""
        log.warning("%s: the machine's clock was never set: the platform is asked", self.config.station_id)
        self.watch.reason = "start before the time is known"
        with self._changing:
            self._start_uplink()
        self._workers.start("time", self._follow_platform)
        deadline = self._steady() + _TIME_S
        while self.clock.lost or (self.clock.unset and self._steady() < deadline):
            if stop.wait(0.1):
                return
        states = self.outbox.nozzle_states().values()
        dated = [redated(state, self.now()) for state in states if state.seen_at < clock.EARLIEST]
        self.outbox.commit(states=dated)

    def _follow_platform(self, stop: threading.Event) -> None:
        """Take the platform's time as soon as an exchange has measured it, unless somebody sets the clock."""
        while self.clock.unset and not stop.wait(0.1):
            offset_s = self.board.clock_offset_s
            if offset_s is not None:
                self.clock.told(offset_s)
                self.board.offset(0.0)  # until the next exchange measures it
                log.warning("%s: the platform's time holds: %s", self.config.station_id, self.now())

    def _start_all(self, stop: threading.Event) -> None:
        """Start whatever the file names and does not run yet, once what was to end has ended."""
        while any(worker.thread.is_alive() for worker in self._ending):
            if stop.wait(0.1):
                return
        with self._changing:
            self._ending = []
            if self.outbox.identity is None or stop.is_set():
                return
            self._workers.start("orders", self.orders.run)
            for device in self.config.device:
                if not self._workers.runs(_key(device.name)):
                    self._workers.start(_key(device.name), worker_for(device, self.desk))
            if not self._workers.runs(_UPLINK):
                self._start_uplink()

    def _enrolled(self, stop: threading.Event) -> bool:
        """Enrol with the code, trying until somebody answers; False when refused or told to stop."""
        backoff = Backoff(self._pace.base, self._pace.longest)
        while not stop.is_set() and self._code is not None:
            try:
                identity = enrol(self.config, self.outbox, self.platform, self._code, self.now)
            except UnreachableError as error:
                if self.board.device("collector", "link_lost"):
                    log.warning("%s: cannot enrol yet: %s", self.config.station_id, error)
                stop.wait(backoff.failed())
            except EnrolmentError as error:
                self.board.device("collector", "not_enrolled")
                log.error("%s: enrolment refused: %s", self.config.station_id, error)
                return False
            else:
                log.info(
                    "%s: enrolled as %s, epoch %d",
                    self.config.station_id,
                    identity.collector_id,
                    identity.epoch,
                )
                return True
        return False


def _key(name: str) -> str:
    """The key of a device's thread; the file may call a device `uplink`."""
    return f"device {name}"


def _devices_of(config: StationConfig) -> set[str]:
    return {device for settings in config.device for device in _devices_of_one(settings)}


def _devices_of_one(settings: DeviceSection) -> set[str]:
    """The contract's names of what a device section makes records or states of."""
    dispenser = getattr(settings, "dispenser_id", None)
    found = {f"nozzle:{nozzle_id}" for nozzle_id in settings.nozzle_ids}
    found |= {f"tank:{tank_id}" for tank_id in settings.tank_ids}
    found |= {f"dispenser:{dispenser}"} if dispenser is not None else set()
    return found | ({"vapour"} if getattr(settings, "role", "") == "vapour" else set())
