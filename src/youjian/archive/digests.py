"""Digests of files: SM3 (GB/T 32905) beside SHA-256."""

import hashlib
from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def sm3(data: bytes) -> str:
    """SM3 in lower-case hex.

    >>> sm3(b"abc")
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    """
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def digests_of(blocks: Iterable[bytes]) -> tuple[str, str, int]:
    """SM3 and SHA-256 of a file in pieces, and its length."""
    one, other, length = hashes.Hash(hashes.SM3()), hashlib.sha256(), 0
    for block in blocks:
        one.update(block)
        other.update(block)
        length += len(block)
    return one.finalize().hex(), other.hexdigest(), length
