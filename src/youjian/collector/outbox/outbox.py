"""What a collector keeps on disk until the platform has it, and after: records, batches, chains, states.

SQLite in WAL mode with synchronous=FULL: a commit that returned has been fsynced, and a process killed at any
instant finds all of a transaction or nothing of it. A batch once built is kept byte for byte, so that the
platform gets the same number with the same digest however often it is sent. Acknowledged records stay as long
as there is room, to be sent again; what has to go first when there is none: `outbox_room`.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec

from youjian.collector.fuellings import NozzleState
from youjian.collector.outbox import record_rows, resends
from youjian.collector.outbox.batches import (
    Batch,
    Head,
    Identity,
    again,
    body_of,
    changed_since,
    fitting,
    signed,
)
from youjian.collector.outbox.file import pages_used
from youjian.collector.outbox.opening import ACKNOWLEDGED, STOPPED
from youjian.collector.outbox.record_rows import Row
from youjian.collector.outbox.store import (
    DROPPED,
    THINNED,
    OutboxDamagedError,
    OutboxFullError,
    OutboxStore,
)
from youjian.contract.records import Record
from youjian.protocols import station

__all__ = ["TELEMETRY", "Batch", "Head", "Identity", "Outbox", "OutboxDamagedError", "OutboxFullError"]

TELEMETRY = frozenset({"tank_readings", "pressure_readings", "vapour_fills", "heartbeats"})
"""What is refused first when there is no room; the rest is taken as long as the file holds it."""
_NOTE = "note: "
_LAST_ID = 2**63 - 1
_ROW_BYTES = 110


class Outbox(OutboxStore):
    """The station's file. Every method is one transaction or a few; threads may share it.

    `reading`: look at the file beside the collector that runs on it; nothing can be changed.
    """

    # records and nozzle states

    def commit(
        self,
        records: Sequence[Record] = (),
        states: Iterable[NozzleState] = (),
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """Store records, the nozzle states and the notes they came from, all or nothing; fsynced on return.

        Raises OutboxFullError, storing nothing, without room: for telemetry sooner than for the rest.
        """
        rows = [record_rows.encoded(record) for record in records]
        kept = [(state.nozzle_id, msgspec.json.encode(state)) for state in states]
        named = [(_NOTE + name, text.encode()) for name, text in (notes or {}).items()]
        with self._lock:
            if rows:
                size = sum(len(body) + _ROW_BYTES for _, body, _ in rows)
                self._make_room(size, evidence=any(name not in TELEMETRY for name, *_ in rows))
            try:
                self._store(rows, kept, named)
            except OutboxFullError:
                if not self._drop_sent():
                    self._full = self._full or bool(rows)
                    raise
                self._store(rows, kept, named)
            self._full = self._full and not rows
        if rows:
            self.wake()

    def _store(
        self,
        rows: Sequence[tuple[str, bytes, str]],
        states: Sequence[tuple[int, bytes]],
        notes: Sequence[tuple[str, bytes]],
    ) -> None:
        with self._transaction() as db:
            if rows:
                newest = max(record_rows.last_id(db), self._number(ACKNOWLEDGED), self._built_through(db))
                record_rows.append(db, newest + 1, rows)
            db.executemany("INSERT OR REPLACE INTO nozzles VALUES (?, ?)", states)
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", notes)

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
            waiting = record_rows.last_id(self._db) - self._number(ACKNOWLEDGED) - self._number(THINNED)
        return max(0, waiting)

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

    # identity and chains

    @property
    def identity(self) -> Identity | None:
        """Who this collector is, or None before enrolment."""
        raw = self._meta("identity")
        return msgspec.json.decode(raw, type=Identity) if raw else None

    def enrolled(self, identity: Identity, states: Iterable[NozzleState]) -> None:
        """A new epoch: the batch of the old one is taken apart, its records are sent anew; chains go on."""
        with self._transaction() as db:
            db.execute("DELETE FROM batches")
            db.execute("DELETE FROM meta WHERE name IN ('head', 'stopped')")
            self._put("identity", msgspec.json.encode(identity))
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
        with self._transaction():
            self._put("identity", msgspec.json.encode(renamed))

    @property
    def head(self) -> Head:
        """The last acknowledged batch."""
        raw = self._meta("head")
        if not raw:
            return Head()
        return Head(int.from_bytes(raw[:8], "big"), raw[8:])

    def chain_heads(self) -> dict[str, station.ChainHead]:
        """The newest record of every device's chain, sent or not: what heartbeats let the platform anchor."""
        with self._lock:
            chains = record_rows.chains(self._db)
        return {
            device: station.ChainHead(no=chain.no, digest=chain.digest.hex())
            for device, chain in chains.items()
        }

    @property
    def stopped(self) -> str | None:
        """Why nothing is sent any more (a fork of the chain), or None. A new enrolment clears it."""
        raw = self._meta(STOPPED)
        return raw.decode() if raw else None

    def stop(self, reason: str) -> None:
        """Send nothing more in this epoch; keep everything."""
        with self._transaction():
            self._put(STOPPED, reason.encode())

    # batches

    def next_batch(self, signer: station.Signer, most: int = 1000, most_bytes: int = 900_000) -> Batch | None:
        """The oldest batch that is not acknowledged, built now if none is; None when nothing waits.

        Ranges that the platform asked for again come when no new record waits.
        """
        return self._at_any_price(lambda: self._next(signer, most, most_bytes))

    def _next(self, signer: station.Signer, most: int, most_bytes: int) -> Batch | None:
        found: Batch | bool = True
        while found is True:
            with self._transaction() as db:
                identity = self.identity
                if identity is None:
                    return None
                found = self._built(db, signer, identity) or self._build(
                    db, signer, identity, most, min(most_bytes, self._sizes.batch_bytes)
                )
        return found or None

    def _built(self, db: sqlite3.Connection, signer: station.Signer, identity: Identity) -> Batch | None:
        """The batch that was built before, signed by the key of now; None when it is not what was built."""
        row = db.execute("SELECT headers, body, count FROM batches ORDER BY batch_no LIMIT 1").fetchone()
        if row is None:
            return None
        headers = signed(signer, identity, self.head, row[1])
        try:
            kept = msgspec.json.decode(row[0], type=station.BatchHeaders)
        except msgspec.DecodeError:
            kept = None
        if kept is not None and kept.digest == headers.digest:
            return Batch(headers, row[1], row[2])
        self._found_altered("the batch that waits", 1)
        db.execute("DELETE FROM batches")
        return None

    def _build(
        self, db: sqlite3.Connection, signer: station.Signer, identity: Identity, most: int, most_bytes: int
    ) -> Batch | bool:
        """The next batch, False when nothing waits, True when there may be more to look at."""
        rows = fitting(record_rows.read(db, 1, _LAST_ID, most), most, most_bytes)
        if rows:
            made = body_of(rows, self._now(), self.sent_digests())
            return self._keep(db, signed(signer, identity, self.head, made[0]), made, (rows[-1].id, None))
        order = resends.oldest(db)
        if order is None:
            return False
        made, through_id = again(db, order, self._now(), most, most_bytes)
        if not made[1]:
            resends.move(db, order.id, through_id + 1)
            return True
        return self._keep(db, signed(signer, identity, self.head, made[0]), made, (through_id, order.id))

    def _keep(
        self,
        db: sqlite3.Connection,
        headers: station.BatchHeaders,
        made: tuple[bytes, int],
        place: tuple[int, int | None],
    ) -> Batch:
        db.execute(
            "INSERT INTO batches (batch_no, headers, body, count, through_id, resend_id) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (headers.batch_no, msgspec.json.encode(headers), *made, *place),
        )
        return Batch(headers, *made)

    def acknowledge(self, batch_no: int) -> int:
        """The platform holds everything up to `batch_no`: move the head; how many records that were."""
        return self._at_any_price(lambda: self._acknowledge(batch_no))

    def _acknowledge(self, batch_no: int) -> int:
        with self._transaction() as db:
            row = db.execute(
                "SELECT headers, body, count, through_id, resend_id FROM batches WHERE batch_no <= ? "
                "ORDER BY batch_no DESC LIMIT 1",
                (batch_no,),
            ).fetchone()
            if row is None:
                return 0
            headers = msgspec.json.decode(row[0], type=station.BatchHeaders)
            self._put("head", headers.batch_no.to_bytes(8, "big") + headers.digest)
            db.execute("DELETE FROM batches WHERE batch_no <= ?", (batch_no,))
            while pages_used(db) > self._sizes.tidy and resends.drop_oldest(db, DROPPED):
                pass
            if row[4] is not None:
                resends.move(db, row[4], row[3] + 1)
                resends.keep(db, row[1], None)
            else:
                self._acknowledged(db, row[1], row[3])
        self._thin_no_more = False
        return row[2]

    def _acknowledged(self, db: sqlite3.Connection, packed: bytes, through_id: int) -> None:
        """Put the rows of a batch behind us; the chain behind one that is not what was sent breaks."""
        rows = record_rows.read(db, 1, through_id, _LAST_ID)
        body = station.decode_body(station.unpack(packed, "gzip"), station.BatchBody)
        if rows and not body.chains:  # built by an older version
            packed, _ = body_of(rows, body.sent_at, self.sent_digests())
            body = station.decode_body(station.unpack(packed, "gzip"), station.BatchBody)
        heads, altered = changed_since(body, rows)
        if altered:
            self._found_altered("records that were on their way", altered)
        record_rows.sent(db, heads)
        db.execute("DELETE FROM records WHERE id <= ?", (through_id,))
        resends.keep(db, packed, body)
        self._put(THINNED, max(0, self._number(THINNED) - sum(row.thinned for row in rows)))
        self._put(ACKNOWLEDGED, through_id)

    def take_apart(self, batch_no: int) -> int:
        """Undo a batch the platform refused as too large, so that a smaller one takes its number."""
        with self._transaction() as db:
            row = db.execute("SELECT count FROM batches WHERE batch_no = ?", (batch_no,)).fetchone()
            db.execute("DELETE FROM batches WHERE batch_no = ?", (batch_no,))
        return row[0] if row else 0

    def resend(self, start: datetime, end: datetime, tables: Collection[str] | None = None) -> int:
        """Send acknowledged records again whose time is from `start` to before `end`; how many there are.

        What was not acknowledged yet goes anyway; what was dropped for want of room is not there any more.
        """
        wanted = resends.make(start, end, tables)
        found = [(batch.id, count) for batch in self.kept(wanted) if (count := len(wanted.of(batch.body)))]
        if found:
            with self._transaction() as db:
                resends.put(db, found[0][0], found[-1][0], wanted)
            self.wake()
        return sum(count for _, count in found)

    def kept(self, wanted: resends.Wanted) -> Iterator[resends.Kept]:
        """The acknowledged batches that may hold such records, the oldest first; holds up nobody."""
        next_id = 1
        while True:
            with self._lock:
                found = resends.kept(self._db, wanted, next_id, _LAST_ID)
            if found is None:
                return
            yield found
            next_id = found.id + 1

    def last_sent(self, most: int) -> list[int]:
        """Ids of the newest kept batches, in the order in which they were sent."""
        with self._lock:
            rows = self._db.execute("SELECT id FROM sent ORDER BY id DESC LIMIT ?", (most,)).fetchall()
        return [id_ for (id_,) in reversed(rows)]

    def sent_body(self, id_: int) -> bytes | None:
        """The body of a kept batch exactly as it was sent, None when it is not there any more."""
        with self._lock:
            row = self._db.execute("SELECT CAST(body AS BLOB) FROM sent WHERE id = ?", (id_,)).fetchone()
        return row[0] if row else None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """While the context lasts a reading outbox shows the file as it stood at its beginning."""
        self._db.execute("BEGIN")
        try:
            self._db.execute("SELECT count(*) FROM batches").fetchone()
            yield
        finally:
            self._db.execute("ROLLBACK")

    def sent_digests(self) -> dict[str, bytes]:
        """The digest of each chain's newest acknowledged record."""
        with self._lock:
            return {device: chain.sent_digest for device, chain in record_rows.chains(self._db).items()}

    def rows(self, first_id: int, most: int) -> list[Row]:
        """The rows from an id on, as they stand."""
        with self._lock:
            return record_rows.read(self._db, first_id, _LAST_ID, most)

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
