"""What a database holds: the rows of every table, and litres and money as sums; equal before and after."""

from typing import Any

from psycopg import Connection, sql

_TABLES = """
SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('ledger', 'bureau') AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1, 2
"""
_SUMS = {
    "fuellings.volume_ml": "SELECT coalesce(sum(volume_ml), 0) FROM ledger.fuellings",
    "fuellings.amount_fen": "SELECT coalesce(sum(amount_fen), 0) FROM ledger.fuellings",
    "deliveries.documented_volume_ml": "SELECT coalesce(sum(documented_volume_ml), 0) FROM ledger.deliveries",
}


def rows(conn: Connection[Any]) -> dict[str, int]:
    """Rows by table, as `schema.table`; partitions count with their table."""
    counted: dict[str, int] = {}
    for schema, table in conn.execute(_TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = conn.execute(query).fetchone()
        counted[f"{schema}.{table}"] = int(row[0]) if row else 0
    return counted


def sums(conn: Connection[Any]) -> dict[str, int]:
    """Millilitres and fen over everything."""
    return {name: _number(conn, query) for name, query in _SUMS.items()}


def migrations(conn: Connection[Any]) -> int:
    """The ledger's newest migration."""
    return _number(conn, "SELECT coalesce(max(number), 0) FROM ledger.migrations")


def _number(conn: Connection[Any], query: str) -> int:
    row = conn.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def differences(expected: dict[str, int], found: dict[str, int]) -> list[str]:
    """What is not the same, one line each."""
    return [
        f"{name}: {expected.get(name)} in the backup, {found.get(name)} restored"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]
