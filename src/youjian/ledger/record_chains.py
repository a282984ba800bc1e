"""The heads of the chains that collectors keep over each device's records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

Key = tuple[str, int, str]
"""Collector, epoch, device."""


@dataclass(frozen=True)
class Head:
    """The newest record of a device's chain that came, and the digests that heartbeats named for later ones.

    `no` None: no batch of this epoch has named the device yet.
    """

    no: int | None = None
    digest: bytes | None = None
    anchors: Mapping[int, bytes] = field(default_factory=dict[int, bytes])
    broken_at: datetime | None = None


def heads(conn: Connection[Any], keys: Iterable[Key]) -> dict[Key, Head]:
    """The heads of these chains, as far as there are any; call it under `collectors.lock_heads`."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = conn.execute(_SELECT, [list(column) for column in zip(*wanted, strict=True)]).fetchall()
    return {
        (collector_id, epoch, device): Head(no, digest, _digests(anchors), broken_at)
        for collector_id, epoch, device, no, digest, anchors, broken_at in rows
    }


def save(conn: Connection[Any], moved: Mapping[Key, Head]) -> None:
    """Keep heads that have moved."""
    if not moved:
        return
    rows = [
        (*key, head.no, head.digest, Jsonb(_texts(head.anchors)), head.broken_at)
        for key, head in sorted(moved.items())
    ]
    conn.execute(_UPSERT, [list(column) for column in zip(*rows, strict=True)])


def _digests(anchors: Mapping[str, str]) -> dict[int, bytes]:
    return {int(no): bytes.fromhex(digest) for no, digest in anchors.items()}


def _texts(anchors: Mapping[int, bytes]) -> dict[str, str]:
    return {str(no): digest.hex() for no, digest in anchors.items()}


_SELECT = """
SELECT collector_id, epoch, device, no, digest, anchors, broken_at
FROM unnest(%s::text[], %s::integer[], %s::text[]) AS wanted (collector_id, epoch, device)
JOIN ledger.record_chains USING (collector_id, epoch, device)
"""
_UPSERT = """
INSERT INTO ledger.record_chains AS c (collector_id, epoch, device, no, digest, anchors, broken_at)
SELECT * FROM unnest(
    %s::text[], %s::integer[], %s::text[], %s::bigint[], %s::bytea[], %s::jsonb[], %s::timestamptz[])
ON CONFLICT (collector_id, epoch, device) DO UPDATE SET
    no = excluded.no, digest = excluded.digest, anchors = excluded.anchors, broken_at = excluded.broken_at
"""
