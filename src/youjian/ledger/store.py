"""Taking whole batches in: the one way by which facts come into the ledger."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from youjian.ledger.batch import Batch, Judge, Outcome

RETENTION = timedelta(days=400)


def store(
    conn: Connection[Any],
    batches: Sequence[Batch],
    received_at: datetime,
    judge: Judge | None,
    *,
    retention: timedelta = RETENTION,
) -> list[Outcome]:
    """Store, deduplicate, quarantine, move the live state and judge, all in the caller's transaction.

    Call it once per transaction, after `collectors.lock_heads`. `judge` gets the tables of the pairwise rules
    (`fuellings` with the stored neighbours, `heartbeats`, `device_events`, `conflicts`, `maintenance`) and its
    findings are appended; None skips judging. Returns one outcome per batch, in order.
    """
    raise NotImplementedError
