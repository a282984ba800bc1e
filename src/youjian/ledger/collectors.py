"""Collectors (采集终端): their keys, the heads of their chains, and how one is enrolled."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import class_row

State = Literal["pending", "accepted", "refused"]


class EnrolmentError(ValueError):
    """The one-time code cannot be used: unknown, used already, or expired."""


class KeyRefusedError(ValueError):
    """A key that cannot take the place of the one that signs: why."""


@dataclass(frozen=True)
class Collector:
    """A collector with the head of its chain: number and digest of its last acknowledged batch."""

    collector_id: str
    station_id: str
    epoch: int
    state: State
    last_batch_no: int
    last_digest: bytes
    firmware: str | None
    enrolled_at: datetime
    booted_at: datetime | None


@dataclass(frozen=True)
class CollectorKey:
    """A public key of a collector, with which it signs its batches."""

    collector_id: str
    key_id: str
    algorithm: str
    public_key: bytes
    valid_from: datetime
    revoked_at: datetime | None


_COLLECTOR = """
SELECT collector_id, station_id, epoch, state, last_batch_no, last_digest, firmware, enrolled_at, booted_at
FROM ledger.collectors
"""


def collector(conn: Connection[Any], collector_id: str) -> Collector | None:
    """A collector, or None when nobody enrolled it."""
    cursor = conn.cursor(row_factory=class_row(Collector))
    return cursor.execute(_COLLECTOR + "WHERE collector_id = %s", [collector_id]).fetchone()


def of_station(conn: Connection[Any], station_id: str) -> list[Collector]:
    """The collectors of a station, by id."""
    cursor = conn.cursor(row_factory=class_row(Collector))
    return cursor.execute(_COLLECTOR + "WHERE station_id = %s ORDER BY collector_id", [station_id]).fetchall()


def set_state(conn: Connection[Any], collector_id: str, state: State) -> None:
    """Accept a collector, refuse it, or send it back to its joint test; what it sent stays as it is."""
    conn.execute("UPDATE ledger.collectors SET state = %s WHERE collector_id = %s", [state, collector_id])


def lock_heads(conn: Connection[Any], collector_ids: Sequence[str]) -> dict[str, Collector]:
    """Lock the chain heads of these collectors until the transaction ends, in ascending order of id.

    Call it before `store`, so that every transaction locks collectors first and stations second.
    """
    cursor = conn.cursor(row_factory=class_row(Collector))
    wanted = sorted(set(collector_ids))
    rows = cursor.execute(
        _COLLECTOR + "WHERE collector_id = ANY(%s) ORDER BY collector_id FOR UPDATE", [wanted]
    )
    return {row.collector_id: row for row in rows}


def collector_key(conn: Connection[Any], collector_id: str, key_id: str) -> CollectorKey | None:
    """A key of a collector, revoked or not, or None when there is none of that name."""
    cursor = conn.cursor(row_factory=class_row(CollectorKey))
    return cursor.execute(
        """
        SELECT collector_id, key_id, algorithm, public_key, valid_from, revoked_at FROM ledger.collector_keys
        WHERE collector_id = %s AND key_id = %s
        """,
        [collector_id, key_id],
    ).fetchone()


def create_code(
    conn: Connection[Any],
    *,
    station_id: str,
    collector_id: str,
    created_by: str,
    now: datetime,
    expires_at: datetime,
) -> str:
    """A one-time code with which one box may enrol as this collector; the ledger keeps only its digest."""
    code = secrets.token_urlsafe(15).replace("-", "_")  # `--code -x…` is no value on a command line
    conn.execute(
        """
        INSERT INTO ledger.enrolment_codes
            (code_digest, station_id, collector_id, created_by, created_at, expires_at)
        VALUES (%s, %s, %s, %s, %s, %s)
        """,
        [code_digest(code), station_id, collector_id, created_by, now, expires_at],
    )
    return code


def code_digest(code: str) -> bytes:
    """SHA-256 of a one-time code, by which the ledger knows it."""
    return hashlib.sha256(code.encode()).digest()


def enrol(
    conn: Connection[Any],
    code: str,
    public_key: bytes,
    *,
    key_id: str,
    now: datetime,
    algorithm: Literal["ed25519", "sm2"] = "ed25519",
    firmware: str | None = None,
) -> Collector:
    """Use up a one-time code: the collector gets this key and a new epoch with an empty chain.

    A collector that is new starts as `pending`; one that is known keeps its state, and its older keys are
    revoked. Raises EnrolmentError when the code is unknown, used or expired.
    """
    used = conn.execute(
        """
        UPDATE ledger.enrolment_codes SET used_at = %(now)s
        WHERE code_digest = %(digest)s AND used_at IS NULL AND expires_at > %(now)s
        RETURNING collector_id, station_id
        """,
        {"now": now, "digest": code_digest(code)},
    ).fetchone()
    if used is None:
        raise EnrolmentError("the enrolment code is unknown, used already or expired: ask for a new one")
    collector_id, station_id = used
    enrolled = _begin_epoch(conn, collector_id, station_id, firmware, now)
    conn.execute(
        "UPDATE ledger.collector_keys SET revoked_at = %s WHERE collector_id = %s AND revoked_at IS NULL",
        [now, collector_id],
    )
    conn.execute(
        """
        INSERT INTO ledger.collector_keys (collector_id, key_id, algorithm, public_key, valid_from)
        VALUES (%s, %s, %s, %s, %s)
        """,
        [collector_id, key_id, algorithm, public_key, now],
    )
    return enrolled


def enrolled_with(conn: Connection[Any], code: str, public_key: bytes) -> tuple[Collector, str] | None:
    """The collector that used up this code with this very key, and the key's name, while it still counts.

    A box whose reply was lost asks again, and is not to need another code.
    """
    found = conn.execute(
        """
        SELECT k.collector_id, k.key_id FROM ledger.enrolment_codes AS e
        JOIN ledger.collector_keys AS k ON k.collector_id = e.collector_id AND k.valid_from = e.used_at
        WHERE e.code_digest = %s AND k.public_key = %s AND k.revoked_at IS NULL
        """,
        [code_digest(code), public_key],
    ).fetchone()
    if found is None:
        return None
    known = collector(conn, found[0])
    return (known, found[1]) if known else None


def announce_key(
    conn: Connection[Any],
    collector_id: str,
    signed_with: str,
    public_key: bytes,
    *,
    key_id: str,
    now: datetime,
) -> str:
    """Let a further Ed25519 key sign for a collector, beside the one that announced it; the key's name.

    The same key again has the name that it got. A key announced before that has never signed is revoked.
    Raises KeyRefusedError for a key that signs already or was revoked.
    """
    lock_heads(conn, [collector_id])
    known = conn.execute(
        "SELECT key_id, revoked_at FROM ledger.collector_keys WHERE collector_id = %s AND public_key = %s",
        [collector_id, public_key],
    ).fetchall()
    for name, revoked_at in known:
        if revoked_at is not None:
            raise KeyRefusedError(f"this key was revoked as {name}: make another one")
        if name == signed_with:
            raise KeyRefusedError(f"this key signs already, as {name}: make another one")
        return name
    conn.execute(
        """
        UPDATE ledger.collector_keys SET revoked_at = %s
        WHERE collector_id = %s AND revoked_at IS NULL AND key_id <> %s
        """,
        [now, collector_id, signed_with],
    )
    conn.execute(
        """
        INSERT INTO ledger.collector_keys (collector_id, key_id, algorithm, public_key, valid_from)
        VALUES (%s, %s, 'ed25519', %s, %s)
        """,
        [collector_id, key_id, public_key, now],
    )
    return key_id


def keys_before(conn: Connection[Any], key: CollectorKey) -> list[str]:
    """Keys that may still sign although this later one was announced: revoked when it signs."""
    rows = conn.execute(
        """
        SELECT key_id FROM ledger.collector_keys
        WHERE collector_id = %s AND key_id <> %s AND revoked_at IS NULL AND valid_from < %s
        ORDER BY valid_from
        """,
        [key.collector_id, key.key_id, key.valid_from],
    )
    return [key_id for (key_id,) in rows]


def revoke_keys(conn: Connection[Any], collector_id: str, key_ids: Sequence[str], now: datetime) -> None:
    """Let these keys sign nothing more."""
    conn.execute(
        """
        UPDATE ledger.collector_keys SET revoked_at = %s
        WHERE collector_id = %s AND key_id = ANY(%s) AND revoked_at IS NULL
        """,
        [now, collector_id, list(key_ids)],
    )


def _begin_epoch(
    conn: Connection[Any], collector_id: str, station_id: str, firmware: str | None, now: datetime
) -> Collector:
    conn.execute(
        """
        INSERT INTO ledger.collectors AS c (collector_id, station_id, epoch, firmware, enrolled_at)
        VALUES (%s, %s, 1, %s, %s)
        ON CONFLICT (collector_id) DO UPDATE SET
            station_id = excluded.station_id, epoch = c.epoch + 1, firmware = excluded.firmware,
            enrolled_at = excluded.enrolled_at,
            last_batch_no = 0, last_digest = decode(repeat('00', 32), 'hex')
        """,
        [collector_id, station_id, firmware, now],
    )
    found = collector(conn, collector_id)
    if found is None:
        raise LookupError(f"collector {collector_id} vanished while it was enrolled")
    return found


def record_boot(conn: Connection[Any], collector_id: str, firmware: str, at: datetime) -> None:
    """Note that a collector started, and with which firmware."""
    conn.execute(
        "UPDATE ledger.collectors SET firmware = %s, booted_at = %s WHERE collector_id = %s",
        [firmware, at, collector_id],
    )
