"""Turns: whoever writes facts of a station waits until the writer before has committed.

The order is fixed, so that nobody waits in a circle: collectors, then stations, each ascending, then invoices
(their key names no station), then the making of partitions.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from youjian.ledger.batch import Batch
from youjian.ledger.staging import Staged

_INVOICES = (7053, 2)


def take_turn(conn: Connection[Any], batches: Sequence[Batch], staged: Sequence[Staged]) -> None:
    """Lock the stations of these batches until the transaction ends, in ascending order."""
    stations = {b.station_id for b in batches if b.station_id is not None}
    for batch in batches:
        if batch.station_id is None:
            stations.update(_stations_of(batch, staged))
    wanted = sorted(stations)
    conn.execute(
        """
        INSERT INTO ledger.station_locks (station_id)
        SELECT station_id FROM unnest(%s::text[]) AS wanted (station_id) ORDER BY station_id
        ON CONFLICT DO NOTHING
        """,
        [wanted],
    )
    conn.execute(
        "SELECT FROM ledger.station_locks WHERE station_id = ANY(%s) ORDER BY station_id FOR NO KEY UPDATE",
        [wanted],
    )
    if any(stage.spec.name == "invoices" for stage in staged):
        conn.execute("SELECT pg_advisory_xact_lock(%s, %s)", _INVOICES)


def _stations_of(batch: Batch, staged: Sequence[Staged]) -> set[str]:
    columns = {stage.spec.name: stage.spec.station or "" for stage in staged}
    return {getattr(record, columns[name]) for name, _, record in batch.records}
