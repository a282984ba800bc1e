"""A settled reading of a nozzle: three equal last fills between two equal totals."""

import logging
import time

from youjian.collector.desk import Desk
from youjian.collector.drivers.taxport_line import TaxLine
from youjian.collector.fuellings import Fill, NozzleState, Reading, needs_fill, unrolled
from youjian.collector.settings.taxport import TaxNozzle, TaxPort
from youjian.collector.transport import Transport
from youjian.protocols import taxport

log = logging.getLogger(__name__)
EQUAL_READS = 3
_TRIES = 3
_UNANSWERED = 4
_ASK_AGAIN_S = 60.0


class Readings:
    """What the nozzles of one port say, read until it holds together."""

    def __init__(self, settings: TaxPort, desk: Desk, talk: TaxLine) -> None:
        self._settings = settings
        self._desk = desk
        self._talk = talk
        self._unanswered: dict[int, int] = {}
        self._ask_at: dict[int, float] = {}
        self._spare: dict[int, bool] = {}

    def expect_spare(self, nozzle: TaxNozzle, spare: bool) -> None:
        """The factory number says whether this nozzle's last fill has two spare bytes."""
        self._spare[nozzle.nozzle_id] = spare

    def read(
        self,
        line: Transport,
        nozzle: TaxNozzle,
        total: taxport.GrandTotal,
        state: NozzleState | None,
        sibling_ml: int | None,
    ) -> Reading | None:
        """A reading that begins with this total; None when the nozzle did not hold still."""
        if self.totals_only(nozzle):
            return self._of_totals(line, nozzle, total, state, sibling_ml)
        if not needs_fill(state, self.running(total, state)):
            return self._reading(total, state, None, sibling_ml)
        for _ in range(_TRIES):
            fill = self._fill(line, nozzle, state)
            again = self._talk.total(line, nozzle.address)
            if again is None:
                return None
            if again == total and self._not_fallen_by_mistake(line, nozzle, total, state):
                return self._reading(total, state, fill, sibling_ml)
            total = again
        self._desk.board.count("unsettled_reads")
        return None

    def totals_only(self, nozzle: TaxNozzle) -> bool:
        """Whether this nozzle is read without fills, as the file says or as the port has shown."""
        if self._settings.last_fill != "auto":
            return not self._settings.last_fill
        silent = self._unanswered.get(nozzle.nozzle_id, 0) >= _UNANSWERED
        return silent and time.monotonic() < self._ask_at.get(nozzle.nozzle_id, 0.0)

    def _of_totals(
        self,
        line: Transport,
        nozzle: TaxNozzle,
        total: taxport.GrandTotal,
        state: NozzleState | None,
        sibling_ml: int | None,
    ) -> Reading | None:
        if not self._not_fallen_by_mistake(line, nozzle, total, state):
            return None
        return self._reading(total, state, None, sibling_ml, totals_only=True)

    def running(self, total: taxport.GrandTotal, state: NozzleState | None) -> int:
        """The running total behind the counter, mL, whenever it began again from zero."""
        seen = state.highest_ml if state else None
        return unrolled(seen, total.totalizer_ml, self._settings.total_digits)

    def _reading(
        self,
        total: taxport.GrandTotal,
        state: NozzleState | None,
        fill: Fill | None,
        sibling_ml: int | None,
        *,
        totals_only: bool = False,
    ) -> Reading:
        return Reading(
            at=self._desk.now(),
            total_ml=self.running(total, state),
            amount_fen=total.amount_total_fen,
            fill=fill,
            totals_only=totals_only,
            sibling_ml=sibling_ml,
        )

    def _not_fallen_by_mistake(
        self, line: Transport, nozzle: TaxNozzle, total: taxport.GrandTotal, state: NozzleState | None
    ) -> bool:
        """A total that fell is read again before it counts: a late answer may be another nozzle's."""
        if state is None or self.running(total, state) >= state.highest_ml:
            return True
        return all(self._talk.total(line, nozzle.address) == total for _ in range(EQUAL_READS - 1))

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
        """The last fill, or None when none is told: no answer, a status and no figures, a volume of zero."""
        answer = self._talk.fill(line, nozzle.address)
        self._count_answer(nozzle, answered=self._talk.heard)
        if not isinstance(answer, taxport.LastFill) or answer.volume_ml == 0:
            return None
        if not self._has_right_length(nozzle, answer):
            return None
        return Fill(
            answer.day,
            answer.hour,
            answer.minute,
            answer.volume_ml,
            answer.amount_fen,
            answer.unit_price_fen,
        )

    def _has_right_length(self, nozzle: TaxNozzle, answer: taxport.LastFill) -> bool:
        """Whether the answer is as long as the file says; `auto` counts a surprise and takes it."""
        wanted = self._settings.last_fill_bytes
        if wanted == "auto":
            expected = self._spare.get(nozzle.nozzle_id, bool(answer.spare))
            if expected != bool(answer.spare):
                self._desk.board.count("taxport_other_length")
            return True
        if (wanted == 30) == bool(answer.spare):
            return True
        self._desk.board.count("taxport_wrong_length")
        return False

    def _count_answer(self, nozzle: TaxNozzle, *, answered: bool) -> None:
        """Notice a port that tells no fills: then totals must do, and it is asked again now and then."""
        nozzle_id = nozzle.nozzle_id
        before = self._unanswered.get(nozzle_id, 0)
        self._unanswered[nozzle_id] = 0 if answered else before + 1
        self._ask_at[nozzle_id] = time.monotonic() + _ASK_AGAIN_S
        if before + 1 == _UNANSWERED and not answered and self._settings.last_fill == "auto":
            self._desk.board.count("taxport_totals_only")
            log.warning(
                "%s: nozzle %d does not tell its last fill (86): fuellings are made from totals alone",
                self._desk.station_id,
                nozzle_id,
            )
