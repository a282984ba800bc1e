"""A centre that takes HJ 212-2017 by the letter, for testing senders; it shares no code with the product.

Written from the standard's clauses 6.3 (frame), 6.5 (exchanges) and annex A (checksum). It says which
sentence a frame breaks, answers what asks for an answer, joins packets, and counts what came twice.
"""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_FIELDS = re.compile(
    r"QN=(?P<QN>\d{17});ST=(?P<ST>\d{2});CN=(?P<CN>\d{4});PW=(?P<PW>[^;]{1,9});MN=(?P<MN>[0-9A-Z]{24});"
    r"Flag=(?P<Flag>\d{1,3});(?:PNUM=(?P<PNUM>\d{1,4});PNO=(?P<PNO>\d{1,4});)?CP=&&(?P<CP>.*)&&",
    re.DOTALL,
)
_HEAD, _TAIL, _MOST, _MOST_CP = 6, 6, 1024, 950
Message = tuple[str, ...]


def checksum(data: bytes) -> int:
    """Annex A, bit by bit.

    >>> f"{checksum(b'123456789'):04X}"
    '2F80'
    """
    register = 0xFFFF
    for value in data:
        register = (register >> 8) ^ value
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


@dataclass
class Centre:
    """What came: faults by sentence, messages as the data areas of their packets, packets that came again.

    `silent` packets are taken without an answer, as when the answer is lost.
    """

    devices: dict[str, str]
    silent: int = 0
    faults: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    again: int = 0
    _buffer: bytes = b""
    _seen: dict[tuple[str, str], str] = field(default_factory=dict)
    _parts: dict[tuple[str, str, int], dict[int, str]] = field(default_factory=dict)

    def feed(self, data: bytes) -> bytes:
        """What these bytes complete is taken; returns the answers."""
        self._buffer += data
        answers = b""
        while (frame := self._next()) is not None:
            answers += self._take(frame)
        return answers

    def broken_off(self) -> None:
        """The connection ended: what is left of a frame is gone."""
        self._buffer = b""

    def _next(self) -> bytes | None:
        if len(self._buffer) < _HEAD:
            return None
        if not self._buffer.startswith(b"##") or not self._buffer[2:_HEAD].isdigit():
            self.faults.append(f"6.3.1: no header ## and four digits: {self._buffer[:20]!r}")
            self._buffer = b""
            return None
        size = _HEAD + int(self._buffer[2:_HEAD]) + _TAIL
        if len(self._buffer) < size:
            return None
        frame, self._buffer = self._buffer[:size], self._buffer[size:]
        return frame

    def _take(self, frame: bytes) -> bytes:
        segment, check, end = frame[_HEAD:-_TAIL], frame[-_TAIL:-2], frame[-2:]
        if end != b"\r\n":
            self.faults.append(f"6.3.1: ends in {end!r}, not CR LF")
        if len(segment) > _MOST:
            self.faults.append(f"6.3.1: {len(segment)} bytes of data segment, more than {_MOST}")
        if check != f"{checksum(segment):04X}".encode():
            self.faults.append(f"annex A: the checksum is {check!r}")
            return b""
        match = _FIELDS.fullmatch(segment.decode("utf-8"))
        if match is None:
            self.faults.append(f"6.3.2: fields are wrong or out of order: {segment[:120]!r}")
            return b""
        return self._read(match.groupdict(default=""))

    def _read(self, said: dict[str, str]) -> bytes:
        flag, area = int(said["Flag"]), said["CP"]
        if flag >> 2 != 1:
            self.faults.append(f"6.3.2: Flag {flag} is not of the 2017 edition")
        if bool(flag & 2) != bool(said["PNUM"]):
            self.faults.append(f"6.3.2: Flag {flag} and PNUM {said['PNUM']!r} disagree")
        if len(area.encode()) > _MOST_CP:
            self.faults.append(f"6.3.2: a data area of more than {_MOST_CP} bytes")
        if self.devices.get(said["MN"]) != said["PW"]:
            self.faults.append(f"6.5: MN {said['MN']} or its PW is unknown")
            return self._answer(said, "9011", "QnRtn=4" if said["MN"] not in self.devices else "QnRtn=3")
        self._items(area)
        self._store(said)
        if self.silent:
            self.silent -= 1
            return b""
        return self._answer(said, "9014", "") if flag & 1 else b""

    def _items(self, area: str) -> None:
        if not re.match(r"DataTime=\d{14};", area):
            self.faults.append(f"6.3.3: the data area does not begin with DataTime: {area[:40]!r}")
        for item in re.split("[;,]", area):
            if not re.fullmatch(r"[A-Za-z][\w-]*=[^=&]+", item):
                self.faults.append(f"6.3.3: {item!r} is no item")

    def _store(self, said: dict[str, str]) -> None:
        key = said["MN"], said["QN"]
        if key in self._seen:
            self.again += 1
            if self._seen[key] != said["CP"]:
                self.faults.append(f"6.5: QN {said['QN']} came again with another content")
            return
        self._seen[key] = said["CP"]
        if not said["PNUM"]:
            self.messages.append((said["CP"],))
            return
        whole, number = int(said["PNUM"]), int(said["PNO"])
        if not 1 <= number <= whole:
            self.faults.append(f"6.3.2: PNO {number} of {whole}")
        parts = self._parts.setdefault((said["MN"], said["CN"], whole), {})
        if number in parts:
            self.faults.append(f"6.3.2: PNO {number} came twice with two QN")
        parts[number] = said["CP"]
        if len(parts) == whole:
            del self._parts[said["MN"], said["CN"], whole]
            self.messages.append(tuple(parts[place] for place in sorted(parts)))

    def _answer(self, said: dict[str, str], cn: str, area: str) -> bytes:
        text = f"QN={said['QN']};ST=91;CN={cn};PW={said['PW']};MN={said['MN']};Flag=4;CP=&&{area}&&".encode()
        return b"##" + f"{len(text):04d}".encode() + text + f"{checksum(text):04X}\r\n".encode()


@contextmanager
def listening(centre: Centre) -> Iterator[int]:
    """The centre on a free port of this machine, for as long as the context lasts."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while data := self.request.recv(4096):
                if answers := centre.feed(data):
                    self.request.sendall(answers)
            centre.broken_off()

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()
