"""A folder that a controller drops files into: every line is read once, across restarts and rotations.

How far each file was read goes to disk with the records that were read. A file is known again by the bytes
before that place, so that one that was begun anew, replaced or renamed is neither skipped nor read twice.
Nothing in the folder is changed.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from youjian.collector.transport import TransportError
from youjian.protocols.forecourt import LONGEST_LINE

_CHUNK = 4 * LONGEST_LINE
_TAIL = 64
_UNFINISHED = (".tmp", ".part", ".swp", "~")


class Cursor(Struct, frozen=True):
    """How far a file was read: which file, so many bytes, and a digest of the last ones of them."""

    inode: int
    offset: int
    tail: str


@dataclass(frozen=True)
class Chunk:
    """Whole lines of a file, its first line (which may name the columns), and how far that is.

    No lines come with a file that was read under another name: so far it is known under this one too.
    """

    name: str
    data: bytes
    header: bytes
    after: Cursor


class Folder:
    """The files of one folder; a Transport in name, so that a port loop can open and lose it."""

    def __init__(self, url: str, pattern: str, settle_s: float) -> None:
        self.path = Path(unquote(urlsplit(url).path))
        self._pattern = pattern
        self._settle_s = settle_s
        self._grew: dict[str, tuple[int, float]] = {}
        self._read_up: dict[str, tuple[int, int, int]] = {}
        self.names()

    def names(self) -> list[str]:
        """Files that may hold news, the one changed longest ago first; TransportError without a folder."""
        try:
            with os.scandir(self.path) as entries:
                found = {entry.name: entry.stat() for entry in entries if entry.is_file()}
        except OSError as error:
            msg = f"{self.path}: {error.strerror}"
            raise TransportError(msg) from None
        self._read_up = {name: mark for name, mark in self._read_up.items() if name in found}
        news = [
            name for name in found if self._wanted(name) and self._read_up.get(name) != _mark(found[name])
        ]
        return sorted(news, key=lambda name: (found[name].st_mtime_ns, name))

    def _wanted(self, name: str) -> bool:
        hidden = name.startswith(".") or name.endswith(_UNFINISHED)
        return not hidden and fnmatch(name, self._pattern)

    def chunk(self, name: str, known: dict[str, Cursor]) -> Chunk | None:
        """The next lines of a file, or None when there are none; OSError when it cannot be read."""
        with (self.path / name).open("rb") as file:
            status = os.fstat(file.fileno())
            offset = _place(file, status, known, name)
            file.seek(offset)
            data = file.read(_CHUNK)
            whole = self._whole_lines(name, data, status.st_size)
            if not whole and (key_of(name) in known or not offset):
                if not data:
                    self._read_up[name] = _mark(status)
                return None
            file.seek(0)
            header = file.readline(LONGEST_LINE) if offset else b""
            end = offset + len(whole)
            return Chunk(name, whole, header, Cursor(status.st_ino, end, _tail(file, end)))

    def _whole_lines(self, name: str, data: bytes, size: int) -> bytes:
        """Up to the last line that has ended; a last line without its end when nothing is added to it."""
        end = data.rfind(b"\n") + 1
        if end:
            return data[:end]
        if len(data) >= LONGEST_LINE:
            return data
        before, since = self._grew.get(name, (-1, 0.0))
        if size != before:
            self._grew[name] = (size, time.monotonic())
            return b""
        return data if time.monotonic() - since >= self._settle_s else b""

    def read(self, timeout_s: float) -> bytes:
        """A folder is read by its files."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Nothing is written into the folder."""

    def discard(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is held open."""


def key_of(name: str) -> str:
    """A file's name as it can be noted: one that is no UTF-8 has its bytes written out."""
    return name.encode("utf-8", "backslashreplace").decode()


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    """What changes when a file does."""
    return status.st_ino, status.st_size, status.st_mtime_ns


def _place(file: BinaryIO, status: os.stat_result, known: dict[str, Cursor], name: str) -> int:
    """Where to go on: as noted under this name, or under the file's name before; else at the beginning."""
    for cursor in _candidates(known, key_of(name), status.st_ino):
        if cursor.offset <= status.st_size and _tail(file, cursor.offset) == cursor.tail:
            return cursor.offset
    return 0


def _candidates(known: dict[str, Cursor], name: str, inode: int) -> Iterator[Cursor]:
    if name in known:
        yield known[name]
    yield from (cursor for other, cursor in known.items() if other != name and cursor.inode == inode)


def _tail(file: BinaryIO, offset: int) -> str:
    """A digest of the bytes before a place."""
    file.seek(max(0, offset - _TAIL))
    return hashlib.sha256(file.read(min(offset, _TAIL))).hexdigest()[:32]
