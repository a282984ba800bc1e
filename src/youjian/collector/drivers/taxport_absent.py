"""A nozzle that does not answer while the port's other one does: told once, then asked more seldom."""

import logging
import time
from collections.abc import Iterable

from youjian.collector.desk import Desk
from youjian.collector.settings.taxport import TaxNozzle

log = logging.getLogger(__name__)
MISSED_POLLS = 5
ASK_AGAIN_S = 10.0


class AbsentNozzles:
    """Which nozzles of one port have fallen silent."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._missed: dict[int, int] = {}
        self._ask_at: dict[int, float] = {}

    def worth_asking(self, nozzle: TaxNozzle) -> bool:
        """Whether to ask it in this round: each unanswered question holds up the other nozzle's."""
        return time.monotonic() >= self._ask_at.get(nozzle.nozzle_id, 0.0)

    def heard(self, nozzles: Iterable[TaxNozzle]) -> None:
        """These answered: whoever was away is back."""
        for nozzle in nozzles:
            if self._missed.pop(nozzle.nozzle_id, 0) >= MISSED_POLLS:
                self._ask_at.pop(nozzle.nozzle_id, None)
                self._tell(nozzle, "ok")

    def missed(self, nozzles: Iterable[TaxNozzle]) -> None:
        """These were asked and did not answer, while another one did."""
        for nozzle in nozzles:
            missed = self._missed.get(nozzle.nozzle_id, 0) + 1
            self._missed[nozzle.nozzle_id] = missed
            if missed >= MISSED_POLLS:
                self._ask_at[nozzle.nozzle_id] = time.monotonic() + ASK_AGAIN_S
            if missed == MISSED_POLLS:
                self._tell(nozzle, "unreachable")

    def _tell(self, nozzle: TaxNozzle, state: str) -> None:
        device = f"nozzle:{nozzle.nozzle_id}"
        self._desk.board.device(device, state)
        if state == "ok":
            self._desk.event([device], "port_connected")
            return
        why = f"address {nozzle.address} does not answer its grand total (89), the port's other nozzle does"
        log.warning("%s: %s: %s", self._desk.station_id, device, why)
        self._desk.event([device], "port_disconnected", why)
