"""Devices that call us: one thread serves a bounded number of connections on one address.

What a connection says is a sans-IO conversation: bytes in, bytes out. Nothing waits for a slow peer: what it
does not read is bounded, and a connection too many ends a stranger's, or the one silent longest.
"""

import logging
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, cast
from urllib.parse import urlsplit

from youjian.collector.backoff import Backoff
from youjian.collector.lines import Lines

log = logging.getLogger(__name__)
_TICK_S = 0.5
_CHUNK = 4096
_MOST_CONNECTIONS = 8
_MOST_UNSENT = 64 * 1024


class Conversation(Protocol):
    """One connection's side of a protocol."""

    ended: bool
    """Set when the connection is to be closed once everything is sent."""
    proven: bool
    """Set when the peer has shown to be the device; strangers make room before it."""

    def received(self, data: bytes) -> bytes:
        """What to send back for these bytes."""
        ...

    def tick(self) -> bytes:
        """What to send by itself; called about twice a second."""
        ...


class _Line:
    def __init__(self, connection: socket.socket, talk: Conversation) -> None:
        self.socket = connection
        self.talk = talk
        self.unsent = bytearray()
        self.heard_at = time.monotonic()


class Listener:
    """The listening loop of one device."""

    def __init__(
        self,
        url: str,
        name: str,
        greet: Callable[[str], Conversation],
        idle: Callable[[], None],
        lines: Lines,
        *,
        idle_s: float = 7200.0,
    ) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 0)
        self.url = url
        self._all = lines
        self._busy = threading.Lock()
        self._wanted = threading.Event()
        self._name = name
        self._greet = greet
        self._idle = idle
        self._idle_s = idle_s
        self._lines: dict[socket.socket, _Line] = {}
        self.port = self._address[1]

    def run(self, stop: threading.Event) -> None:
        """Listen until told to stop; a taken port is tried again."""
        self._all.add(self)
        try:
            while not stop.is_set():
                with self._busy:
                    self._listen(stop)
                while self._wanted.is_set() and not stop.is_set():
                    stop.wait(_TICK_S / 5)
        finally:
            self._all.remove(self)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While the context lasts nobody listens here, so that somebody else may."""
        self._wanted.set()
        try:
            with self._busy:
                yield
        finally:
            self._wanted.clear()

    def _listen(self, stop: threading.Event) -> None:
        backoff = Backoff(1.0, 30.0)
        while not stop.is_set() and not self._wanted.is_set():
            try:
                with socket.create_server(self._address) as server, selectors.DefaultSelector() as selector:
                    self.port = server.getsockname()[1]
                    backoff.succeeded()
                    self._serve(server, selector, stop)
            except OSError as error:
                log.error("%s cannot listen on %s: %s", self._name, self.url, error)
                self._idle()
                stop.wait(backoff.failed())

    def _serve(self, server: socket.socket, selector: selectors.BaseSelector, stop: threading.Event) -> None:
        server.setblocking(False)
        selector.register(server, selectors.EVENT_READ)
        ticked = time.monotonic()
        try:
            while not stop.is_set() and not self._wanted.is_set():
                for key, events in selector.select(_TICK_S):
                    if key.fileobj is server:
                        self._accept(server, selector)
                    elif key.data is not None:
                        self._ready(cast("_Line", key.data), events, selector)
                if time.monotonic() - ticked >= _TICK_S:
                    ticked = time.monotonic()
                    self._tick(selector)
        finally:
            for line in list(self._lines.values()):
                self._close(line, selector)

    def _accept(self, server: socket.socket, selector: selectors.BaseSelector) -> None:
        try:
            connection, peer = server.accept()
        except (BlockingIOError, ConnectionError):
            return
        log.info("%s: connected from %s", self._name, peer[0])
        connection.setblocking(False)
        if len(self._lines) >= _MOST_CONNECTIONS:
            self._close(min(self._lines.values(), key=_importance), selector)
        line = _Line(connection, self._greet(str(peer[0])))
        self._lines[connection] = line
        selector.register(connection, selectors.EVENT_READ, line)
        self._send(line, line.talk.tick(), selector)

    def _ready(self, line: _Line, events: int, selector: selectors.BaseSelector) -> None:
        if events & selectors.EVENT_READ:
            try:
                data = line.socket.recv(_CHUNK)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._close(line, selector)
                return
            line.heard_at = time.monotonic()
            self._send(line, line.talk.received(data), selector)
        elif events & selectors.EVENT_WRITE:
            self._send(line, b"", selector)

    def _tick(self, selector: selectors.BaseSelector) -> None:
        self._idle()
        now = time.monotonic()
        for line in list(self._lines.values()):
            if now - line.heard_at > self._idle_s:
                self._close(line, selector)
            else:
                self._send(line, line.talk.tick(), selector)

    def _send(self, line: _Line, data: bytes, selector: selectors.BaseSelector) -> None:
        line.unsent += data
        try:
            while line.unsent:
                del line.unsent[: line.socket.send(line.unsent)]
        except BlockingIOError:
            pass
        except OSError:
            self._close(line, selector)
            return
        if len(line.unsent) > _MOST_UNSENT or (line.talk.ended and not line.unsent):
            self._close(line, selector)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.unsent else 0)
        selector.modify(line.socket, wanted, line)

    def _close(self, line: _Line, selector: selectors.BaseSelector) -> None:
        if self._lines.pop(line.socket, None) is not None:
            selector.unregister(line.socket)
            line.socket.close()


def _importance(line: _Line) -> tuple[bool, float]:
    return line.talk.proven, line.heard_at
