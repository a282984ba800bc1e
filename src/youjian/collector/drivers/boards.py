"""Who a nozzle's tax chip says it is: read now and then, recorded when new, told when it changed.

Command 83. The factory number that counts is on disk, stored together with the records made from it.
"""

import time
from collections.abc import Callable

from youjian.collector.desk import Desk
from youjian.collector.settings.taxport import TaxNozzle
from youjian.contract.records import DeviceEvent, Record, TaxState
from youjian.protocols import taxport

EVERY_S = 600.0
Ask = Callable[[TaxNozzle], taxport.TaxInfo | None]


class Boards:
    """The tax chips of one port."""

    def __init__(self, desk: Desk, device_of: Callable[[TaxNozzle], str]) -> None:
        self._desk = desk
        self._device_of = device_of
        self._due: dict[int, float] = {}

    def suspect(self, nozzle_id: int) -> None:
        """Something odd was seen: look at this nozzle's chip with the next poll."""
        self._due[nozzle_id] = 0.0

    def look(self, nozzle: TaxNozzle, ask: Ask) -> None:
        """Read the chip if it is time; a change counts when a second read confirms it."""
        if time.monotonic() < self._due.get(nozzle.nozzle_id, 0.0):
            return
        self._due[nozzle.nozzle_id] = time.monotonic() + EVERY_S
        info = ask(nozzle)
        known = self._desk.outbox.note(_note_of(nozzle))
        if info is None or _text(info) == known or ask(nozzle) != info:
            return
        self._store(nozzle, info, known)

    def _store(self, nozzle: TaxNozzle, info: taxport.TaxInfo, known: str | None) -> None:
        at, station_id = self._desk.now(), self._desk.station_id
        records: list[Record] = [
            TaxState(
                station_id=station_id,
                nozzle_id=nozzle.nozzle_id,
                read_at=at,
                initialised=info.status != 0,
                factory_no=info.factory_no,
            )
        ]
        before = known.split(" ", maxsplit=1)[0] if known else info.factory_no
        if before != info.factory_no:
            detail = f"factory number of nozzle {nozzle.nozzle_id} changed from {before} to {info.factory_no}"
            device = self._device_of(nozzle)
            records.append(
                DeviceEvent(
                    station_id=station_id, device=device, at=at, code="board_id_changed", detail=detail
                )
            )
        self._desk.store(records, notes={_note_of(nozzle): _text(info)})


def _note_of(nozzle: TaxNozzle) -> str:
    return f"tax chip of nozzle {nozzle.nozzle_id}"


def _text(info: taxport.TaxInfo) -> str:
    return f"{info.factory_no} {info.status}"
