"""Hints for the planner, for the rest of a transaction.

The planner does not count that a lookup in a table divided by hash or by day touches one partition only, and
so reads a whole table where twenty lookups would do. A door's transaction is small by construction: there
joins go by index. An import is large: there the planner may choose, and sorts get more memory.
"""

from typing import Any

from psycopg import Connection, sql

_SMALL = 5000
_BY_INDEX = {"enable_hashjoin": "off", "enable_mergejoin": "off"}
_IN_BULK = {"enable_hashjoin": "on", "enable_mergejoin": "on", "work_mem": "64MB"}


def plan_for(conn: Connection[Any], rows: int) -> None:
    """Set the planner up for a transaction that stores so many rows."""
    settings = _IN_BULK if in_bulk(rows) else _BY_INDEX
    conn.execute(_SET, [list(settings), list(settings.values())], prepare=True)


_SET = "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS given (name, value)"


def in_bulk(rows: int) -> bool:
    """Whether so many rows are better joined than looked up one by one."""
    return rows >= _SMALL


def looked_up(rows: int) -> sql.SQL:
    """Ends a LATERAL sub-select of at most one row: few rows are looked up one by one, many are joined."""
    return sql.SQL("" if in_bulk(rows) else "LIMIT 1")
