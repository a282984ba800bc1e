"""What a backup says of itself, so that it can be checked without the database it came from.

FOLDER/backup.json    what it is, its files with their SHA-256, the rows of every table
FOLDER/database/      pg_dump's directory, or the server's data
FOLDER/home/          the installation's own keys, readable for their owner alone
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from youjian import __version__
from youjian.ledger.server import home

MANIFEST = "backup.json"
Kind = Literal["dump", "base"]
_NOTE = "last-backup.json"
_TESTED = "last-restore-test.json"
_PIECE = 1 << 20
_KEYS = ("*.key", "*.pem", "vault.keys")


class BackupError(Exception):
    """A backup cannot be taken, is not whole, or cannot be restored: why, and what to do."""


class Backup(Struct, frozen=True, kw_only=True):
    """A backup: `rows` and `sums` are those of its own snapshot, `files` SHA-256 by name."""

    version: int = 1
    kind: Kind
    youjian: str
    taken_at: datetime
    server_version: int
    migrations: int
    rows: dict[str, int]
    sums: dict[str, int]
    files: dict[str, str] = {}


def read_backup(folder: Path) -> Backup:
    """The backup in a folder, its files checked; raises BackupError naming the first that is wrong."""
    path = folder / MANIFEST
    try:
        backup = msgspec.json.decode(path.read_bytes(), type=Backup)
    except (OSError, msgspec.DecodeError) as error:
        raise BackupError(f"{folder} holds no whole backup: {path.name}: {error}") from None
    there = _digests(folder)
    for name in sorted(backup.files.keys() | there.keys()):
        if backup.files.get(name) != there.get(name):
            how = "missing" if name not in there else "added" if name not in backup.files else "changed"
            raise BackupError(f"{folder / name} is {how} since the backup was taken: take another backup")
    return backup


@contextmanager
def being_written(place: Path, kind: Kind) -> Iterator[tuple[Path, Path]]:
    """A folder and the name that it gets when all of it is on the disk; a failure leaves nothing."""
    folder = place / f"youjian-{kind}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    partial = place / f".{folder.name}.partial"
    partial.mkdir(parents=True, mode=0o700)
    try:
        yield partial, folder
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _write(home() / _NOTE, msgspec.json.encode({"folder": str(folder), "at": datetime.now(UTC)}))


def finish(folder: Path, backup: Backup) -> Backup:
    """Write what the backup says of itself, over everything that lies in its folder; durable on return."""
    whole = msgspec.structs.replace(backup, youjian=__version__, files=_digests(folder, sync=True))
    _write(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(whole)))
    return whole


def copy_keys(folder: Path) -> None:
    """The installation's own keys: without them sessions end and nothing can be signed as before."""
    target = folder / "home"
    target.mkdir(mode=0o700)
    for pattern in _KEYS:
        for path in sorted(home().glob(pattern)):
            shutil.copyfile(path, target / path.name)
            (target / path.name).chmod(0o600)


def restore_keys(folder: Path) -> list[str]:
    """Put keys back that this installation lacks; returns their names. One that is there stays."""
    restored: list[str] = []
    home().mkdir(parents=True, exist_ok=True)
    for path in sorted((folder / "home").glob("*")):
        if not (home() / path.name).exists():
            shutil.copyfile(path, home() / path.name)
            (home() / path.name).chmod(0o600)
            restored.append(path.name)
    return restored


def last_backup() -> tuple[datetime, Path] | None:
    """When this installation's last backup was finished, and where; None when there was none."""
    try:
        noted = msgspec.json.decode((home() / _NOTE).read_bytes())
        return datetime.fromisoformat(noted["at"]), Path(noted["folder"])
    except (OSError, msgspec.DecodeError, KeyError, ValueError):
        return None


def note_restore_test(at: datetime) -> None:
    """Remember that a backup was restored to see, and agreed."""
    _write(home() / _TESTED, msgspec.json.encode({"at": at}))


def last_restore_test() -> datetime | None:
    """When a backup of this installation was last restored to see; None when never."""
    try:
        return datetime.fromisoformat(msgspec.json.decode((home() / _TESTED).read_bytes())["at"])
    except (OSError, msgspec.DecodeError, KeyError, ValueError):
        return None


def _digests(folder: Path, *, sync: bool = False) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return {path.relative_to(folder).as_posix(): _digest(path, sync) for path in found}


def _digest(path: Path, sync: bool) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
        if sync:
            os.fsync(file.fileno())
    return digest.hexdigest()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.partial")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
