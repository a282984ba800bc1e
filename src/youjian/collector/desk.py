"""What every driver of a station works with: its identity, its outbox, its board, its clock."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from youjian.collector.board import Board
from youjian.collector.clock import utc_now
from youjian.collector.frames import Frames
from youjian.collector.fuellings import NozzleState
from youjian.collector.lines import Lines
from youjian.collector.outbox import TELEMETRY, Outbox, OutboxDamagedError, OutboxFullError
from youjian.contract.fields import EventCode
from youjian.contract.records import DeviceEvent, Record
from youjian.contract.tables import FACT_TABLES

log = logging.getLogger(__name__)


_MOST_HELD = 1000
_LONGEST_DETAIL = 4000
_TELEMETRY = tuple(table.type for table in FACT_TABLES if table.name in TELEMETRY)


@dataclass(frozen=True)
class Desk:
    """One station inside the collector.

    `intervals` are seconds between polls by device name, where the platform asked for others than the file's.
    `held` are events for which there was no room yet.
    """

    station_id: str
    outbox: Outbox
    board: Board
    now: Callable[[], datetime] = utc_now
    frames: Frames = field(default_factory=Frames)
    intervals: dict[str, float] = field(default_factory=dict[str, float])
    lines: Lines = field(default_factory=Lines)
    held: deque[DeviceEvent] = field(default_factory=lambda: deque[DeviceEvent](maxlen=_MOST_HELD))

    def store(
        self,
        records: Sequence[Record] = (),
        states: Iterable[NozzleState] = (),
        notes: Mapping[str, str] | None = None,
    ) -> bool:
        """Put records on disk; False (counted, shown) when there is room for no more telemetry.

        Raises OutboxFullError, storing nothing, where what was refused is more than telemetry: whoever made
        it must not go on as if it were stored, and makes it again from what the device still shows.
        """
        try:
            self._commit(records, states, notes)
        except OutboxFullError as error:
            self.board.count("refused_by_the_outbox", len(records))
            if self.board.device("collector", "outbox_full"):
                log.error("%s: the outbox takes nothing more: %s", self.station_id, error)
            if records and all(isinstance(record, _TELEMETRY) for record in records):
                return False
            raise
        if records:
            self.board.recorded(self.now())
            self.board.count("records", len(records))
            if damage := self.outbox.damage_to_tell():
                self.event(["collector"], "boot", damage[:_LONGEST_DETAIL])
            self._store_held()
        return True

    def event(self, devices: Iterable[str], code: EventCode, detail: str | None = None) -> None:
        """Record that something happened to devices; without room it is held until there is some."""
        at = self.now()
        events = [
            DeviceEvent(station_id=self.station_id, device=device, at=at, code=code, detail=detail)
            for device in devices
        ]
        try:
            self.store(events)
        except OutboxFullError:
            self.held.extend(events)

    def _commit(
        self, records: Sequence[Record], states: Iterable[NozzleState], notes: Mapping[str, str] | None
    ) -> None:
        kept = list(states)
        try:
            self.outbox.commit(records, kept, notes)
        except OutboxDamagedError:
            self.outbox.commit(records, kept, notes)

    def _store_held(self) -> None:
        """Record the events that came while there was no room."""
        while self.held:
            event = self.held.popleft()
            try:
                self._commit([event], (), None)
            except OutboxFullError:
                self.held.appendleft(event)
                return
