"""Batches out of rows: which rows go into one, how they stand in its body, how the chains name them."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import Raw

from youjian.collector.outbox.record_rows import TABLE_OF, Row
from youjian.collector.outbox.resends import Order, Wanted, content_sent, kept, parts_again
from youjian.contract.fields import Device
from youjian.protocols import station

_KNOWN = frozenset(TABLE_OF.values())
_STRANGE = "unknown"
_LOOKED_AT = 200


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


def fitting(rows: Sequence[Row], most: int, most_bytes: int) -> list[Row]:
    """The first rows that fit one batch; always at least one."""
    size = 0
    for count, row in enumerate(rows):
        size += (len(row.body) if not row.thinned else 2 * len(row.body)) + 40
        if count == most or (count and size > most_bytes):
            return list(rows[:count])
    return list(rows)


def body_of(rows: Sequence[Row], sent_at: datetime, sent: Mapping[Device, bytes]) -> tuple[bytes, int]:
    """The body of a batch (gzip) and how many records it holds; `sent`: the chains' acknowledged digests."""
    message, count = message_of(rows, sent_at, sent)
    return station.pack(station.encode_body(message)), count


def message_of(
    rows: Sequence[Row], sent_at: datetime, sent: Mapping[Device, bytes]
) -> tuple[station.BatchBody, int]:
    """The same, not packed."""
    records: dict[str, list[Raw]] = {}
    named: dict[int, tuple[str, int]] = {}
    for row in rows:
        if not row.thinned:
            table = row.name if row.name in _KNOWN else _STRANGE
            own = records.setdefault(table, [])
            named[row.id] = (table, len(own))
            own.append(_readable(row.body))
    chains = chain_parts(rows, named, sent)
    return station.BatchBody(sent_at=sent_at, records=records, chains=chains), len(named)


class Again:
    """Wanted records of several bodies, put together into one of at most so many records and bytes."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._records: dict[str, list[Raw]] = {}
        self._chains: list[station.RecordChain] = []
        self._size = 0
        self.count = 0

    def add(self, body: station.BatchBody, wanted: Wanted) -> bool:
        """Take the wanted records of a body; False, taking nothing, when there is no room beside others."""
        behind = {name: len(raws) for name, raws in self._records.items()}
        own, parts = parts_again(body, wanted.of(body), behind)
        more = sum(map(len, own.values()))
        size = sum(len(bytes(raw)) + 40 for raws in own.values() for raw in raws)
        size += sum(70 * len(part.records) + 250 for part in parts)
        if self.count and (self.count + more > self._most or self._size + size > self._most_bytes):
            return False
        for name, raws in own.items():
            self._records.setdefault(name, []).extend(raws)
        self._chains += parts
        self._size += size
        self.count += more
        return True

    def body(self, sent_at: datetime) -> station.BatchBody:
        """What was taken."""
        return station.BatchBody(sent_at=sent_at, records=self._records, chains=self._chains)


def again(
    db: sqlite3.Connection, order: Order, sent_at: datetime, most: int, most_bytes: int
) -> tuple[tuple[bytes, int], int]:
    """The body (gzip) and count of the next batch of an order, and the last kept batch it was made from."""
    made, next_id = Again(most, most_bytes), order.next_id
    for _ in range(_LOOKED_AT):
        found = kept(db, order.wanted, next_id, order.through_id)
        if found is None:
            next_id = order.through_id + 1
            break
        if not made.add(found.body, order.wanted):
            break
        next_id = found.id + 1
    return (station.pack(station.encode_body(made.body(sent_at))), made.count), next_id - 1


def signed(signer: station.Signer, identity: Identity, head: Head, body: bytes) -> station.BatchHeaders:
    """The headers of the batch behind `head`."""
    return station.sign_batch(
        signer,
        body,
        collector_id=identity.collector_id,
        epoch=identity.epoch,
        batch_no=head.batch_no + 1,
        previous_digest=head.digest,
    )


def changed_since(
    sent: station.BatchBody, rows: Iterable[Row]
) -> tuple[dict[Device, tuple[int, bytes]], int]:
    """Up to where a batch moved each device's chain, and how many of its rows are not what was sent any more.

    The digest of a device with such a row is made to fit nothing, so that the platform notices at the next
    record what somebody did to this one.
    """
    here = {row.place[:2]: row for row in rows if row.place is not None}
    heads: dict[Device, tuple[int, bytes]] = {}
    altered = 0
    for part in sent.chains:
        differing = 0
        for no, entry in enumerate(part.records, start=part.first_no):
            row = here.get((part.device, no))
            differing += row is None or row.content != content_sent(sent, entry)
        digest = bytes.fromhex(part.digest)
        last_no = part.first_no + len(part.records) - 1
        heads[part.device] = (last_no, station.sm3(b"altered" + digest) if differing else digest)
        altered += differing
    return heads, altered


def chain_parts(
    rows: Iterable[Row], named: Mapping[int, tuple[str, int]], sent: Mapping[Device, bytes]
) -> list[station.RecordChain]:
    """The parts of the chains that these rows are; a row whose number does not follow begins anew."""
    by_device: dict[Device, list[Row]] = {}
    for row in rows:
        if row.place is not None:
            by_device.setdefault(row.place[0], []).append(row)
    parts: list[station.RecordChain] = []
    for device, own in by_device.items():
        previous = sent.get(device, station.ZERO_DIGEST)
        for run in _runs(own):
            parts.append(_part(device, run, named, previous))
            previous = run[-1].digest or b""
    return parts


def _part(
    device: Device, run: Sequence[Row], named: Mapping[int, tuple[str, int]], previous: bytes
) -> station.RecordChain:
    return station.RecordChain(
        device=device,
        first_no=run[0].chain_no or 1,
        previous_digest=previous.hex(),
        digest=(run[-1].digest or b"").hex(),
        records=[named[row.id] if row.id in named else row.content.hex() for row in run],
    )


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    runs: list[list[Row]] = []
    for row in rows:
        if runs and row.chain_no == (runs[-1][-1].chain_no or 0) + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _readable(body: bytes) -> Raw:
    """The record as it stands; what is no line of JSON any more as a text, so that the batch can be read."""
    try:
        msgspec.json.decode(body, type=Raw)
        broken = b"\n" in body
    except (msgspec.DecodeError, RecursionError):
        broken = True
    if broken:
        return Raw(msgspec.json.encode(body.decode("utf-8", "replace")))
    return Raw(body)
