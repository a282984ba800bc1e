"""The collectors of a station, as the office sees them."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.database import raw_connection
from youjian.bureau.registry import selectors
from youjian.bureau.registry.contracts import CollectorOut
from youjian.ledger import collectors
from youjian.ledger.collectors import Collector


def collectors_of(actor: Actor, station_id: str) -> list[CollectorOut]:
    """The collectors of a station within the actor's scope."""
    selectors.station_of(actor, station_id)
    return [collector_out(found) for found in collectors.of_station(raw_connection(), station_id)]


def collector_out(found: Collector) -> CollectorOut:
    """A collector without the digest of its chain."""
    return CollectorOut(
        collector_id=found.collector_id,
        station_id=found.station_id,
        state=found.state,
        epoch=found.epoch,
        firmware=found.firmware,
        enrolled_at=found.enrolled_at,
        booted_at=found.booted_at,
        last_batch_no=found.last_batch_no,
    )
