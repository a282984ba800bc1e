"""Faults of tanks that are told once: until the tank measures again, or something else is wrong."""

import logging

from youjian.collector.desk import Desk

log = logging.getLogger(__name__)


class Faults:
    """What is wrong with which tank, as last told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: dict[int, str] = {}

    def tell(self, tank_id: int, what: str) -> None:
        """Count a fault, `kind: detail`; an event only when the kind is news."""
        self._desk.board.count("gauge_faults")
        kind = what.split(":", maxsplit=1)[0]
        if self._told.get(tank_id) == kind:
            return
        self._told[tank_id] = kind
        self._desk.board.device(f"tank:{tank_id}", kind)
        log.warning("%s: tank %d: %s", self._desk.station_id, tank_id, what)
        self._desk.event([f"tank:{tank_id}"], "gauge_fault", what)

    def mended(self, tank_id: int) -> None:
        """The tank measures."""
        if self._told.pop(tank_id, None) is not None:
            log.info("%s: tank %d measures again", self._desk.station_id, tank_id)
            self._desk.board.device(f"tank:{tank_id}", "ok")
