"""Headers made for a body and headers checked against it."""

from datetime import datetime
from hmac import compare_digest

from msgspec import structs

from youjian.protocols.station.chain import chain_digest, sm3
from youjian.protocols.station.headers import BatchHeaders, MessageHeaders, signing_input
from youjian.protocols.station.keys import Signer, Verifier


class SignatureError(ValueError):
    """The digest is not the body's or the signature is not the key's."""


def sign_batch(
    signer: Signer, body: bytes, *, collector_id: str, epoch: int, batch_no: int, previous_digest: bytes
) -> BatchHeaders:
    """Signed headers of a batch whose body bytes are exactly those to be sent (compressed or not)."""
    headers = BatchHeaders(
        collector_id=collector_id,
        key_id=signer.key_id,
        epoch=epoch,
        batch_no=batch_no,
        previous_digest=previous_digest,
        digest=chain_digest(previous_digest, body),
    )
    return structs.replace(headers, signature=signer.sign(signing_input(headers)))


def sign_message(
    signer: Signer, body: bytes, *, collector_id: str, epoch: int, sent_at: datetime
) -> MessageHeaders:
    """Signed headers of a boot, heartbeat or command-results body."""
    headers = MessageHeaders(
        collector_id=collector_id, key_id=signer.key_id, epoch=epoch, sent_at=sent_at, digest=sm3(body)
    )
    return structs.replace(headers, signature=signer.sign(signing_input(headers)))


def check(headers: BatchHeaders | MessageHeaders, body: bytes, verifier: Verifier) -> None:
    """Raise SignatureError unless the digest is that of the body bytes as received and the key signed it."""
    chained = isinstance(headers, BatchHeaders)
    expected = chain_digest(headers.previous_digest, body) if chained else sm3(body)
    if not compare_digest(expected, headers.digest):
        raise SignatureError(f"the body's digest is {expected.hex()}, the header says {headers.digest.hex()}")
    if not verifier.verify(signing_input(headers), headers.signature):
        raise SignatureError(f"the signature is not that of key {headers.key_id} of {headers.collector_id}")
