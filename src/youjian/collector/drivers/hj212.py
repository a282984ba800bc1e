"""A vapour monitor that pushes HJ 212 to the collector: stored first, acknowledged after.

The collector listens. A frame's records are on disk (fsync) before 9014 goes back, so a monitor that was
acknowledged may forget; one that was not sends again, and what was stored already is not stored twice.
"""

import base64
import hmac
import logging
import threading
import time
from collections.abc import Sequence

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.drivers.listening import Listener
from youjian.collector.drivers.vapour_desk import VapourDesk
from youjian.collector.settings.hj212 import VapourMonitor
from youjian.protocols import hj212
from youjian.protocols.vapour import Family, VapourUpload, family_named, parse_time

log = logging.getLogger(__name__)
_SET_TIME = hj212.Command("1012")
_ASKS_FOR_TIME, _STARTED = "1013", "2081"
_MOST_KEPT_PACKETS = 32


class VapourListener:
    """The door for one monitor."""

    def __init__(self, settings: VapourMonitor, desk: Desk) -> None:
        self.name = settings.name
        self.settings = settings
        self.board = desk.board
        self.monitor = VapourDesk(settings, desk)
        self.station_id = desk.station_id
        cipher = (
            hj212.AreaCipher(settings.sm4_key, settings.sm4_iv, settings.sm4_coding)
            if settings.sm4_key
            else None
        )
        self.open_area = cipher.open if cipher else None
        self._family: Family | None = family_named(settings.family)
        self._packets = hj212.Reassembler(settings.packet_s)
        self._recall_packets(desk)
        name = f"{desk.station_id}: {settings.name}"
        self._listener = Listener(settings.url, name, self._greet, self._idle, desk.lines)

    @property
    def port(self) -> int:
        """The port listened on."""
        return self._listener.port

    def run(self, stop: threading.Event) -> None:
        """Listen until told to stop."""
        self._listener.run(stop)

    def _greet(self, _peer: str) -> "_Conversation":
        return _Conversation(self)

    def _idle(self) -> None:
        self._give_up_packets()
        self.monitor.check_silence()

    def admits(self, frame: hj212.Frame) -> bool:
        """Whether the password is the monitor's, compared in constant time."""
        return hmac.compare_digest((frame.pw or "").encode(), self.settings.password.encode())

    def take(self, frame: hj212.Frame, raw: bytes) -> bool:
        """Store what a frame says, or keep a packet until its message is whole; False when refused."""
        if frame.cn == _STARTED and (at := parse_time(frame.cp.get("RestartTime", ""))) is not None:
            self.monitor.started(at)
        self._give_up_packets()
        whole = self._packets.add(frame, time.monotonic())
        uploads = self._read(whole or [])
        if whole is not None and not uploads:
            self.monitor.unread(raw, f"other: CN={frame.cn} has no factor that is known")
        return self.monitor.take(uploads, raw, self._packet_note(frame))

    def _read(self, packets: Sequence[hj212.Frame]) -> list[VapourUpload]:
        """What a whole message says; nothing for messages that carry no data."""
        uploads: list[VapourUpload] = []
        for whole in hj212.merged(list(packets)):
            upload = hj212.vapour_upload(whole, self._family, units=self.monitor.units)
            if upload.family is not None or not whole.cp or whole.cn == _STARTED:
                uploads.append(upload)
        return uploads

    def see_clock(self, frame: hj212.Frame) -> None:
        """Compare clocks by a message that was made just now: not one that is marked as sent again.

        Of a split message only the first packet counts: the others of an old one would agree with it.
        """
        said = parse_time(frame.qn or "") or parse_time(frame.cp.get("DataTime", ""))
        if said is not None and frame.extra.get("RF") != "1" and frame.pno in (None, 1):
            self.monitor.sent_at(said)

    def _give_up_packets(self) -> None:
        """Messages that never became whole: what their packets say by themselves is stored."""
        packets = self._packets.expire(time.monotonic())
        if not packets:
            return
        self.board.count("hj212_incomplete")
        log.warning(
            "%s: %s: a message of %s packets is not whole", self.station_id, self.name, packets[0].pnum
        )
        raw = b"".join(hj212.encode_frame(packet) for packet in packets)
        self.monitor.take(self._read(packets), raw, self._packet_note(packets[0]))

    def _packet_note(self, frame: hj212.Frame) -> dict[str, str]:
        """Packets that were acknowledged and wait for the others, so that a power cut loses none."""
        if not frame.split and frame.pnum is None:
            return {}
        waiting = self._packets.held[:_MOST_KEPT_PACKETS]
        texts = [base64.b64encode(hj212.encode_frame(packet)).decode("ascii") for packet in waiting]
        return {self.monitor.note("packets"): msgspec.json.encode(texts).decode()}

    def _recall_packets(self, desk: Desk) -> None:
        text = desk.outbox.note(self.monitor.note("packets"))
        for packet in msgspec.json.decode(text, type=list[str]) if text else []:
            self._packets.add(hj212.decode_frame(base64.b64decode(packet)), time.monotonic())


