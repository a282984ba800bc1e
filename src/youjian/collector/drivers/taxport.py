"""A dispenser's tax port: totals every poll, the last fill when a total has moved.

What a reading means is decided in `collector.fuellings`, and stored with the nozzle's state in one
transaction; the frames it was read from are kept beside it.
"""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from youjian.collector.desk import Desk
from youjian.collector.drivers.boards import Boards
from youjian.collector.drivers.port import SilentError
from youjian.collector.drivers.taxport_absent import AbsentNozzles
from youjian.collector.drivers.taxport_days import DayTotals
from youjian.collector.drivers.taxport_line import Manner, TaxLine
from youjian.collector.drivers.taxport_mixed import MixedTotals
from youjian.collector.drivers.taxport_reading import Readings
from youjian.collector.fuellings import (
    Derived,
    Limits,
    NozzleState,
    Reading,
    derive,
    first_state,
    minute_of,
    restarted,
    worth_storing,
)
from youjian.collector.settings.taxport import TaxNozzle, TaxPort
from youjian.collector.transport import Transport
from youjian.protocols import taxport

log = logging.getLogger(__name__)
CLOCK_LATE = -2
"""A fill is seen within its own minute or the next; minutes, the dispenser's clock less ours."""
Totals = dict[TaxNozzle, taxport.GrandTotal]


