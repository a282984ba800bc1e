"""Quarantine (待核数据): records that were acknowledged but could not be stored, kept as they were sent.

A held record is replayed after a fix or discarded by a person. A replay is asked for and then carried out by
intake; one that is refused again is held as before, with the reason of the last try.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection, sql
from psycopg.rows import class_row

Status = Literal["held", "asked", "replayed", "discarded"]


@dataclass(frozen=True)
class Held:
    """A record set aside, with the reason and its bytes; `tried` says why the last replay was refused."""

    id: int
    received_at: datetime
    station_id: str | None
    collector_id: str | None
    door: str
    table_name: str
    record_index: int
    batch_id: int | None
    reason: str
    detail: str
    raw: bytes
    status: Status
    asked_at: datetime | None = None
    asked_by: str | None = None
    note: str | None = None
    tried_at: datetime | None = None
    tried: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """Which records: None takes all."""

    status: Status | None = "held"
    station_id: str | None = None
    table_name: str | None = None
    reason: str | None = None

    @property
    def condition(self) -> sql.Composable:
        """The WHERE condition."""
        named = {
            "status": self.status,
            "station_id": self.station_id,
            "table_name": self.table_name,
            "reason": self.reason,
        }
        parts = [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value))
            for name, value in named.items()
            if value is not None
        ]
        return sql.SQL(" AND ").join(parts) if parts else sql.SQL("true")


HELD = Wanted()
_SELECT = sql.SQL(
    """
SELECT
    id, received_at, station_id, collector_id, door, table_name, record_index, batch_id, reason, detail, raw,
    status, asked_at, asked_by, note, tried_at, tried, settled_at
FROM ledger.quarantine
"""
)


def put(conn: Connection[Any], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set records aside; each row is the columns of `Held` from `received_at` to `raw`."""
    if not rows:
        return
    conn.execute(
        """
        INSERT INTO ledger.quarantine
            (received_at, station_id, collector_id, door, table_name, record_index, batch_id, reason, detail,
            raw)
        SELECT * FROM unnest(
            %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::integer[], %s::bigint[],
            %s::text[], %s::text[], %s::bytea[]
        )
        """,
        [list(column) for column in zip(*rows, strict=True)],
    )


def find(conn: Connection[Any], wanted: Wanted = HELD, *, after: int = 0, limit: int = 100) -> list[Held]:
    """Records in order of arrival, from the one after id `after`."""
    query = sql.SQL("{} WHERE id > {} AND {} ORDER BY id LIMIT {}").format(
        _SELECT, sql.Literal(after), wanted.condition, sql.Literal(limit)
    )
    return conn.cursor(row_factory=class_row(Held)).execute(query).fetchall()


def newest(conn: Connection[Any], wanted: Wanted, limit: int) -> list[Held]:
    """The records that came last, in order of arrival."""
    query = sql.SQL("SELECT * FROM ({} WHERE {} ORDER BY id DESC LIMIT {}) AS q ORDER BY id").format(
        _SELECT, wanted.condition, sql.Literal(limit)
    )
    return conn.cursor(row_factory=class_row(Held)).execute(query).fetchall()


def counts(conn: Connection[Any], wanted: Wanted = HELD) -> dict[tuple[str, str], int]:
    """How many records there are by (table, reason)."""
    query = sql.SQL(
        "SELECT table_name, reason, count(*) FROM ledger.quarantine WHERE {} GROUP BY 1, 2 ORDER BY 1, 2"
    ).format(wanted.condition)
    return {(table, reason): count for table, reason, count in conn.execute(query)}


def get(conn: Connection[Any], quarantine_id: int) -> Held | None:
    """One record set aside, or None."""
    query = _SELECT + sql.SQL("WHERE id = %s")
    return conn.cursor(row_factory=class_row(Held)).execute(query, [quarantine_id]).fetchone()


def ask_replay(conn: Connection[Any], ids: Sequence[int], by: str, note: str, now: datetime) -> list[int]:
    """Let held records wait for a replay; returns those that were held."""
    return _moved(conn, _ASK, {"ids": list(ids), "by": by, "note": note, "now": now})


def discard(conn: Connection[Any], ids: Sequence[int], by: str, note: str, now: datetime) -> list[int]:
    """Settle held records as not to be used; their bytes stay. Returns those that were held."""
    return _moved(conn, _DISCARD, {"ids": list(ids), "by": by, "note": note, "now": now})


def asked(conn: Connection[Any], limit: int, only: Sequence[int] | None = None) -> list[Held]:
    """Records that wait for their replay, locked until the transaction ends; nobody else gets them then."""
    ids = sql.SQL("true") if only is None else sql.SQL("id = ANY({})").format(sql.Literal(list(only)))
    query = sql.SQL(
        "{} WHERE status = 'asked' AND {} ORDER BY station_id, id LIMIT {} FOR UPDATE SKIP LOCKED"
    ).format(_SELECT, ids, sql.Literal(limit))
    return conn.cursor(row_factory=class_row(Held)).execute(query).fetchall()


def settled(conn: Connection[Any], ids: Sequence[int]) -> list[Held]:
    """These records as they are when no replay has them in hand: waits for the transactions that do."""
    query = _SELECT + sql.SQL("WHERE id = ANY(%s) ORDER BY id FOR UPDATE")
    return conn.cursor(row_factory=class_row(Held)).execute(query, [list(ids)]).fetchall()


def settle_replays(conn: Connection[Any], refused: Mapping[int, str | None], now: datetime) -> None:
    """Write down what became of replays by id: None stored (or there already), else why it was not."""
    conn.execute(_TRIED, {"ids": list(refused), "why": list(refused.values()), "now": now})


def _moved(conn: Connection[Any], statement: str, parameters: Mapping[str, Any]) -> list[int]:
    rows = conn.execute(statement.encode(), parameters).fetchall()
    return sorted(row[0] for row in rows)


_ASK = """
UPDATE ledger.quarantine SET status = 'asked', asked_at = %(now)s, asked_by = %(by)s, note = %(note)s
WHERE id = ANY(%(ids)s) AND status = 'held' RETURNING id
"""
_DISCARD = """
UPDATE ledger.quarantine SET status = 'discarded', asked_at = %(now)s, asked_by = %(by)s, note = %(note)s,
    settled_at = %(now)s
WHERE id = ANY(%(ids)s) AND status = 'held' RETURNING id
"""
_TRIED = """
UPDATE ledger.quarantine AS q SET
    status = CASE WHEN t.why IS NULL THEN 'replayed' ELSE 'held' END,
    tried_at = %(now)s, tried = t.why, settled_at = CASE WHEN t.why IS NULL THEN %(now)s END
FROM unnest(%(ids)s::bigint[], %(why)s::text[]) AS t (id, why)
WHERE q.id = t.id AND q.status = 'asked'
"""
