"""A vapour monitor that pushes HJ 212 to the collector: stored first, acknowledged after.

The collector listens. A frame's records are on disk (fsync) before 9014 goes back, so a monitor that was
acknowledged may forget; one that was not sends again, and the platform drops what it has already.
"""

import contextlib
import hmac
import logging
import select
import socket
import threading
import time
from urllib.parse import urlsplit

from youjian.collector.backoff import Backoff
from youjian.collector.desk import Desk
from youjian.collector.settings.hj212 import VapourMonitor
from youjian.contract.records import PressureReading, Record, VapourFill
from youjian.contract.validation import problems
from youjian.protocols import hj212

log = logging.getLogger(__name__)
DEVICE = "vapour"
_TICK_S = 0.5
_CHUNK = 4096


class VapourListener:
    """The door for one monitor; a new connection takes the place of the old one."""

    def __init__(self, settings: VapourMonitor, desk: Desk) -> None:
        self.name = settings.name
        self._settings = settings
        self._desk = desk
        self._heard_at = time.monotonic()
        self._up: bool | None = None
        parts = urlsplit(settings.url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 0)
        self.port = self._address[1]

    def run(self, stop: threading.Event) -> None:
        """Listen until told to stop; a taken port is tried again."""
        backoff = Backoff(1.0, 30.0)
        while not stop.is_set():
            try:
                with socket.create_server(self._address) as server:
                    self.port = server.getsockname()[1]
                    backoff.succeeded()
                    self._serve(server, stop)
            except OSError as error:
                log.error(
                    "%s: %s cannot listen on %s: %s",
                    self._desk.station_id,
                    self.name,
                    self._settings.url,
                    error,
                )
                stop.wait(backoff.failed())

    def _serve(self, server: socket.socket, stop: threading.Event) -> None:
        server.settimeout(_TICK_S)
        while not stop.is_set():
            try:
                line, peer = server.accept()
            except TimeoutError:
                self._check_silence()
                continue
            with line:
                log.info("%s: %s connected from %s", self._desk.station_id, self.name, peer[0])
                self._talk(line, server, stop)

    def _talk(self, line: socket.socket, server: socket.socket, stop: threading.Event) -> None:
        """Serve one connection until it ends, breaks the rules, or another one waits."""
        reader = hj212.FrameReader()
        line.settimeout(_TICK_S)
        while not stop.is_set():
            try:
                data = line.recv(_CHUNK)
            except TimeoutError:
                self._check_silence()
                if _waiting(server):
                    return
                continue
            except OSError:
                return
            if not data or not self._received(line, reader, data):
                return

    def _received(self, line: socket.socket, reader: hj212.FrameReader, data: bytes) -> bool:
        """Whether the connection may go on after these bytes."""
        for item in reader.feed(data):
            replies = self.answer(item)
            with contextlib.suppress(OSError):
                for reply in replies:
                    line.sendall(hj212.encode_frame(reply))
            if isinstance(item, hj212.FrameError) and item.reason == "too_long":
                return False
        return True

    def answer(self, item: hj212.Frame | hj212.FrameError) -> list[hj212.Frame]:
        """Store what a frame says and return the replies; none when it could not be stored."""
        if isinstance(item, hj212.FrameError):
            self._desk.board.count(f"hj212_{item.reason}")
            log.warning("%s: %s sent a bad frame: %s", self._desk.station_id, self.name, item)
            return hj212.answers_for(item, item.mn == self._settings.mn, password_ok=True)
        known = item.mn == self._settings.mn
        allowed = hmac.compare_digest((item.pw or "").encode(), self._settings.password.encode())
        if not known or not allowed:
            self._desk.board.count("hj212_unknown_sender")
            return hj212.answers_for(item, known, allowed)
        self._heard()
        if not self._take(item):
            return []
        return hj212.answers_for(item, known_mn=True, password_ok=True)

    def _take(self, frame: hj212.Frame) -> bool:
        upload = hj212.vapour_upload(frame, units=hj212.Units(ratio=self._settings.ratio_unit))
        for problem in upload.problems:
            self._desk.board.count("hj212_bad_values")
            log.warning("%s: %s: %s", self._desk.station_id, self.name, problem)
        return self._desk.store(self._good(_records(self._desk.station_id, upload)))

    def _good(self, records: list[Record]) -> list[Record]:
        """Records that break no rule of the contract; the others are counted and named."""
        good: list[Record] = []
        for record in records:
            found = problems(record)
            if found:
                self._desk.board.count("hj212_bad_records")
                log.warning("%s: %s: %s", self._desk.station_id, self.name, "; ".join(found))
            else:
                good.append(record)
        return good

    def _heard(self) -> None:
        self._heard_at = time.monotonic()
        if self._up is False:
            self._desk.event([DEVICE], "port_connected")
        self._up = True
        self._desk.board.device(DEVICE, "ok")

    def _check_silence(self) -> None:
        silent = time.monotonic() - self._heard_at > self._settings.silent_s
        if silent and self._up is not False:
            self._up = False
            self._desk.board.device(DEVICE, "silent")
            log.warning("%s: %s sends nothing", self._desk.station_id, self.name)
            self._desk.event(
                [DEVICE], "port_disconnected", f"nothing received for {self._settings.silent_s:.0f} s"
            )


def _records(station_id: str, upload: hj212.VapourUpload) -> list[Record]:
    fills: list[Record] = [
        VapourFill(
            station_id=station_id,
            nozzle_id=fill.nozzle_id,
            ended_at=fill.ended_at,
            started_at=fill.started_at,
            fuel_ml=fill.fuel_ml,
            vapour_ml=fill.vapour_ml,
            ratio=fill.ratio,
            fuel_l_min=fill.fuel_l_min,
            vapour_l_min=fill.vapour_l_min,
        )
        for fill in upload.fills
    ]
    pressures: list[Record] = [
        PressureReading(station_id=station_id, at=p.at, pressure_pa=p.pressure_pa, vapour_ppm=p.vapour_ppm)
        for p in upload.pressures
    ]
    return fills + pressures


def _waiting(server: socket.socket) -> bool:
    return bool(select.select([server], [], [], 0)[0])
