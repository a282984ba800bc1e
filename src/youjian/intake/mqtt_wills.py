"""The last wills of collectors: a hint for people that a connection ended, never a fact.

Nobody signed a will, and whoever may write to the broker may write one, so it moves no state: silence does.
"""

import time

from starlette.concurrency import run_in_threadpool

from youjian.intake.committer import utc_now
from youjian.intake.door import Door
from youjian.intake.mqtt_questions import Wanted
from youjian.ledger import collectors
from youjian.ledger.doors import DoorEntry

KIND = "will"
REST_S = 60.0
"""A collector's wills are kept once in so long: nobody fills the journal with them."""
_MOST = 20_000


class Wills:
    """Keeps the wills of known collectors in the door's journal."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._rest_until: dict[str, float] = {}

    async def journal(self, wanted: Wanted) -> None:
        """Keep one. Raises DatabaseAwayError."""
        place, now = wanted.place, time.monotonic()
        if self._rest_until.get(place.collector_id, 0.0) > now:
            return
        if len(self._rest_until) >= _MOST:
            self._rest_until.clear()
        self._rest_until[place.collector_id] = now + REST_S
        if await run_in_threadpool(self._station_of, place.collector_id) != place.station_id:
            return
        entry = DoorEntry(
            at=utc_now(),
            door="station",
            peer=wanted.question.peer,
            kind=KIND,
            detail=f"the broker says that the connection of {place.collector_id} ended without a farewell",
            station_id=place.station_id,
        )
        await self._door.journal([entry])

    def _station_of(self, collector_id: str) -> str | None:
        with self._door.database.transaction() as conn:
            known = collectors.collector(conn, collector_id)
        return known.station_id if known else None
