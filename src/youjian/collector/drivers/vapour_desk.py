"""What a vapour monitor's messages become at the station, whatever it speaks.

Records are checked, made once, and on disk when `take` returns True. The monitor's own warnings stand on the
board; bytes that nothing could be made of go to the kept frames. Its clock is compared with ours.
"""

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.outbox import OutboxFullError
from youjian.collector.settings.vapour import VapourSection
from youjian.contract.records import DeviceEvent, Heartbeat, Record
from youjian.protocols.vapour import (
    ClockWatch,
    MappedNozzle,
    MonitorWatch,
    NozzleMap,
    Units,
    VapourUpload,
    drafts_of,
)

log = logging.getLogger(__name__)
T = TypeVar("T")
DEVICE = "vapour"
_REMEMBERED = 64
_CLOCK_STEP_S = 5.0
_MOST_ALARMS = 200


class VapourDesk:
    """One monitor: its records, its clock, its signs of life."""

    def __init__(self, settings: VapourSection, desk: Desk) -> None:
        self.name = settings.name
        self.desk = desk
        self.units = Units(
            ratio=settings.ratio_unit, pressure=settings.pressure_unit, volume=settings.volume_unit
        )
        self._settings = settings
        self._nozzles = NozzleMap(
            [
                MappedNozzle(number=each.number, nozzle_id=each.nozzle_id, dispenser=each.dispenser)
                for each in settings.nozzles
            ]
        )
        self._known = self._noted("monitor", dict[str, str]())
        self._made: OrderedDict[str, None] = OrderedDict.fromkeys(self._noted("made", list[str]()))
        no_offset: float | None = None
        self._clock = ClockWatch(self._noted("clock", no_offset), settings.clock_jump_s)
        self._clock_stored = self._clock.offset_s
        self._alarms: dict[str, str] = {}
        self._heard_at = time.monotonic()
        self._beat_at: float | None = None
        self._up: bool | None = None

    # messages

    def take(self, uploads: Iterable[VapourUpload], raw: bytes, more: dict[str, str] | None = None) -> bool:
        """Store what messages amount to, together with notes of the driver; False when it was refused."""
        now = self.desk.now()
        watch = MonitorWatch(self._known, self._nozzles)
        made: OrderedDict[str, Record] = OrderedDict()
        bad: list[tuple[str, str]] = []
        facts_only = False
        for upload in uploads:
            drafts = drafts_of(upload, self.desk.station_id, now, watch, self._nozzles)
            made.update((_digest(record), record) for record in drafts.records)
            bad += drafts.bad
            facts_only |= self._show_alarms(upload) or not (drafts.good or drafts.bad or not upload.others)
        new = {digest: record for digest, record in made.items() if digest not in self._made}
        if not self._store(list(new.values()), list(new), watch.known, more or {}):
            return False
        self._known = watch.known
        self._repeated(len(made) - len(new))
        self._tell_bad(bad, raw, now)
        if facts_only and not bad:
            self.desk.frames.keep(DEVICE, now, "in", raw, "facts of the monitor, no record")
        self._show_state(watch)
        return True

    def unread(self, data: bytes, why: str) -> None:
        """Bytes that nothing could be made of: kept, counted under `why`, logged."""
        self.desk.board.count(f"{self._settings.__struct_config__.tag}_{why.partition(':')[0]}")
        log.warning("%s: %s: %s", self.desk.station_id, self.name, why)
        self.desk.frames.keep(DEVICE, self.desk.now(), "in", data, why[:200])

    def _store(
        self, records: list[Record], digests: list[str], known: dict[str, str], more: dict[str, str]
    ) -> bool:
        notes = dict(more)
        made = OrderedDict(self._made)
        made.update(dict.fromkeys(digests))
        while len(made) > _REMEMBERED:
            made.popitem(last=False)
        if digests:
            notes[self._note("made")] = msgspec.json.encode(list(made)).decode()
        if known != self._known:
            notes[self._note("monitor")] = msgspec.json.encode(known).decode()
        if (records or notes) and not self._on_disk(records, notes):
            return False
        self._made = made
        return True

    def _on_disk(self, records: Sequence[Record], notes: dict[str, str]) -> bool:
        """Whether it is stored; what is refused the monitor keeps, because it gets no answer."""
        try:
            return self.desk.store(records, notes=notes)
        except OutboxFullError:
            return False

    def _repeated(self, count: int) -> None:
        if count:
            self.desk.board.count("vapour_repeated_records", count)

    def _tell_bad(self, bad: list[tuple[str, str]], raw: bytes, now: datetime) -> None:
        for table, problem in bad:
            self.desk.board.count("vapour_bad_values")
            log.warning("%s: %s: %s: %s", self.desk.station_id, self.name, table, problem)
        if bad:
            self.desk.frames.keep(DEVICE, now, "in", raw, f"bad value: {bad[0][1]}"[:200])

    def _show_alarms(self, upload: VapourUpload) -> bool:
        """The monitor's own opinion: a fact of the board; whether it is another than before."""
        before = dict(self._alarms)
        for name, text in upload.alarms.items():
            if name in self._alarms or len(self._alarms) < _MOST_ALARMS:
                self._alarms[name] = text
        if self._alarms == before:
            return False
        warned = {name: text for name, text in sorted(self._alarms.items()) if text not in ("0", "N")}
        self.desk.board.fact(f"{self.name}: warnings of its own", warned)
        return True

    def _show_state(self, watch: MonitorWatch) -> None:
        faults = watch.faults
        self.desk.board.device(DEVICE, f"fault {faults[0]}" if faults else "ok")

    # clock and signs of life

    def heard(self) -> None:
        """The monitor proved to be there."""
        self._heard_at = time.monotonic()
        self.desk.board.heard(self.name, self.desk.now())
        if self._up is False:
            self.desk.event([DEVICE], "port_connected")
        if not self._up:
            self.desk.board.device(DEVICE, "ok")
        self._up = True
        if self._beat_at is None or self._heard_at - self._beat_at >= self._settings.heartbeat_s:
            self._beat()

    def sent_at(self, said: datetime) -> None:
        """A message that the monitor made just now, by its clock."""
        jump = self._clock.seen(said, self.desk.now())
        offset = self._clock.offset_s
        if offset is None:
            return
        self.desk.board.fact(f"{self.name}: clock offset, s", round(offset, 1))
        if self._clock_stored is None or abs(offset - self._clock_stored) > _CLOCK_STEP_S:
            self._on_disk((), {self._note("clock"): msgspec.json.encode(offset).decode()})
            self._clock_stored = offset
        if jump is not None:
            detail = f"the monitor's clock moved from {jump.before_s:+.0f} s to {jump.after_s:+.0f} s off"
            log.warning("%s: %s: %s", self.desk.station_id, self.name, detail)
            self.desk.event([DEVICE], "clock_set", detail)

    def check_silence(self) -> None:
        """Tell once that nothing comes any more."""
        silent_s = self._settings.silent_s
        if self._up is False or time.monotonic() - self._heard_at <= silent_s:
            return
        self._up = False
        self.desk.board.device(DEVICE, "silent")
        log.warning("%s: %s sends nothing", self.desk.station_id, self.name)
        self.desk.event([DEVICE], "port_disconnected", f"nothing received for {silent_s:.0f} s")

    def started(self, at: datetime) -> None:
        """The monitor says that it started."""
        record = DeviceEvent(station_id=self.desk.station_id, device=DEVICE, at=at, code="boot")
        digest = _digest(record)
        if digest not in self._made:
            self._store([record], [digest], self._known, {})

    def _beat(self) -> None:
        """A sign of life with the clock's offset, where it is known."""
        if self._clock.offset_s is None:
            return
        self._beat_at = self._heard_at
        beat = Heartbeat(
            station_id=self.desk.station_id,
            device=DEVICE,
            at=self.desk.now(),
            clock_offset_s=round(self._clock.offset_s, 3),
            outbox_depth=0,
            firmware="not told",
        )
        self._on_disk([beat], {})

    # notes

    def note(self, what: str) -> str:
        """The name of a note of this monitor."""
        return self._note(what)

    def _note(self, what: str) -> str:
        return f"{self.name}: {what}"

    def _noted(self, what: str, default: T) -> T:
        """What was noted, of the kind of its default."""
        text = self.desk.outbox.note(self._note(what))
        return msgspec.json.decode(text) if text else default


def _digest(record: Record) -> str:
    return hashlib.blake2b(msgspec.json.encode(record), digest_size=8).hexdigest()
