"""What of the outbox goes up: whose it is, its chains, and one batch at a time until it is acknowledged.

A batch once built is kept byte for byte, so that the platform gets the same number with the same digest
however often it is sent.
"""

import sqlite3
from collections.abc import Iterable

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
from youjian.collector.outbox.store import DROPPED, THINNED, OutboxStore
from youjian.protocols import station


class SendingStore(OutboxStore):
    """The verbs of the way up. Every one is one transaction."""

    _all_new_went = False
    """Whether the last batch built took every new record, so that a range asked for again has its turn."""

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

    def sent_digests(self) -> dict[str, bytes]:
        """The digest of each chain's newest acknowledged record."""
        with self._lock:
            return {device: chain.sent_digest for device, chain in record_rows.chains(self._db).items()}

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

        Ranges that the platform asked for again come when no new record waits, and in turn with new records
        where some always do: a station that is read every second is never without one.
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
        waiting = record_rows.read(db, 1, record_rows.LAST_ID, most)
        rows, order = fitting(waiting, most, most_bytes), resends.oldest(db)
        if rows and (order is None or not self._all_new_went):
            self._all_new_went = len(rows) == len(waiting) < most
            made = body_of(rows, self._now(), self.sent_digests())
            return self._keep(db, signed(signer, identity, self.head, made[0]), made, (rows[-1].id, None))
        self._all_new_went = False
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
        rows = record_rows.read(db, 1, through_id, record_rows.LAST_ID)
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
