"""Turns: whoever writes facts of a station waits until the writer before has committed.

The order is fixed, so that nobody waits in a circle: collectors, then stations, each ascending, then invoices
(their key names no station), then the making of partitions.
"""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import Connection

from youjian.contract.tables import TABLES
from youjian.ledger.batch import Batch

_INVOICES = (7053, 2)


def take_turn(conn: Connection[Any], batches: Sequence[Batch]) -> None:
    """Lock the stations of these batches until the transaction ends, in ascending order."""
    stations = {batch.station_id for batch in batches if batch.station_id is not None}
    for batch in batches:
        if batch.station_id is None:
            stations.update(_stations_of(batch))
    lock_stations(conn, stations)
    if any(name == "invoices" for batch in batches for name, _, _ in batch.records):
        lock_invoices(conn)


def lock_stations(conn: Connection[Any], stations: Collection[str]) -> None:
    """Lock stations until the transaction ends, in ascending order."""
    wanted = sorted(stations)
    locked = conn.execute(_LOCK, [wanted], prepare=True).rowcount
    if locked < len(wanted):
        conn.execute(_MAKE, [wanted])
        conn.execute(_LOCK, [wanted])


def lock_invoices(conn: Connection[Any]) -> None:
    """Wait for whoever writes invoices; call it after the stations are locked."""
    conn.execute("SELECT pg_advisory_xact_lock(%s, %s)", _INVOICES)


def wait_for_writers(conn: Connection[Any], station_id: str) -> None:
    """Wait until whoever writes facts of a station now has committed; it is locked till the transaction ends.

    What the next writers store was stamped later, but for the moment between their stamp and their turn.
    """
    conn.execute("SELECT FROM ledger.station_locks WHERE station_id = %s FOR NO KEY UPDATE", [station_id])


def _stations_of(batch: Batch) -> set[str]:
    return {getattr(record, TABLES[name].station or "") for name, _, record in batch.records}


# Who waits for a turn takes it in the order of the stations; that it was taken is what the watch calls news.
_LOCK = """
WITH mine AS MATERIALIZED (
    SELECT station_id FROM ledger.station_locks WHERE station_id = ANY(%s)
    ORDER BY station_id FOR NO KEY UPDATE
)
UPDATE ledger.station_locks AS l SET stored_at = clock_timestamp()
FROM mine WHERE l.station_id = mine.station_id
"""
_MAKE = """
INSERT INTO ledger.station_locks (station_id)
SELECT station_id FROM unnest(%s::text[]) AS wanted (station_id) ORDER BY station_id
ON CONFLICT DO NOTHING
"""
