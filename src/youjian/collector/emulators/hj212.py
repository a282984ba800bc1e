"""A vapour monitor that connects to a collector and pushes HJ 212-2017 frames until each is acknowledged."""

import socket
import threading
from datetime import timedelta

from youjian.collector.emulators.measured import fill_of
from youjian.collector.emulators.world import Sale, World
from youjian.protocols import hj212

_PRESSURE_S = 30.0
_ANSWER_S = 10.0
_RETRY_S = 2.0
_LOOK_S = 0.5


class Monitor:
    """The monitor of one station: a record per sale, a pressure every half minute."""

    def __init__(self, world: World, host: str, port: int, mn: str, password: str) -> None:
        self._world = world
        self._address = (host, port)
        self._mn = mn
        self._password = password
        self._stop = threading.Event()
        self._told = 0
        self._qn_at = world.now()
        self._pressure_at = world.now()
        self.acknowledged = 0
        self._thread = threading.Thread(target=self._run, name="vapour monitor", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up."""
        self._stop.set()
        self._thread.join(2 * _ANSWER_S)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with socket.create_connection(self._address, timeout=_ANSWER_S) as line:
                    self._push(line)
            except OSError:
                pass
            self._stop.wait(_RETRY_S)

    def _push(self, line: socket.socket) -> None:
        reader = hj212.FrameReader()
        while not self._stop.wait(_LOOK_S):
            self._world.advance()
            while self._told < len(self._world.sold):
                self._deliver(line, reader, self._fill(self._world.sold[self._told]))
                self._told += 1
            if self._world.now() >= self._pressure_at:
                self._deliver(line, reader, self._pressure())
                self._pressure_at = self._world.now() + timedelta(seconds=_PRESSURE_S)

    def _deliver(self, line: socket.socket, reader: hj212.FrameReader, frame: hj212.Frame) -> None:
        """Send and wait for the acknowledgement; OSError when it does not come: the line is given up."""
        line.sendall(hj212.encode_frame(frame))
        while data := line.recv(4096):
            for answer in reader.feed(data):
                if isinstance(answer, hj212.Frame) and answer.qn == frame.qn and answer.cn == "9014":
                    self.acknowledged += 1
                    return
        raise ConnectionResetError("the collector hung up")

    def _fill(self, sale: Sale) -> hj212.Frame:
        return hj212.encode_fill(
            fill_of(sale), mn=self._mn, qn=self._qn(), station_id=self._mn, pw=self._password
        )

    def _pressure(self) -> hj212.Frame:
        at = self._world.now().replace(microsecond=0)
        pressure = hj212.Pressure(at=at, pressure_pa=-120.0, vapour_ppm=None)
        return hj212.encode_pressure(pressure, mn=self._mn, qn=self._qn(), pw=self._password)

    def _qn(self) -> str:
        self._qn_at = max(self._world.now(), self._qn_at + timedelta(milliseconds=1))
        return hj212.qn_of(self._qn_at)
