"""A dispenser's tax port: totals every poll, the last fill when a total has moved.

Three equal reads of the last fill between two equal reads of the total make a reading; what it means is
decided in `collector.fuellings`, and stored with the nozzle's state in one transaction.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from youjian.collector.desk import Desk
from youjian.collector.drivers.boards import Boards
from youjian.collector.drivers.port import SilentError
from youjian.collector.fuellings import (
    Derived,
    Fill,
    Limits,
    NozzleState,
    Reading,
    derive,
    exchanged,
    first_state,
    needs_fill,
)
from youjian.collector.settings.taxport import TaxNozzle, TaxPort
from youjian.collector.transport import Transport
from youjian.protocols import taxport

log = logging.getLogger(__name__)
A = TypeVar("A", bound=taxport.Answer)
EQUAL_READS = 3
_TRIES = 3
_HOLD = timedelta(minutes=10)


class TaxPortDriver:
    """All nozzles of one port."""

    def __init__(self, settings: TaxPort, desk: Desk) -> None:
        self.name = settings.name
        self.poll_s = settings.poll_s
        self._settings = settings
        self._desk = desk
        self._limits = Limits(timedelta(seconds=settings.hole_s), settings.flow_l_min)
        self._reader = taxport.FrameReader()
        stored = desk.outbox.nozzle_states()
        self._states = {n.nozzle_id: stored[n.nozzle_id] for n in settings.nozzles if n.nozzle_id in stored}
        self._saved_at = 0.0
        self._exchanged_since: datetime | None = None
        self._late = False
        self._boards = Boards(desk, self._device_of)
        self.devices: Sequence[str] = sorted({self._device_of(nozzle) for nozzle in settings.nozzles})

    def poll(self, line: Transport) -> None:
        """One round over the port's nozzles; SilentError when none answers."""
        totals = {nozzle: self._total(line, nozzle) for nozzle in self._settings.nozzles}
        answered = {nozzle: total for nozzle, total in totals.items() if total is not None}
        if not answered:
            raise SilentError("no answer to the grand total (89) of any nozzle")
        if not self._hold_exchanged(answered):
            for nozzle, total in answered.items():
                sibling = next((t.totalizer_ml for other, t in answered.items() if other != nozzle), None)
                self._follow(line, nozzle, total, sibling)
                self._boards.look(nozzle, partial(self._tax_info, line))
        self._save_seen()

    def _tax_info(self, line: Transport, nozzle: TaxNozzle) -> taxport.TaxInfo | None:
        return self._ask(line, taxport.TaxInfoRequest(nozzle.address), taxport.TaxInfo)

    def _device_of(self, nozzle: TaxNozzle) -> str:
        """Whose part a tax chip is: the dispenser's, where the file names it."""
        dispenser = self._settings.dispenser_id
        return f"dispenser:{dispenser}" if dispenser is not None else f"nozzle:{nozzle.nozzle_id}"

    def _total(self, line: Transport, nozzle: TaxNozzle) -> taxport.GrandTotal | None:
        return self._ask(line, taxport.GrandTotalRequest(nozzle.address), taxport.GrandTotal)

    def _follow(
        self, line: Transport, nozzle: TaxNozzle, total: taxport.GrandTotal, sibling_ml: int | None
    ) -> None:
        state = self._states.get(nozzle.nozzle_id)
        reading = Reading(at=self._desk.now(), total_ml=total.totalizer_ml, amount_fen=total.amount_total_fen)
        if needs_fill(state, total.totalizer_ml):
            settled = self._settled(line, nozzle, total, state, sibling_ml)
            if settled is None:
                return
            reading = settled
        if state is None:
            self._keep(Derived(first_state(nozzle.nozzle_id, reading)))
        else:
            derived = derive(self._desk.station_id, state, reading, self._limits)
            self._keep(derived, state)

    def _settled(
        self,
        line: Transport,
        nozzle: TaxNozzle,
        total: taxport.GrandTotal,
        state: NozzleState | None,
        sibling_ml: int | None,
    ) -> Reading | None:
        """The fill between two equal totals, or None when the nozzle did not hold still."""
        for _ in range(_TRIES):
            fill = self._fill(line, nozzle, state)
            again = self._total(line, nozzle)
            if again is None:
                return None
            if again == total:
                return Reading(
                    at=self._desk.now(),
                    total_ml=total.totalizer_ml,
                    amount_fen=total.amount_total_fen,
                    fill=fill,
                    sibling_ml=sibling_ml,
                )
            total = again
        self._desk.board.count("unsettled_reads")
        return None

    def _fill(self, line: Transport, nozzle: TaxNozzle, state: NozzleState | None) -> Fill | None:
        """The last fill read three times alike; once is enough for the one that is known already."""
        first = self._one_fill(line, nozzle)
        if first is None or (state is not None and first == state.fill):
            return first
        for _ in range(EQUAL_READS - 1):
            if self._one_fill(line, nozzle) != first:
                self._desk.board.count("unequal_fills")
                return None
        return first

    def _one_fill(self, line: Transport, nozzle: TaxNozzle) -> Fill | None:
        answer = self._ask(line, taxport.LastFillRequest(nozzle.address), taxport.LastFill)
        if answer is None or answer.status != 1:
            return None
        return Fill(
            answer.day,
            answer.hour,
            answer.minute,
            answer.volume_ml,
            answer.amount_fen,
            answer.unit_price_fen,
        )

    def _ask(self, line: Transport, request: taxport.Request, kind: type[A]) -> A | None:
        """One request, its answer or None.

        An answer does not name its nozzle: one that comes late must be gone before the next question.
        """
        if self._late:
            line.read(self._settings.timeout_s)
        self._late = False
        self._reader.reset()
        line.discard()
        line.write(taxport.encode_request(request))
        deadline = time.monotonic() + self._settings.timeout_s
        while (left := deadline - time.monotonic()) > 0:
            for frame in self._reader.feed(line.read(left)):
                try:
                    answer = taxport.decode_answer(frame)
                except taxport.TaxPortError as error:
                    self._desk.board.count("taxport_errors")
                    log.debug("%s: %s: %s", self._desk.station_id, self.name, error)
                    return None
                if isinstance(answer, kind):
                    return answer
        self._late = True
        self._desk.board.count("taxport_timeouts")
        return None

    def _keep(self, derived: Derived, before: NozzleState | None = None) -> None:
        """Store what was derived; the memory follows the disk, never the other way round."""
        after = derived.state
        records = [record for record in (derived.fuelling, derived.event) if record is not None]
        moved = before is None or (before.seen_total_ml, before.fill) != (after.seen_total_ml, after.fill)
        if records or moved:
            self._desk.store(records, [after])
        if derived.event is not None:
            self._boards.suspect(after.nozzle_id)
        self._states[after.nozzle_id] = after
        if before is not None and records:
            self._tell(before, derived)

    def _tell(self, before: NozzleState, derived: Derived) -> None:
        """Log what a record was made from: totals before and after, and the last fill as read."""
        made, after = derived.fuelling, derived.state
        what = f"fuelling {made.seq}, {made.source}, {made.volume_ml} mL" if made else "event"
        log.info(
            "%s: nozzle %d: %s; totalizer %d to %d mL, last fill %s",
            self._desk.station_id,
            after.nozzle_id,
            derived.event.detail if derived.event else what,
            before.seen_total_ml,
            after.seen_total_ml,
            after.fill,
        )

    def _save_seen(self) -> None:
        """Store when the nozzles were last seen, so that a restart knows how long nobody looked."""
        if time.monotonic() - self._saved_at > self._settings.hole_s / 4:
            self._desk.store(states=self._states.values())
            self._saved_at = time.monotonic()

    def _hold_exchanged(self, totals: dict[TaxNozzle, taxport.GrandTotal]) -> bool:
        """Whether the port mixes up its two nozzles; then nothing is concluded, for ten minutes at most."""
        states = [self._states.get(nozzle.nozzle_id) for nozzle in totals]
        first, second = (*states, None, None)[:2]
        if len(states) != 2 or first is None or second is None:
            return False
        a, b = (total.totalizer_ml for total in totals.values())
        if not exchanged((first, second), (a, b)):
            self._exchanged_since = None
            return False
        if self._exchanged_since is None:
            self._exchanged_since = self._desk.now()
            self._desk.board.count("exchanged_totals")
            log.warning("%s: %s: totals of its two nozzles are exchanged", self._desk.station_id, self.name)
        return self._desk.now() - self._exchanged_since < _HOLD
