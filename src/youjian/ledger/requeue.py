"""Findings put into the bureau's queue once more: what nobody was told of while a rule was switched off."""

from typing import Any

from psycopg import Connection, sql

from youjian.ledger.findings import CHANNEL


def queue_open(conn: Connection[Any], rule: str, station_id: str) -> int:
    """Queue the latest revision of each open finding of a rule at a station; returns how many there were.

    Whoever takes the queue knows what it raised before, so a finding that has its alert is raised only once.
    """
    queued = conn.execute(_QUEUE, [rule, station_id]).rowcount
    if queued:
        conn.execute(sql.SQL("NOTIFY {}").format(sql.Identifier(CHANNEL)))
    return queued


_QUEUE = """
INSERT INTO ledger.finding_queue
SELECT finding_id, revision FROM (
    SELECT DISTINCT ON (finding_id) finding_id, revision, status FROM ledger.findings
    WHERE rule = %s AND station_id = %s ORDER BY finding_id, revision DESC
) AS latest WHERE status = 'open'
ON CONFLICT DO NOTHING
"""
