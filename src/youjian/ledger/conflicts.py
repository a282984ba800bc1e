"""Conflicts: another content under a key that is taken. The first stays, the second is told of."""

from typing import Any

from msgspec import structs
from psycopg import Connection, sql

from youjian.contract.conflicts import conflict
from youjian.contract.platform import Conflict
from youjian.ledger.columns import equal, moment, names, relation
from youjian.ledger.dedupe import slot_of
from youjian.ledger.kept import conflicts_with_dropped
from youjian.ledger.staging import Staged

_INSERT = (
    'INSERT INTO ledger.conflicts (station_id, "table", key, received_at, subject, at, kept, refused)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


def keep_conflicts(conn: Connection[Any], staged: list[Staged]) -> list[Conflict]:
    """Write down the conflicts of this transaction and return them; those of test records stay out.

    Call it after the new records are stored, so that the one that stands is always there to be shown.
    """
    found = [
        one for stage in staged for one in (*_of_table(conn, stage), *conflicts_with_dropped(conn, stage))
    ]
    if found:
        with conn.cursor() as cursor:
            cursor.executemany(_INSERT, [structs.astuple(one) for one in found])
    return found


def _of_table(conn: Connection[Any], stage: Staged) -> list[Conflict]:
    spec, slot = stage.spec, slot_of(stage.spec)
    columns = tuple(c for c in spec.columns if c != "received_at")
    query = sql.SQL(
        "SELECT v.known_at, coalesce({end}, v.known_at), {refused}, {kept} FROM {view} AS v "
        "JOIN {ledger} AS k ON {slot} AND {stored} WHERE v.fate = 'conflict' AND NOT v.test ORDER BY v.pos"
    ).format(
        end=moment(spec.end, "v", spec),
        refused=names(columns, "v"),
        kept=names(columns, "k"),
        view=stage.view,
        ledger=relation(spec.name),
        slot=equal(slot.key, "v", "k"),
        stored=slot.stored,
    )
    size = len(columns)
    return [
        conflict(
            spec,
            known,
            end,
            dict(zip(columns, both[:size], strict=True)),
            dict(zip(columns, both[size:], strict=True)),
        )
        for known, end, *both in conn.execute(query).fetchall()
    ]
