"""Findings (疑点) in the ledger: appended, queued for the bureau, and never changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection, sql
from psycopg.rows import dict_row

from youjian.contract.findings import Finding, next_revision
from youjian.ledger.columns import names

CHANNEL = "youjian_findings"
_APPEND = sql.SQL(
    """
    WITH appended AS (
        INSERT INTO ledger.findings ({columns})
        SELECT {columns} FROM jsonb_populate_recordset(NULL::ledger.findings, %s::jsonb)
        ON CONFLICT DO NOTHING RETURNING finding_id, revision, detected_at
    ), queued AS (
        INSERT INTO ledger.finding_queue (finding_id, revision, caught_up)
        SELECT finding_id, revision, detected_at = ANY(%s::timestamptz[]) FROM appended ON CONFLICT DO NOTHING
    )
    SELECT finding_id, revision FROM appended
    """
).format(columns=names(Finding.__struct_fields__))


def append(conn: Connection[Any], findings: Sequence[Finding]) -> int:
    """Append findings that are not there yet and queue them; returns how many were new."""
    return len(append_new(conn, findings))


def append_new(
    conn: Connection[Any], findings: Sequence[Finding], caught_up: Collection[datetime] = ()
) -> list[Finding]:
    """The same; returns those that were new. What was detected at the moments of `caught_up` is marked so.

    New ones send a NOTIFY without payload on `CHANNEL` when the transaction commits: a hint only, with the
    queue behind it.
    """
    if not findings:
        return []
    appended = set(
        conn.execute(_APPEND, [msgspec.json.encode(list(findings)).decode(), list(caught_up)]).fetchall()
    )
    if appended:
        conn.execute(sql.SQL("NOTIFY {}").format(sql.Identifier(CHANNEL)))
    return [finding for finding in findings if (finding.finding_id, finding.revision) in appended]


def append_judged(conn: Connection[Any], judged: Sequence[Finding]) -> int:
    """Append what a pairwise rule says: what is new, and as a next revision what says something else by now.

    Call it under the lock of the findings' stations, as `store` does. What corrections take back comes in
    through `superseding`, which ends here, too.
    """
    if not judged:
        return 0
    known = latest(conn, [finding.finding_id for finding in judged])
    said = (next_revision(known.get(finding.finding_id), finding) for finding in judged)
    return append(conn, [finding for finding in said if finding is not None])


def latest(conn: Connection[Any], finding_ids: Sequence[str]) -> dict[str, Finding]:
    """The last revision of each of these findings that was ever said, by its `finding_id`."""
    cursor = conn.cursor(row_factory=dict_row)
    rows = cursor.execute(_LATEST, [list(finding_ids)]).fetchall()
    return {row["finding_id"]: msgspec.convert(row, Finding) for row in rows}


_LATEST = sql.SQL(
    """
    SELECT DISTINCT ON (finding_id) {columns} FROM ledger.findings
    WHERE finding_id = ANY(%s) ORDER BY finding_id, revision DESC
    """
).format(columns=names(Finding.__struct_fields__))