class TaxPortDriver:
    """All nozzles of one port."""

    def __init__(self, settings: TaxPort, desk: Desk) -> None:
        self.name = settings.name
        self.poll_s = settings.poll_s
        self._settings = settings
        self._desk = desk
        self._limits = Limits(
            hole=timedelta(seconds=settings.hole_s),
            flow_l_min=settings.flow_l_min,
            still=timedelta(seconds=settings.still_s),
        )
        stored = desk.outbox.nozzle_states()
        self._states = {n.nozzle_id: stored[n.nozzle_id] for n in settings.nozzles if n.nozzle_id in stored}
        self._saved_at = 0.0
        manner = Manner(settings.timeout_s, settings.total_mode, settings.ret_mode)
        self._talk = TaxLine(f"{desk.station_id}: {settings.name}", manner, desk.board, desk.now)
        self._readings = Readings(settings, desk, self._talk)
        self._absent = AbsentNozzles(desk)
        self._mixed = MixedTotals(settings.name, desk)
        self._boards = Boards(desk, self._device_of, self._readings.expect_spare)
        self._days = DayTotals(settings, desk)
        self.devices: Sequence[str] = sorted({self._device_of(nozzle) for nozzle in settings.nozzles})

    def poll(self, line: Transport) -> None:
        """One round over the port's nozzles; SilentError when none answers."""
        self._talk.begin()
        asked = [nozzle for nozzle in self._settings.nozzles if self._absent.worth_asking(nozzle)]
        totals = {nozzle: self._talk.total(line, nozzle.address) for nozzle in asked}
        answered = {nozzle: total for nozzle, total in totals.items() if total is not None}
        if not answered:
            raise SilentError("no answer to the grand total (89) of any nozzle")
        self._absent.heard(answered)
        self._absent.missed(nozzle for nozzle in asked if nozzle not in answered)
        self._round(line, answered)
        self._save_seen()

    def _round(self, line: Transport, totals: Totals) -> None:
        states = [self._states.get(nozzle.nozzle_id) for nozzle in totals]
        told = zip(totals.values(), states, strict=True)
        verdict = self._mixed.verdict(states, [self._readings.running(*each) for each in told])
        if verdict == "hold":
            return
        if verdict == "exchanged":
            self._restart(totals)
            return
        for nozzle, total in totals.items():
            sibling = next((t.totalizer_ml for other, t in totals.items() if other != nozzle), None)
            self._follow(line, nozzle, total, sibling)
            self._look_beside(line, nozzle)

    def _look_beside(self, line: Transport, nozzle: TaxNozzle) -> None:
        """What is read now and then: who the tax chip says it is, and the port's own totals of the day."""
        if self._settings.tax_info:
            self._boards.look(nozzle, partial(self._talk.identity, line, nozzle.address))
        if self._settings.day_totals:
            self._days.look(nozzle, partial(self._talk.ask, line))

    def _device_of(self, nozzle: TaxNozzle) -> str:
        """Whose part a tax chip is: the dispenser's, where the file names it."""
        dispenser = self._settings.dispenser_id
        return f"dispenser:{dispenser}" if dispenser is not None else f"nozzle:{nozzle.nozzle_id}"

    def _follow(
        self, line: Transport, nozzle: TaxNozzle, total: taxport.GrandTotal, sibling_ml: int | None
    ) -> None:
        state = self._states.get(nozzle.nozzle_id)
        reading = self._readings.read(line, nozzle, total, state, sibling_ml)
        if reading is None:
            return
        if state is None:
            self._keep(nozzle, Derived(first_state(nozzle.nozzle_id, reading)), None)
        else:
            self._keep(nozzle, derive(self._desk.station_id, state, reading, self._limits), state)

    def _restart(self, totals: Totals) -> None:
        """Totals exchanged for ten minutes are wires or addresses exchanged: differences start anew."""
        for nozzle, total in totals.items():
            state = self._states[nozzle.nozzle_id]
            reading = Reading(
                at=self._desk.now(), total_ml=total.totalizer_ml, amount_fen=total.amount_total_fen
            )
            why = (
                f"the port's two nozzles have answered with each other's totals for ten minutes: "
                f"{state.seen_total_ml} mL before, {reading.total_ml} mL now"
            )
            self._keep(nozzle, restarted(self._desk.station_id, state, reading, why), state)
        self._mixed.forget()

    def _keep(self, nozzle: TaxNozzle, derived: Derived, before: NozzleState | None) -> None:
        """Store what was derived; the memory follows the disk, never the other way round."""
        after = derived.state
        records = [record for record in (derived.fuelling, derived.event) if record is not None]
        if records or worth_storing(before, after):
            self._desk.store(records, [after], self._days.notes(nozzle, derived, before))
        self._states[after.nozzle_id] = after
        if derived.event is not None:
            self._boards.suspect(after.nozzle_id)
        if derived.replayed:
            self._desk.board.count("replayed_fuellings")
        if before is not None and records:
            self._tell(nozzle, before, derived)
        elif before is not None and before.pending is None and after.pending is not None:
            self._keep_frames(
                nozzle, f"total {before.seen_total_ml} to {after.pending.total_ml} mL, no fill yet"
            )

    def _tell(self, nozzle: TaxNozzle, before: NozzleState, derived: Derived) -> None:
        """Say and keep what a record was made from: totals before and after, and the frames of this round."""
        made, after = derived.fuelling, derived.state
        if made is not None and after.fill is not None:
            self._see_clock(after)
        what = f"fuelling {made.seq}, {made.source}, {made.volume_ml} mL" if made else "event"
        if derived.event is not None:
            what = f"{what}, {derived.event.code}" if made else derived.event.code
        why = f"{what}; totalizer {before.seen_total_ml} to {after.seen_total_ml} mL"
        self._keep_frames(nozzle, why)
        log.info("%s: nozzle %d: %s, last fill %s", self._desk.station_id, after.nozzle_id, why, after.fill)

    def _see_clock(self, after: NozzleState) -> None:
        """Show by how much the dispenser's clock is off, as the fill that was just seen names its minute."""
        minute = minute_of(after.fill, after.seen_at) if after.fill else None
        if minute is None:
            return
        off = round((minute - after.seen_at).total_seconds() / 60)
        self._desk.board.fact(f"clock of nozzle {after.nozzle_id}, minutes", off)
        if not CLOCK_LATE <= off <= 1:
            self._desk.board.count("dispenser_clock_off")

    def _keep_frames(self, nozzle: TaxNozzle, why: str) -> None:
        """Keep what was said about a nozzle in this round."""
        for at, direction, data in self._talk.said(nozzle.address):
            self._desk.frames.keep(f"nozzle:{nozzle.nozzle_id}", at, direction, data, why)

    def _save_seen(self) -> None:
        """Store when the nozzles were last seen, so that a restart knows how long nobody looked."""
        if time.monotonic() - self._saved_at > self._settings.hole_s / 4:
            self._desk.store(states=self._states.values())
            self._saved_at = time.monotonic()
