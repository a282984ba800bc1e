"""Corrected fuellings: every further content is a new version, the latest is current, all are kept.

Version 1 is kept free for the record as the dispenser first said it, so that a correction may come first.
"""

from typing import Any

from psycopg import Connection, sql

from youjian.contract.tables import TABLES
from youjian.ledger.columns import equal, names, same
from youjian.ledger.staging import Staged

_SPEC = TABLES["fuellings"]


def number_corrections(conn: Connection[Any], stage: Staged) -> None:
    """Give staged corrections their version, and those that were said before the fate `duplicate`."""
    parts = {
        "table": stage.table,
        "key": names(_SPEC.key, "s"),
        "content": names(_SPEC.content, "s"),
        "same_key": equal(_SPEC.key, "s", "k"),
        "same": same(_SPEC.content, "s", "k"),
    }
    if not conn.execute(sql.SQL(_ANY).format(**parts)).fetchall():
        return
    for statement in (_KNOWN, _REPEATED, _NUMBERED):
        conn.execute(sql.SQL(statement).format(**parts))


_ANY = "SELECT FROM {table} AS s WHERE s.fate IS NULL AND s.source = 'corrected' LIMIT 1"
_KNOWN = """
UPDATE {table} AS s SET fate = 'duplicate' FROM ledger.fuellings AS k
WHERE s.fate IS NULL AND s.source = 'corrected' AND k.source = 'corrected' AND {same_key} AND {same}
"""
_REPEATED = """
UPDATE {table} AS t SET fate = 'duplicate' FROM (
    SELECT s.pos, row_number() OVER (PARTITION BY {key}, {content} ORDER BY s.pos) AS time
    FROM {table} AS s WHERE s.fate IS NULL AND s.source = 'corrected'
) AS said WHERE said.pos = t.pos AND said.time > 1
"""
_NUMBERED = """
UPDATE {table} AS t SET version = numbered.version FROM (
    SELECT s.pos, row_number() OVER (PARTITION BY {key} ORDER BY s.pos) + greatest(1, (
        SELECT max(k.version) FROM ledger.fuellings AS k WHERE {same_key}
    )) AS version
    FROM {table} AS s WHERE s.fate IS NULL AND s.source = 'corrected'
) AS numbered WHERE numbered.pos = t.pos
"""
