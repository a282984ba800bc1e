"""Device keys: Ed25519 (RFC 8032) behind two small interfaces, so that another algorithm can take its place.

Keys are bytes here: 32 raw bytes, or PEM for a file. Where they are kept is the caller's business.
"""

import base64
import binascii
from typing import Protocol

_KEY_BYTES = 32
_PEM_HEAD, _PEM_TAIL = b"-----BEGIN PRIVATE KEY-----\n", b"\n-----END PRIVATE KEY-----\n"
_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
"""What stands before the key's 32 bytes (RFC 8410 section 7)."""


class Signer(Protocol):
    """Something that signs for a device: a key in memory, a secure element, an SM2 module."""

    @property
    def key_id(self) -> str:
        """The name under which the platform knows the public key."""
        ...

    @property
    def algorithm(self) -> str:
        """`ed25519`, `sm2`, …"""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over the data."""
        ...


class Verifier(Protocol):
    """Something that checks a device's signature."""

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature over the data is the device's."""
        ...


class Ed25519Signer:
    """Signs with a raw 32-byte Ed25519 private key."""

    algorithm = "ed25519"

    def __init__(self, private_key: bytes, key_id: str) -> None:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415  heavy, needed here only

        self.key_id = key_id
        self._key = ed25519.Ed25519PrivateKey.from_private_bytes(private_key)

    def sign(self, data: bytes) -> bytes:
        """The 64-byte signature."""
        return self._key.sign(data)


class Ed25519Verifier:
    """Checks with a raw 32-byte Ed25519 public key."""

    def __init__(self, public_key: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

        self._key = ed25519.Ed25519PublicKey.from_public_bytes(public_key)

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature over the data is the device's."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


def generate_private_key() -> bytes:
    """A new Ed25519 private key, 32 raw bytes."""
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    return ed25519.Ed25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """The 32-byte public key of a private key."""
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    return ed25519.Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def save_private_key(private_key: bytes) -> bytes:
    """PEM (PKCS #8, not encrypted) of a private key, for a file that only the device may read.

    >>> load_private_key(save_private_key(bytes(32))) == bytes(32)
    True
    """
    if len(private_key) != _KEY_BYTES:
        raise ValueError(f"an Ed25519 private key has {_KEY_BYTES} bytes, not {len(private_key)}")
    return _PEM_HEAD + base64.b64encode(_PKCS8 + private_key) + _PEM_TAIL


def load_private_key(pem: bytes) -> bytes:
    """The raw private key in a PEM file; raises ValueError when it is no Ed25519 key."""
    written_here = _written_here(pem)
    return written_here if written_here is not None else _of_any_pem(pem)


def _written_here(pem: bytes) -> bytes | None:
    """The key in a file as `save_private_key` writes it; a PEM parser costs a small box 4 MB."""
    if not (pem.startswith(_PEM_HEAD) and pem.endswith(_PEM_TAIL)):
        return None
    try:
        der = base64.b64decode(pem[len(_PEM_HEAD) : -len(_PEM_TAIL)], validate=True)
    except binascii.Error:
        return None
    fits = der.startswith(_PKCS8) and len(der) == len(_PKCS8) + _KEY_BYTES
    return der[len(_PKCS8) :] if fits else None


def _of_any_pem(pem: bytes) -> bytes:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise ValueError(f"the file holds a {type(key).__name__}, a device key is Ed25519")
    return key.private_bytes_raw()
