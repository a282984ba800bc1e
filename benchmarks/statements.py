"""Counting the statements that a piece of work sends to the database, whoever sends them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement of this process while the block runs: Django's and the ledger's own."""
    sent: list[str] = []
    plain = psycopg.Cursor.execute

    def execute(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        if query:
            sent.append(str(query))
        return plain(self, query, *arguments, **options)

    psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        psycopg.Cursor.execute = plain  # type: ignore[method-assign]
