"""The vault (密钥库): keys that seal secrets and backups, with SM4-GCM (GB/T 32907, RFC 8998).

`$YOUJIAN_HOME/vault.keys` (0600) holds them, the last one in use; older ones still open what they sealed. A
copy of the database, or of a sealed backup, opens nothing without this file: keep a copy of it elsewhere.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from youjian.ledger.server import home

FILE = "vault.keys"
ALGORITHM = "sm4-gcm"
NONCE_BYTES, TAG_BYTES = 12, 16
_PREFIX = "yj1"


class VaultError(ValueError):
    """What was sealed cannot be opened: its key is not here, or it was changed."""


@dataclass(frozen=True)
class VaultKey:
    """A key of the vault: 16 secret bytes in hex, the id that stands in what it sealed, and its age."""

    id: str
    algorithm: str
    secret: str
    made_at: str


def key_file() -> Path:
    """Where the keys are kept."""
    return home() / FILE


def keys() -> tuple[VaultKey, ...]:
    """All keys, the one in use last; none where nothing was sealed yet.

    Raises VaultError for a broken file.
    """
    path = key_file()
    if not path.exists():
        return ()
    try:
        return tuple(VaultKey(**one) for one in json.loads(path.read_text(encoding="ascii")))
    except (ValueError, TypeError) as error:
        raise VaultError(f"{path} is not a key file of the vault: {error}") from None


def rotate() -> VaultKey:
    """Make a new key and use it from now on; what older keys sealed stays readable. Returns the new key."""
    with _only_writer():
        return _add(keys())


def forget(key_id: str) -> None:
    """Take an old key out; raises VaultError for the one in use, and when there is no such key."""
    with _only_writer():
        kept = [key for key in keys() if key.id != key_id]
        if len(kept) == len(keys()) or not kept or kept[-1] != keys()[-1]:
            raise VaultError(f"{key_id} is the key in use, or there is no such key")
        _write(kept)


def seal(purpose: str, secret: bytes) -> str:
    """A secret as text for the database; it opens for the same purpose only."""
    key = in_use()
    sealed = encrypt(key, secrets.token_bytes(NONCE_BYTES), secret, purpose.encode())
    return f"{_PREFIX}:{key.id}:{base64.b64encode(sealed).decode()}"


def unseal(purpose: str, sealed: str) -> bytes:
    """What was sealed for a purpose. Raises VaultError when the key is gone or a byte was changed."""
    mark, _, rest = sealed.partition(":")
    key_id, _, text = rest.partition(":")
    if mark != _PREFIX:
        raise VaultError("this is nothing that the vault sealed")
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise VaultError("what was sealed is not whole") from None
    return decrypt(key_named(key_id), raw, purpose.encode())


def key_of(sealed: str) -> str:
    """The id of the key that sealed something; empty for what the vault did not seal."""
    parts = sealed.split(":")
    return parts[1] if len(parts) == 3 and parts[0] == _PREFIX else ""


def in_use() -> VaultKey:
    """The key that seals now; the first is made when it is needed."""
    found = keys()
    if found:
        return found[-1]
    with _only_writer():
        found = keys()
        return found[-1] if found else _add(())


def key_named(key_id: str) -> VaultKey:
    """A key by its id; raises VaultError when it is not here."""
    for key in keys():
        if key.id == key_id:
            return key
    raise VaultError(f"sealed with key {key_id}, which is not in {key_file()}")


def encrypt(key: VaultKey, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """Nonce ‖ SM4-GCM of some bytes ‖ tag; `bound` is authenticated with them and not kept."""
    cipher = Cipher(algorithms.SM4(bytes.fromhex(key.secret)), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bound)
    return nonce + cipher.update(plain) + cipher.finalize() + cipher.tag


def decrypt(key: VaultKey, sealed: bytes, bound: bytes) -> bytes:
    """The bytes that were encrypted; raises VaultError when one of them, or `bound`, is another."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise VaultError("what was sealed is cut short")
    nonce, text, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    cipher = Cipher(algorithms.SM4(bytes.fromhex(key.secret)), modes.GCM(nonce, tag)).decryptor()
    cipher.authenticate_additional_data(bound)
    try:
        return cipher.update(text) + cipher.finalize()
    except InvalidTag:
        raise VaultError("what was sealed was changed, or sealed for something else") from None


def _add(there: Sequence[VaultKey]) -> VaultKey:
    made = VaultKey(secrets.token_hex(4), ALGORITHM, secrets.token_hex(16), _this_second())
    _write([*there, made])
    return made


def _this_second() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(everything: Sequence[VaultKey]) -> None:
    """The file comes whole and with its rights."""
    path = key_file()
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(json.dumps([asdict(key) for key in everything], indent=1).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


@contextmanager
def _only_writer() -> Iterator[None]:
    """One process at a time makes or forgets keys."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home() / f".{FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
