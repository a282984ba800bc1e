"""Connections that want nothing but to be there: silent, slow, half open, in their thousands."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import urllib3

from benchmarks.faults.breaking import Act
from benchmarks.faults.traffic import Traffic
from benchmarks.intake.ground import Ground
from benchmarks.soak.processes import until
from youjian.protocols import station

_TCP_REPAIR = 19
_SLOW = b"POST " + station.BATCHES.encode() + b" HTTP/1.1\r\nHost: platform\r\nX-"
_BODY = (
    b"POST " + station.BATCHES.encode() + b" HTTP/1.1\r\nHost: platform\r\nContent-Length: 900000\r\n"
    b"Content-Type: application/json\r\n\r\n{"
)


@dataclass
class Flood:
    """Connections from several addresses of this machine; `greeting` is what each says first."""

    port: int
    greeting: bytes = b""
    addresses: Sequence[str] = ("127.0.1.1",)

    def open(self, count: int) -> list[socket.socket]:
        """So many connections as the system lets us; those refused at once are left out."""
        made: list[socket.socket] = []
        for number in range(count):
            with suppress(OSError):
                made.append(self._one(self.addresses[number % len(self.addresses)]))
        return made

    def _one(self, source: str) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=10, source_address=(source, 0))
        with suppress(OSError):
            line.sendall(self.greeting)
        line.setblocking(False)
        return line


def floods(ground: Ground, count: int, addresses: int) -> Act:
    """`count` of each kind, held until every honest collector was heard thrice.

    Then half are closed and half vanish without a word; the door has to get rid of all of them.
    """

    def act(traffic: Traffic) -> str:
        sources = [f"127.0.1.{n}" for n in range(1, addresses + 1)]
        opened: dict[str, int] = {}
        with ExitStack() as held:
            for name, flood in _kinds(ground.http_port, ground.hj212_port, sources):
                lines = flood.open(count)
                opened[name] = len(lines)
                for number, line in enumerate(lines):
                    held.callback(_vanish if number % 2 else _closed, line)
            for _ in range(3):
                traffic.moves_on(120.0)
            met = refused(ground)
        until(lambda: connections(ground) <= len(traffic.senders), "the door lets go of the flood", 120.0)
        kinds = ", ".join(f"{name} {number}" for name, number in opened.items())
        return f"{kinds}, from {addresses} addresses; {met} not taken; half of them vanished without a word"

    return act


def connections(ground: Ground) -> int:
    """How many the door holds open, this question's left out."""
    return _metric(ground, "youjian_intake_open_connections") - 1


def refused(ground: Ground) -> int:
    """How many the door did not take since it opened."""
    return _metric(ground, "youjian_intake_connections_refused_total")


def _metric(ground: Ground, name: str) -> int:
    page = urllib3.request("GET", f"http://127.0.0.1:{ground.http_port}/metrics", retries=False, timeout=30)
    lines = page.data.decode().splitlines()
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in lines if line.startswith(f"{name}{{"))


def _kinds(http: int, hj212: int, sources: Sequence[str]) -> Iterator[tuple[str, Flood]]:
    yield "silent", Flood(http, b"", sources)
    yield "headers without end", Flood(http, _SLOW, sources)
    yield "bodies without end", Flood(http, _BODY, sources)
    yield "silent on HJ 212", Flood(hj212, b"", sources)
    yield "half a frame on HJ 212", Flood(hj212, b"##0", sources)


def _closed(line: socket.socket) -> None:
    line.close()


def _vanish(line: socket.socket) -> None:
    """End our side without a word to the other: what a power cut leaves, a half-open connection."""
    with suppress(OSError):
        line.setsockopt(socket.IPPROTO_TCP, _TCP_REPAIR, 1)
    line.close()
