"""Puts markup in front of every free text that the city keeps, as somebody could have typed it.

Run as a program, because Django reads the database's address once per process:

    python -m tests.acceptance.hostile_text all
"""

import re
import sys
from collections.abc import Iterator

import psycopg
from psycopg import sql

from youjian.ledger.connection import connect

MARKUP = "<img src=x data-hostile onerror=alert(1)>"
_FREE = re.compile(
    r"(^|_)(name|title|text|note|reason|detail|address|summary|remark|description|place|basis|opinion|measures"
    r"|contact|body|answer|facts|evidence|problem|subject|comment|words|label|person|content|outcome|claim"
    r"|maker|model|supplier|work|source)$"
)
_KEYS = """
SELECT n.nspname, c.relname, a.attname FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
WHERE k.contype IN ('p', 'u', 'f', 'c')
"""
_TEXTS = """
SELECT table_schema, table_name, column_name, character_maximum_length FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema IN ('bureau', 'ledger') AND data_type IN ('text', 'character varying')
  AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
ORDER BY 1, 2, 3
"""


def free_texts(conn: psycopg.Connection) -> Iterator[tuple[str, str, str, int | None]]:
    """Columns that people's words stand in: no key, no code, long enough for the markup."""
    keys = set(conn.execute(_KEYS).fetchall())
    for schema, table, column, most in conn.execute(_TEXTS).fetchall():
        if (schema, table, column) in keys or not _FREE.search(column):
            continue
        if most is None or most > len(MARKUP):
            yield schema, table, column, most


def spoil(conn: psycopg.Connection) -> int:
    """Put the markup before every free text; how many columns took it. What may never change refuses."""
    taken = 0
    for schema, table, column, most in list(free_texts(conn)):
        name = sql.Identifier(column)
        text = sql.SQL("left({} || {}, {})").format(sql.Literal(MARKUP), name, sql.Literal(most or 10_000))
        change = sql.SQL("UPDATE {} SET {} = {} WHERE {} <> ''").format(
            sql.Identifier(schema, table), name, text, name
        )
        try:
            with conn.transaction():
                taken += conn.execute(change).rowcount > 0
        except psycopg.Error as refused:
            sys.stdout.write(f"{schema}.{table}.{column}: {refused.diag.message_primary}\n")
    return taken


if __name__ == "__main__":
    with connect("owner") as conn:
        conn.execute("SELECT set_config('youjian.scope', '*', false), set_config('youjian.desk', '*', false)")
        sys.stdout.write(f"{spoil(conn)} columns\n")
