"""Keys of dropped days: they go on refusing what was stored once, and say what stood there.

Of each record 8 bytes of a SHA-256 of its key are kept, and 8 of its content. Among n kept records of a
station's day a new key is mistaken for a kept one with the odds n / 2^64 (7,200 readings: 4e-16), and
another content for the same one with 2^-64. A record refused by mistake lies in quarantine with its bytes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
from msgspec import structs
from psycopg import Connection, sql

from youjian.contract.conflicts import conflict
from youjian.contract.platform import Conflict
from youjian.contract.tables import TABLES
from youjian.ledger.columns import DAY_TABLES, equal, moment, names, relation
from youjian.ledger.partitions import day_of, ensure_days, open_staged_days
from youjian.ledger.staging import Staged


def refuse_dropped(conn: Connection[Any], stage: Staged) -> None:
    """Make ready the days that staged records need, and refuse what dropped days held already.

    A record of a dropped day gets `duplicate` or `conflict` by its kept key, `clock` when the keys are gone
    too; a new one is stored, and its day has a partition again. While no day was dropped this is the one
    statement that makes partitions.
    """
    dropped = open_staged_days(conn, stage)
    if not dropped:
        return
    with _hashing(conn):
        conn.execute(
            sql.SQL(_REFUSE).format(
                stage=stage.table,
                day=day_of(DAY_TABLES[stage.spec.name], "s"),
                key=_digest(conn, stage.spec.name, "key", "s"),
                content=_digest(conn, stage.spec.name, "content", "s"),
                name=sql.Literal(stage.spec.name),
                days=sql.Literal(dropped),
            )
        )
    for day in _days_left(conn, stage, dropped):
        ensure_days(conn, stage.spec.name, day, day)


def conflicts_with_dropped(conn: Connection[Any], stage: Staged) -> list[Conflict]:
    """Conflicts with records of dropped days: what stands is named by its day, day seal and digest."""
    spec = stage.spec
    if spec.name not in DAY_TABLES:
        return []
    columns = tuple(c for c in spec.columns if c != "received_at")
    query = sql.SQL(_CONFLICTS).format(
        end=moment(spec.end, "sent", spec),
        columns=names(columns, "sent"),
        view=stage.view,
        day=day_of(DAY_TABLES[spec.name], "v"),
        key=_digest(conn, spec.name, "key", "v"),
        name=sql.Literal(spec.name),
        ledger=relation(spec.name),
        same_key=equal(spec.key, "k", "v"),
    )
    found: list[Conflict] = []
    with _hashing(conn):
        rows = conn.execute(query).fetchall()
    for known, end, day, revision, digest, *values in rows:
        refused = dict(zip(columns, values, strict=True))
        kept = {"day": day.isoformat(), "revision": revision, "digest": f"{digest & (2**64 - 1):016x}"}
        said = msgspec.json.encode(kept).decode()
        found.append(structs.replace(conflict(spec, known, end, refused, refused), kept=said))
    return found


def _days_left(conn: Connection[Any], stage: Staged, dropped: list[date]) -> list[date]:
    """Which of the dropped days have staged records to store."""
    day = day_of(DAY_TABLES[stage.spec.name], "s")
    query = sql.SQL(
        "SELECT DISTINCT {day} FROM {stage} AS s WHERE fate IS NULL AND {day} = ANY({days}) ORDER BY 1"
    )
    rows = conn.execute(query.format(day=day, stage=stage.table, days=sql.Literal(dropped)))
    return [row[0] for row in rows]


def _digest(conn: Connection[Any], table: str, part: str, alias: str) -> sql.Composable:
    """The database's own expression for a digest over a relation that has the table's columns."""
    if table not in TABLES:
        raise ValueError(f"{table} is no table of the contract")
    row = conn.execute("SELECT ledger.digest_of(%s, %s, %s)", [table, part, alias]).fetchone()
    return sql.SQL(str(row[0] if row else ""))  # pyright: ignore[reportArgumentType]


@contextmanager
def _hashing(conn: Connection[Any]) -> Iterator[None]:
    """Let the planner join by hash and nothing else: it takes thousands of keys for a handful."""
    wanted = {"enable_hashjoin": "on", "enable_nestloop": "off"}
    before = {name: _setting(conn, name, value) for name, value in wanted.items()}
    yield
    for name, value in before.items():
        _setting(conn, name, value)


def _setting(conn: Connection[Any], name: str, value: str) -> str:
    """Set something for the rest of the transaction; returns what it was."""
    row = conn.execute(
        "SELECT current_setting(%(name)s), set_config(%(name)s, %(value)s, true)",
        {"name": name, "value": value},
    ).fetchone()
    return str(row[0]) if row else value


_REFUSE = """
WITH sent AS MATERIALIZED (
    SELECT s.pos, s.station_id, {day} AS day, {key} AS key, {content} AS content
    FROM {stage} AS s WHERE s.fate IS NULL AND {day} = ANY({days})
), kept AS MATERIALIZED (
    SELECT k.day, k.station_id, u.key, u.content
    FROM ledger.kept_keys AS k CROSS JOIN LATERAL unnest(k.keys, k.contents) AS u (key, content)
    WHERE k.table_name = {name} AND (k.day, k.station_id) IN (SELECT day, station_id FROM sent)
)
UPDATE {stage} AS t SET fate = CASE
    WHEN kept.key IS NULL THEN 'clock' WHEN kept.content = sent.content THEN 'duplicate' ELSE 'conflict' END
FROM sent
JOIN ledger.dropped_days AS d ON d.table_name = {name} AND d.day = sent.day
LEFT JOIN kept ON kept.key = sent.key AND kept.day = sent.day AND kept.station_id = sent.station_id
WHERE t.pos = sent.pos AND (kept.key IS NOT NULL OR d.forgotten)
"""
_CONFLICTS = """
WITH sent AS MATERIALIZED (
    SELECT v.*, {day} AS day, {key} AS key FROM {view} AS v
    WHERE v.fate = 'conflict' AND NOT v.test AND NOT EXISTS (SELECT FROM {ledger} AS k WHERE {same_key})
), kept AS MATERIALIZED (
    SELECT p.day, p.station_id, p.revision, u.key, u.content
    FROM ledger.kept_keys AS p JOIN ledger.dropped_days AS d USING (table_name, day)
    CROSS JOIN LATERAL unnest(p.keys, p.contents) AS u (key, content)
    WHERE p.table_name = {name} AND (p.day, p.station_id) IN (SELECT day, station_id FROM sent)
)
SELECT sent.known_at, {end}, sent.day, kept.revision, kept.content, {columns}
FROM sent JOIN kept ON kept.key = sent.key AND kept.day = sent.day AND kept.station_id = sent.station_id
ORDER BY sent.pos
"""
