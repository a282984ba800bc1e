"""What is said on one connection of the HJ 212 door.

Frames of a connection are taken one after the other, and data are answered after commit, so a device that
sends too fast or does not read is slowed down by TCP and never fills memory. A connection is ended when no
whole frame came for `hj212_idle_s`, when one frame takes longer than `hj212_frame_s`, when a sender is heard
that proves nothing too often, and when the door closes.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from youjian.intake.batcher import DatabaseAwayError, QueueFullError
from youjian.intake.committer import utc_now
from youjian.intake.devices import VapourMonitor
from youjian.intake.door import Door
from youjian.intake.limits import Buckets, Unproved
from youjian.intake.logs import fields
from youjian.intake.vapour_records import holds_anything, offer_of, read_upload
from youjian.ledger.doors import DoorEntry
from youjian.protocols.hj212 import Frame, FrameError, FrameReader, Reassembler, answers_for, encode_frame
from youjian.protocols.hj212.reassembly import merged
from youjian.protocols.vapour import MonitorWatch

log = logging.getLogger("youjian.intake.hj212")
DOOR = "hj212"
READ_SIZE = 4096
KEPT_RAW = 1100
"""At most so many bytes of what was refused are kept in the journal; no good frame is longer."""
_GRACE_S = 10.0
"""So long a monitor may wait with its first frame before it gives way to another one at a full door."""
_WRITING = 2
"""Refusals that are written to the journal at the same time, however many come."""
_SLICE = 64
"""Until a monitor is known a read is looked at in such pieces: what is behind a bad frame costs nothing."""
_WAITS_S = 3.0
"""A new connection from an address that owes too much is not listened to for so long at most."""
_TERMINATOR = 4
"""So many bytes may wait as the beginning of a terminator after a whole frame: they are no frame begun."""


class _CutError(Exception):
    """The door ends the connection: why, in a word that metrics have."""


@dataclass
class Shared:
    """What all connections of a door have in common.

    `states`: what each monitor was told to stand at, by MN; a restart tells lasting states once more.
    """

    door: Door
    states: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def __post_init__(self) -> None:
        """Make the limits from the settings."""
        settings = self.door.settings
        self.frames = Buckets[str](settings.monitor_frames_s, settings.monitor_frames_burst)
        self.strangers = Buckets[str](settings.stranger_s, settings.stranger_burst)
        self.unproved = Unproved[Connection](_GRACE_S)
        self.writing = asyncio.Semaphore(_WRITING)


class Connection:
    """One device on the line."""

    def __init__(
        self,
        shared: Shared,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        host: str,
        port: int,
    ) -> None:
        self._shared = shared
        self._door = shared.door
        self._reader = reader
        self._writer = writer
        self._host = host
        self._peer = f"{host}:{port}"
        self._frames = FrameReader()
        self._packets = Reassembler()
        self._task: asyncio.Task[None] | None = None
        self._waiting = self._ending = False
        self._counted = True
        self._proved = False
        self._heard_at = self._begun_at = time.monotonic()

    def end(self) -> None:
        """End after the frame that is in hand, at once when none is."""
        self._ending = True
        if self._waiting and self._task is not None:
            self._task.cancel()

    async def serve(self, task: asyncio.Task[None]) -> None:
        """Read until the device leaves, a limit is reached, or the door closes."""
        self._task = task
        try:
            await self._let_wait()
            while not self._ending and (data := await self._read()):
                if not await self._take_all(data):
                    return
        except _CutError as why:
            self.cut(str(why))
        except ConnectionError as error:
            log.info("connection ended", extra=fields(peer=self._peer, why=type(error).__name__))
        except asyncio.CancelledError:
            if not self._ending:
                raise
        except Exception:
            log.exception("connection failed", extra=fields(peer=self._peer))
        finally:
            await self._give_up_packets(time.monotonic() + 10**9)

    async def _let_wait(self) -> None:
        """A flood from one address is slowed down; a monitor beside it is let in a little later."""
        self._waiting = True
        wait = min(_WAITS_S, self._shared.strangers.wait(self._host))
        if wait:
            await asyncio.sleep(wait)
        self._waiting = False

    def count_out(self) -> None:
        """Leave the number of connections that are open; once."""
        if self._counted:
            self._counted = False
            self._door.hj212.leave(self._host)

    def cut(self, why: str) -> None:
        """End at once, and say why."""
        self.count_out()
        self._door.metrics.count("youjian_intake_connections_cut_total", door=DOOR, why=why)
        if self._door.admission.worth_telling((self._host, why)):
            log.info("connection cut", extra=fields(peer=self._peer, why=why))
        self._writer.transport.abort()

    async def _read(self) -> bytes:
        """The next bytes; none at the end of the stream."""
        settings, begun = self._door.settings, self._frames.pending > _TERMINATOR
        limits = [(self._heard_at + settings.hj212_idle_s, "idle")]
        if begun:
            limits.append((self._begun_at + settings.hj212_frame_s, "slow_frame"))
        until, why = min(limits)
        self._waiting = True
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                return await self._reader.read(READ_SIZE)
        except TimeoutError:
            raise _CutError(why) from None
        finally:
            self._waiting = False

    async def _take_all(self, data: bytes) -> bool:
        """Handle the frames that these bytes complete; False when the connection is to be closed."""
        taken = 0
        while taken < len(data):
            piece = data[taken:] if self._proved else data[taken : taken + _SLICE]
            taken += len(piece)
            if not await self._take_piece(piece, data):
                return False
        return True

    async def _take_piece(self, piece: bytes, data: bytes) -> bool:
        before = self._frames.pending
        found = self._frames.feed(piece)
        now = time.monotonic()
        if found:
            self._heard_at = now
        if found or before <= _TERMINATOR:
            self._begun_at = now
        for received in found:
            if self._ending or not await self._take(received, data):
                return False
        return True

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
        try:
            async with asyncio.timeout(self._door.settings.hj212_idle_s):
                await self._writer.drain()
        except TimeoutError:
            raise _CutError("unread") from None
        return not (isinstance(received, FrameError) and received.reason == "too_long")

    async def _refused(self, error: FrameError, data: bytes) -> list[Frame]:
        self._door.metrics.count("youjian_hj212_frames_total", outcome="refused")
        self._pay()
        monitor = await self._monitor(error.mn)
        await self._journal_refusal(error.reason, error.detail, (error.raw or data)[:KEPT_RAW], monitor)
        return answers_for(error, monitor is not None, password_ok=False)

    async def _received(self, frame: Frame) -> list[Frame]:
        monitor = await self._monitor(frame.mn)
        if monitor is None or not monitor.admits(frame.pw):
            return await self._stranger(frame, monitor)
        self._door.metrics.count("youjian_hj212_frames_total", outcome="good")
        self._proved = True
        self._shared.unproved.proved(self)
        await self._slow_down(monitor.mn)
        await self._keep(frame, monitor)
        return answers_for(frame, known_mn=True, password_ok=True)

    async def _stranger(self, frame: Frame, monitor: VapourMonitor | None) -> list[Frame]:
        """A frame whose number or password is not registered."""
        self._door.metrics.count("youjian_hj212_frames_total", outcome="refused")
        self._pay()
        raw = encode_frame(frame)
        if monitor is None:
            await self._journal_refusal("unknown_mn", f"MN {frame.mn} is not registered", raw, None)
        else:
            await self._journal_refusal("wrong_password", f"password of MN {frame.mn}", raw, monitor)
        return answers_for(frame, known_mn=monitor is not None, password_ok=False)

    def _pay(self) -> None:
        """Every refused frame is paid for by its address; one that owes too much is cut off."""
        if self._shared.strangers.wait(self._host):
            self._door.metrics.count("youjian_intake_limited_total", door=DOOR, limit="failures")
            raise _CutError("failures")
        self._shared.strangers.take(self._host)

    async def _slow_down(self, mn: str) -> None:
        """A monitor above its limit is read more slowly: HJ 212 has no word for «later»."""
        wait = self._shared.frames.wait(mn)
        self._shared.frames.take(mn)
        if wait:
            self._door.metrics.count("youjian_intake_limited_total", door=DOOR, limit="frames")
            await asyncio.sleep(self._door.drain.left(wait, answering=True))

    async def _keep(self, frame: Frame, monitor: VapourMonitor) -> None:
        """Store what a whole message holds; a packet of a message that is not whole goes to the journal."""
        await self._give_up_packets(time.monotonic())
        packets = self._packets.add(frame, time.monotonic())
        if packets is None:
            detail = f"packet {frame.pno} of {frame.pnum}, the others are awaited"
            entry = self._entry("packet", detail, encode_frame(frame), monitor)
            await self._door.journal([entry])
            return
        raw = b"".join(encode_frame(packet) for packet in packets)
        for whole in merged(packets):
            await self._store(whole, raw, monitor)

    async def _store(self, whole: Frame, raw: bytes, monitor: VapourMonitor) -> None:
        upload, states = read_upload(whole, monitor), self._shared.states
        if holds_anything(upload):
            watch = MonitorWatch(states.get(monitor.mn))
            await self._door.decide(offer_of(upload, raw, monitor, watch, utc_now()))
            states[monitor.mn] = watch.known
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
        return None if mn is None else await self._door.monitor(mn)

    async def _journal_refusal(
        self, kind: str, detail: str, raw: bytes, monitor: VapourMonitor | None
    ) -> None:
        """Write a refusal down, unless its sender has filled its share of the journal: then it is counted."""
        entries = self._door.journal_gate.admit(self._entry(kind, detail, raw, monitor), self._host)
        if not entries:
            self._door.metrics.count("youjian_intake_journal_suppressed_total", door=DOOR)
            return
        log.warning("journaled", extra=fields(peer=self._peer, kind=kind, detail=detail))
        async with self._shared.writing:
            await self._door.journal(entries)

    def _entry(self, kind: str, detail: str, raw: bytes, monitor: VapourMonitor | None) -> DoorEntry:
        station_id = monitor.station_id if monitor else None
        return DoorEntry(utc_now(), DOOR, self._peer, kind, detail, station_id, raw)
