"""One registered route for a station's vapour records, never both: the monitor's own or the collector's.

Nothing is refused for it: identical records are duplicates, others conflicts. Somebody has to be told which
route is to go, so the door's journal says it, once a day for each station and process.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from youjian.contract.records import PressureReading, Record, VapourFill
from youjian.intake.database import Database
from youjian.ledger.doors import DoorEntry

KIND = "two_vapour_routes"
_VAPOUR = frozenset({"vapour_fills", "pressure_readings"})
_EVERY = timedelta(days=1)


def stations_with_vapour(good: Iterable[tuple[str, int, Record]]) -> set[str]:
    """Stations whose vapour records a batch holds."""
    return {
        record.station_id
        for table, _, record in good
        if table in _VAPOUR and isinstance(record, VapourFill | PressureReading)
    }


class VapourRoutes:
    """Which stations have a monitor that reports by itself, and whom the journal was told of."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looked: dict[str, datetime] = {}

    def entries(
        self, stations: Iterable[str], peer: str, collector_id: str, now: datetime
    ) -> list[DoorEntry]:
        """What to write down about stations whose collector brought vapour records."""
        due = [s for s in sorted(stations) if now - self._looked.get(s, now - 2 * _EVERY) >= _EVERY]
        if not due:
            return []
        self._looked |= dict.fromkeys(due, now)
        return [
            DoorEntry(
                at=now,
                door="station",
                peer=peer,
                kind=KIND,
                detail=f"{collector_id} brings vapour records, and in the register monitor {mn} reports by "
                "itself: take one of the two routes out",
                station_id=station_id,
            )
            for station_id, mn in self._direct(due)
        ]

    def _direct(self, stations: list[str]) -> list[tuple[str, str]]:
        with self._database.transaction() as conn:
            rows = conn.execute(
                "SELECT station_id, mn FROM ledger.vapour_monitors WHERE station_id = ANY(%s) ORDER BY mn",
                [stations],
            ).fetchall()
        return [(row[0], row[1]) for row in rows]
