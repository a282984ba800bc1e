"""Findings (疑点) in the ledger: appended, queued for the bureau, and never changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from psycopg import Connection, sql

from youjian.contract.findings import Finding
from youjian.ledger.columns import names

CHANNEL = "youjian_findings"
_APPEND = sql.SQL(
    """
    WITH appended AS (
        INSERT INTO ledger.findings ({columns})
        SELECT {columns} FROM jsonb_populate_recordset(NULL::ledger.findings, %s::jsonb)
        ON CONFLICT DO NOTHING RETURNING finding_id, revision
    ), queued AS (
        INSERT INTO ledger.finding_queue SELECT finding_id, revision FROM appended ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM appended
    """
).format(columns=names(Finding.__struct_fields__))


def append(conn: Connection[Any], findings: Sequence[Finding]) -> int:
    """Append findings that are not there yet and queue them; returns how many were new.

    New ones send a NOTIFY without payload on `CHANNEL` when the transaction commits: a hint only, with the
    queue behind it.
    """
    if not findings:
        return 0
    row = conn.execute(_APPEND, [msgspec.json.encode(list(findings)).decode()]).fetchone()
    new = int(row[0]) if row else 0
    if new:
        conn.execute(sql.SQL("NOTIFY {}").format(sql.Identifier(CHANNEL)))
    return new


def append_judged(conn: Connection[Any], judged: Sequence[Finding]) -> int:
    """Append what a pairwise rule says: what is new, and as a next revision what says something else by now.

    A corrected record is judged again with its neighbours; the same severity, verdict and status is no news.
    Call it under the lock of the findings' stations, as `store` does.
    """
    if not judged:
        return 0
    known = {
        finding_id: (revision, tuple(state))
        for finding_id, revision, *state in conn.execute(_LATEST, [[f.finding_id for f in judged]])
    }
    return append(conn, [said for said in (_next(known, finding) for finding in judged) if said is not None])


def _next(known: Mapping[str, tuple[int, tuple[str, ...]]], judged: Finding) -> Finding | None:
    if judged.finding_id not in known:
        return judged
    revision, state = known[judged.finding_id]
    if state == (judged.severity, judged.verdict, judged.status):
        return None
    return msgspec.structs.replace(judged, revision=revision + 1)


_LATEST = """
SELECT DISTINCT ON (finding_id) finding_id, revision, severity, verdict, status FROM ledger.findings
WHERE finding_id = ANY(%s) ORDER BY finding_id, revision DESC
"""
