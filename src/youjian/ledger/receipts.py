"""Receipts of batches and the head of each collector's chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from youjian.ledger.batch import Batch


@dataclass(frozen=True)
class Receipt:
    """What the platform answered to a batch; the same batch again gets the same answer."""

    id: int
    digest: bytes
    reply: dict[str, Any]
    received_at: datetime


def find_receipt(conn: Connection[Any], collector_id: str, epoch: int, batch_no: int) -> Receipt | None:
    """The receipt of a batch of this number, or None. Compare its `digest`: another one is a fork."""
    row = conn.execute(
        """
        SELECT id, digest, reply, received_at FROM ledger.receipts
        WHERE collector_id = %s AND epoch = %s AND batch_no = %s
        """,
        [collector_id, epoch, batch_no],
    ).fetchone()
    return Receipt(*row) if row else None


def save_receipt(
    conn: Connection[Any], batch: Batch, receipt_id: int, reply: dict[str, Any], received_at: datetime
) -> None:
    """Keep the answer to a stored batch and move its collector's chain head to it.

    `receipt_id` is `Outcome.receipt_id`. Raises ValueError when the batch does not follow the chain head,
    which the door has to rule out under `collectors.lock_heads`.
    """
    conn.execute(
        """
        INSERT INTO ledger.receipts (id, collector_id, epoch, batch_no, digest, reply, received_at, test)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            receipt_id,
            batch.collector_id,
            batch.epoch,
            batch.batch_no,
            batch.digest,
            Jsonb(reply),
            received_at,
            batch.test,
        ],
    )
    moved = conn.execute(
        """
        UPDATE ledger.collectors SET last_batch_no = %(no)s, last_digest = %(digest)s
        WHERE collector_id = %(id)s AND epoch = %(epoch)s AND last_batch_no = %(no)s - 1
        """,
        {"no": batch.batch_no, "digest": batch.digest, "id": batch.collector_id, "epoch": batch.epoch},
    )
    if moved.rowcount != 1:
        raise ValueError(
            f"batch {batch.batch_no} of epoch {batch.epoch} does not follow the chain of collector "
            f"{batch.collector_id}"
        )


def reserve_ids(conn: Connection[Any], count: int) -> list[int]:
    """Numbers for `count` receipts that facts may name before the receipts are written."""
    rows = conn.execute(
        "SELECT nextval('ledger.receipts_id_seq') FROM generate_series(1, %s)", [count]
    ).fetchall()
    return [row[0] for row in rows]
