"""The HJ 212 door: vapour monitors that report over TCP by themselves.

Frames of a connection are taken one after the other, and data are answered after commit, so a device that
sends too fast or does not read is slowed down by TCP and never fills memory.
"""

import asyncio
import logging
import time

from starlette.concurrency import run_in_threadpool

from youjian.intake.batcher import DatabaseAwayError, QueueFullError
from youjian.intake.committer import utc_now
from youjian.intake.devices import VapourMonitor
from youjian.intake.door import Door
from youjian.intake.logs import fields
from youjian.intake.vapour_records import holds_anything, offer_of, read_upload
from youjian.ledger.doors import DoorEntry
from youjian.protocols.hj212 import Frame, FrameError, FrameReader, Reassembler, answers_for, encode_frame
from youjian.protocols.hj212.reassembly import merged
from youjian.protocols.vapour import MonitorWatch

log = logging.getLogger("youjian.intake.hj212")
READ_SIZE = 4096
KEPT_RAW = 1100
"""At most so many bytes of what was refused are kept in the journal; no good frame is longer."""


class Hj212Door:
    """The listening side: opens, limits and closes connections."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        self._states: dict[str, dict[str, str]] = {}
        """What each monitor was told to stand at, by MN; a restart tells lasting states once more."""

    async def open(self) -> None:
        """Listen, unless the settings say port 0."""
        settings = self._door.settings
        if settings.hj212_port:
            self._server = await asyncio.start_server(
                self._connected, settings.hj212_host, settings.hj212_port, limit=READ_SIZE
            )

    async def close(self) -> None:
        """Take no more connections; those that stand end after the frame in their hands."""
        self._closing.set()
        if self._server is not None:
            self._server.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._door.settings.drain_s)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= self._door.settings.hj212_connections:
            log.warning("connection refused: too many", extra=fields(open=len(self._tasks)))
            writer.close()
            return
        self._tasks.add(task)
        self._door.hj212_connections += 1
        self._door.metrics.count("youjian_hj212_connections_total")
        try:
            await _Connection(self._door, reader, writer, self._closing, self._states).serve()
        finally:
            self._tasks.discard(task)
            self._door.hj212_connections -= 1
            writer.close()


class _Connection:
    """One device on the line."""

    def __init__(
        self,
        door: Door,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        closing: asyncio.Event,
        states: dict[str, dict[str, str]],
    ) -> None:
        self._door = door
        self._reader = reader
        self._writer = writer
        self._closing = closing
        self._states = states
        self._frames = FrameReader()
        self._packets = Reassembler()
        host, port = writer.get_extra_info("peername")[:2]
        self._peer = f"{host}:{port}"

    async def serve(self) -> None:
        """Read until the device leaves, is silent too long, sends too long a frame, or the door closes."""
        try:
            while data := await self._read():
                for received in self._frames.feed(data):
                    if not await self._take(received, data):
                        return
        except (TimeoutError, ConnectionError) as error:
            log.info("connection ended", extra=fields(peer=self._peer, why=type(error).__name__))
        except Exception:
            log.exception("connection failed", extra=fields(peer=self._peer))
        finally:
            await self._give_up_packets(time.monotonic() + 10**9)

    async def _read(self) -> bytes:
        """The next bytes; none at the end of the stream and when the door closes."""
        reading = asyncio.ensure_future(self._reader.read(READ_SIZE))
        closing = asyncio.ensure_future(self._closing.wait())
        done, waiting = await asyncio.wait(
            {reading, closing}, timeout=self._door.settings.hj212_idle_s, return_when=asyncio.FIRST_COMPLETED
        )
        for future in waiting:
            future.cancel()
        if not done:
            raise TimeoutError
        return reading.result() if reading in done else b""

    async def _take(self, received: Frame | FrameError, data: bytes) -> bool:
        """Handle one frame and answer it; False when the connection is to be closed."""
        try:
            if isinstance(received, FrameError):
                answers = await self._refused(received, data)
            else:
                answers = await self._received(received)
        except (DatabaseAwayError, QueueFullError) as error:
            log.warning("not answered", extra=fields(peer=self._peer, why=str(error), mn=received.mn))
            return True
        for answer in answers:
            self._writer.write(encode_frame(answer))
        async with asyncio.timeout(self._door.settings.hj212_idle_s):
            await self._writer.drain()
        return not (isinstance(received, FrameError) and received.reason == "too_long")

    async def _refused(self, error: FrameError, data: bytes) -> list[Frame]:
        self._door.metrics.count("youjian_hj212_frames_total", outcome="refused")
        monitor = await self._monitor(error.mn)
        await self._journal(error.reason, error.detail, (error.raw or data)[:KEPT_RAW], monitor)
        return answers_for(error, monitor is not None, password_ok=False)

    async def _received(self, frame: Frame) -> list[Frame]:
        self._door.metrics.count("youjian_hj212_frames_total", outcome="good")
        monitor = await self._monitor(frame.mn)
        if monitor is None:
            await self._journal("unknown_mn", f"MN {frame.mn} is not registered", encode_frame(frame), None)
            return answers_for(frame, known_mn=False, password_ok=False)
        if not monitor.admits(frame.pw):
            await self._journal("wrong_password", f"password of MN {frame.mn}", encode_frame(frame), monitor)
            return answers_for(frame, known_mn=True, password_ok=False)
        await self._keep(frame, monitor)
        return answers_for(frame, known_mn=True, password_ok=True)

    async def _keep(self, frame: Frame, monitor: VapourMonitor) -> None:
        """Store what a whole message holds; a packet of a message that is not whole goes to the journal."""
        await self._give_up_packets(time.monotonic())
        packets = self._packets.add(frame, time.monotonic())
        if packets is None:
            detail = f"packet {frame.pno} of {frame.pnum}, the others are awaited"
            await self._journal("packet", detail, encode_frame(frame), monitor)
            return
        raw = b"".join(encode_frame(packet) for packet in packets)
        for whole in merged(packets):
            await self._store(whole, raw, monitor)

    async def _store(self, whole: Frame, raw: bytes, monitor: VapourMonitor) -> None:
        upload = read_upload(whole, monitor)
        if holds_anything(upload):
            watch = MonitorWatch(self._states.get(monitor.mn))
            await self._door.decide(offer_of(upload, raw, monitor, watch, utc_now()))
            self._states[monitor.mn] = watch.known
        elif upload.others or upload.alarms:
            log.info(
                "nothing to store",
                extra=fields(
                    mn=whole.mn, cn=whole.cn, factors=sorted(upload.others), alarms=sorted(upload.alarms)
                ),
            )

    async def _give_up_packets(self, now: float) -> None:
        """Tell the log of messages that never became whole; their packets are in the journal."""
        for packet in self._packets.expire(now):
            log.warning("message incomplete", extra=fields(peer=self._peer, mn=packet.mn, qn=packet.qn))

    async def _monitor(self, mn: str | None) -> VapourMonitor | None:
        if mn is None:
            return None
        known = self._door.devices.monitor.fresh(mn)
        return known[0] if known else await run_in_threadpool(self._door.devices.monitor, mn)

    async def _journal(self, kind: str, detail: str, raw: bytes, monitor: VapourMonitor | None) -> None:
        log.warning("journaled", extra=fields(peer=self._peer, kind=kind, detail=detail))
        entry = DoorEntry(
            at=utc_now(),
            door="hj212",
            peer=self._peer,
            kind=kind,
            detail=detail,
            station_id=monitor.station_id if monitor else None,
            raw=raw,
        )
        await self._door.journal([entry])
