"""Where an archive is kept: a folder of this machine, or a bucket behind Arrow's file systems.

    /srv/youjian/archive
    s3://bucket/prefix?endpoint_override=minio.city:9000&scheme=https&region=cn-east-1

A bucket's credentials come from the usual environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or its role.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from youjian.archive.bucket import BLOCK, open_bucket

PARTIAL = ".partial"
"""How the name of a file ends that is not there yet."""


class Storage(Protocol):
    """Files by name: `/` between the parts, never absolute. Nothing under a name is ever half written."""

    def read(self, name: str) -> bytes:
        """The whole file. Raises FileNotFoundError."""
        ...

    def blocks(self, name: str) -> Iterator[bytes]:
        """The file in pieces of some megabytes. Raises FileNotFoundError."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Put a file there whole and durable, in place of one that is there."""
        ...

    def names(self, prefix: str = "") -> list[str]:
        """Every file below a folder, sorted; all without one."""
        ...

    def children(self, folder: str = "") -> tuple[list[str], list[str]]:
        """The names of files and of folders right below a folder, each sorted."""
        ...

    def delete(self, name: str) -> None:
        """Take a file away; one that is not there is no error."""
        ...


class FolderStorage:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def read(self, name: str) -> bytes:
        """The whole file. Raises FileNotFoundError, also for what is no file."""
        return self._file(name).read_bytes()

    def blocks(self, name: str) -> Iterator[bytes]:
        """The file in pieces. Raises FileNotFoundError, also for what is no file."""
        with self._file(name).open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    def write(self, name: str, data: bytes) -> None:
        """Write beside it, bring to the disk, rename. Raises OSError and then leaves nothing."""
        path = self.root / name
        _make_folder(path.parent)
        partial = path.with_name(partial_of(path.name))
        try:
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.rename(path)
        except OSError:
            with suppress(OSError):
                partial.unlink()
            raise
        _sync_folder(path.parent)

    def names(self, prefix: str = "") -> list[str]:
        """Everything below a folder that is not a folder, sorted."""
        found: list[str] = []
        for folder, _, files in os.walk(self.root / prefix):
            inside = Path(folder).relative_to(self.root).as_posix()
            found += files if inside == "." else [f"{inside}/{name}" for name in files]
        return sorted(found)

    def children(self, folder: str = "") -> tuple[list[str], list[str]]:
        """The names of files and of folders right below a folder, each sorted."""
        try:
            with os.scandir(self.root / folder) as entries:
                listed = [(entry.name, entry.is_dir()) for entry in entries]
        except FileNotFoundError:
            return [], []
        return sorted(n for n, inner in listed if not inner), sorted(n for n, inner in listed if inner)

    def delete(self, name: str) -> None:
        """Take a file away, and folders that this leaves empty."""
        path = self.root / name
        with suppress(FileNotFoundError):
            path.unlink()
            _sync_folder(path.parent)
        for folder in path.parents:
            if folder == self.root or not _remove_empty(folder):
                break

    def _file(self, name: str) -> Path:
        path = self.root / name
        if path.exists() and not path.is_file():
            raise FileNotFoundError(f"{path} is not a file")
        return path


def partial_of(name: str) -> str:
    """The name under which a folder's file is written before it is there."""
    folder, _, last = name.rpartition("/")
    return f"{folder}/.{last}{PARTIAL}" if folder else f".{last}{PARTIAL}"


def open_storage(place: str | Path) -> Storage:
    """The storage at a path or a URL. Raises ValueError for a URL that cannot be used.

    >>> str(open_storage("file:///srv/archive"))
    '/srv/archive'
    """
    text = str(place)
    if text.startswith("file://"):
        return FolderStorage(Path(text.removeprefix("file://")))
    if "://" in text:
        return open_bucket(text)
    return FolderStorage(Path(place))


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _make_folder(path: Path) -> None:
    """A new folder is as durable as what will stand in it."""
    if path.is_dir():
        return
    _make_folder(path.parent)
    path.mkdir(exist_ok=True)
    _sync_folder(path.parent)


def existing(storage: Storage) -> Storage:
    """The same storage. Raises ValueError when it is a folder that is not there: most likely a slip."""
    if isinstance(storage, FolderStorage) and not storage.root.is_dir():
        raise ValueError(f"{storage} is not a folder; name the archive's folder or its URL")
    return storage


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
