"""The outbox as a file: its tables, its settings, and the size that it never exceeds on the disk.

The size counts everything SQLite keeps, the database, its write-ahead log and the log's index, and the
ballast: a file of nothing that is given up when others have filled the disk, so that what waits can be sent.
"""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

PAGE = 4096
_SHM_PAGES = 8
_LEAST_PAGES = 128
VERSION = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nozzles (nozzle_id INTEGER PRIMARY KEY, state BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, body BLOB NOT NULL,
    device TEXT, chain_no INTEGER, digest BLOB);
CREATE TABLE IF NOT EXISTS chains (
    device TEXT PRIMARY KEY, no INTEGER NOT NULL, digest BLOB NOT NULL, sent_no INTEGER NOT NULL,
    sent_digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY AUTOINCREMENT, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
    body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS batches (
    batch_no INTEGER PRIMARY KEY, headers BLOB NOT NULL, body BLOB NOT NULL, count INTEGER NOT NULL,
    through_id INTEGER, resend_id INTEGER);
CREATE TABLE IF NOT EXISTS resends (
    id INTEGER PRIMARY KEY, next_id INTEGER NOT NULL, through_id INTEGER NOT NULL, wanted BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS results (command_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Sizes:
    """How a limit in bytes is shared out, in pages of 4096 bytes; at least 512 KiB are used.

    `log`: when the write-ahead log is written back; its room is three times that, the ballast as much as it.
    `most`: what the database may hold. `records`: up to where records are taken, so that a batch can always
    be built; `tidy`: up to where telemetry is, and beyond which room is made.
    """

    log: int
    most: int
    records: int
    tidy: int

    @classmethod
    def of(cls, limit_bytes: int) -> "Sizes":
        """The shares of a limit; below 512 KiB no telemetry is taken."""
        pages = max(_LEAST_PAGES, limit_bytes // PAGE)
        log = max(8, min(512, pages // 16))
        most = pages - 4 * log - _SHM_PAGES
        records = most - log
        tidy = records - max(8, min(2048, records // 8))
        return cls(log, most, records, tidy if limit_bytes >= _LEAST_PAGES * PAGE else 0)

    @property
    def batch_bytes(self) -> int:
        """A built batch holds at most so many bytes of records, so that one transaction fits the log."""
        return self.log * PAGE // 2

    @property
    def chunk(self) -> int:
        """How many rows one tidying transaction goes over at most."""
        return max(32, min(1000, self.log * 4))


class Ballast:
    """Room on the disk that nobody else can take, given up so that a batch can go when the disk is full."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size
        self._held = False

    def hold(self) -> bool:
        """Take the room; False when the disk has none."""
        if self._held:
            return True
        try:
            with self._path.open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)
            self._held = True
        except OSError:
            self._path.unlink(missing_ok=True)
        return self._held

    def drop(self) -> bool:
        """Give the room to whoever writes next; False when there is none to give."""
        held = self._held or self._path.exists()
        self._held = False
        self._path.unlink(missing_ok=True)
        return held


def connected(path: Path, sizes: Sizes) -> sqlite3.Connection:
    """The file, made when it is not there; raises sqlite3.DatabaseError when it is damaged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(
        path, timeout=10.0, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    try:
        os.chmod(path, 0o600)
        _settle(db, sizes)
    except BaseException:
        db.close()
        raise
    return db


def _settle(db: sqlite3.Connection, sizes: Sizes) -> None:
    # Text that is not UTF-8 can only be another's doing; it must not stop the sending.
    db.text_factory = readable_text
    db.execute(f"PRAGMA page_size={PAGE}")
    db.execute("PRAGMA auto_vacuum=INCREMENTAL")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA cache_size=-1024")
    db.execute("PRAGMA temp_store=MEMORY")
    resize(db, sizes)


def resize(db: sqlite3.Connection, sizes: Sizes) -> None:
    """Let another limit hold; what is over it goes with the room that is made for the next record."""
    db.execute(f"PRAGMA wal_autocheckpoint={sizes.log}")
    db.execute(f"PRAGMA journal_size_limit={2 * sizes.log * PAGE}")
    db.execute(f"PRAGMA max_page_count={sizes.most}")


def readable_text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def pages_used(db: sqlite3.Connection) -> int:
    """Pages that hold something; those that are free within the file are not counted."""
    count: int = db.execute("PRAGMA page_count").fetchone()[0]
    free: int = db.execute("PRAGMA freelist_count").fetchone()[0]
    return count - free


def is_full(error: sqlite3.Error) -> bool:
    """Whether a statement failed for want of room or because the disk does not take it."""
    return _primary(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)


def is_damaged(error: sqlite3.Error) -> bool:
    """Whether a statement failed because the file is no sound database."""
    return _primary(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _primary(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
