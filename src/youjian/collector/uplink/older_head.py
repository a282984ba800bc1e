"""A platform that was restored from a backup knows less of our chain than we do: it is told the rest again.

The bodies of acknowledged batches are kept as they were sent. When those that the platform misses lead from
its digest to ours, the chain is ours, and they go up again under their numbers; when they do not, or are not
there any more, the chain has forked. Nothing of this is written down: a process that is killed on the way
hears of the gap again and goes on from there.
"""

from collections.abc import Iterator

from youjian.collector.outbox import Batch, Outbox
from youjian.protocols import station

_MOST = 100_000


def missing(outbox: Outbox, chain: station.ChainState) -> list[int] | None:
    """Ids of the kept batches from the platform's head up to ours; None when they do not lead there."""
    head = outbox.head
    count = head.batch_no + 1 - chain.expected_no
    if not 0 < count <= min(head.batch_no, _MOST):
        return None
    ids = outbox.last_sent(count)
    digest = bytes.fromhex(chain.last_digest)
    for id_ in ids:
        body = outbox.sent_body(id_)
        if body is None:
            return None
        digest = station.chain_digest(digest, body)
    return ids if len(ids) == count and digest == head.digest else None


def batches_again(
    outbox: Outbox, chain: station.ChainState, ids: list[int], signer: station.Signer
) -> Iterator[Batch]:
    """The same batches once more, signed by the key of now; ends early when one was dropped meanwhile."""
    identity, previous = outbox.identity, bytes.fromhex(chain.last_digest)
    if identity is None:
        return
    for number, id_ in enumerate(ids, start=chain.expected_no):
        body = outbox.sent_body(id_)
        if body is None:
            return
        headers = station.sign_batch(
            signer,
            body,
            collector_id=identity.collector_id,
            epoch=identity.epoch,
            batch_no=number,
            previous_digest=previous,
        )
        previous = headers.digest
        yield Batch(headers, body, 1)
