"""A living station and its account on disk: nothing is shown at a door before it is saved."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from youjian.contract.records import PressureReading, VapourFill
from youjian.simulator import records
from youjian.simulator.model import Event, StationModel
from youjian.simulator.scenarios import Injection, inject
from youjian.simulator.state import DeliveryDone, Fill
from youjian.simulator.store import LogLine, Saved, TruthLog, save_state

log = logging.getLogger(__name__)

_MOST_VAPOUR_WAITING = 20_000


class StationHost:
    """Steps one station by an injected clock, saves its state and writes the log.

    Doors call `catch_up` before they answer, so that what they show is saved and of this moment.
    """

    def __init__(
        self, model: StationModel, saved: Saved, path: Path, log: TruthLog, clock: Callable[[], float]
    ) -> None:
        self.model = model
        self.saved = saved
        self._path = path
        self._log = log
        self._clock = clock
        log.write(saved.unlogged)

    @property
    def station_id(self) -> str:
        """The station's identifier."""
        return self.model.physics.station_id

    def catch_up(self) -> list[Event]:
        """Live on to the clock's moment; saved and logged when something happened."""
        events = self.model.advance(self._clock())
        if events:
            lines = [_line_of(self.station_id, event) for event in events]
            fills = [records.vapour_fill(self.model, event) for event in events if isinstance(event, Fill)]
            self.saved.vapour_fills += [fill for fill in fills if fill is not None]
            self._commit(lines)
        return events

    def inject(self, wanted: Injection) -> dict[str, Any]:
        """Switch a scenario on now and return its label; raises ValueError when that is impossible."""
        self.catch_up()
        done = inject(self.model, wanted)
        lines = [("labels", done.label)]
        if done.fill is not None:
            lines.append(_line_of(self.station_id, done.fill))
        self._commit(lines)
        return done.label

    def record_attack(self, command: bytes, peer: str) -> None:
        """Somebody tried to write to the gauge."""
        content = {
            "station": self.station_id,
            "at": _iso(self.model.at),
            "peer": peer,
            "command": command.hex(),
        }
        self._commit([("attacks", content)])

    def measure_pressure(self) -> None:
        """The vapour monitor takes a reading; it waits with the others to be acknowledged."""
        self.saved.pressures.append(records.pressure_reading(self.model))

    def vapour_acknowledged(self, record: VapourFill | PressureReading) -> None:
        """The other side has a vapour record: forget it."""
        self.saved.vapour_fills = [waiting for waiting in self.saved.vapour_fills if waiting != record]
        self.saved.pressures = [waiting for waiting in self.saved.pressures if waiting != record]
        self.save()

    def save(self) -> None:
        """Write the state to disk."""
        for waiting in (self.saved.vapour_fills, self.saved.pressures):
            overflow = max(len(waiting) - _MOST_VAPOUR_WAITING, 0)
            if overflow:
                log.warning("station %s: %d vapour records dropped", self.station_id, overflow)
            del waiting[:overflow]
        save_state(self._path, self.saved)

    def _commit(self, lines: list[tuple[str, dict[str, Any]]]) -> None:
        first = self.saved.last_line + 1
        self.saved.unlogged = [LogLine(log, first + n, content) for n, (log, content) in enumerate(lines)]
        self.saved.last_line += len(lines)
        self.save()
        self._log.write(self.saved.unlogged)


def _line_of(station_id: str, event: Event) -> tuple[str, dict[str, Any]]:
    if isinstance(event, Fill):
        return "fuellings", {"station": station_id, **_fuelling_line(event)}
    return "deliveries", {"station": station_id, **_delivery_line(event)}


def _fuelling_line(fill: Fill) -> dict[str, Any]:
    return {
        "nozzle": fill.nozzle_id,
        "seq": fill.seq,
        "started_at": _iso(fill.started_at),
        "ended_at": _iso(fill.ended_at),
        "volume_ml": fill.volume_ml,
        "amount_fen": fill.amount_fen,
        "unit_price_fen": fill.unit_price_fen,
        "totalizer_ml": fill.totalizer_ml,
        "label": fill.label,
        "meter_error": fill.meter_error,
    }


def _delivery_line(event: DeliveryDone) -> dict[str, Any]:
    return {
        "tank": event.tank_id,
        "delivery_id": event.unloading.delivery_id,
        "started_at": _iso(event.unloading.started_at),
        "ended_at": _iso(event.unloading.ends_at),
        "net20_l": event.unloading.net20_l,
        "documented20_ml": event.documented20_ml if event.unloading.documented else None,
        "temp_c": event.temp_c,
    }


def _iso(at: float) -> str:
    return records.moment(at).isoformat(timespec="milliseconds")
