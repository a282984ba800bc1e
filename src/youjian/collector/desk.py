"""What every driver of a station works with: its identity, its outbox, its board, its clock."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from youjian.collector.board import Board
from youjian.collector.frames import Frames
from youjian.collector.fuellings import NozzleState
from youjian.collector.lines import Lines
from youjian.collector.outbox import Outbox, OutboxFullError
from youjian.contract.fields import EventCode
from youjian.contract.records import DeviceEvent, Record

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The collector's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """One station inside the collector.

    `intervals` are seconds between polls by device name, where the platform asked for others than the file's.
    """

    station_id: str
    outbox: Outbox
    board: Board
    now: Callable[[], datetime] = utc_now
    frames: Frames = field(default_factory=Frames)
    intervals: dict[str, float] = field(default_factory=dict[str, float])
    lines: Lines = field(default_factory=Lines)

    def store(
        self,
        records: Sequence[Record] = (),
        states: Iterable[NozzleState] = (),
        notes: Mapping[str, str] | None = None,
    ) -> bool:
        """Put records on disk; False (counted, shown) when the outbox is full and takes no telemetry."""
        try:
            self.outbox.commit(records, states, notes)
        except OutboxFullError as error:
            self.board.count("telemetry_refused", len(records))
            if self.board.device("collector", "outbox_full"):
                log.error("%s: telemetry is refused: %s", self.station_id, error)
            return False
        if records:
            self.board.recorded(self.now())
            self.board.count("records", len(records))
        return True

    def event(self, devices: Iterable[str], code: EventCode, detail: str | None = None) -> None:
        """Record that something happened to devices."""
        at = self.now()
        self.store(
            [
                DeviceEvent(station_id=self.station_id, device=device, at=at, code=code, detail=detail)
                for device in devices
            ]
        )
