"""Consoles and emulators of other makers for the prober's tests, each with habits of its own.

They are written from what public emulators and consoles on the net are known to answer, not with our codec.
"""

import os
import pty
import socket
import struct
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

HEADING = "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP"


@dataclass
class Fuel:
    """A tank as its console knows it."""

    number: int
    label: str
    volume: float
    tc_volume: float
    ullage: float
    height: float
    water: float
    temp: float
    water_volume: float = 0.0
    code: str = "1"
    status: int = 0


TANKS = [
    Fuel(1, "GASOLINE 92", 18250.5, 18210.25, 11749.5, 1405.2, 4.0, 21.8, 6.5),
    Fuel(2, "GASOLINE 95", 9000, 8990, 21000, 820.0, 0.0, 19.5, code="2", status=1),
    Fuel(3, "DIESEL 0", 25310, 25390, 4690, 1990.37, 12.5, -7.25, code="3"),
]
METRIC = {tank.number: (tank.label, tank.volume, tank.height, tank.water, tank.temp) for tank in TANKS}


def local() -> datetime:
    """The console's clock."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)


def sealed(content: str, *, etx: bytes = b"\x03") -> bytes:
    """A computer-format answer around its content."""
    data = b"\x01" + content.encode() + b"&&"
    return data + f"{-sum(data) & 0xFFFF:04X}".encode() + etx


def floats(*values: float) -> str:
    """IEEE floats in hex, with their count before them."""
    return f"{len(values):02X}" + "".join(struct.pack(">f", value).hex().upper() for value in values)


def i201(tanks: list[Fuel] = TANKS, count: int = 7) -> str:
    """The content of a computer-format inventory with `count` floats a tank."""
    body = ""
    for t in tanks:
        values = (t.volume, t.tc_volume, t.ullage, t.height, t.water, t.temp, t.water_volume, 1.0, 2.0)
        body += f"{t.number:02d}{t.code}{t.status:04X}{floats(*values[:count])}"
    return f"i20100{local():%y%m%d%H%M}{body}"


def row(t: Fuel, *, label: int = 20) -> str:
    """A row as real consoles align it."""
    return (
        f"{t.number:3d}  {t.label:<{label}}{t.volume:6.0f}{t.tc_volume:10.0f}{t.ullage:9.0f}"
        f"{t.height:9.2f}{t.water:9.2f}{t.temp:9.2f}"
    )


def real_console(code: str, body: list[str], header: int = 4) -> bytes:
    """A display answer as a real console sends it: CR LF and six NULs, blank first and last line."""
    when = local()
    clock = f"{when:%b} {when.day:2d}, {when:%Y} {when.hour % 12 or 12:2d}:{when:%M %p}".upper()
    title = ["STATION 17", "RENMIN ROAD 100", "JINGDEZHEN", "0798-1234567"][:header]
    lines = ["", code, clock, "", *title, "", *body, ""]
    return b"\x01" + "".join(line + "\r\n" + "\0" * 6 for line in lines).encode() + b"\x03"


@dataclass
class Console:
    """A device that keeps a log of what it is sent; `reply` gives an answer to a command or None for silence.

    `takes` says how a command ends: by LF, CR, after seven bytes (`exact`), or by any of these (`any`).
    """

    reply: Callable[[str], bytes | None]
    takes: str = "any"
    cut: int = 0
    closes: bool = False
    log: bytearray = field(default_factory=bytearray)
    waiting: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[bytes]:
        """The answers that these bytes bring about."""
        self.log += data
        self.waiting += data
        found: list[bytes] = []
        while (command := self._command()) is not None:
            answer = self.reply(command)
            found += [answer] if answer else []
        return found

    def _command(self) -> str | None:
        start = self.waiting.find(b"\x01")
        if start < 0:
            self.waiting.clear()
            return None
        del self.waiting[:start]
        ends = {"lf": b"\n", "cr": b"\r", "exact": b"", "any": b""}[self.takes]
        end = self.waiting.find(ends) if ends else 7
        if end < 0 or len(self.waiting) < end:
            return None
        command = bytes(self.waiting[1:end])
        del self.waiting[: end + len(ends)]
        return command.decode("latin-1").strip()

    @property
    def wrote(self) -> bool:
        """Whether anybody tried to set something."""
        return b"S" in self.log or b"s" in self.log


@contextmanager
def on_tcp(console: Console) -> Iterator[str]:
    """The console on a socket of its own: the address."""
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            console.waiting.clear()
            threading.Thread(target=_talk, args=(console, line), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def _talk(console: Console, line: socket.socket) -> None:
    with line, suppress(OSError):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while data := line.recv(256):
            for answer in console.feed(data):
                step = console.cut or len(answer)
                for at in range(0, len(answer), step):
                    line.sendall(answer[at : at + step])
                if console.closes:
                    return


@contextmanager
def on_pty(console: Console) -> Iterator[str]:
    """The console at the end of a serial line (a pseudo terminal): the address."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    ended = threading.Event()

    def talk() -> None:
        while not ended.is_set():
            try:
                data = os.read(ours, 256)
                for answer in console.feed(data) if not ended.is_set() else []:
                    for at in range(0, len(answer), 512):
                        os.write(ours, answer[at : at + 512])
            except OSError:
                return

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield f"serial://{os.ttyname(theirs)}?baud=9600"
    finally:
        ended.set()
        os.write(theirs, b"\x00")
        thread.join(5)
        os.close(theirs)
        os.close(ours)