class _Conversation:
    """One connection: frames in, replies and the centre's own commands out."""

    def __init__(self, door: VapourListener) -> None:
        self.ended = False
        self.proven = False
        self._door = door
        self._reader = hj212.FrameReader(door.open_area)
        self._deviations = 0
        settings = door.settings
        self._handshake = hj212.Handshake(
            settings.mn, settings.password, settings.st, settings.over_time_s, settings.retries
        )
        self._told = 0
        self._greeted = settings.handshake == "never"
        if settings.handshake == "at_connection":
            self._begin()

    def received(self, data: bytes) -> bytes:
        """The replies to what came, and the next command if one is due."""
        out = b""
        for item in self._reader.feed(data):
            out += b"".join(hj212.encode_frame(reply) for reply in self._answers(item, data))
            if isinstance(item, hj212.FrameError) and item.reason == "too_long":
                self.ended = True
                return out
        self._count_deviations()
        return out + self.tick()

    def tick(self) -> bytes:
        """The centre's command that is due now."""
        frame = self._handshake.due(time.monotonic(), self._door.monitor.desk.now())
        self._tell_outcomes()
        return hj212.encode_frame(frame) if frame is not None else b""

    def _answers(self, item: hj212.Frame | hj212.FrameError, data: bytes) -> list[hj212.Frame]:
        if isinstance(item, hj212.FrameError):
            return self._refused(item, data)
        known = item.mn == self._door.settings.mn
        allowed = self._door.admits(item)
        if not known or not allowed:
            self._door.board.count("hj212_unknown_sender" if not known else "hj212_wrong_password")
            return self._replies(item, known, allowed)
        self.proven = True
        self._door.monitor.heard()
        if self._handshake.received(item, time.monotonic()):
            return []
        if not self._greeted:
            self._begin()
        if hj212.kind_of(item) in ("data", "notice"):
            self._door.see_clock(item)
        if item.cn == _ASKS_FOR_TIME:
            self._handshake.ask([_SET_TIME])
        if hj212.kind_of(item) == "data" and not self._door.take(item, hj212.encode_frame(item)):
            return []
        return self._replies(item, known=True, allowed=True)

    def _replies(self, frame: hj212.Frame, known: bool, allowed: bool) -> list[hj212.Frame]:
        always = self._door.settings.answer == "always"
        return hj212.answers_for(frame, known, allowed, unflagged=always)

    def _refused(self, error: hj212.FrameError, data: bytes) -> list[hj212.Frame]:
        detail = f"{error.reason}: {error.detail}"
        if error.wrong_crc:
            self._door.board.fact(f"{self._door.name}: its checksum is", error.wrong_crc)
        self._door.monitor.unread(error.raw or data, detail)
        return hj212.answers_for(error, error.mn == self._door.settings.mn, password_ok=True)

    def _begin(self) -> None:
        settings = self._door.settings
        self._greeted = True
        self._handshake.ask(
            hj212.greeting(settings.over_time_s, settings.retries, settings.realtime_s, settings.minute_min)
        )

    def _tell_outcomes(self) -> None:
        for outcome in self._handshake.outcomes[self._told :]:
            code = f" ({outcome.code})" if outcome.code else ""
            self._door.board.fact(f"{self._door.name}: command {outcome.cn}", outcome.result + code)
            log.info(
                "%s: %s: %s %s%s", self._door.station_id, self._door.name, outcome.cn, outcome.result, code
            )
        self._told = len(self._handshake.outcomes)

    def _count_deviations(self) -> None:
        seen = self._reader.deviations.total()
        if seen > self._deviations:
            for name, count in self._reader.deviations.items():
                self._door.board.fact(f"{self._door.name}: frames ended by {name}", count)
            self._deviations = seen
