"""Digests of the station API: SM3 (GB/T 32905-2016), and the chain of one epoch's batches."""

import hashlib

ZERO_DIGEST = bytes(32)
"""What the first batch of an epoch names as the digest before it."""


def sm3(data: bytes) -> bytes:
    """The SM3 digest, from OpenSSL through hashlib or, where that build lacks it, through `cryptography`.

    >>> sm3(b"abc").hex()
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    """
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:
        return _sm3_of_cryptography(data)


def _sm3_of_cryptography(data: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415  only where hashlib has no SM3

    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def chain_digest(previous: bytes, body: bytes) -> bytes:
    """Digest of a batch: SM3 over the previous batch's 32 raw bytes and the body bytes exactly as sent."""
    if len(previous) != len(ZERO_DIGEST):
        raise ValueError(f"a digest has {len(ZERO_DIGEST)} bytes, the previous one has {len(previous)}")
    return sm3(previous + body)
