"""Device keys: Ed25519 (RFC 8032) behind two small interfaces, so that another algorithm can take its place.

Keys are bytes here: 32 raw bytes, or PEM for a file. Where they are kept is the caller's business.
"""

from typing import Protocol


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
    """PEM (PKCS #8, not encrypted) of a private key, for a file that only the device may read."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    key = ed25519.Ed25519PrivateKey.from_private_bytes(private_key)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def load_private_key(pem: bytes) -> bytes:
    """The raw private key in a PEM file; raises ValueError when it is no Ed25519 key."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise ValueError(f"the file holds a {type(key).__name__}, a device key is Ed25519")
    return key.private_bytes_raw()
