"""Anchoring (存证锚定): the heads of all stations' chains into the second place, and the index of anchors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.types.json import Jsonb

from youjian.archive.anchors import (
    Anchor,
    Head,
    anchor_digest,
    anchor_name,
    encode_anchor,
    read_anchor,
    standing,
    write_anchor,
)
from youjian.archive.signing import Signer
from youjian.archive.storage import Storage
from youjian.ledger.sealing.locks import only_anchoring
from youjian.ledger.sealing.sealer import transaction


def anchor_heads(
    conn: Connection[Any], second: Storage, signer: Signer, extra: Mapping[str, str], at: datetime
) -> Anchor | None:
    """Anchor the newest seal of every station beside the `extra` heads; None when nothing changed.

    `conn` is the bureau's, in autocommit. None, too, when another process is anchoring. An anchor that the
    index lacks, because its writer was cut off, is put into it first. Raises OSError when the second place is
    away, ValueError when its chain is damaged or is not the index's.
    """
    with only_anchoring(conn) as ours:
        if not ours:
            return None
        with transaction(conn):
            heads = heads_of(conn)
        _take_up(conn, second)
        anchor = write_anchor(second, signer, heads, extra, at=at)
        if anchor is not None:
            with transaction(conn):
                _keep(conn, anchor)
    return anchor


def heads_of(conn: Connection[Any]) -> dict[str, Head]:
    """The newest seal of every station, as the index has it."""
    return {row[0]: Head(*row[1:]) for row in conn.execute(_HEADS).fetchall()}


def _take_up(conn: Connection[Any], second: Storage) -> None:
    """Bring the index up to the anchors that stand in the second place."""
    last, digest = _last(conn)
    stands = standing(second)
    if stands.number < last or (last and stands.number == last and stands.digest != digest):
        raise ValueError(
            f"the anchors end at number {stands.number}, their index at {last}: the second place was cut, "
            "replaced or restored to an older state; run `youjian verify`"
        )
    with transaction(conn):
        for number in range(last + 1, stands.number + 1):
            _keep(conn, read_anchor(second, anchor_name(number)))


def _last(conn: Connection[Any]) -> tuple[int, str]:
    row = conn.execute("SELECT number, digest FROM ledger.anchors ORDER BY number DESC LIMIT 1").fetchone()
    return (int(row[0]), row[1]) if row else (0, "")


def _keep(conn: Connection[Any], anchor: Anchor) -> None:
    """Put an anchor into the index, and say of each seal which anchor holds it first."""
    said = msgspec.structs.asdict(anchor) | {
        "digest": anchor_digest(encode_anchor(anchor)),
        "heads": Jsonb(msgspec.to_builtins(anchor.changed)),
        "extra": Jsonb(anchor.extra),
    }
    conn.execute(_KEEP, said)
    conn.execute(_ANCHORED)


_HEADS = """
SELECT t.station_id, s.number, s.seal, s.day, s.revision
FROM (SELECT station_id FROM ledger.stations UNION SELECT station_id FROM ledger.station_locks) AS t
CROSS JOIN LATERAL (
    SELECT number, seal, day, revision FROM ledger.day_seals AS s
    WHERE s.station_id = t.station_id ORDER BY number DESC LIMIT 1
) AS s
"""
_KEEP = """
INSERT INTO ledger.anchors (number, at, digest, previous, root, algorithm, key_id, heads, extra)
VALUES (
    %(number)s, %(at)s, %(digest)s, %(previous)s, %(root)s, %(algorithm)s, %(key_id)s, %(heads)s, %(extra)s
)
"""
_ANCHORED = """
UPDATE ledger.day_seals AS d SET anchor = held.anchor FROM (
    SELECT s.station_id, s.number, (
        SELECT min(a.number) FROM ledger.anchors AS a
        WHERE a.heads ? s.station_id AND (a.heads -> s.station_id ->> 0)::bigint >= s.number
    ) AS anchor
    FROM ledger.day_seals AS s WHERE s.anchor IS NULL
) AS held
WHERE held.anchor IS NOT NULL AND d.station_id = held.station_id AND d.number = held.number
"""
