"""Conflicts: another content under a key that is taken. The first stays, the second is told of."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs
from psycopg import Connection, sql

from youjian.contract.platform import Conflict
from youjian.contract.tables import Table
from youjian.ledger.columns import equal, moment, names, relation
from youjian.ledger.dedupe import slot_of
from youjian.ledger.staging import Staged

_JSON = msgspec.json.Encoder()
_SUBJECTS = ("nozzle", "tank")
_INSERT = (
    'INSERT INTO ledger.conflicts (station_id, "table", key, received_at, subject, at, kept, refused)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


def keep_conflicts(conn: Connection[Any], staged: list[Staged]) -> list[Conflict]:
    """Write down the conflicts of this transaction and return them; those of test records stay out.

    Call it after the new records are stored, so that the one that stands is always there to be shown.
    """
    found = [conflict for stage in staged for conflict in _of_table(conn, stage)]
    if found:
        with conn.cursor() as cursor:
            cursor.executemany(_INSERT, [structs.astuple(conflict) for conflict in found])
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
        _conflict(
            spec,
            known,
            end,
            dict(zip(columns, both[:size], strict=True)),
            dict(zip(columns, both[size:], strict=True)),
        )
        for known, end, *both in conn.execute(query).fetchall()
    ]


def _conflict(
    spec: Table, known_at: datetime, end: datetime, refused: dict[str, Any], kept: dict[str, Any]
) -> Conflict:
    return Conflict(
        station_id=refused[spec.station or ""],
        table=spec.name,
        key=_text(refused, tuple(c for c in spec.key if c != spec.station)),
        received_at=known_at,
        subject=subject_of(refused),
        at=end,
        kept=_text(kept, spec.content),
        refused=_text(refused, spec.content),
    )


def subject_of(record: dict[str, Any]) -> str:
    """What a record is about, as findings name it: a device, a nozzle, a tank, or the station.

    >>> subject_of({"nozzle_id": 3})
    'nozzle:3'
    """
    if record.get("device"):
        return record["device"]
    for kind in _SUBJECTS:
        if record.get(f"{kind}_id") is not None:
            return f"{kind}:{record[f'{kind}_id']}"
    return "station"


def _text(record: dict[str, Any], columns: tuple[str, ...]) -> str:
    return _JSON.encode({c: record[c] for c in columns}).decode()
