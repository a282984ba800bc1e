"""The demo's fuellings of sealed days, into the ledger: a city keeps them, and a month's book counts them.

They are stored as they stand, judged by the audit of the archive and with no mark on their days: their seals
hold the same.
"""

from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection, sql

from youjian.contract.columns import TIMESTAMP
from youjian.contract.tables import TABLES
from youjian.ledger.arrays import Array, array
from youjian.ledger.columns import column_types, names

_FUELLINGS = TABLES["fuellings"]
_RECEIVED = timedelta(seconds=30)


def keep_sold(conn: Connection[Any], fuellings: pa.Table, until: datetime) -> None:
    """Store the fuellings that ended before a moment, in the caller's transaction and scope (role intake)."""
    rows = fuellings.filter(pc.less(fuellings["ended_at"], pa.scalar(until, TIMESTAMP)))
    types = {**column_types(_FUELLINGS), "received_at": "timestamptz"}
    columns = {name: rows[name].to_pylist() for name in rows.column_names if name in types}
    columns["received_at"] = [ended + _RECEIVED for ended in columns["ended_at"]]
    given: dict[str, Array] = {name: array(types[name], values) for name, values in columns.items()}
    statement = sql.SQL(
        "INSERT INTO ledger.fuellings ({columns}) SELECT * FROM unnest({given}) ON CONFLICT DO NOTHING"
    ).format(
        columns=names(given),
        given=sql.SQL(", ").join(sql.Placeholder(name) for name in given),
    )
    conn.execute(statement, given, binary=True)
