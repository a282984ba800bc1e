"""The chains of devices within one transaction of intake: heads loaded once, moved, saved, breaks told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import structs
from psycopg import Connection

from youjian.contract.platform import Conflict
from youjian.intake import record_chains
from youjian.intake.chain import conflict_tables
from youjian.intake.offers import Chained, Heads, Offer, Offline
from youjian.intake.record_chains import Break, Judged
from youjian.ledger import doors, findings, late_days
from youjian.ledger import record_chains as stored
from youjian.ledger.batch import Judge
from youjian.ledger.collectors import Collector
from youjian.ledger.record_chains import Head, Key

# The first conflict under a key is kept with the others, so that its finding can be judged again.
_KEEP_CONFLICT = """
INSERT INTO ledger.conflicts (station_id, "table", key, received_at, subject, at, kept, refused)
VALUES (%(station_id)s, %(table)s, %(key)s, %(received_at)s, %(subject)s, %(at)s, %(kept)s, %(refused)s)
"""


def tell(conn: Connection[Any], judge: Judge, conflict: Conflict) -> bool:
    """Judge a conflict of the door's own, and keep it; False when its finding was there before."""
    new = findings.append(conn, judge(conflict_tables(conflict), conflict.received_at)) > 0
    if new:
        conn.execute(_KEEP_CONFLICT, structs.asdict(conflict))
        late_days.mark(conn, conflict.station_id, conflict.received_at)
    return new


class ChainWatch:
    """The heads that the offers of one transaction name, under the locks of their collectors."""

    def __init__(
        self, conn: Connection[Any], judge: Judge, received_at: datetime, heads: dict[Key, Head]
    ) -> None:
        self._conn = conn
        self._judge = judge
        self._received_at = received_at
        self._heads = heads
        self._moved: dict[Key, Head] = {}

    @classmethod
    def over(
        cls, conn: Connection[Any], offers: Sequence[Offer], judge: Judge, received_at: datetime
    ) -> "ChainWatch":
        """The heads that these offers may move."""
        keys = [key for offer in offers for key in _keys_of(offer)]
        return cls(conn, judge, received_at, stored.heads(conn, keys))

    def follow(self, owner: Collector, offer: Chained) -> None:
        """Judge a batch that continues its collector's batches."""
        parts = offer.content.parts
        known = self._known(owner.collector_id, offer.headers.epoch, parts.devices)
        judged = record_chains.follow(parts, known, self._received_at)
        self._take(owner, offer.headers.epoch, judged, f"batch {offer.headers.batch_no}", offer.peer)

    def compare(self, owner: Collector, offer: Offline) -> None:
        """Judge a line of an offline file, which moves nothing."""
        parts = offer.content.parts
        known = self._known(owner.collector_id, offer.epoch, parts.devices)
        judged = record_chains.follow(parts, known, self._received_at, by_hand=True)
        self._take(owner, offer.epoch, judged, "offline file", offer.peer)

    def anchor(self, owner: Collector, heads: Heads) -> None:
        """Judge the heads that a heartbeat names."""
        if heads.epoch != owner.epoch:
            return
        known = self._known(owner.collector_id, heads.epoch, set(heads.by_device))
        judged = record_chains.anchor(heads.by_device, known)
        self._take(owner, heads.epoch, judged, "heartbeat", heads.peer)

    def save(self) -> None:
        """Keep what moved."""
        stored.save(self._conn, self._moved)

    def _known(self, collector_id: str, epoch: int, devices: set[str]) -> dict[str, Head]:
        keys = ((collector_id, epoch, device) for device in devices)
        return {key[2]: self._heads[key] for key in keys if key in self._heads}

    def _take(self, owner: Collector, epoch: int, judged: Judged, what: str, peer: str) -> None:
        moved = {(owner.collector_id, epoch, device): head for device, head in judged.heads.items()}
        self._heads.update(moved)
        self._moved.update(moved)
        for broken in judged.breaks:
            self._tell(owner, epoch, broken, what, peer)

    def _tell(self, owner: Collector, epoch: int, broken: Break, what: str, peer: str) -> None:
        if not tell(self._conn, self._judge, record_chains.conflict(owner, epoch, broken, self._received_at)):
            return
        entry = doors.DoorEntry(
            at=self._received_at,
            door="station",
            peer=peer,
            kind="chain_broken",
            detail=f"{owner.collector_id} epoch {epoch} {what}: {broken.device}, records "
            f"{broken.first_no} to {broken.last_no}: {broken.why}",
            station_id=owner.station_id,
        )
        doors.write_journal(self._conn, [entry])


def _keys_of(offer: Offer) -> list[Key]:
    if isinstance(offer, Chained):
        headers = offer.headers
        return [(headers.collector_id, headers.epoch, device) for device in offer.content.parts.devices]
    if isinstance(offer, Offline):
        return [(offer.collector_id, offer.epoch, device) for device in offer.content.parts.devices]
    if offer.heads is None:
        return []
    return [(offer.heads.collector_id, offer.heads.epoch, device) for device in offer.heads.by_device]
