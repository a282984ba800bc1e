"""What a collector keeps on disk until the platform has it: records, batches, chain, state of every nozzle.

SQLite in WAL mode with synchronous=FULL: a commit that returned has been fsynced, and a process killed at any
instant finds all of a transaction or nothing of it. A batch once built is kept byte for byte, so that the
platform gets the same number with the same digest however often it is sent.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Raw

from youjian.collector.fuellings import NozzleState
from youjian.contract.records import Record
from youjian.contract.tables import FACT_TABLES
from youjian.protocols import station

_NOTE = "note: "
_TABLE_OF = {table.type: table.name for table in FACT_TABLES}
TELEMETRY = frozenset({"tank_readings", "pressure_readings", "vapour_fills", "heartbeats"})
"""What is refused first when the outbox is full; fuellings and events are never refused."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nozzles (nozzle_id INTEGER PRIMARY KEY, state BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, body BLOB NOT NULL, batch_no INTEGER);
CREATE INDEX IF NOT EXISTS records_waiting ON records (batch_no, id);
CREATE TABLE IF NOT EXISTS batches (
    batch_no INTEGER PRIMARY KEY, headers BLOB NOT NULL, body BLOB NOT NULL, count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS results (command_id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""


class OutboxFullError(Exception):
    """Telemetry is refused until the platform takes something; the device keeps it or it is counted lost."""


class Identity(msgspec.Struct, frozen=True):
    """Who this collector is to the platform, as enrolment said."""

    collector_id: str
    station_id: str
    epoch: int
    key_id: str


@dataclass(frozen=True)
class Batch:
    """A built batch: its signed headers and the exact body bytes (gzip)."""

    headers: station.BatchHeaders
    body: bytes
    count: int

    @property
    def batch_no(self) -> int:
        """Its number in the epoch."""
        return self.headers.batch_no


@dataclass(frozen=True)
class Head:
    """The last acknowledged batch of the epoch: 0 and zeros when there is none."""

    batch_no: int = 0
    digest: bytes = station.ZERO_DIGEST


class Outbox:
    """The station's file. Every method is one transaction; threads may share it."""

    def __init__(self, path: Path, limit_bytes: int = 256 * 2**20) -> None:
        self.limit_bytes = limit_bytes
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._stored = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=32)
        os.chmod(path, 0o600)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA cache_size=-512")
        self._db.execute("PRAGMA journal_size_limit=4194304")
        self._db.executescript(_SCHEMA)
        self._bytes: int = self._db.execute("SELECT coalesce(sum(length(body)), 0) FROM records").fetchone()[
            0
        ]

    def close(self) -> None:
        """Close the file; what was committed stays."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                raise

    # records and nozzle states

    def commit(
        self,
        records: Sequence[Record] = (),
        states: Iterable[NozzleState] = (),
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """Store records, the nozzle states and the notes they came from, all or nothing; fsynced on return.

        Raises OutboxFullError, storing nothing, when the file is full and every record is telemetry.
        """
        rows = [(_TABLE_OF[type(record)], msgspec.json.encode(record)) for record in records]
        size = sum(len(body) for _, body in rows)
        if rows and self._bytes + size > self.limit_bytes and all(name in TELEMETRY for name, _ in rows):
            raise OutboxFullError(
                f"{self._bytes} bytes wait for the platform, the limit is {self.limit_bytes}"
            )
        with self._transaction() as db:
            db.executemany("INSERT INTO records (name, body) VALUES (?, ?)", rows)
            db.executemany(
                "INSERT OR REPLACE INTO nozzles VALUES (?, ?)",
                [(state.nozzle_id, msgspec.json.encode(state)) for state in states],
            )
            db.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                [(_NOTE + name, text.encode()) for name, text in (notes or {}).items()],
            )
        with self._lock:
            self._bytes += size
        if rows:
            self.wake()

    def nozzle_states(self) -> dict[int, NozzleState]:
        """The state of every nozzle as last stored."""
        with self._lock:
            rows = self._db.execute("SELECT state FROM nozzles").fetchall()
        states = [msgspec.json.decode(row[0], type=NozzleState) for row in rows]
        return {state.nozzle_id: state for state in states}

    def note(self, name: str) -> str | None:
        """What a driver noted under a name, or None."""
        raw = self._meta(_NOTE + name)
        return raw.decode() if raw is not None else None

    @property
    def depth(self) -> int:
        """Records that the platform has not acknowledged."""
        with self._lock:
            return self._db.execute("SELECT count(*) FROM records").fetchone()[0]

    @property
    def stored(self) -> int:
        """How often something was stored, or `wake` was called, since the file was opened."""
        return self._stored

    def wait_beyond(self, stored: int, timeout_s: float) -> bool:
        """Sleep until something was stored after the count was `stored`; False when nothing was."""
        with self._changed:
            return self._changed.wait_for(lambda: self._stored != stored, timeout_s)

    def wake(self) -> None:
        """End every `wait_beyond`."""
        with self._changed:
            self._stored += 1
            self._changed.notify_all()

    # identity and chain

    @property
    def identity(self) -> Identity | None:
        """Who this collector is, or None before enrolment."""
        raw = self._meta("identity")
        return msgspec.json.decode(raw, type=Identity) if raw else None

    def enrolled(self, identity: Identity, states: Iterable[NozzleState]) -> None:
        """A new epoch: batches of the old one are taken apart, their records are sent anew."""
        with self._transaction() as db:
            db.execute("UPDATE records SET batch_no = NULL")
            db.execute("DELETE FROM batches")
            db.execute("DELETE FROM meta WHERE name IN ('head', 'stopped')")
            db.execute("INSERT OR REPLACE INTO meta VALUES ('identity', ?)", (msgspec.json.encode(identity),))
            db.executemany(
                "INSERT OR REPLACE INTO nozzles VALUES (?, ?)",
                [(state.nozzle_id, msgspec.json.encode(state)) for state in states],
            )

    def rekeyed(self, key_id: str) -> None:
        """The platform knows a new key of ours by this name: it signs from now on, in the same epoch."""
        identity = self.identity
        if identity is None:
            raise ValueError("the collector is not enrolled: there is no key to replace")
        renamed = msgspec.structs.replace(identity, key_id=key_id)
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('identity', ?)", (msgspec.json.encode(renamed),))

    @property
    def head(self) -> Head:
        """The last acknowledged batch."""
        raw = self._meta("head")
        if not raw:
            return Head()
        return Head(int.from_bytes(raw[:8], "big"), raw[8:])

    @property
    def stopped(self) -> str | None:
        """Why nothing is sent any more (a fork of the chain), or None. A new enrolment clears it."""
        raw = self._meta("stopped")
        return raw.decode() if raw else None

    def stop(self, reason: str) -> None:
        """Send nothing more in this epoch; keep everything."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('stopped', ?)", (reason.encode(),))

    def _meta(self, name: str) -> bytes | None:
        with self._lock:
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    # batches

    def next_batch(self, signer: station.Signer, most: int = 1000, most_bytes: int = 900_000) -> Batch | None:
        """The oldest batch that is not acknowledged, built now if none is; None when nothing waits."""
        with self._transaction() as db:
            built = _first_batch(db)
            if built is not None:
                return built
            identity = self.identity
            if identity is None:
                return None
            taken = _take(db, most, most_bytes)
            if not taken:
                return None
            batch = _build(signer, identity, self.head, taken)
            db.execute(
                "INSERT INTO batches VALUES (?, ?, ?, ?)",
                (batch.batch_no, msgspec.json.encode(batch.headers), batch.body, batch.count),
            )
            db.executemany(
                "UPDATE records SET batch_no = ? WHERE id = ?", [(batch.batch_no, id_) for id_, *_ in taken]
            )
            return batch

    def acknowledge(self, batch_no: int) -> int:
        """The platform holds everything up to `batch_no`: delete it, move the head; how many records went."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT headers FROM batches WHERE batch_no <= ? ORDER BY batch_no DESC LIMIT 1", (batch_no,)
            ).fetchone()
            if row is None:
                return 0
            headers = msgspec.json.decode(row[0], type=station.BatchHeaders)
            head = headers.batch_no.to_bytes(8, "big") + headers.digest
            db.execute("INSERT OR REPLACE INTO meta VALUES ('head', ?)", (head,))
            gone = db.execute(
                "SELECT sum(length(body)) FROM records WHERE batch_no <= ?", (batch_no,)
            ).fetchone()[0]
            count = db.execute("DELETE FROM records WHERE batch_no <= ?", (batch_no,)).rowcount
            db.execute("DELETE FROM batches WHERE batch_no <= ?", (batch_no,))
        with self._lock:
            self._bytes -= gone or 0
        return count

    def take_apart(self, batch_no: int) -> int:
        """Undo a batch the platform refused as too large, so that a smaller one takes its number."""
        with self._transaction() as db:
            db.execute("DELETE FROM batches WHERE batch_no = ?", (batch_no,))
            return db.execute("UPDATE records SET batch_no = NULL WHERE batch_no = ?", (batch_no,)).rowcount

    # results of commands

    def remember_result(self, result: station.CommandResult) -> None:
        """Keep a command's result until the platform has it; the first result of an id stands."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO results VALUES (?, ?)",
                (result.command_id, msgspec.json.encode(result)),
            )

    def results(self) -> list[station.CommandResult]:
        """Results the platform has not acknowledged."""
        with self._lock:
            rows = self._db.execute("SELECT body FROM results").fetchall()
        return [msgspec.json.decode(row[0], type=station.CommandResult) for row in rows]

    def forget_results(self, command_ids: Iterable[str]) -> None:
        """The platform holds these results."""
        with self._transaction() as db:
            db.executemany("DELETE FROM results WHERE command_id = ?", [(id_,) for id_ in command_ids])


