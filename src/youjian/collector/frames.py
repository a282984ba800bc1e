"""What came over a device's line, byte for byte: kept beside the records, to look at when one is doubted.

A file of its own, so that frames never take room or time from a record: written in batches, without an fsync
of their own, the oldest going first when 30 days are over or the size is reached. Whatever goes wrong here
(a full disk, a damaged file) is counted in `lost` and told to the log once; it never reaches a driver.
"""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

log = logging.getLogger(__name__)
Direction = Literal["in", "out"]
KEPT_FOR = timedelta(days=30)
_PAGE = 4096
_WAL_PAGES = 128
_BATCH_BYTES = 32 * 1024
_BATCH_S = 5.0
_MOST_AGED = 2000
"""Rows that one batch drops for their age at most: a clock wrong for a minute must not drop them all."""
_LONGEST_FRAME = 64 * 1024
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS frames (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, device TEXT NOT NULL, sent INTEGER NOT NULL,
    why TEXT NOT NULL, data BLOB NOT NULL);
"""


@dataclass(frozen=True)
class Frame:
    """One frame: `in` came from the device, `out` went to it; `why` it was kept, such as `fuelling 42`."""

    device: str
    at: datetime
    direction: Direction
    data: bytes
    why: str


class Frames:
    """The frames of one station; threads may share it. Without a path they are held in memory only."""

    def __init__(self, path: Path | None = None, limit_bytes: int = 64 * 2**20) -> None:
        self.lost = 0
        self._path = path
        self._most_pages = max(16, limit_bytes // _PAGE - 2 * _WAL_PAGES)
        self._lock = threading.Lock()
        self._waiting: list[Frame] = []
        self._waiting_bytes = 0
        self._since = 0.0
        self._told = False
        self._db: sqlite3.Connection | None = None

    def keep(self, device: str, at: datetime, direction: Direction, data: bytes, why: str) -> None:
        """Keep a frame; on disk within seconds, at the next `flush` or `close`."""
        with self._lock:
            if not self._waiting:
                self._since = time.monotonic()
            self._waiting.append(Frame(device, at, direction, data[:_LONGEST_FRAME], why))
            self._waiting_bytes += len(data) + 64
            if self._waiting_bytes >= _BATCH_BYTES or time.monotonic() - self._since >= _BATCH_S:
                self._flush()

    def flush(self) -> None:
        """Write what waits in memory."""
        with self._lock:
            self._flush()

    def between(self, device: str | None, start: datetime, end: datetime) -> Iterator[Frame]:
        """The frames of a device (None: of all) from `start` to before `end`, in the order they came."""
        self.flush()
        with self._lock:
            try:
                rows = self._opened().execute(_BETWEEN, (_micros(start), _micros(end), device)).fetchall()
            except (sqlite3.Error, OSError) as error:
                self._failed(error, 0)
                rows = []
        for at, name, sent, data, why in rows:
            yield Frame(name, _EPOCH + at * _MICROSECOND, "out" if sent else "in", data, why)

    def close(self) -> None:
        """Write what waits and let go of the file."""
        with self._lock:
            self._flush()
            if self._db is not None:
                self._db.close()
                self._db = None

    def _flush(self) -> None:
        frames, self._waiting, self._waiting_bytes = self._waiting, [], 0
        if not frames:
            return
        try:
            self._write(self._opened(), frames)
            self._told = False
        except (sqlite3.Error, OSError) as error:
            self._failed(error, len(frames))

    def _write(self, db: sqlite3.Connection, frames: list[Frame]) -> None:
        db.execute("BEGIN IMMEDIATE")
        try:
            db.executemany(_INSERT, [_row(frame) for frame in frames])
            newest = max(frame.at for frame in frames)
            db.execute(_DROP_AGED, (_micros(newest - KEPT_FOR), _MOST_AGED))
            while _pages(db) > self._most_pages and db.execute(_DROP_OLDEST).rowcount:
                pass
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = self._open()
        return self._db

    def _open(self) -> sqlite3.Connection:
        """The file, or a new one where it is damaged: frames are no evidence of their own."""
        try:
            return _connected(self._path, self._most_pages)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) or self._path is None:
                raise
            aside = self._path.with_suffix(".damaged")
            log.error("%s is damaged (%s), it is set aside as %s", self._path, error, aside.name)
            self._path.replace(aside)
            for end in ("-wal", "-shm"):
                Path(f"{self._path}{end}").unlink(missing_ok=True)
            return _connected(self._path, self._most_pages)

    def _failed(self, error: Exception, count: int) -> None:
        """Count what was not kept; begin with a fresh connection the next time."""
        self.lost += count
        if not self._told:
            log.warning("frames are not kept: %s: %s", self._path or "memory", error)
        self._told = True
        if self._path is not None and self._db is not None:
            self._db.close()
            self._db = None


def _connected(path: Path | None, most_pages: int) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    try:
        if path is not None:
            os.chmod(path, 0o600)
        db.execute(f"PRAGMA page_size={_PAGE}")
        db.execute("PRAGMA auto_vacuum=INCREMENTAL")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA cache_size=-256")
        db.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")
        db.execute(f"PRAGMA journal_size_limit={_WAL_PAGES * _PAGE}")
        db.execute(f"PRAGMA max_page_count={most_pages + _WAL_PAGES}")
        db.executescript(_SCHEMA)
        db.execute("PRAGMA incremental_vacuum").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def _pages(db: sqlite3.Connection) -> int:
    """Pages in use, those that are free within the file not counted."""
    count: int = db.execute("PRAGMA page_count").fetchone()[0]
    free: int = db.execute("PRAGMA freelist_count").fetchone()[0]
    return count - free


def _row(frame: Frame) -> tuple[int, str, int, str, bytes]:
    return _micros(frame.at), frame.device, int(frame.direction == "out"), frame.why, frame.data


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


_INSERT = "INSERT INTO frames (at, device, sent, why, data) VALUES (?, ?, ?, ?, ?)"
_DROP_AGED = "DELETE FROM frames WHERE id IN (SELECT id FROM frames ORDER BY id LIMIT ?2) AND at < ?1"
_DROP_OLDEST = "DELETE FROM frames WHERE id IN (SELECT id FROM frames ORDER BY id LIMIT 500)"
_BETWEEN = """
SELECT at, device, sent, data, why FROM frames
WHERE at >= ?1 AND at < ?2 AND (?3 IS NULL OR device = ?3) ORDER BY id
"""
