"""The vapour monitor: connects out and pushes its records as HJ 212 frames until each is acknowledged.

One message is under way at a time. It is sent again with the same QN when no 9014 comes, and after three
tries the link counts as down (HJ 212-2017 clause 6.5); what waits is kept over reconnects and restarts.
"""

import asyncio
import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from youjian.contract.records import PressureReading, VapourFill
from youjian.protocols import hj212
from youjian.simulator.host import StationHost

VapourRecord = VapourFill | PressureReading

_CHUNK = 4096
_TRIES = 3
_IDLE_S = 0.2


@dataclass(frozen=True)
class VapourTarget:
    """Where a monitor connects to, who it says it is, and how often it measures pressure (E.3.3: ≤ 30 s)."""

    host: str
    port: int
    mn: str
    password: str
    pressure_interval_s: float = 30.0
    answer_timeout_s: float = 10.0
    retry_s: float = 2.0


def read_targets(path: Path) -> dict[str, VapourTarget]:
    """Targets by station from a CSV file `station_id,host,port,mn,password`; raises ValueError by line."""
    targets: dict[str, VapourTarget] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                target = VapourTarget(row["host"], int(row["port"]), row["mn"], row["password"])
                targets[row["station_id"]] = target
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path}:{line}: {error!r} in station_id,host,port,mn,password") from None
    return targets


class VapourMonitor:
    """The monitor of one station; `run` never ends by itself."""

    def __init__(self, host: StationHost, target: VapourTarget) -> None:
        self._host = host
        self._target = target
        self._pressure_due = host.model.at
        self._last_qn = datetime.fromtimestamp(0, UTC)
        self._under_way: tuple[VapourRecord, bytes, str] | None = None
        self.refused = 0

    async def run(self) -> None:
        """Connect, push, reconnect."""
        while True:
            try:
                reader, writer = await asyncio.open_connection(self._target.host, self._target.port)
                try:
                    await self._push(reader, writer)
                finally:
                    writer.close()
            except OSError:
                self._measure()
            await asyncio.sleep(self._target.retry_s)

    async def _push(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = hj212.FrameReader()
        while not reader.at_eof():
            self._measure()
            message = self._next()
            if message is None:
                await asyncio.sleep(_IDLE_S)
            elif await self._deliver(message, frames, reader, writer):
                self._under_way = None
                self._host.vapour_acknowledged(message)
            else:
                return

    def _next(self) -> VapourRecord | None:
        """What is under way first, then fills, then pressures, each oldest first."""
        if self._under_way is not None:
            return self._under_way[0]
        saved = self._host.saved
        return next(iter((*saved.vapour_fills[:1], *saved.pressures[:1])), None)

    async def _deliver(
        self,
        message: VapourRecord,
        frames: hj212.FrameReader,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Send until acknowledged; False when the link counts as down."""
        data, qn = self._frame_of(message)
        for _ in range(_TRIES):
            writer.write(data)
            await writer.drain()
            try:
                async with asyncio.timeout(self._target.answer_timeout_s):
                    if await self._answered(qn, frames, reader):
                        return True
            except TimeoutError:
                continue
            await asyncio.sleep(self._target.retry_s)
        return False

    async def _answered(self, qn: str, frames: hj212.FrameReader, reader: asyncio.StreamReader) -> bool:
        """Wait for the answer to a QN: True for 9014, False when the other side refused or went away."""
        while data := await reader.read(_CHUNK):
            for received in frames.feed(data):
                if isinstance(received, hj212.Frame) and received.qn == qn:
                    self.refused += received.cn != "9014"
                    return received.cn == "9014"
        return False

    def _measure(self) -> None:
        """Queue the pressure readings that are due."""
        model = self._host.model
        if model.at < self._pressure_due:
            return
        self._pressure_due = model.at + self._target.pressure_interval_s
        self._host.measure_pressure()

    def _frame_of(self, message: VapourRecord) -> tuple[bytes, str]:
        """The frame of a message: the same bytes again while it is under way."""
        if self._under_way is None or self._under_way[0] != message:
            qn = self._new_qn()
            self._under_way = (message, hj212.encode_frame(self._content(message, qn)), qn)
        return self._under_way[1], self._under_way[2]

    def _content(self, message: VapourRecord, qn: str) -> hj212.Frame:
        mn, password = self._target.mn, self._target.password
        if isinstance(message, PressureReading):
            pressure = hj212.Pressure(
                at=message.at, pressure_pa=message.pressure_pa, vapour_ppm=message.vapour_ppm
            )
            return hj212.encode_pressure(pressure, mn=mn, qn=qn, pw=password)
        fill = hj212.Fill(
            nozzle_id=message.nozzle_id,
            started_at=message.started_at,
            ended_at=message.ended_at,
            fuel_ml=message.fuel_ml,
            vapour_ml=message.vapour_ml,
            ratio=message.ratio,
            fuel_l_min=message.fuel_l_min,
            vapour_l_min=message.vapour_l_min,
        )
        return hj212.encode_fill(fill, mn=mn, qn=qn, station_id=message.station_id, pw=password)

    def _new_qn(self) -> str:
        """A request number that no earlier message of this monitor had."""
        now = max(datetime.now(UTC), self._last_qn + timedelta(milliseconds=1))
        self._last_qn = now
        return hj212.qn_of(now)
