"""Sealed backups: a backup's folder as one file under SM4-GCM, with a key of the vault.

    YJSM4GCM1                          a line that names the form
    {"key": …, "prefix": …}            a line: the key's id, and 7 random bytes in hex
    pieces of 1 MiB of a tar, each encrypted and followed by its tag of 16 bytes; the last may be shorter

The nonce of a piece is the prefix, its number (4 bytes) and whether it is the last (1 byte); both lines are
authenticated with it. So a byte that was changed, and pieces cut off, put in or exchanged, are refused.
"""

import io
import json
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from youjian.ledger import vault
from youjian.ledger.backup.manifest import BackupError

SUFFIX = ".sealed"
_MARK = b"YJSM4GCM1\n"
_PIECE = 1 << 20
_PREFIX_BYTES = 7
_LINE = 1024


def seal_folder(folder: Path) -> Path:
    """Put a backup's folder into one sealed file beside it, and remove the folder. Returns the file."""
    sealed = folder.with_name(folder.name + SUFFIX)
    partial = sealed.with_name(f".{sealed.name}.partial")
    try:
        with partial.open("xb") as file:
            partial.chmod(0o600)
            writer = _Writer(file)
            with tarfile.open(fileobj=writer, mode="w|") as tar:
                tar.add(folder, arcname=folder.name)
            writer.finish()
        partial.rename(sealed)
    finally:
        partial.unlink(missing_ok=True)
    shutil.rmtree(folder)
    return sealed


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder of a backup: itself, or a sealed file opened into a temporary folder that is removed again.

    Raises BackupError when its key is not in the vault, or a byte of it was changed.
    """
    if not path.name.endswith(SUFFIX):
        yield path
        return
    place = Path(tempfile.mkdtemp(prefix="youjian-unsealed-"))
    try:
        yield _unpack(path, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _unpack(path: Path, place: Path) -> Path:
    try:
        with path.open("rb") as file:
            reader = io.BufferedReader(_Reader(file))
            with tarfile.open(fileobj=reader, mode="r|") as tar:
                tar.extractall(place, filter="data")
            while reader.read(_PIECE):  # what follows the tar has to be whole, too
                pass
    except (vault.VaultError, OSError, tarfile.TarError) as error:
        raise BackupError(f"{path} cannot be opened: {error}") from None
    return place / path.name.removesuffix(SUFFIX)


class _Writer(io.RawIOBase):
    """Encrypts what is written, piece by piece; the last piece is known at `finish` only."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._key = file, vault.in_use()
        self._prefix = secrets.token_bytes(_PREFIX_BYTES)
        self._bound = _MARK + _second_line(self._key.id, self._prefix)
        self._held, self._number = bytearray(), 0
        file.write(self._bound)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._held += data
        while len(self._held) > _PIECE:
            self._piece(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(data)

    def finish(self) -> None:
        self._piece(bytes(self._held), last=True)

    def _piece(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._file.write(vault.encrypt(self._key, nonce, plain, self._bound)[vault.NONCE_BYTES :])
        self._number += 1


class _Reader(io.RawIOBase):
    """Decrypts piece by piece; nothing of a piece is given before its tag was checked."""

    def __init__(self, file: BinaryIO) -> None:
        mark, line = file.readline(_LINE), file.readline(_LINE)
        if mark != _MARK:
            raise vault.VaultError("it is no sealed backup")
        try:
            said = json.loads(line)
            self._key, self._prefix = vault.key_named(str(said["key"])), bytes.fromhex(said["prefix"])
        except (ValueError, KeyError, TypeError) as error:
            raise vault.VaultError(str(error)) from None
        self._file, self._bound, self._number = file, mark + line, 0
        self._ahead, self._plain, self._over = self._take(), b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._plain and not self._over:
            self._next()
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _take(self) -> bytes:
        return self._file.read(_PIECE + vault.TAG_BYTES)

    def _next(self) -> None:
        here, self._ahead = self._ahead, self._take()
        self._over = not self._ahead
        nonce = _nonce(self._prefix, self._number, last=self._over)
        self._plain = vault.decrypt(self._key, nonce + here, self._bound)
        self._number += 1


def _second_line(key_id: str, prefix: bytes) -> bytes:
    return json.dumps({"key": key_id, "prefix": prefix.hex()}).encode() + b"\n"


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
