"""Papers that people enter or import: deliveries, trips, invoices and declarations, stored as facts.

A paper is stored once and never changed: the same content of a key is the same paper, another content is
refused and told. Whoever was wrong withdraws nothing; the book takes a correcting entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from psycopg import Connection, sql

from youjian.contract.fields import business_day
from youjian.contract.records import Record
from youjian.contract.tables import TABLES, Table
from youjian.ledger import late_days
from youjian.ledger.arrays import Array, array, cursor_for
from youjian.ledger.columns import column_types, names, relation
from youjian.ledger.locks import lock_invoices, lock_stations

PAPERS = ("deliveries", "trips", "invoices", "declarations")
"""The tables that the office may write."""
State = Literal["new", "same", "conflict"]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Fate:
    """What becomes of a paper. `stored` is the content that stands against it.

    It is None of a conflict with a paper that the writer may not see.
    """

    state: State
    stored: dict[str, Any] | None = None


def fates(conn: Connection[Any], table: str, papers: Sequence[Record]) -> list[Fate]:
    """What storing papers of one table would do, in their order; nothing is written.

    Of a key that comes twice the first counts: the same again is the same, another content a conflict.
    """
    spec = _spec(table)
    stood = _stored(conn, spec, papers)
    made: list[Fate] = []
    for paper in papers:
        key = _key(spec, paper)
        held = stood.get(key)
        made.append(_fate(spec, paper, held))
        if held is None:
            stood[key] = {name: getattr(paper, name) for name in spec.columns if name != "received_at"}
    return made


def store_papers(
    conn: Connection[Any],
    table: str,
    papers: Sequence[Record],
    received_at: datetime,
    *,
    marking: bool = True,
) -> list[Fate]:
    """Store the papers that are new, in the caller's transaction; returns each one's fate, in order.

    The stations are locked first, so that what is told is what happens. Papers that conflict are not stored:
    a caller who wants all or nothing looks at the fates and rolls back. The days of new papers are marked, to
    be sealed once more, unless a caller who seals them says no to `marking`.
    """
    spec = _spec(table)
    if not papers:
        return []
    lock_stations(conn, {str(getattr(paper, spec.station or "")) for paper in papers})
    if table == "invoices":
        lock_invoices(conn)
    told = fates(conn, table, papers)
    new = [paper for paper, fate in zip(papers, told, strict=True) if fate.state == "new"]
    stored = _insert(conn, spec, new, received_at)
    if marking:
        _mark_days(conn, spec, new, received_at)
    if len(stored) == len(new):
        return told
    hidden = {_key(spec, paper) for paper in new} - stored
    return [
        Fate("conflict") if fate.state == "new" and _key(spec, paper) in hidden else fate
        for paper, fate in zip(papers, told, strict=True)
    ]


def _spec(table: str) -> Table:
    if table not in PAPERS:
        raise ValueError(f"{table} is not written by the office; it writes {', '.join(PAPERS)}")
    return TABLES[table]


def _fate(spec: Table, paper: Record, held: dict[str, Any] | None) -> Fate:
    if held is None:
        return Fate("new")
    same = all(held[name] == getattr(paper, name) for name in spec.content)
    return Fate("same" if same else "conflict", held)


def _keys(spec: Table) -> tuple[str, ...]:
    """What names one paper: of a declaration each filing."""
    return (*spec.key, "filed_at") if spec.version == "filed_at" else spec.key


def _key(spec: Table, paper: Record) -> Key:
    return tuple(getattr(paper, name) for name in _keys(spec))


def _stored(conn: Connection[Any], spec: Table, papers: Sequence[Record]) -> dict[Key, dict[str, Any]]:
    """By key, the papers that stand in the ledger already."""
    if not papers:
        return {}
    with cursor_for(conn) as cursor:
        cursor.execute(_statements(spec)[0], _parameters(spec, papers, _keys(spec)))
        return {tuple(row[name] for name in _keys(spec)): row for row in cursor.fetchall()}


def _insert(conn: Connection[Any], spec: Table, papers: Sequence[Record], received_at: datetime) -> set[Key]:
    """Store papers; returns the keys that were free."""
    if not papers:
        return set()
    given: dict[str, Any] = dict(_parameters(spec, papers, _columns(spec)))
    with cursor_for(conn) as cursor:
        rows = cursor.execute(_statements(spec)[1], given | {"received_at": received_at}).fetchall()
    return {tuple(row[name] for name in _keys(spec)) for row in rows}


def _mark_days(conn: Connection[Any], spec: Table, papers: Sequence[Record], received_at: datetime) -> None:
    """Their days are sealed once more when they are sealed already."""
    days = {
        (str(getattr(paper, spec.station or "")), _day(getattr(paper, spec.end or "", None), received_at))
        for paper in papers
    }
    late_days.mark_all(conn, days)


def _day(end: Any, received_at: datetime) -> Any:
    if end is None:
        return business_day(received_at)
    return business_day(end) if isinstance(end, datetime) else end


def _columns(spec: Table) -> list[str]:
    return [name for name in spec.columns if name != "received_at"]


def _parameters(spec: Table, papers: Sequence[Record], columns: Sequence[str]) -> dict[str, Array]:
    types = column_types(spec)
    return {name: array(types[name], [getattr(paper, name) for paper in papers]) for name in columns}


@cache
def _statements(spec: Table) -> tuple[sql.Composed, sql.Composed]:
    """The statements that read papers by their keys and that store them."""
    columns = _columns(spec)
    read = sql.SQL("SELECT {all} FROM {table} AS t JOIN {asked} USING ({key})").format(
        all=sql.SQL(", ").join(sql.Identifier(name) for name in columns),
        table=relation(spec.name),
        asked=_unnest(_keys(spec)),
        key=names(_keys(spec)),
    )
    store = sql.SQL(
        "INSERT INTO {table} ({columns}, received_at) SELECT {columns}, %(received_at)s FROM {given}"
        " ON CONFLICT DO NOTHING RETURNING {key}"
    ).format(
        table=relation(spec.name),
        columns=names(columns),
        given=_unnest(columns),
        key=names(_keys(spec)),
    )
    return read, store


def _unnest(columns: Sequence[str]) -> sql.Composed:
    arrays = (sql.Placeholder(name) for name in columns)
    return sql.SQL("unnest({}) AS g ({})").format(sql.SQL(", ").join(arrays), names(columns))
