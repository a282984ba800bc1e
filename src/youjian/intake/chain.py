"""Where a batch stands in its collector's chain: next, seen already, a gap, or a fork."""

from typing import Any, Literal

from youjian.contract.columns import to_table
from youjian.contract.platform import PLATFORM_TABLES, Conflict
from youjian.ledger.collectors import Collector
from youjian.protocols.station import BatchHeaders

Place = Literal["next", "earlier", "gap", "fork", "other_epoch"]


def place(head: Collector, headers: BatchHeaders) -> Place:
    """Where a batch belongs, seen from the head of its chain.

    `earlier` batches are told apart by their receipts: the same digest is a repetition, another one a fork.
    """
    if headers.epoch != head.epoch:
        return "other_epoch"
    if headers.batch_no <= head.last_batch_no:
        return "earlier"
    if headers.batch_no > head.last_batch_no + 1:
        return "gap"
    return "next" if headers.previous_digest == head.last_digest else "fork"


def fork_tables(head: Collector, headers: BatchHeaders, kept: bytes, received_at: Any) -> dict[str, Any]:
    """A fork in the form that `record.conflict` judges: the same number of the chain, another content."""
    conflict = Conflict(
        station_id=head.station_id,
        table="batches",
        key=f'{{"collector_id":"{head.collector_id}","epoch":{headers.epoch},"batch_no":{headers.batch_no}}}',
        received_at=received_at,
        subject="collector",
        at=received_at,
        kept=f'{{"digest":"{kept.hex()}"}}',
        refused=f'{{"digest":"{headers.digest.hex()}","previous_digest":"{headers.previous_digest.hex()}"}}',
    )
    return {"conflicts": to_table(PLATFORM_TABLES["conflicts"], [conflict])}
