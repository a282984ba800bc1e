"""The device's keys on disk: PEM files that only their owner may read, and which of them signs now.

A new key is on disk before anybody hears of it. Which key signs is one row of the outbox (`Identity.key_id`,
and a note that names its public half), changed in one transaction; the files' names only follow. So a process
killed between any two steps finds the key that it has to sign with.
"""

import hashlib
import os
from pathlib import Path

from youjian.collector.outbox import Outbox
from youjian.protocols import station

KEY_FILE = "device-key.pem"
NEXT_FILE = "device-key.next.pem"
PREVIOUS_FILE = "device-key.previous.pem"
_ENROLLING = "enrolling"
_PREVIOUS = "previous key"
_NOT_ENROLLED = "the collector is not enrolled: run `youjian collect enrol` with a code"


class Keyring:
    """The keys of one station: the one that signs, the one to come, the one before."""

    def __init__(self, folder: Path, outbox: Outbox) -> None:
        self._folder = folder
        self._outbox = outbox

    def signer(self) -> station.Ed25519Signer:
        """What signs now; ValueError when not enrolled, or the key is missing or others may read it."""
        identity = self._outbox.identity
        if identity is None:
            raise ValueError(_NOT_ENROLLED)
        return station.Ed25519Signer(self._signing(identity.key_id), identity.key_id)

    def signing_key(self) -> bytes:
        """The private key that signs now; ValueError as for `signer`."""
        identity = self._outbox.identity
        if identity is None:
            raise ValueError(_NOT_ENROLLED)
        return self._signing(identity.key_id)

    def to_enrol(self, code: str) -> bytes:
        """The public key to enrol with: a fresh one for each code, the same when a code is tried again."""
        self.tidy()
        digest = hashlib.sha256(code.encode()).hexdigest()
        if self._outbox.note(_ENROLLING) != digest or not (self._folder / NEXT_FILE).exists():
            self._make_next()
            self._outbox.commit(notes={_ENROLLING: digest})
        return station.public_key_of(load(self._folder / NEXT_FILE))

    def to_rotate(self) -> bytes:
        """The public key to go over to: made now, or by a rotation that was cut short."""
        self.tidy()
        if not (self._folder / NEXT_FILE).exists():
            self._make_next()
        return station.public_key_of(load(self._folder / NEXT_FILE))

    def named(self, key_id: str) -> None:
        """The platform calls the key to come by this name; nothing signs with it yet."""
        public = station.public_key_of(load(self._folder / NEXT_FILE))
        identity = self._outbox.identity
        before = {_PREVIOUS: identity.key_id} if identity is not None else {}
        self._outbox.commit(notes={**before, _note(key_id): public.hex()})

    def renamed(self, key_id: str) -> None:
        """The platform calls the key that signs by another name."""
        identity = self._outbox.identity
        if identity is not None:
            public = station.public_key_of(self._signing(identity.key_id))
            self._outbox.commit(notes={_note(key_id): public.hex()})

    def previous(self) -> station.Ed25519Signer | None:
        """The key that signed before this one, where it is still here."""
        key_id = self._outbox.note(_PREVIOUS)
        if key_id is None or not (self._folder / PREVIOUS_FILE).exists():
            return None
        return station.Ed25519Signer(load(self._folder / PREVIOUS_FILE), key_id)

    def tidy(self) -> None:
        """Give the files the names of their places, once the key to come is the one that signs."""
        identity = self._outbox.identity
        public = self._outbox.note(_note(identity.key_id)) if identity is not None else None
        if public is None or not self._holds(NEXT_FILE, public):
            return
        current = self._folder / KEY_FILE
        if current.exists():
            current.replace(self._folder / PREVIOUS_FILE)
        (self._folder / NEXT_FILE).replace(current)
        _sync_folder(self._folder)

    def _signing(self, key_id: str) -> bytes:
        public = self._outbox.note(_note(key_id))
        if public is None:  # enrolled before keys were rotated
            return load(self._folder / KEY_FILE)
        for name in (KEY_FILE, NEXT_FILE, PREVIOUS_FILE):
            if self._holds(name, public):
                return load(self._folder / name)
        raise ValueError(
            f"{self._folder}: no file holds the private key of {key_id}: enrol the collector anew"
        )

    def _holds(self, name: str, public: str) -> bool:
        path = self._folder / name
        return path.exists() and station.public_key_of(load(path)).hex() == public

    def _make_next(self) -> None:
        """A new private key, fsynced with its name."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / NEXT_FILE
        temporary = path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(station.save_private_key(station.generate_private_key()))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(self._folder)


def load(path: Path) -> bytes:
    """The private key in a file; ValueError when it is missing, damaged or readable by others."""
    if not path.exists():
        raise ValueError(f"{path} is missing: enrol the collector anew")
    if path.stat().st_mode & 0o077:
        raise ValueError(f"{path} may be read by others: chmod 600 it, and enrol anew if it was copied")
    return station.load_private_key(path.read_bytes())


def _note(key_id: str) -> str:
    return f"key {key_id}"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
