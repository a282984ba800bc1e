"""Records as rows of the outbox, each with its place in its device's chain.

A row is written once, in the transaction that makes it, and never again but to be thinned; it goes when the
platform holds its batch. The chain's digest is taken from the bytes when they are stored: what is changed in
the file afterwards no longer fits it.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from youjian.contract.fields import NUMBER, Device
from youjian.contract.records import Record
from youjian.contract.tables import FACT_TABLES
from youjian.protocols import station

TABLE_OF = {table.type: table.name for table in FACT_TABLES}
_DEVICE = re.compile(rf"collector|vapour|(dispenser|nozzle|tank):{NUMBER}")
LAST_ID = 2**62
"""No row's number comes near it; one beyond was written by somebody else and is as good as deleted."""
_DIGEST_BYTES = len(station.ZERO_DIGEST)
_NO_CHANGE = b',"received_at":null}'


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file now, whoever wrote it. A thinned row has no name; its body is c(n)."""

    id: int
    name: str
    body: bytes
    device: str | None
    chain_no: int | None
    digest: bytes | None

    @property
    def thinned(self) -> bool:
        """Whether only its digest is left."""
        return not self.name

    @property
    def content(self) -> bytes:
        """c(n) by the bytes that stand here now."""
        return self.body if self.thinned else station.content_digest(self.name, self.body)

    @property
    def place(self) -> tuple[Device, int, bytes] | None:
        """Device, number and digest of its chain; None where somebody else has made nonsense of them."""
        device, no, digest = self.device, self.chain_no, self.digest
        if not isinstance(no, int) or not 1 <= no < 2**62 or digest is None or len(digest) != _DIGEST_BYTES:
            return None
        if device is None or not _DEVICE.fullmatch(device):
            return None
        return None if self.thinned and len(self.body) != _DIGEST_BYTES else (device, no, digest)


@dataclass(frozen=True)
class Chain:
    """Where a device's chain stands: its newest record, and the newest one that the platform holds."""

    no: int = 0
    digest: bytes = station.ZERO_DIGEST
    sent_no: int = 0
    sent_digest: bytes = station.ZERO_DIGEST


def encoded(record: Record) -> tuple[str, bytes, Device]:
    """Table, bytes and device of a record; `received_at` is the platform's and left out."""
    body = station.raw_records([record])[0]
    data = bytes(body)
    if data.endswith(_NO_CHANGE):
        data = data[: -len(_NO_CHANGE)] + b"}"
    return TABLE_OF[type(record)], data, station.chained_device(record)


def append(db: sqlite3.Connection, first_id: int, rows: Sequence[tuple[str, bytes, Device]]) -> None:
    """Store records behind the others and move their devices' chains."""
    heads: dict[Device, tuple[int, bytes]] = {}
    values: list[tuple[object, ...]] = []
    for id_, (name, body, device) in enumerate(rows, start=first_id):
        no, digest = heads.get(device) or _head(db, device)
        digest = station.following_digest(digest, station.content_digest(name, body))
        heads[device] = (no + 1, digest)
        values.append((id_, name, body, device, no + 1, digest))
    db.executemany(_INSERT, values)
    db.executemany(_MOVE, [(device, no, digest) for device, (no, digest) in heads.items()])


def write(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Put rows back as they are."""
    db.executemany(_INSERT, [(r.id, r.name, r.body, r.device, r.chain_no, r.digest) for r in rows])


def read(db: sqlite3.Connection, first_id: int, last_id: int, most: int) -> list[Row]:
    """At most so many rows from `first_id` to `last_id`, in the order in which they were stored."""
    return [Row(*row) for row in db.execute(_READ, (first_id, last_id, most))]


def last_id(db: sqlite3.Connection) -> int:
    """The number of the newest row, 0 without any; rows that nobody could have stored do not count."""
    return db.execute("SELECT coalesce(max(id), 0) FROM records WHERE id <= ?", (LAST_ID,)).fetchone()[0]


def chains(db: sqlite3.Connection) -> dict[Device, Chain]:
    """All chains."""
    rows = db.execute("SELECT device, no, digest, sent_no, sent_digest FROM chains").fetchall()
    return {
        device: Chain(_number(no), _digest(digest), _number(sent_no), _digest(sent_digest))
        for device, no, digest, sent_no, sent_digest in rows
        if _DEVICE.fullmatch(device)
    }


def sent(db: sqlite3.Connection, heads: dict[Device, tuple[int, bytes]]) -> None:
    """Note up to where the platform holds the chains."""
    db.executemany(
        "UPDATE chains SET sent_no = ?, sent_digest = ? WHERE device = ?",
        [(no, digest, device) for device, (no, digest) in heads.items()],
    )


def _head(db: sqlite3.Connection, device: Device) -> tuple[int, bytes]:
    row = db.execute("SELECT no, digest FROM chains WHERE device = ?", (device,)).fetchone()
    return (_number(row[0]), _digest(row[1])) if row else (0, station.ZERO_DIGEST)


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**62 else 0


def _digest(value: object) -> bytes:
    """A digest as it stands; what somebody else has put in its place becomes one that fits nothing."""
    fits = isinstance(value, bytes) and len(value) == _DIGEST_BYTES
    return value if isinstance(value, bytes) and fits else station.sm3(repr(value).encode())


_INSERT = "INSERT INTO records (id, name, body, device, chain_no, digest) VALUES (?, ?, ?, ?, ?, ?)"
_MOVE = f"""
INSERT INTO chains VALUES (?, ?, ?, 0, x'{"00" * 32}')
ON CONFLICT (device) DO UPDATE SET no = excluded.no, digest = excluded.digest
"""  # noqa: S608  zeros
# A column that somebody wrote by hand may hold text where bytes were.
_READ = """
SELECT id, CAST(name AS TEXT), CAST(body AS BLOB), CAST(device AS TEXT), chain_no, CAST(digest AS BLOB)
FROM records WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?
"""
