"""Announced downtime and authorised repairs (停机申报): what explains an event away."""

from datetime import datetime

from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.registers import register_rows


class Repairs:
    """The rows of `maintenance`; a repair of a dispenser covers its nozzles, one of a nozzle its dispenser.

    Nobody reaches a nozzle's meter without opening its dispenser; the other nozzles are left alone by it.
    """

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self._announced = register_rows(facts, "maintenance", as_of)
        self._dispensers = {
            (row["station_id"], f"nozzle:{row['nozzle_id']}", f"dispenser:{row['dispenser_id']}")
            for row in register_rows(facts, "nozzles", as_of)
        }

    def between(self, station_id: str, device: str, start: datetime, end: datetime) -> list[Row]:
        """The announcements for a device that share a moment with [start, end]."""
        return [
            row
            for row in self._announced
            if row["station_id"] == station_id
            and row["starts_at"] <= end
            and row["ends_at"] >= start
            and self._covers(station_id, row["device"], device)
        ]

    def _covers(self, station_id: str, announced: str, device: str) -> bool:
        within = {(station_id, device, announced), (station_id, announced, device)}
        return announced == device or not within.isdisjoint(self._dispensers)
