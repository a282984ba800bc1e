"""Stations running in one process: a thread per line to a device and one for the way up."""

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import msgspec

from youjian.collector import keys
from youjian.collector.backoff import Backoff
from youjian.collector.board import Board
from youjian.collector.config import StationConfig
from youjian.collector.desk import Desk
from youjian.collector.drivers.registry import Work, worker_for
from youjian.collector.enrol import EnrolmentError, enrol
from youjian.collector.frames import Frames
from youjian.collector.outbox import Outbox
from youjian.collector.platform import Platform, UnreachableError
from youjian.collector.uplink import Pace, Uplink
from youjian.protocols import station

log = logging.getLogger(__name__)
STATUS_FILE = "status.json"
OUTBOX_FILE = "outbox.sqlite"
FRAMES_FILE = "frames.sqlite"
_STATUS_S = 10.0
_JOIN_S = 8.0


class BusyError(Exception):
    """Another process runs this station: two would send every record twice."""


class StationRunner:
    """One station: its files, its threads."""

    def __init__(self, config: StationConfig, code: str | None = None, pace: Pace | None = None) -> None:
        self.config = config
        self._code = code
        self._pace = pace or Pace()
        self._lock = FolderLock(config.folder)
        self.outbox = Outbox(config.folder / OUTBOX_FILE, config.outbox_mib * 2**20)
        self.board = Board()
        self.frames = Frames(config.folder / FRAMES_FILE, config.frames_mib * 2**20)
        self.desk = Desk(config.station_id, self.outbox, self.board, frames=self.frames)
        self._platform = Platform(config.platform, verify_tls=config.verify_tls, ca_file=config.ca_file)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        if code is None and self.outbox.identity is None:
            self.close()
            raise EnrolmentError(
                f"station {config.station_id} is not enrolled: run `youjian collect enrol FILE --code CODE`, "
                "or give --code to `collect run`"
            )

    def start(self) -> None:
        """Start the station's threads; devices are read as soon as enrolment has said where records go on."""
        self._spawn("start", self._begin)

    def stop(self) -> None:
        """Ask every thread to end."""
        self._stop.set()
        self.outbox.wake()

    def close(self, deadline: float | None = None) -> None:
        """Wait for the threads until `deadline` (monotonic), write the last status, close the files."""
        end = deadline or time.monotonic() + _JOIN_S
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._platform.close()
        self.write_status()
        self.frames.close()
        self.outbox.close()
        self._lock.close()

    def write_status(self) -> None:
        """Replace the status file, for `youjian collect status`; put the frames of these seconds on disk."""
        self.frames.flush()
        status = {
            "station_id": self.config.station_id,
            "at": self.desk.now(),
            "outbox_depth": self.outbox.depth,
            "acknowledged_batch": self.outbox.head.batch_no,
            "stopped": self.outbox.stopped,
            "frames_lost": self.frames.lost,
            **self.board.as_dict(),
        }
        path = self.config.folder / STATUS_FILE
        temporary = path.with_suffix(".new")
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(status), indent=1))
        temporary.replace(path)

    def _begin(self, stop: threading.Event) -> None:
        if self.outbox.identity is None and not self._enrolled(stop):
            return
        identity = self.outbox.identity
        if identity is None:
            return
        signer = station.Ed25519Signer(keys.load(self.config.folder), identity.key_id)
        uplink = Uplink(
            self.outbox, self._platform, signer, self.board, link=self.config.link, pace=self._pace
        )
        for device in self.config.device:
            self._spawn(device.name, worker_for(device, self.desk))
        self._spawn("uplink", uplink.run)

    def _enrolled(self, stop: threading.Event) -> bool:
        """Enrol with the code, trying until somebody answers; False when refused or told to stop."""
        backoff = Backoff(self._pace.base, self._pace.longest)
        while not stop.is_set() and self._code is not None:
            try:
                identity = enrol(self.config, self.outbox, self._platform, self._code)
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

    def _spawn(self, name: str, work: Work) -> None:
        thread = threading.Thread(
            target=guarded,
            args=(work, self._stop, name),
            name=f"{self.config.station_id} {name}",
            daemon=True,
        )
        self._threads.append(thread)
        thread.start()


def guarded(work: Work, stop: threading.Event, name: str) -> None:
    """Run a thread's work; an unforeseen error (a full disk, a bug) is logged, the work begun again."""
    backoff = Backoff(1.0, 60.0)
    while not stop.is_set():
        try:
            work(stop)
        except Exception:
            if stop.is_set():
                return
            log.exception("%s failed, it is started again", name)
            stop.wait(backoff.failed())
        else:
            return


class FolderLock:
    """A station's folder held by this process; BusyError when another one has it.

    The folder itself is locked, so that no file stays behind, and the system frees it when we die.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise BusyError(f"another collector runs in {folder}") from None

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def run_stations(runners: Sequence[StationRunner]) -> None:
    """Run stations until SIGTERM or SIGINT, then end their threads and close their files."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for runner in runners:
        runner.start()
    while not stop.wait(_STATUS_S):
        for runner in runners:
            runner.write_status()
    for runner in runners:
        runner.stop()
    deadline = time.monotonic() + _JOIN_S
    for runner in runners:
        runner.close(deadline)
