"""The last wills of collectors: a hint for people that a connection ended, never a fact.

Nobody signed a will, and whoever may write to the broker may write one, so it moves no state: silence does.
"""

from starlette.concurrency import run_in_threadpool

from youjian.intake.committer import utc_now
from youjian.intake.door import Door
from youjian.intake.mqtt_questions import Wanted
from youjian.ledger import collectors
from youjian.ledger.collectors import Collector
from youjian.ledger.doors import DoorEntry

KIND = "will"


async def journal_will(door: Door, wanted: Wanted) -> None:
    """Keep a known collector's will in the door's journal. Raises DatabaseAwayError."""
    place = wanted.place
    known = await run_in_threadpool(_collector, door, place.collector_id)
    if known is None or known.station_id != place.station_id:
        return
    entry = DoorEntry(
        at=utc_now(),
        door="station",
        peer=wanted.question.peer,
        kind=KIND,
        detail=f"the broker says that the connection of {place.collector_id} ended without a farewell",
        station_id=place.station_id,
    )
    await door.journal([entry])


def _collector(door: Door, collector_id: str) -> Collector | None:
    with door.database.transaction() as conn:
        return collectors.collector(conn, collector_id)
