"""Who a nozzle's tax chip says it is: read now and then, recorded when new, told when it changed.

Command 83. The identity that counts is on disk, stored together with the records made from it. The port
names the tax device alone: an encoder's identity is not on this line.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from youjian.collector.desk import Desk
from youjian.collector.settings.taxport import TaxNozzle
from youjian.contract.fields import SHANGHAI
from youjian.contract.records import DeviceEvent, Record, TaxState
from youjian.protocols import taxport

log = logging.getLogger(__name__)
EVERY_S = 600.0
CLOCK_JUMP = timedelta(minutes=5)
Ask = Callable[[], taxport.TaxIdentity | None]


class Boards:
    """The tax chips of one port."""

    def __init__(
        self,
        desk: Desk,
        device_of: Callable[[TaxNozzle], str],
        expect_spare: Callable[[TaxNozzle, bool], None],
    ) -> None:
        self._desk = desk
        self._device_of = device_of
        self._expect_spare = expect_spare
        self._due: dict[int, float] = {}
        self._clocks: dict[int, tuple[datetime, datetime]] = {}

    def suspect(self, nozzle_id: int) -> None:
        """Something odd was seen: look at this nozzle's chip with the next poll."""
        self._due[nozzle_id] = 0.0

    def look(self, nozzle: TaxNozzle, ask: Ask) -> None:
        """Read the chip if it is time; a change counts when a second read confirms it."""
        if time.monotonic() < self._due.get(nozzle.nozzle_id, 0.0):
            return
        self._due[nozzle.nozzle_id] = time.monotonic() + EVERY_S
        chip = ask()
        if chip is None:
            return
        self._show(nozzle, chip)
        known = self._desk.outbox.note(_note_of(nozzle))
        if _text(chip) == known or _says_less(chip, known):
            return
        again = ask()
        if again is not None and _text(again) == _text(chip):
            self._store(nozzle, chip, known)

    def _show(self, nozzle: TaxNozzle, chip: taxport.TaxIdentity) -> None:
        """What is good to know and no record: the chip's product, its clock, the length of its answers."""
        self._expect_spare(nozzle, taxport.has_spare_bytes(chip.factory_no))
        shown = {
            "factory_no": chip.factory_no,
            "product": chip.product,
            "nozzle_codes": chip.nozzle_codes.hex(),
        }
        if chip.chip_time is not None:
            chip_time = chip.chip_time.replace(tzinfo=SHANGHAI)
            shown["clock_minutes"] = f"{(chip_time - self._desk.now()).total_seconds() / 60:.0f}"
            self._see_clock(nozzle, chip_time)
        self._desk.board.fact(f"tax chip of nozzle {nozzle.nozzle_id}", shown)

    def _see_clock(self, nozzle: TaxNozzle, chip_time: datetime) -> None:
        """Tell when the chip's clock was set: one that goes, and went otherwise than ours.

        A time that stands still is a date of the chip's set-up and no clock.
        """
        now = self._desk.now()
        before, then = self._clocks.get(nozzle.nozzle_id, (chip_time, now))
        self._clocks[nozzle.nozzle_id] = (chip_time, now)
        jumped = (chip_time - before) - (now - then)
        if chip_time != before and abs(jumped) > CLOCK_JUMP:
            minutes = jumped.total_seconds() / 60
            detail = f"tax chip of nozzle {nozzle.nozzle_id}: its clock was set by {minutes:+.0f} min"
            self._desk.event([self._device_of(nozzle)], "clock_set", detail)

    def _store(self, nozzle: TaxNozzle, chip: taxport.TaxIdentity, known: str | None) -> None:
        at, station_id = self._desk.now(), self._desk.station_id
        records: list[Record] = [
            TaxState(
                station_id=station_id,
                nozzle_id=nozzle.nozzle_id,
                read_at=at,
                initialised=chip.status != 0,
                chip_taxpayer=chip.taxpayer or None,
                factory_no=chip.factory_no,
            )
        ]
        before = known.split(" ", maxsplit=1)[0] if known else chip.factory_no
        if before != chip.factory_no:
            detail = f"factory number of nozzle {nozzle.nozzle_id} changed from {before} to {chip.factory_no}"
            device = self._device_of(nozzle)
            records.append(
                DeviceEvent(
                    station_id=station_id, device=device, at=at, code="board_id_changed", detail=detail
                )
            )
        if known is not None:
            log.warning("%s: tax chip of nozzle %d: %s, now %s", station_id, nozzle.nozzle_id, known, chip)
        self._desk.store(records, notes={_note_of(nozzle): _text(chip)})


def _note_of(nozzle: TaxNozzle) -> str:
    return f"tax chip of nozzle {nozzle.nozzle_id}"


def _text(chip: taxport.TaxIdentity) -> str:
    """All that makes a chip another one; the factory number first."""
    codes = chip.nozzle_codes.hex() or "-"
    return f"{chip.factory_no} {chip.status} {chip.taxpayer or '-'} {chip.product or '-'} {codes}"


def _says_less(chip: taxport.TaxIdentity, known: str | None) -> bool:
    """Whether the second frame did not come: what is known of this very chip stays."""
    head = f"{chip.factory_no} {chip.status} "
    return chip.status != 0 and not chip.taxpayer and known is not None and known.startswith(head)
