"""What a collector keeps on disk until the platform has it, and after: records, batches, chains, states.

SQLite in WAL mode with synchronous=FULL: a commit that returned has been fsynced, and a process killed at any
instant finds all of a transaction or nothing of it. Acknowledged records stay as long as there is room, to be
sent again; what has to go first when there is none: `room`. What goes up: `sending`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec

from youjian.collector.fuellings import NozzleState
from youjian.collector.outbox import record_rows, resends
from youjian.collector.outbox.opening import ACKNOWLEDGED
from youjian.collector.outbox.record_rows import Row
from youjian.collector.outbox.sending import SendingStore
from youjian.collector.outbox.store import THINNED, OutboxFullError
from youjian.contract.records import Record
from youjian.protocols import station

TELEMETRY = frozenset({"tank_readings", "pressure_readings", "vapour_fills", "heartbeats"})
"""What is refused first when there is no room; the rest is taken as long as the file holds it."""
_NOTE = "note: "
_ROW_BYTES = 110


class Outbox(SendingStore):
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

    # what the platform may ask for again

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
                found = resends.kept(self._db, wanted, next_id, record_rows.LAST_ID)
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

    def rows(self, first_id: int, most: int) -> list[Row]:
        """The rows from an id on, as they stand."""
        with self._lock:
            return record_rows.read(self._db, first_id, record_rows.LAST_ID, most)

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
