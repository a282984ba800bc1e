"""A round of sealing: what is due of every station, one station's trouble never another's.

A round that is cut off leaves nothing half: a seal that stands in the archive alone is put into the index by
the next one, marks that a seal did not see stay, and a day that could not be sealed is tried again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from psycopg import Connection

from youjian.archive.manifest import DaySeal
from youjian.archive.storage import Storage
from youjian.ledger.sealing import due, index, locks
from youjian.ledger.sealing.due import SETTLES, Candidate
from youjian.ledger.sealing.sealer import RuleSetsOf, Sealer, transaction

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
_AWAY = 3
"""An archive that does not take the days of so many stations in a row is away."""


class ArchiveAwayError(OSError):
    """The archive cannot be written. Nothing is lost: the days stay due."""


def seal_due(
    conn: Connection[Any],
    storage: Storage,
    now: datetime,
    limit: int = 1000,
    *,
    rule_sets: RuleSetsOf,
    settles: timedelta = SETTLES,
    station_id: str | None = None,
    day: date | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> list[DaySeal]:
    """Seal what is due, oldest days first, at most `limit` seals; returns those that were written.

    `conn` is the bureau's, in autocommit and in no transaction. What cannot be sealed is noted in
    `ledger.sealing_failures`; a station that another process is sealing is left to it. Raises
    ArchiveAwayError when the archive takes nothing.
    """
    round_ = _Round(Sealer(conn, storage, now, rule_sets))
    with transaction(conn):
        beginners = due.beginners(conn, station_id)
    try:
        for beginner in beginners:
            round_.begin(beginner)
        with transaction(conn):
            candidates = due.candidates(conn, now, settles=settles, station_id=station_id)
        for candidate in candidates:
            if len(round_.written) >= limit or stopping():
                break
            if day in (None, candidate.day):
                round_.attempt(candidate)
    finally:
        round_.finish(due.last_over(now, settles))
    return round_.written


@dataclass
class _Round:
    """What became of the stations so far: `ours` are locked, `left` are another's or failed."""

    sealer: Sealer
    written: list[DaySeal] = field(default_factory=list)
    ours: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    away: int = 0

    def begin(self, station_id: str) -> None:
        """Find a station's first day; what an archive from elsewhere has of it comes into the index first."""
        today = Candidate(station_id, due.last_over(self.sealer.now), sealed=False, marked=False)
        if self._tried(today, lambda: self._is_ours(station_id)):
            with transaction(self.sealer.conn):
                due.begin(self.sealer.conn, station_id)

    def attempt(self, candidate: Candidate) -> None:
        """Seal a station-day if it is ripe and its station in order; a failure is noted."""
        if candidate.station_id in self.left or not self.sealer.is_ripe(candidate):
            return
        if seal := self._tried(candidate, lambda: self._seal(candidate)):
            self.written.append(seal)
            self.away = 0

    def _seal(self, candidate: Candidate) -> DaySeal | None:
        return self.sealer.seal(candidate) if self._is_ours(candidate.station_id) else None

    def _tried(self, candidate: Candidate, work: Callable[[], T]) -> T | None:
        """What the work gives; None when it fails, which is noted."""
        try:
            return work()
        except OSError as error:
            self._fail(candidate, error)
            self.away += 1
            if self.away >= _AWAY:
                raise ArchiveAwayError(f"the archive {self.sealer.storage} is away: {error}") from error
        except Exception as error:
            if self.sealer.conn.closed or self.sealer.conn.broken:
                raise
            self._fail(candidate, error)
        return None

    def finish(self, last_day: date) -> None:
        """Note how far each station is sealed and let others have it."""
        conn = self.sealer.conn
        if conn.closed or conn.broken:
            return
        with transaction(conn):
            for station_id in sorted(self.ours):
                index.advance(conn, station_id, last_day)
            done = sorted(self.ours - self.left)
            conn.execute("DELETE FROM ledger.sealing_failures WHERE station_id = ANY(%s)", [done])
        for station_id in self.ours:
            locks.unlock(conn, station_id)

    def _is_ours(self, station_id: str) -> bool:
        """Whether this round seals the station: at first sight it is locked and its index brought up."""
        if station_id in self.ours:
            return True
        conn = self.sealer.conn
        if not locks.try_lock(conn, station_id):
            self.left.add(station_id)
            return False
        self.ours.add(station_id)
        with transaction(conn):
            found = index.take_up(conn, self.sealer.storage, station_id)
        if found:
            _LOG.info("%d seals of station %s in the archive were put into the index", found, station_id)
        return True

    def _fail(self, candidate: Candidate, error: Exception) -> None:
        self.left.add(candidate.station_id)
        conn = self.sealer.conn
        with transaction(conn):
            conn.execute(
                _FAILED, [candidate.station_id, candidate.day, self.sealer.now, self.sealer.now, _told(error)]
            )
        _LOG.error(
            "%s of station %s could not be sealed: %s", candidate.day, candidate.station_id, _told(error)
        )


def _told(error: Exception) -> str:
    """An error in words; one that nobody expected with its name."""
    return str(error) if isinstance(error, OSError | ValueError) else f"{type(error).__name__}: {error}"


_FAILED = """
INSERT INTO ledger.sealing_failures (station_id, day, since, at, error) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (station_id) DO UPDATE SET day = excluded.day, at = excluded.at, error = excluded.error
"""
