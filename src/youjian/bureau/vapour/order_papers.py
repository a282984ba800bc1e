"""The signed paper of an order: a JWS in its compact form (RFC 7515), by the installation's own signer.

`alg` is EdDSA (RFC 8037) for Ed25519, and SM2, which JOSE's registry does not know, for SM2 with SM3.
"""

import base64
from dataclasses import dataclass
from typing import Any

import msgspec

from youjian.archive.signing import PublicKey, Signer, key_id_of

_NAMES = {"ed25519": "EdDSA", "sm2": "SM2"}


@dataclass(frozen=True)
class Paper:
    """A signed document with what checks it."""

    document: str
    algorithm: str
    public_key: str


def sign(signer: Signer, content: dict[str, Any]) -> Paper:
    """The content, signed; names in order, so that equal contents are equal bytes."""
    header = {"alg": _NAMES[signer.algorithm], "kid": signer.key_id, "typ": "JOSE"}
    signed = b".".join(_text(msgspec.json.encode(part, order="sorted")) for part in (header, content))
    document = signed + b"." + _text(signer.sign(signed))
    return Paper(document.decode("ascii"), signer.algorithm, signer.public_key.hex())


def valid(paper: Paper) -> bool:
    """Whether the signature is that of the key, and the header names this key.

    >>> from youjian.archive.signing import Ed25519Signer
    >>> paper = sign(Ed25519Signer(bytes(32)), {"nozzle": 3})
    >>> valid(paper), content(paper.document)
    (True, {'nozzle': 3})
    >>> valid(Paper(paper.document.replace(".", ".A", 1), paper.algorithm, paper.public_key))
    False
    """
    signed, _, signature = paper.document.rpartition(".")
    raw = bytes.fromhex(paper.public_key)
    try:
        header = msgspec.json.decode(_bytes(signed.split(".")[0]))
        known = header == {"alg": _NAMES[paper.algorithm], "kid": key_id_of(raw), "typ": "JOSE"}
        return known and PublicKey(paper.algorithm, raw).verifies(signed.encode(), _bytes(signature))
    except (ValueError, KeyError):
        return False


def content(document: str) -> dict[str, Any]:
    """What a paper says; it is not checked here."""
    return msgspec.json.decode(_bytes(document.split(".")[1]))


def _text(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
