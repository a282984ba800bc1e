"""Batches of many senders in one transaction: chain, facts, findings and receipts together, or nothing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
from psycopg import Connection

from youjian.contract.records import Heartbeat
from youjian.intake import poison
from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.chain import admission_problem, fork_conflict, place
from youjian.intake.chain_watch import ChainWatch, tell
from youjian.intake.database import Database
from youjian.intake.metrics import Metrics
from youjian.intake.offers import (
    Accepted,
    Chained,
    Decision,
    Loose,
    NotAdmitted,
    Offer,
    Offline,
    OutOfChain,
    Stale,
)
from youjian.intake.rules import RulesInForce
from youjian.ledger import collector_states, collectors, doors, receipts
from youjian.ledger.batch import Batch, Judge, Outcome
from youjian.ledger.collectors import Collector
from youjian.ledger.store import store
from youjian.protocols.station import BatchReceipt, Quarantined


def utc_now() -> datetime:
    """The platform's clock."""
    return datetime.now(UTC)


class Committer:
    """Decides lists of offers; one call is one transaction. Raises DatabaseAwayError without a database."""

    def __init__(
        self,
        database: Database,
        rules: RulesInForce,
        metrics: Metrics,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._rules = rules
        self._metrics = metrics
        self._clock = clock

    def __call__(self, offers: Sequence[Offer]) -> list[Decision]:
        """One decision for each offer, in order, all committed together.

        A list that fails as a whole raises. A single offer that fails by what its records hold is tried again
        with those records set aside, so that no record can block its sender.
        """
        try:
            return self._commit(offers)
        except poison.CAUSES:
            if len(offers) > 1:
                raise
            with self._database.transaction() as conn:
                judge = self._rules.judge(conn)
            return self._commit([poison.set_aside(self._database, judge, offers[0], self._clock())])

    def _commit(self, offers: Sequence[Offer]) -> list[Decision]:
        outcome, began = "failed", time.perf_counter()
        try:
            with self._database.transaction() as conn:
                decisions = _Transaction(conn, self._rules.judge(conn), self._clock).decide(offers)
            outcome = "committed"
        except DatabaseAwayError:
            outcome = "away"
            raise
        finally:
            self._metrics.count("youjian_intake_transactions_total", outcome=outcome)
            self._metrics.observe("youjian_intake_transaction_seconds", time.perf_counter() - began)
            self._metrics.observe("youjian_intake_transaction_rows", sum(offer.rows for offer in offers))
        return decisions


class _Transaction:
    """The decisions of one transaction; its records came in when it had locked the chains."""

    def __init__(self, conn: Connection[Any], judge: Judge, clock: Callable[[], datetime]) -> None:
        self._conn = conn
        self._judge = judge
        self._clock = clock
        self._heads: dict[str, Collector] = {}
        self._to_store: list[tuple[int, Batch]] = []
        self._now_stored: dict[tuple[str, int], tuple[bytes, int]] = {}

    def decide(self, offers: Sequence[Offer]) -> list[Decision]:
        """Lock the chains, place every batch, store what belongs, write receipts."""
        chained = {name for offer in offers if (name := _collector_of(offer))}
        if chained:
            self._heads = collectors.lock_heads(self._conn, sorted(chained))
        self._received_at = self._clock()
        self._watch = ChainWatch.over(self._conn, offers, self._judge, self._received_at)
        placed = [self._place(number, offer) for number, offer in enumerate(offers)]
        stored = self._store()
        self._watch.save()
        return [stored[decision] if isinstance(decision, int) else decision for decision in placed]

    def _place(self, number: int, offer: Offer) -> Decision | int:
        """A decision made already, or the number of the offer whose storing decides."""
        if not isinstance(offer, Chained):
            return self._loose(number, offer) if isinstance(offer, Loose) else self._by_hand(number, offer)
        head = self._heads.get(offer.collector_id)
        problem = admission_problem(head, offer.headers)
        if head is None or problem:
            return NotAdmitted(problem)
        match place(head, offer.headers):
            case "next":
                return self._continue(number, offer, head)
            case "earlier":
                return self._earlier(offer, head)
            case "fork":
                return self._fork(offer, head, head.last_digest)
            case "gap":
                return _out_of_chain(head, fork=False)

    def _loose(self, number: int, offer: Loose) -> Decision | int:
        if offer.said is not None:
            before = collector_states.state(self._conn, offer.said.collector_id)
            newest = collector_states.take(self._conn, offer.said)
            if newest is not None:
                return Stale(newest)
            if before is not None and _beats_at(offer.batch, before.said_at):
                # the same body signed anew, as its answer was lost: only the time of its way differs
                offer = replace(offer, batch=replace(offer.batch, records=[]))
        if offer.heads is not None and (owner := self._heads.get(offer.heads.collector_id)):
            self._watch.anchor(owner, offer.heads)
        self._to_store.append((number, offer.batch))
        return number

    def _by_hand(self, number: int, offer: Offline) -> Decision | int:
        """A line of a file whose seal is proved; its collector may have changed since the first line."""
        head = self._heads.get(offer.collector_id)
        if head is None or head.state == "refused" or head.epoch != offer.epoch:
            return NotAdmitted(f"collector {offer.collector_id} may not send, or was enrolled anew")
        self._watch.compare(head, offer)
        self._to_store.append((number, offer.batch(head)))
        return number

    def _continue(self, number: int, offer: Chained, head: Collector) -> int:
        headers = offer.headers
        self._watch.follow(head, offer)
        self._to_store.append((number, offer.batch(head)))
        self._now_stored[head.collector_id, headers.batch_no] = (headers.digest, number)
        self._heads[head.collector_id] = replace(
            head, last_batch_no=headers.batch_no, last_digest=headers.digest
        )
        return number

    def _earlier(self, offer: Chained, head: Collector) -> Decision | int:
        """The original receipt for the same batch, a fork for another one of its number."""
        headers = offer.headers
        now_stored = self._now_stored.get((head.collector_id, headers.batch_no))
        if now_stored is not None:
            kept, number = now_stored
            return number if kept == headers.digest else self._fork(offer, head, kept)
        receipt = receipts.find_receipt(self._conn, head.collector_id, headers.epoch, headers.batch_no)
        if receipt is not None and receipt.digest == headers.digest:
            return Accepted(receipt.reply)
        return self._fork(offer, head, receipt.digest if receipt else b"")

    def _fork(self, offer: Chained, head: Collector, kept: bytes) -> OutOfChain:
        headers = offer.headers
        entry = doors.DoorEntry(
            at=self._received_at,
            door="station",
            peer=offer.peer,
            kind="fork",
            detail=f"{head.collector_id} epoch {headers.epoch} batch {headers.batch_no}: digest "
            f"{headers.digest.hex()} after {headers.previous_digest.hex()}, kept {kept.hex() or 'unknown'}",
            station_id=head.station_id,
        )
        doors.write_journal(self._conn, [entry])
        conflict = fork_conflict(head, headers, kept, self._received_at)
        tell(self._conn, self._judge, conflict)
        return _out_of_chain(head, fork=True)

    def _store(self) -> dict[int, Decision]:
        if not self._to_store:
            return {}
        batches = [batch for _, batch in self._to_store]
        outcomes = store(self._conn, batches, self._received_at, self._judge)
        answered: list[receipts.Answered] = []
        decisions: dict[int, Decision] = {}
        for (number, batch), outcome in zip(self._to_store, outcomes, strict=True):
            decisions[number] = outcome
            if batch.batch_no is not None and outcome.receipt_id is not None:
                reply = receipt_of(batch, outcome, self._received_at)
                answered.append(receipts.Answered(batch, outcome.receipt_id, reply))
                decisions[number] = Accepted(reply)
        receipts.save_receipts(self._conn, answered, self._received_at)
        return decisions


def _collector_of(offer: Offer) -> str | None:
    """Whose chains or state an offer may move."""
    if not isinstance(offer, Loose):
        return offer.collector_id
    if offer.said is not None:
        return offer.said.collector_id
    return offer.heads.collector_id if offer.heads is not None else None


def receipt_of(batch: Batch, outcome: Outcome, server_time: datetime) -> dict[str, Any]:
    """The reply to a stored batch, as it is sent and kept."""
    details = {(bad.table, bad.index): bad.detail for bad in batch.bad}
    quarantined = [
        Quarantined(table=table, index=index, reason=_reason(reason, details.get((table, index))))
        for table, index, reason in outcome.quarantined
    ]
    receipt = BatchReceipt(
        batch_no=cast("int", batch.batch_no),
        stored=outcome.stored,
        duplicates=outcome.duplicates,
        quarantined=quarantined,
        server_time=server_time,
    )
    return msgspec.to_builtins(receipt)


def _reason(reason: str, detail: str | None) -> str:
    return f"{reason}: {detail}" if detail else reason


def _beats_at(batch: Batch, at: datetime) -> bool:
    """Whether a collector's own heartbeat among these records has exactly that time."""
    return any(isinstance(beat, Heartbeat) and beat.at == at for _, _, beat in batch.records)


def _out_of_chain(head: Collector, *, fork: bool) -> OutOfChain:
    return OutOfChain(head.last_batch_no + 1, head.last_digest, fork)
