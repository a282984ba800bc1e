"""Merkle trees over lines of text, as RFC 6962 builds them but with SM3: one root, and short proofs.

A leaf is SM3(00 ‖ line), a node SM3(01 ‖ left ‖ right); the left part holds the largest power of two of
leaves below their number. The root of no leaves is SM3 of nothing.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes

Proof = list[tuple[str, str]]
"""From the leaf up: on which side the neighbour stands (`left` or `right`), and its digest in hex."""


def root(lines: Sequence[str]) -> str:
    """The root over lines, in lower-case hex."""
    return _root([_leaf(line) for line in lines]).hex()


def proof(lines: Sequence[str], index: int) -> Proof:
    """What one needs beside the line at `index` to come to the root. Raises IndexError."""
    if not 0 <= index < len(lines):
        raise IndexError(f"there is no line {index} among {len(lines)}")
    return _path([_leaf(line) for line in lines], index)


def proves(line: str, path: Proof, expected: str) -> bool:
    """Whether a line and its proof come to a root."""
    digest = _leaf(line)
    for side, other in path:
        neighbour = bytes.fromhex(other)
        digest = _node(neighbour, digest) if side == "left" else _node(digest, neighbour)
    return digest.hex() == expected


def _path(digests: Sequence[bytes], index: int) -> Proof:
    if len(digests) == 1:
        return []
    cut = _cut(len(digests))
    left, right = digests[:cut], digests[cut:]
    if index < cut:
        return [*_path(left, index), ("right", _root(right).hex())]
    return [*_path(right, index - cut), ("left", _root(left).hex())]


def _root(digests: Sequence[bytes]) -> bytes:
    if not digests:
        return _sm3(b"")
    if len(digests) == 1:
        return digests[0]
    cut = _cut(len(digests))
    return _node(_root(digests[:cut]), _root(digests[cut:]))


def _cut(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def _leaf(line: str) -> bytes:
    return _sm3(b"\x00" + line.encode())


def _node(left: bytes, right: bytes) -> bytes:
    return _sm3(b"\x01" + left + right)


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()
