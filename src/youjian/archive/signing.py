"""Who signs anchors: an Ed25519 key in a file, the SM2/SM3 profile, or a city's own hardware.

YOUJIAN_SIGNER unset or `ed25519`      a key file that is made when there is none, readable by its owner
YOUJIAN_SIGNER=sm2                     the same with SM2 (GB/T 32918) and SM3
YOUJIAN_SIGNER=package.module:factory  what `factory()` gives; the key may stand in an HSM or a card
"""

import importlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from youjian.archive import sm2
from youjian.archive.digests import sm3

SIGNER_VARIABLE = "YOUJIAN_SIGNER"
ED25519 = "ed25519"
SM2 = "sm2"


class Signer(Protocol):
    """Signs bytes. `public_key` is raw: 32 bytes of Ed25519, 65 bytes (04 ‖ x ‖ y) of SM2."""

    @property
    def algorithm(self) -> str:
        """`ed25519` or `sm2`."""
        ...

    @property
    def key_id(self) -> str:
        """What names the key: `key_id_of` of its public key."""
        ...

    @property
    def public_key(self) -> bytes:
        """The key that checks its signatures."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature of data: 64 bytes, of SM2 r ‖ s."""
        ...


@dataclass(frozen=True)
class PublicKey:
    """A key that checks signatures."""

    algorithm: str
    raw: bytes

    @property
    def key_id(self) -> str:
        """What names the key."""
        return key_id_of(self.raw)

    def __str__(self) -> str:
        return f"{self.algorithm} {self.raw.hex()}"

    def verifies(self, data: bytes, signature: bytes) -> bool:
        """Whether a signature is this key's. Raises ValueError for an algorithm that there is not."""
        if self.algorithm == SM2:
            return sm2.verifies(self.raw, data, signature)
        if self.algorithm != ED25519:
            raise ValueError(f"{self.algorithm!r} is not an algorithm; there are {ED25519} and {SM2}")
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


class Ed25519Signer:
    """A key of RFC 8032 from its 32 secret bytes."""

    algorithm = ED25519

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public_key = self._key.public_key().public_bytes_raw()
        self.key_id = key_id_of(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(data)


def key_id_of(public_key: bytes) -> str:
    """The first 16 hex digits of the SM3 of a public key."""
    return sm3(public_key)[:16]


def open_signer(folder: Path) -> Signer:
    """The signer that `YOUJIAN_SIGNER` names; key files stand in `folder` and are made when missing.

    Beside a key stands `NAME.pub`, which verifiers are given. Raises ValueError when there is no such signer.
    """
    named = os.environ.get(SIGNER_VARIABLE) or ED25519
    if named == ED25519:
        return _kept(folder / "anchor-ed25519.key", os.urandom, Ed25519Signer)
    if named == SM2:
        return _kept(folder / "anchor-sm2.key", sm2.new_secret, sm2.Sm2Signer)
    return _plugged(named)


def read_public_keys(path: Path) -> list[PublicKey]:
    """The keys of a file, a line each: `ed25519 HEX` or `sm2 HEX`. Raises OSError and ValueError."""
    lines = path.read_text(encoding="utf-8").splitlines()
    keys = [_public_key(path, line) for line in lines if line.strip() and not line.startswith("#")]
    if not keys:
        raise ValueError(f"{path} holds no key; a line is `ed25519 HEX` or `sm2 HEX`")
    return keys


def public_key_of(signer: Signer) -> PublicKey:
    """What checks a signer's signatures."""
    return PublicKey(signer.algorithm, signer.public_key)


def trusted(key: PublicKey, keys: Iterable[PublicKey]) -> bool:
    """Whether a key is among those that one was given."""
    return key in set(keys)


def _public_key(path: Path, line: str) -> PublicKey:
    algorithm, _, text = line.strip().partition(" ")
    with suppress(ValueError):
        raw = bytes.fromhex(text)
        if (algorithm, len(raw)) in ((ED25519, 32), (SM2, 65)):
            return PublicKey(algorithm, raw)
    raise ValueError(f"{path}: {line[:80]!r} is not a key; a line is `ed25519 HEX` or `sm2 HEX`")


def _kept(path: Path, make: Callable[[int], bytes], signer: Callable[[bytes], Signer]) -> Signer:
    """The signer of a key file, made when it is missing, with its public key beside it."""
    if not path.exists():
        _create(path, make(32))
    kept = signer(_secret(path))
    public = path.with_suffix(".pub")
    if not public.exists():
        public.write_text(f"{public_key_of(kept)}\n", encoding="ascii")
    return kept


def _secret(path: Path) -> bytes:
    """The 32 secret bytes of a key file. Raises ValueError for any other content."""
    text = path.read_text(encoding="ascii", errors="replace").strip()
    with suppress(ValueError):
        if len(secret := bytes.fromhex(text)) == 32:
            return secret
    raise ValueError(f"{path} is not a key file: 64 hex digits are expected")


def _create(path: Path, secret: bytes) -> None:
    """The file comes whole and with its rights, and of two who make it at once one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secret.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(partial, path)
    partial.unlink()


def _plugged(named: str) -> Signer:
    module, _, factory = named.partition(":")
    try:
        return getattr(importlib.import_module(module), factory)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise ValueError(
            f"{SIGNER_VARIABLE}={named} gives no signer: {error}; "
            f"it is {ED25519}, {SM2} or package.module:factory"
        ) from error
