"""Where a batch stands in its collector's chain: next, seen already, a gap, or a fork."""

from datetime import datetime
from typing import Literal

import pyarrow as pa

from youjian.contract.columns import to_table
from youjian.contract.platform import PLATFORM_TABLES, Conflict
from youjian.ledger.collectors import Collector
from youjian.protocols.station import BatchHeaders, MessageHeaders

Place = Literal["next", "earlier", "gap", "fork"]


def admission_problem(head: Collector | None, headers: BatchHeaders | MessageHeaders) -> str:
    """Why a collector may not send at all; empty when it may."""
    if head is None:
        return f"collector {headers.collector_id} is unknown; enrol it"
    if head.state == "refused":
        return f"collector {head.collector_id} is refused by the rollout"
    if head.epoch != headers.epoch:
        return f"epoch {headers.epoch} is not that of {head.collector_id}, which is in {head.epoch}; enrol it"
    return ""


def place(head: Collector, headers: BatchHeaders) -> Place:
    """Where a batch belongs, seen from the head of its chain.

    `earlier` batches are told apart by their receipts: the same digest is a repetition, another one a fork.
    """
    if headers.batch_no <= head.last_batch_no:
        return "earlier"
    if headers.batch_no > head.last_batch_no + 1:
        return "gap"
    return "next" if headers.previous_digest == head.last_digest else "fork"


def fork_conflict(head: Collector, headers: BatchHeaders, kept: bytes, received_at: datetime) -> Conflict:
    """A fork as `record.conflict` judges it: the same number of the chain, another content."""
    return Conflict(
        station_id=head.station_id,
        table="batches",
        key=f'{{"collector_id":"{head.collector_id}","epoch":{headers.epoch},"batch_no":{headers.batch_no}}}',
        received_at=received_at,
        subject="collector",
        at=received_at,
        kept=f'{{"digest":"{kept.hex()}"}}',
        refused=f'{{"digest":"{headers.digest.hex()}","previous_digest":"{headers.previous_digest.hex()}"}}',
    )


def conflict_tables(conflict: Conflict) -> dict[str, pa.Table]:
    """One conflict in the columns that the pairwise rules take."""
    return {"conflicts": to_table(PLATFORM_TABLES["conflicts"], [conflict])}
