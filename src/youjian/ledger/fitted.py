"""The tanks' books as a night left them, kept for the watch of the day that follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

KEPT = 8
"""So many nights are kept of a station: a catch-up goes on from the one of its time."""


@dataclass(frozen=True)
class FittedRow:
    """What was fitted at a night, with which rule set, and the digest of the records it was fitted on."""

    night: datetime
    rule_set: str
    facts_digest: str
    body: bytes


def fitted_of(conn: Connection[Any], station_id: str, since: datetime, until: datetime) -> list[FittedRow]:
    """The fits of a station's nights in [since, until], in order."""
    rows = conn.execute(
        "SELECT night, rule_set, facts_digest, body FROM ledger.fitted_books"
        " WHERE station_id = %s AND night BETWEEN %s AND %s ORDER BY night",
        [station_id, since, until],
    ).fetchall()
    return [FittedRow(night, rule_set, digest, bytes(body)) for night, rule_set, digest, body in rows]


def keep_fitted(conn: Connection[Any], station_id: str, row: FittedRow) -> None:
    """Keep what a night fitted, in place of what it fitted before; nights long past are let go."""
    conn.execute(
        "INSERT INTO ledger.fitted_books (station_id, night, rule_set, facts_digest, body)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (station_id, night) DO UPDATE SET"
        " rule_set = excluded.rule_set, facts_digest = excluded.facts_digest, body = excluded.body",
        [station_id, row.night, row.rule_set, row.facts_digest, row.body],
    )
    conn.execute(
        "DELETE FROM ledger.fitted_books WHERE station_id = %s AND night <= %s - make_interval(days => %s)",
        [station_id, row.night, KEPT],
    )
