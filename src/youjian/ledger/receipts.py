"""Receipts of batches and the head of each collector's chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection

from youjian.ledger.batch import Batch


@dataclass(frozen=True)
class Receipt:
    """What the platform answered to a batch; the same batch again gets the same answer."""

    id: int
    digest: bytes
    reply: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True)
class Answered:
    """A stored batch with the answer to it; `receipt_id` is `Outcome.receipt_id`."""

    batch: Batch
    receipt_id: int
    reply: dict[str, Any]


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


def save_receipts(conn: Connection[Any], answered: Sequence[Answered], received_at: datetime) -> None:
    """Keep the answers to stored batches and move each collector's chain head to its last one.

    Batches of one collector stand in the order of their numbers. Raises ValueError when one does not follow
    its chain, which the door has to rule out under `collectors.lock_heads`.
    """
    if not answered:
        return
    batches = [one.batch for one in answered]
    conn.execute(
        _SAVE,
        {
            "id": [one.receipt_id for one in answered],
            "collector_id": [batch.collector_id for batch in batches],
            "epoch": [batch.epoch for batch in batches],
            "batch_no": [batch.batch_no for batch in batches],
            "digest": [batch.digest for batch in batches],
            "reply": [msgspec.json.encode(one.reply).decode() for one in answered],
            "test": [batch.test for batch in batches],
            "received_at": received_at,
        },
        prepare=True,
    )
    _move_heads(conn, batches)


def _move_heads(conn: Connection[Any], batches: Sequence[Batch]) -> None:
    first: dict[str | None, Batch] = {}
    last: dict[str | None, Batch] = {}
    for batch in batches:
        before = last.get(batch.collector_id)
        if before is not None and (batch.epoch, batch.batch_no) != (before.epoch, (before.batch_no or 0) + 1):
            raise _out_of_chain(batch)
        first.setdefault(batch.collector_id, batch)
        last[batch.collector_id] = batch
    moved = conn.execute(
        _MOVE,
        {
            "collector_id": list(last),
            "epoch": [batch.epoch for batch in last.values()],
            "first_no": [batch.batch_no for batch in first.values()],
            "last_no": [batch.batch_no for batch in last.values()],
            "digest": [batch.digest for batch in last.values()],
        },
        prepare=True,
    ).fetchall()
    there = {row[0] for row in moved}
    for collector_id, batch in first.items():
        if collector_id not in there:
            raise _out_of_chain(batch)


def _out_of_chain(batch: Batch) -> ValueError:
    return ValueError(
        f"batch {batch.batch_no} of epoch {batch.epoch} does not follow the chain of collector "
        f"{batch.collector_id}"
    )


def reserve_ids(conn: Connection[Any], count: int) -> list[int]:
    """Numbers for `count` receipts that facts may name before the receipts are written."""
    if not count:
        return []
    rows = conn.execute(
        "SELECT nextval('ledger.receipts_id_seq') FROM generate_series(1, %s)", [count], prepare=True
    ).fetchall()
    return [row[0] for row in rows]


_SAVE = """
INSERT INTO ledger.receipts (id, collector_id, epoch, batch_no, digest, reply, received_at, test)
SELECT id, collector_id, epoch, batch_no, digest, reply::jsonb, %(received_at)s, test
FROM unnest(
    %(id)s::bigint[], %(collector_id)s::text[], %(epoch)s::integer[], %(batch_no)s::bigint[],
    %(digest)s::bytea[], %(reply)s::text[], %(test)s::boolean[]
) AS s (id, collector_id, epoch, batch_no, digest, reply, test)
"""
_MOVE = """
UPDATE ledger.collectors AS c SET last_batch_no = s.last_no, last_digest = s.digest
FROM unnest(
    %(collector_id)s::text[], %(epoch)s::integer[], %(first_no)s::bigint[], %(last_no)s::bigint[],
    %(digest)s::bytea[]
) AS s (collector_id, epoch, first_no, last_no, digest)
WHERE c.collector_id = s.collector_id AND c.epoch = s.epoch AND c.last_batch_no = s.first_no - 1
RETURNING c.collector_id
"""
