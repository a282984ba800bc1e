"""States, identities and faults that a controller tells beside its fuellings: events when they change."""

from collections.abc import Sequence

from youjian.collector.desk import Desk
from youjian.collector.faults import FaultTable, fault_table
from youjian.collector.settings.forecourt import Forecourt
from youjian.contract.fields import EventCode
from youjian.contract.records import DeviceEvent
from youjian.protocols import forecourt

_BEGINS: dict[str, EventCode] = {"OFFLINE": "port_disconnected", "CLOSED": "nozzle_disabled"}
_ENDS: dict[str, EventCode] = {"OFFLINE": "port_connected", "CLOSED": "nozzle_enabled"}
Sign = forecourt.PumpState | forecourt.Identity | forecourt.Fault


class Signs:
    """What was told last of each nozzle, on disk; a sign that says the same again is no event."""

    def __init__(self, settings: Forecourt, desk: Desk) -> None:
        self._settings = settings
        self._desk = desk
        self._faults: FaultTable | None = fault_table(settings.faults) if settings.faults else None

    def read(
        self, told: Sign, nozzle_id: int | None, everywhere: Sequence[int], notes: dict[str, str]
    ) -> list[DeviceEvent]:
        """The events of a sign; `notes` gets what must be stored with them."""
        if isinstance(told, forecourt.Fault):
            return self._fault(told, everywhere if nozzle_id is None else [nozzle_id])
        if nozzle_id is None:
            return []
        if isinstance(told, forecourt.PumpState):
            return self._state(told, nozzle_id, notes)
        return self._identity(told, nozzle_id, notes)

    def _state(self, told: forecourt.PumpState, nozzle_id: int, notes: dict[str, str]) -> list[DeviceEvent]:
        word = self._settings.states.get(told.state, told.state)
        word = forecourt.state_named(self._settings.states.get(told.state.lower(), word))
        if word not in forecourt.STATES:
            self._desk.board.count("forecourt_unknown_state")
        self._desk.board.fact(f"state of nozzle {nozzle_id}", word[:64])
        self._desk.board.device(f"nozzle:{nozzle_id}", word.lower() if word in _BEGINS else "ok")
        before = self._known("state", nozzle_id, notes)
        if word == before:
            return []
        notes[self._note("state", nozzle_id)] = word
        codes = (_ENDS.get(before), _BEGINS.get(word))
        return [self._event(nozzle_id, code, told, f"{before or '-'} to {word}") for code in codes if code]

    def _identity(self, told: forecourt.Identity, nozzle_id: int, notes: dict[str, str]) -> list[DeviceEvent]:
        found: list[DeviceEvent] = []
        parts: tuple[tuple[str, str, EventCode], ...] = (
            ("board", told.board, "board_id_changed"),
            ("encoder", told.encoder, "encoder_id_changed"),
        )
        for part, number, code in parts:
            before = self._known(part, nozzle_id, notes)
            if not number or number == before:
                continue
            notes[self._note(part, nozzle_id)] = number
            if before:
                detail = f"{part} of nozzle {nozzle_id} changed from {before} to {number}"
                found.append(self._event(nozzle_id, code, told, detail))
        return found

    def _fault(self, told: forecourt.Fault, nozzle_ids: Sequence[int]) -> list[DeviceEvent]:
        fault = self._faults.meaning(told.code) if self._faults else None
        self._desk.board.count("forecourt_faults" if fault else "forecourt_unknown_fault")
        meaning = fault.meaning if fault else "not in the table"
        port = fault.port_of(told.code) if fault else None
        detail = f"fault {told.code}: {meaning}" + (f" (port {port})" if port is not None else "")
        self._desk.board.fact(f"{self._settings.name}: latest fault", detail)
        if fault is None or fault.event is None:
            return []
        return [self._event(nozzle_id, fault.event, told, detail) for nozzle_id in nozzle_ids]

    def _event(self, nozzle_id: int, code: EventCode, told: Sign, detail: str) -> DeviceEvent:
        return DeviceEvent(
            station_id=self._desk.station_id,
            device=f"nozzle:{nozzle_id}",
            at=told.at or self._desk.now(),
            code=code,
            detail=detail[:500],
        )

    def _known(self, what: str, nozzle_id: int, notes: dict[str, str]) -> str:
        name = self._note(what, nozzle_id)
        return notes.get(name) or self._desk.outbox.note(name) or ""

    def _note(self, what: str, nozzle_id: int) -> str:
        return f"{self._settings.name}: {what} of nozzle {nozzle_id}"