def _first_batch(db: sqlite3.Connection) -> Batch | None:
    row = db.execute("SELECT headers, body, count FROM batches ORDER BY batch_no LIMIT 1").fetchone()
    return Batch(msgspec.json.decode(row[0], type=station.BatchHeaders), row[1], row[2]) if row else None


def _take(db: sqlite3.Connection, most: int, most_bytes: int) -> list[tuple[int, str, bytes]]:
    """The oldest waiting records that fit one batch; always at least one."""
    rows = db.execute(
        "SELECT id, name, body FROM records WHERE batch_no IS NULL ORDER BY id LIMIT ?", (most,)
    ).fetchall()
    size, count = 0, 0
    for _, name, body in rows:
        size += len(body) + len(name) + 8
        if count and size > most_bytes:
            break
        count += 1
    return rows[:count]


def _build(
    signer: station.Signer, identity: Identity, head: Head, taken: list[tuple[int, str, bytes]]
) -> Batch:
    records: dict[str, list[Raw]] = {}
    for _, name, body in taken:
        records.setdefault(name, []).append(Raw(body))
    message = station.BatchBody(sent_at=datetime.now(UTC), records=records)
    body = station.pack(station.encode_body(message))
    headers = station.sign_batch(
        signer,
        body,
        collector_id=identity.collector_id,
        epoch=identity.epoch,
        batch_no=head.batch_no + 1,
        previous_digest=head.digest,
    )
    return Batch(headers, body, len(taken))
