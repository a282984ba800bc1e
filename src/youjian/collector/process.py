"""Several stations in one process: signals, status files, the page beside the box, systemd."""

import logging
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from youjian.collector.box.notify import Notifier
from youjian.collector.changes import RefusedError
from youjian.collector.config import ConfigError, load
from youjian.collector.page.server import Pages
from youjian.collector.run import StationRunner

log = logging.getLogger(__name__)
_STATUS_S = 10.0
_END_S = 8.0


@dataclass(frozen=True)
class Station:
    """A running station and the file that describes it."""

    file: Path
    runner: StationRunner


class Signals:
    """SIGTERM and SIGINT end the process, SIGHUP reads the files again; `wait` sleeps until one came."""

    def __init__(self) -> None:
        self._came = threading.Event()
        self.end = False
        self._again = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ending)
        signal.signal(signal.SIGHUP, self._reloading)

    def wait(self, seconds: float) -> None:
        """Sleep, at most until the next signal."""
        self._came.wait(seconds)
        self._came.clear()

    def take_reload(self) -> bool:
        """Whether the files are to be read again; asking takes the wish."""
        again, self._again = self._again, False
        return again

    def _ending(self, *_: object) -> None:
        self.end = True
        self._came.set()

    def _reloading(self, *_: object) -> None:
        self._again = True
        self._came.set()


def run_stations(stations: Sequence[Station]) -> None:
    """Run stations until SIGTERM or SIGINT, then end their threads and close their files."""
    signals, systemd = Signals(), Notifier()
    runners = [station.runner for station in stations]
    pages = Pages(runners)
    for runner in runners:
        runner.start()
    systemd.ready(_summary(runners))
    _serve(stations, signals, systemd)
    systemd.stopping()
    for runner in runners:
        runner.stop()
    pages.close()
    deadline = time.monotonic() + _END_S
    for runner in runners:
        runner.close(deadline)


def _serve(stations: Sequence[Station], signals: Signals, systemd: Notifier) -> None:
    """Signs of life, status files and reloads until told to end."""
    runners = [station.runner for station in stations]
    pause = min(_STATUS_S, systemd.watchdog_s / 3 or _STATUS_S)
    while not signals.end:
        if signals.take_reload():
            systemd.reloading()
            reload_all(stations)
            systemd.ready(_summary(runners))
        for runner in runners:
            runner.write_status()
        systemd.alive(_summary(runners))
        signals.wait(pause)


def reload_all(stations: Sequence[Station]) -> None:
    """Read every station's file again; one that cannot hold is shown, and the old one goes on."""
    for station in stations:
        try:
            station.runner.reload(load(station.file))
        except (ConfigError, RefusedError) as error:
            station.runner.refuse(str(error))
        except Exception as error:  # a full disk must not end the stations that run
            log.exception("%s cannot be taken over", station.file)
            station.runner.refuse(str(error))


def _summary(runners: Sequence[StationRunner]) -> str:
    waiting = sum(runner.outbox.depth for runner in runners)
    return f"{len(runners)} station(s), {waiting} record(s) wait for the platform"
