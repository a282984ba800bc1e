"""Maintenance that was announced: its beginning and its end become events when they come, each once.

What is announced stays in a note of the outbox until its end is recorded; note and event are stored in one
transaction, so that neither a restart nor a killed process loses or repeats one. Devices are read on
meanwhile as ever: an announcement explains, it hides nothing.
"""

import threading
from collections.abc import Sequence
from datetime import datetime

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.orders.arguments import RefusedError
from youjian.collector.orders.words import both
from youjian.contract.fields import EventCode
from youjian.contract.records import DeviceEvent

_NOTE = "announced maintenance"
MOST = 64


class Announced(msgspec.Struct, frozen=True):
    """Maintenance to come or under way; `began` tells that its beginning is recorded."""

    command_id: str
    devices: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    reason: str
    began: bool = False


class Announcements:
    """The announcements of one station; every method may be called from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        text = desk.outbox.note(_NOTE)
        self._open = msgspec.json.decode(text, type=list[Announced]) if text else []

    def add(self, announced: Announced) -> None:
        """Remember an announcement; the same command again changes nothing. RefusedError after many."""
        with self._lock:
            if any(one.command_id == announced.command_id for one in self._open):
                return
            if len(self._open) >= MOST:
                raise RefusedError(
                    both(
                        f"已有{MOST}条检修通知未结束",
                        f"{MOST} announcements are open already: wait until one has ended",
                    )
                )
            self._store([], [*self._open, announced])

    def due(self) -> None:
        """Record beginnings and ends that have come."""
        with self._lock:
            now = self._desk.now()
            if not any(self._has_come(one, now) for one in self._open):
                return
            events: list[DeviceEvent] = []
            still: list[Announced] = []
            for one in self._open:
                if not one.began and one.starts_at <= now:
                    one = msgspec.structs.replace(one, began=True)  # noqa: PLW2901 - it has become another
                    events += self._events(one, one.starts_at, "maintenance_started")
                if one.ends_at <= now:
                    events += self._events(one, one.ends_at, "maintenance_ended")
                else:
                    still.append(one)
            self._store(events, still)

    @staticmethod
    def _has_come(one: Announced, now: datetime) -> bool:
        return one.ends_at <= now or (not one.began and one.starts_at <= now)

    def _events(self, one: Announced, at: datetime, code: EventCode) -> list[DeviceEvent]:
        detail = f"announced by command {one.command_id}: {one.reason}"
        return [
            DeviceEvent(station_id=self._desk.station_id, device=device, at=at, code=code, detail=detail)
            for device in one.devices
        ]

    def _store(self, events: Sequence[DeviceEvent], still: list[Announced]) -> None:
        self._desk.store(events, notes={_NOTE: msgspec.json.encode(still).decode()})
        self._open = still
