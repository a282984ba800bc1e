"""The outbox's file in use: transactions that are whole or not at all, room made in time, damage survived."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from youjian.collector.clock import utc_now
from youjian.collector.outbox import opening, record_rows, resends, room
from youjian.collector.outbox.file import PAGE, Ballast, Sizes, is_damaged, is_full, pages_used, resize
from youjian.collector.outbox.room import Thinning

log = logging.getLogger(__name__)
THINNED = "thinned"
_THINNING = "thinning"
_TIDYING_STEPS = 8
DROPPED = 50
_PAGES_OF_A_COMMIT = 8
T = TypeVar("T")


class OutboxFullError(sqlite3.OperationalError):
    """Nothing was stored: the outbox has reached its size, or the disk takes nothing. Try again later."""


class OutboxDamagedError(sqlite3.DatabaseError):
    """Nothing was stored: the file was damaged and another one took its place. Try again at once."""


class OutboxStore:
    """What every verb of the outbox leans on. Threads may share it."""

    def __init__(
        self,
        path: Path,
        limit_bytes: int = 512 * 2**20,
        *,
        now: Callable[[], datetime] = utc_now,
        reading: bool = False,
    ) -> None:
        self._path = path
        self._now = now
        self._sizes = Sizes.of(limit_bytes)
        self._limit_bytes = limit_bytes
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._stored = 0
        self._full = False
        self._thin_no_more = False
        self.altered = 0
        """Rows and batches found in the file other than they were stored."""
        self._ballast = Ballast(path.with_name(f"{path.name}.room"), self._sizes.log * PAGE)
        opened = self._at_any_price(lambda: opening.opened(path, self._sizes, reading=reading))
        if not reading:
            self._ballast.hold()
        self._db = opened.db
        self.damage: str | None = opened.damage
        """What was wrong with the file when it was opened, or since; None: nothing."""
        self._untold = self.damage

    def close(self) -> None:
        """Close the file; what was committed stays."""
        with self._lock:
            self._db.close()

    @property
    def limit_bytes(self) -> int:
        """How much of the disk the outbox may take, log and index counted."""
        return self._limit_bytes

    @limit_bytes.setter
    def limit_bytes(self, limit_bytes: int) -> None:
        with self._lock:
            self._limit_bytes, self._sizes = limit_bytes, Sizes.of(limit_bytes)
            self._thin_no_more = False
            resize(self._db, self._sizes)

    def damage_to_tell(self) -> str | None:
        """The damage, once: whoever asks has to record it."""
        with self._lock:
            untold, self._untold = self._untold, None
        return untold

    def _at_any_price(self, act: Callable[[], T]) -> T:
        """Do what must be possible on a full disk: once more with the ballast's room."""
        try:
            return act()
        except sqlite3.OperationalError:
            if not self._ballast.drop():
                raise
            return act()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except BaseException as error:
                self._undo(error)
                raise

    def _undo(self, error: BaseException) -> None:
        """Leave nothing half-written; tell a full disk and a damaged file from what is somebody's mistake."""
        try:
            if self._db.in_transaction:  # a full disk has ended it already
                self._db.execute("ROLLBACK")
        except sqlite3.Error as failed:
            error = failed
        if not isinstance(error, sqlite3.Error) or isinstance(error, OutboxFullError):
            return
        if is_full(error):
            raise OutboxFullError(f"the outbox cannot be written: {error}") from error
        if is_damaged(error):
            self._db.close()
            opened = opening.replaced(self._path, self._sizes, error)
            self._db, self.damage, self._untold = opened.db, opened.damage, opened.damage
            raise OutboxDamagedError(str(opened.damage)) from error

    @property
    def condition(self) -> str:
        """What is wrong with the outbox, the worst first; `ok` when nothing is.

        `outbox_full`: what came last was refused; `outbox_altered`: somebody wrote into the file since this
        process began; `thinned`: of the readings that wait some were thinned.
        """
        if self._full or self.altered:
            return "outbox_full" if self._full else "outbox_altered"
        return "thinned" if self._number(THINNED) else "ok"

    def _make_room(self, size: int, *, evidence: bool) -> None:
        """Room for so many bytes: acknowledged records go, then readings are thinned; OutboxFullError."""
        need = size // PAGE + 2
        if not self._ballast.hold() and self._free_pages() < need + _PAGES_OF_A_COMMIT:
            self._full = True
            raise OutboxFullError("the disk is full; what waits can still be sent")
        for _ in range(_TIDYING_STEPS):
            if pages_used(self._db) + need <= self._sizes.tidy:
                return
            if not self._drop_sent() and not self._thin():
                break
        most = self._sizes.records if evidence else self._sizes.tidy
        if (used := pages_used(self._db)) + need > most:
            self._full = True
            raise OutboxFullError(
                f"{used * PAGE} bytes are kept for the platform, the limit is {self._limit_bytes}"
            )

    def _free_pages(self) -> int:
        """Pages within the file that may be written without taking more of the disk."""
        return self._db.execute("PRAGMA freelist_count").fetchone()[0]

    def _drop_sent(self) -> int:
        """Drop some of the oldest acknowledged batches; how many went."""
        with self._transaction() as db:
            gone = resends.drop_oldest(db, DROPPED)
        if self._db.execute("PRAGMA page_count").fetchone()[0] > self._sizes.most:
            self._db.execute("PRAGMA incremental_vacuum(64)").fetchall()
        return gone

    def _thin(self) -> bool:
        """Thin some of the oldest waiting readings; False when none is left to thin."""
        if self._thin_no_more:
            return False
        with self._transaction() as db:
            before = self._thinning()
            after = room.thin(db, self._built_through(db), before, self._sizes.chunk)
            if after is not None:
                self._put(_THINNING, msgspec.json.encode(after))
                gone = after.spared - before.spared if after.next_id else 0
                self._put(THINNED, self._number(THINNED) + gone)
                if gone and not self._number(THINNED) - gone:
                    log.warning("the outbox is full: the oldest readings that wait are thinned from now on")
        self._thin_no_more = after is None
        return after is not None

    def _thinning(self) -> Thinning:
        raw = self._meta(_THINNING)
        return msgspec.json.decode(raw, type=Thinning) if raw else Thinning()

    def _built_through(self, db: sqlite3.Connection) -> int:
        """The newest row that must stay as it is, as it is in the batch on its way; 0 without one."""
        row = db.execute("SELECT max(through_id) FROM batches WHERE resend_id IS NULL").fetchone()
        return _counted(row[0])

    def _meta(self, name: str) -> Any:
        with self._lock:
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _number(self, name: str) -> int:
        return _counted(self._meta(name))

    def _put(self, name: str, value: bytes | int) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _found_altered(self, what: str, count: int) -> None:
        self.altered += count
        log.error("%s: %s: %d not as stored: somebody has written into the outbox", self._path, what, count)


def _counted(value: object) -> int:
    """A count as it stands; 0 where somebody else has made nonsense of it."""
    return value if isinstance(value, int) and 0 <= value <= record_rows.LAST_ID // 2 else 0
