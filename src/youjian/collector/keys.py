"""The device key on disk: one PEM file that only its owner may read."""

import os
from pathlib import Path

from youjian.protocols import station

KEY_FILE = "device-key.pem"


def load_or_make(folder: Path) -> bytes:
    """The collector's private key; made and fsynced before anybody hears of it when there is none."""
    path = folder / KEY_FILE
    if path.exists():
        return load(folder)
    folder.mkdir(parents=True, exist_ok=True)
    key = station.generate_private_key()
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(station.save_private_key(key))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return key


def load(folder: Path) -> bytes:
    """The private key; ValueError when it is missing, damaged or readable by others."""
    path = folder / KEY_FILE
    if not path.exists():
        raise ValueError(f"{path} is missing: enrol the collector anew")
    if path.stat().st_mode & 0o077:
        raise ValueError(f"{path} may be read by others: chmod 600 it, and enrol anew if it was copied")
    return station.load_private_key(path.read_bytes())
