"""Batches one at a time: each is kept until its receipt; a lost receipt is told apart from a forked chain."""

import logging
from collections.abc import Iterator

from youjian.collector.backoff import Backoff
from youjian.collector.board import Board
from youjian.collector.orders import Orders
from youjian.collector.outbox import Batch, Outbox
from youjian.collector.replies import Receipt
from youjian.collector.uplink import older_head
from youjian.collector.uplink.platform import Answer
from youjian.collector.uplink.talk import Talk
from youjian.protocols import station

log = logging.getLogger(__name__)
_MOST = 1000


class Batches:
    """Sends the outbox, oldest first."""

    def __init__(self, outbox: Outbox, talk: Talk, board: Board, orders: Orders) -> None:
        self._outbox = outbox
        self._talk = talk
        self._board = board
        self._orders = orders
        self._most = _MOST
        self._backoff = Backoff(talk.pace.base, talk.pace.longest)
        self._again: Iterator[Batch] = iter(())
        self._repeated: Batch | None = None

    def send_next(self) -> float | None:
        """Send the oldest batch; seconds until the next one may go, None when nothing waits."""
        self._repeated = self._repeated or next(self._again, None)
        batch = self._repeated or self._outbox.next_batch(self._talk.signer, most=self._most)
        if batch is None:
            return None
        answer = self._talk.send(batch)
        if answer is None:
            return self._talk.after_failure(None, self._backoff)
        if answer.status == 200:
            return self._receipt(batch, answer)
        if answer.status == 409:
            return self._chain_differs(batch, answer)
        if answer.status == 413 and batch.count > 1:
            self._most = max(1, batch.count // 2)
            self._outbox.take_apart(batch.batch_no)
            log.warning("batch %d is too large for the platform, halved to %d", batch.batch_no, self._most)
            return 0.0
        self._talk.held = self._talk.refusal(answer)
        return self._talk.after_failure(answer, self._backoff)

    def _receipt(self, batch: Batch, answer: Answer) -> float:
        try:
            receipt = station.decode_body(answer.body, Receipt)
        except station.BodyError as error:
            log.warning("receipt of batch %d cannot be read: %s", batch.batch_no, error)
            return self._backoff.failed()
        if receipt.batch_no != batch.batch_no:
            log.warning("receipt of batch %d came for batch %d", receipt.batch_no, batch.batch_no)
            return self._backoff.failed()
        self._talk.held = None
        self._backoff.succeeded()
        self._talk.reachable()
        for item in receipt.quarantined:
            log.warning(
                "platform quarantined %s[%d] of batch %d: %s",
                item.table,
                item.index,
                batch.batch_no,
                item.reason,
            )
        self._board.count("quarantined", len(receipt.quarantined))
        self._acknowledge(batch)
        self._orders.hear(receipt.commands)
        return 0.0

    def _chain_differs(self, batch: Batch, answer: Answer) -> float:
        """409: ours acknowledged already, not yet expected, or another's chain under our name (a fork)."""
        try:
            chain = station.decode_body(answer.body, station.ChainState)
        except station.BodyError:
            self._talk.refusal(answer)
            return self._talk.after_failure(answer, self._backoff)
        theirs = (chain.expected_no, chain.last_digest)
        if theirs == (batch.batch_no + 1, batch.headers.digest.hex()):
            self._acknowledge(batch)
            return 0.0
        if theirs == (batch.batch_no, batch.headers.previous_digest.hex()):
            return self._backoff.failed()
        wait = self._behind(chain)
        return wait if wait is not None else self._fork(batch, chain)

    def _acknowledge(self, batch: Batch) -> None:
        if batch is self._repeated:
            self._repeated = None
        else:
            self._outbox.acknowledge(batch.batch_no)

    def _behind(self, chain: station.ChainState) -> float | None:
        """Send again what a restored platform has lost; None when that is not what happened."""
        ids = older_head.missing(self._outbox, chain)
        if ids is None:
            return None
        log.warning(
            "the platform stands at batch %d of this chain: %d batches are sent again",
            chain.expected_no - 1,
            len(ids),
        )
        self._repeated = None
        self._again = older_head.batches_again(self._outbox, chain, ids, self._talk.signer)
        return self._backoff.failed()

    def _fork(self, batch: Batch, chain: station.ChainState) -> float:
        reason = (
            f"the platform expects batch {chain.expected_no} after {chain.last_digest[:16]}…, "
            f"here batch {batch.batch_no} follows {batch.headers.previous_digest.hex()[:16]}…: "
            "enrol anew to send the records that wait"
        )
        log.error("fork of the chain: %s", reason)
        self._outbox.stop(reason)
        self._talk.held = "chain_fork"
        self._board.device("collector", "chain_fork")
        return self._talk.pace.slow
