"""Identity, not arrival, makes a record: which staged records are new, which repeat, which contradict.

Writers of one station come one after the other (`locks`), so what is read here is still true at the insert.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection, sql

from youjian.contract.tables import Table
from youjian.ledger.columns import AHEAD, DAY_TABLES, DEVICE_TABLES, equal, moment, names, relation, same
from youjian.ledger.planning import looked_up
from youjian.ledger.retention import oldest_age
from youjian.ledger.staging import Staged


@dataclass(frozen=True)
class Slot:
    """The place of a record in its table: its key, and for a filing the time by which it is a version.

    Corrected fuellings have no place of their own beforehand: `corrections` numbers them.
    """

    key: tuple[str, ...]
    content: tuple[str, ...]
    staged: sql.SQL
    stored: sql.SQL


def slot_of(spec: Table) -> Slot:
    """The slot of a table's records."""
    if spec.version == "source":
        return Slot(spec.key, spec.content, sql.SQL("s.source <> 'corrected'"), sql.SQL("k.version = 1"))
    if spec.version == "filed_at":
        content = tuple(c for c in spec.content if c != "filed_at")
        return Slot((*spec.key, "filed_at"), content, sql.SQL("true"), sql.SQL("true"))
    return Slot(spec.key, spec.content, sql.SQL("true"), sql.SQL("true"))


def refuse_strangers(conn: Connection[Any], stage: Staged) -> None:
    """A record of another station than its batch's gets the fate `station`."""
    conn.execute(
        sql.SQL(
            "UPDATE {table} AS s SET fate = 'station' FROM pg_temp.stage_batches AS b "
            "WHERE b.batch = s.batch AND b.owner <> s.{station}"
        ).format(table=stage.table, station=stage.station)
    )


def refuse_wrong_clocks(conn: Connection[Any], stage: Staged, retention: timedelta | None) -> None:
    """A device time too far ahead of the platform's, or older than `retention`, gets the fate `clock`.

    Without `retention` the table's row in `ledger.retention` says it.

    What a device says now is measured from now. So are the tables of days, whose old days are dropped; any
    other record of an import may be as old as it was when it became known.
    """
    spec = stage.spec
    if spec.name not in DEVICE_TABLES:
        return
    first = "started_at" if "started_at" in spec.columns else spec.end
    conn.execute(
        sql.SQL(
            "UPDATE {table} AS s SET fate = 'clock' FROM {view} AS v WHERE v.pos = s.pos AND v.fate IS NULL "
            "AND ({end} > least(v.known_at, v.arrived_at) + {ahead} OR {first} < {since} - {retention})"
        ).format(
            table=stage.table,
            view=stage.view,
            end=moment(spec.end, "v", spec),
            ahead=sql.Literal(AHEAD),
            first=moment(first, "v", spec),
            since=sql.Identifier("v", "arrived_at" if spec.name in DAY_TABLES else "known_at"),
            retention=oldest_age(spec.name) if retention is None else sql.Literal(retention),
        )
    )


def refuse_known(conn: Connection[Any], stage: Staged, span: tuple[datetime, datetime] | None) -> None:
    """A record whose slot is taken gets `duplicate` or `conflict`; `span` narrows the days to search."""
    spec, slot = stage.spec, slot_of(stage.spec)
    within = sql.SQL("true")
    if span is not None:
        day_column = sql.Identifier("k", DAY_TABLES[spec.name])
        within = sql.SQL("{} BETWEEN {} AND {}").format(
            day_column, sql.Literal(span[0]), sql.Literal(span[1])
        )
    conn.execute(
        sql.SQL(
            "UPDATE {table} AS t SET fate = CASE WHEN found.same THEN 'duplicate' ELSE 'conflict' END FROM ("
            " SELECT s.pos, {same} AS same FROM {table} AS s CROSS JOIN LATERAL ("
            " SELECT {content} FROM {ledger} AS k WHERE {key} AND {stored} AND {within} {looked_up}"
            ") AS k WHERE s.fate IS NULL AND {staged}) AS found WHERE found.pos = t.pos"
        ).format(
            table=stage.table,
            same=same(slot.content, "s", "k"),
            content=names(slot.content, "k"),
            ledger=relation(spec.name),
            staged=slot.staged,
            stored=slot.stored,
            key=equal(slot.key, "s", "k"),
            within=within,
            looked_up=looked_up(stage.count),
        )
    )


def refuse_repeated(conn: Connection[Any], stage: Staged) -> None:
    """Of staged records with one slot the first stays; the others get `duplicate` or `conflict`."""
    slot = slot_of(stage.spec)
    conn.execute(
        sql.SQL(
            "WITH ranked AS ("
            " SELECT s.pos, first_value(s.pos) OVER w AS first_pos FROM {table} AS s"
            " WHERE s.fate IS NULL AND {staged} WINDOW w AS (PARTITION BY {key} ORDER BY s.pos)"
            "), compared AS ("
            " SELECT s.pos, {same} AS same FROM ranked AS r"
            " JOIN {table} AS s ON s.pos = r.pos JOIN {table} AS f ON f.pos = r.first_pos"
            " WHERE r.pos <> r.first_pos"
            ") UPDATE {table} AS s SET fate = CASE WHEN c.same THEN 'duplicate' ELSE 'conflict' END"
            " FROM compared AS c WHERE c.pos = s.pos"
        ).format(
            table=stage.table, staged=slot.staged, key=names(slot.key, "s"), same=same(slot.content, "s", "f")
        )
    )


def span_of(conn: Connection[Any], stage: Staged) -> tuple[datetime, datetime] | None:
    """First and last moment of the staged records of a table of days, or None."""
    column = DAY_TABLES.get(stage.spec.name)
    if column is None:
        return None
    query = sql.SQL("SELECT min({c}), max({c}) FROM {table} WHERE fate IS NULL")
    row = conn.execute(query.format(c=sql.Identifier(column), table=stage.table)).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])


def insert_new(conn: Connection[Any], stage: Staged) -> None:
    """Store every staged record without a fate."""
    columns = tuple(c for c in stage.spec.columns if c != "received_at")
    version = sql.SQL(", version") if stage.spec.version == "source" else sql.SQL("")
    conn.execute(
        sql.SQL(
            "INSERT INTO {ledger} ({columns}, received_at, batch_id, test{version}) "
            "SELECT {columns}, known_at, batch_id, test{version} FROM {view} WHERE fate IS NULL ORDER BY pos"
        ).format(ledger=relation(stage.spec.name), columns=names(columns), version=version, view=stage.view)
    )
