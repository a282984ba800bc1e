"""A living station and its account on disk: nothing is shown at a door before it is saved."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from youjian.simulator.model import Event, StationModel
from youjian.simulator.scenarios import Injection, inject
from youjian.simulator.state import DeliveryDone, Fill
from youjian.simulator.store import LogLine, Saved, TruthLog, VapourMessage, save_state

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
        self.vapour_dropped = 0
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
            self.saved.vapour += self._vapour_of(events)
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

    def queue_vapour(self, message: VapourMessage) -> None:
        """Put a vapour record into the queue of what the other side must acknowledge."""
        self.saved.vapour.append(message)

    def vapour_acknowledged(self, message: VapourMessage) -> None:
        """The other side has it: forget it."""
        self.saved.vapour = [waiting for waiting in self.saved.vapour if waiting != message]
        self.save()

    def save(self) -> None:
        """Write the state to disk."""
        overflow = len(self.saved.vapour) - _MOST_VAPOUR_WAITING
        if overflow > 0:
            del self.saved.vapour[:overflow]
            self.vapour_dropped += overflow
        save_state(self._path, self.saved)

    def _commit(self, lines: list[tuple[str, dict[str, Any]]]) -> None:
        first = self.saved.last_line + 1
        self.saved.unlogged = [LogLine(log, first + n, content) for n, (log, content) in enumerate(lines)]
        self.saved.last_line += len(lines)
        self.save()
        self._log.write(self.saved.unlogged)

    def _vapour_of(self, events: list[Event]) -> list[VapourMessage]:
        if not self.model.physics.plan.station.vapour_monitoring:
            return []
        return [_vapour_fill(self.model, event) for event in events if self._has_vapour(event)]

    def _has_vapour(self, event: Event) -> bool:
        return isinstance(event, Fill) and self.model.physics.nozzles[event.nozzle_id].has_vapour


def _vapour_fill(model: StationModel, event: Event) -> VapourMessage:
    """The vapour monitor's own record of a fuelling."""
    if not isinstance(event, Fill):
        raise TypeError("only a fuelling has a vapour record")
    made = model.physics.nozzles[event.nozzle_id]
    rng = model.physics.generator(2, event.nozzle_id, event.totalizer_ml)
    fuel_ml = max(
        10, round(event.volume_ml * (1 + made.vapour_count_error + 0.0008 * float(rng.normal())), -1)
    )
    ratio = max(0.0, made.vapour_ratio + 0.06 * float(rng.normal()))
    minutes = max(event.ended_at - event.started_at, 0.5) / 60
    rate = ratio * (1 + 0.015 * float(rng.normal()))
    figures = {
        "nozzle_id": event.nozzle_id,
        "started_at": event.started_at,
        "ended_at": event.ended_at,
        "fuel_ml": fuel_ml,
        "vapour_ml": round(fuel_ml * ratio),
        "ratio": round(ratio, 2),
        "fuel_l_min": round(fuel_ml / 1000 / minutes, 2),
        "vapour_l_min": round(fuel_ml / 1000 / minutes * rate, 2),
    }
    return VapourMessage("fill", event.ended_at, figures)


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
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
