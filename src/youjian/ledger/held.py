"""What the ledger holds of one station, read once and then asked at a tick by every rule."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa
from psycopg import Connection, sql

from youjian.contract.platform import PLATFORM_TABLES, READABLE_TABLES
from youjian.ledger.columns import relation
from youjian.ledger.facts import LedgerFacts


def present_tables(conn: Connection[Any], names: Iterable[str]) -> frozenset[str]:
    """Those of the named tables that hold a row of any station the transaction's scope shows.

    A table that no station of a city fills (no declarations are delivered, no seals registered) is absent,
    as the file of an audit folder is: the rules that need it do not run. The platform's own are always there.
    """
    return frozenset(name for name in names if name in PLATFORM_TABLES or _any(conn, name))


def station_tables(
    facts: LedgerFacts, names: Collection[str], present: Collection[str], as_of: datetime
) -> dict[str, pa.Table]:
    """The named tables of the facts' stations, every version of every row, as `KnownTables` takes them.

    Spans of the door are cut off at `as_of`, so the tables are good for that moment alone.
    """
    return {name: _rows(facts, name, as_of) for name in sorted(names) if name in present}


def _rows(facts: LedgerFacts, name: str, as_of: datetime) -> pa.Table:
    if READABLE_TABLES[name].kind == "registry" or name in PLATFORM_TABLES:
        return facts.known(name, as_of)
    return facts.history(name).drop_columns(["known_at"])


def _any(conn: Connection[Any], name: str) -> bool:
    row = conn.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(relation(name))).fetchone()
    return bool(row and row[0])
