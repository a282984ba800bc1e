"""A line to a polled device: opened, polled, closed and opened again with growing pauses."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from youjian.collector.backoff import Backoff
from youjian.collector.desk import Desk
from youjian.collector.outbox import OutboxFullError
from youjian.collector.transport import Transport, TransportError, open_transport

log = logging.getLogger(__name__)
SILENT_POLLS = 3
"""A device that misses so many polls in a row counts as gone."""


class SilentError(Exception):
    """The device did not answer a whole poll: what was asked."""


class Driver(Protocol):
    """A device that is asked."""

    name: str
    devices: Sequence[str]
    poll_s: float

    def poll(self, line: Transport) -> None:
        """Ask everything once and store what is new; TransportError or SilentError when that fails."""
        ...


class PortLoop:
    """One thread's loop over one line."""

    def __init__(
        self,
        url: str,
        driver: Driver,
        desk: Desk,
        *,
        backoff: Backoff | None = None,
        opener: Callable[[str], Transport] = open_transport,
    ) -> None:
        self.url = url
        self._busy = threading.Lock()
        self._driver = driver
        self._desk = desk
        self._backoff = backoff or Backoff(0.5, 30.0)
        self._opener = opener
        self._line: Transport | None = None
        self._silent = 0
        self._up: bool | None = None

    def run(self, stop: threading.Event) -> None:
        """Poll until told to stop."""
        self._desk.lines.add(self)
        try:
            while not stop.is_set():
                stop.wait(self.step())
        finally:
            self._desk.lines.remove(self)
            self._close()

    def step(self) -> float:
        """One poll; seconds until the next."""
        with self._busy:
            return self._poll()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While the context lasts the line is closed and nothing is asked; it counts as no failure."""
        with self._busy:
            self._close()
            yield

    @property
    def _poll_s(self) -> float:
        """Seconds between polls: the file's, unless the platform asked for others."""
        return self._desk.intervals.get(self._driver.name, self._driver.poll_s)

    def _poll(self) -> float:
        began = time.monotonic()
        try:
            if self._line is None:
                self._line = self._opener(self.url)
            self._driver.poll(self._line)
        except TransportError as error:
            self._close()
            self._lost(str(error))
            return self._backoff.failed()
        except SilentError as error:
            self._silent += 1
            if self._silent < SILENT_POLLS:
                return self._poll_s
            self._close()
            self._lost(str(error))
            return self._backoff.failed(self._poll_s)
        except OutboxFullError:  # shown by the desk; what was read is read again once there is room
            return self._poll_s
        self._silent = 0
        self._backoff.succeeded()
        self._desk.board.heard(self._driver.name, self._desk.now())
        self._found()
        return max(0.0, self._poll_s - (time.monotonic() - began))

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _lost(self, why: str) -> None:
        if self._up is False:
            return
        self._up = False
        log.warning(
            "%s: %s on %s does not answer: %s", self._desk.station_id, self._driver.name, self.url, why
        )
        self._show("unreachable")
        self._desk.event(self._driver.devices, "port_disconnected", why[:200])

    def _found(self) -> None:
        if self._up:
            return
        if self._up is False:
            self._desk.event(self._driver.devices, "port_connected")
        self._up = True
        log.info("%s: %s on %s answers", self._desk.station_id, self._driver.name, self.url)
        self._show("ok")

    def _show(self, state: str) -> None:
        for device in self._driver.devices:
            self._desk.board.device(device, state)
