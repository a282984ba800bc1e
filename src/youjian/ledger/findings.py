"""Findings (疑点) in the ledger: appended, queued for the bureau, and never changed."""

from collections.abc import Sequence
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
