"""Vapour monitors and the collector's doors for them, on real sockets and a real outbox."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.integration.collector_fakes import eventually
from youjian.collector.board import Board
from youjian.collector.desk import Desk
from youjian.collector.drivers.hj212 import VapourListener
from youjian.collector.drivers.vapour_soap import SoapListener
from youjian.collector.outbox import Outbox
from youjian.collector.settings.hj212 import VapourMonitor
from youjian.collector.settings.vapour_soap import SoapMonitor
from youjian.protocols import hj212

STATION = "3602030017"
MN, PASSWORD = "3602030017", "123456"


class Clock:
    """The collector's wall clock, moved by a test."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def later(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@contextmanager
def listening(folder: Path, clock: Clock | None = None, **fields: Any) -> Iterator[tuple[Desk, int]]:
    """The HJ 212 driver at work; its desk and port."""
    given = {"driver": "hj212", "name": "monitor", "url": "tcp-listen://127.0.0.1:0", "mn": MN}
    settings = msgspec.convert({**given, "password": PASSWORD, **fields}, VapourMonitor)
    assert settings.problems() == []
    with _at_work(folder, clock, lambda desk: VapourListener(settings, desk)) as found:
        yield found


@contextmanager
def posted_to(folder: Path, clock: Clock | None = None, **fields: Any) -> Iterator[tuple[Desk, int]]:
    """The XML driver at work; its desk and port."""
    given = {"driver": "vapour-soap", "name": "monitor", "url": "http-listen://127.0.0.1:0/upload"}
    settings = msgspec.convert({**given, "user_id": STATION, **fields}, SoapMonitor)
    assert settings.problems() == []
    with _at_work(folder, clock, lambda desk: SoapListener(settings, desk)) as found:
        yield found


@contextmanager
def _at_work(folder: Path, clock: Clock | None, make: Any) -> Iterator[tuple[Desk, int]]:
    outbox = Outbox(folder / "outbox.sqlite")
    desk = Desk(STATION, outbox, Board(), clock or Clock())
    driver = make(desk)
    stop = threading.Event()
    thread = threading.Thread(target=driver.run, args=(stop,))
    thread.start()
    try:
        yield desk, eventually(lambda: driver.port, "a port")
    finally:
        stop.set()
        thread.join()
        outbox.close()


def records(desk: Desk, table: str) -> list[dict[str, Any]]:
    """The records of a table on disk, in the order they were stored."""
    rows = desk.outbox._db.execute("SELECT body FROM records WHERE name = ? ORDER BY id", (table,))
    return [msgspec.json.decode(row[0]) for row in rows.fetchall()]


def events(desk: Desk) -> list[tuple[str, str]]:
    """Device and code of the events on disk."""
    return [(event["device"], event["code"]) for event in records(desk, "device_events")]


def counts(desk: Desk) -> dict[str, int]:
    """What the board counted."""
    return desk.board.as_dict()["counts"]


def facts(desk: Desk) -> dict[str, Any]:
    """What the board shows."""
    return desk.board.as_dict()["facts"]


class Monitor:
    """A monitor's end of an HJ 212 connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._reader = hj212.FrameReader()
        self._waiting: list[hj212.Frame] = []

    def __enter__(self) -> "Monitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *frames: hj212.Frame | bytes) -> None:
        """Write frames or bytes."""
        for frame in frames:
            self.socket.sendall(frame if isinstance(frame, bytes) else hj212.encode_frame(frame))

    def receive(self) -> hj212.Frame:
        """The next frame from the collector."""
        deadline = time.monotonic() + 20
        while not self._waiting and time.monotonic() < deadline:
            data = self.socket.recv(4096)
            assert data, "the collector closed the connection"
            self._waiting += [f for f in self._reader.feed(data) if isinstance(f, hj212.Frame)]
        return self._waiting.pop(0)

    def replies_to(self, *frames: hj212.Frame | bytes) -> list[tuple[str, ...]]:
        """All replies to some frames: those before the reply to a heartbeat sent after them."""
        self.send(*frames, hj212.encode_heartbeat(mn=MN, qn="20991231235959999", pw=PASSWORD))
        found: list[tuple[str, ...]] = []
        while (reply := self.receive()).qn != "20991231235959999":
            found.append((reply.cn, *reply.cp.values()))
        return found

    def closed(self) -> bool:
        """Whether the collector has closed the connection."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True


def post(port: int, body: bytes, path: str = "/upload", **headers: str) -> tuple[int, bytes]:
    """Status and body of the answer to a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
