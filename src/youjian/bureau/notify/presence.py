"""Whether whoever took a delivery still lives: a number locked for as long as the worker is connected.

A worker that is killed loses its connection, and with it the lock: what it had taken is free at once.
"""

import secrets
from threading import RLock
from typing import Any

import psycopg
from django.db import connection

from youjian.ledger.connection import connect

_CLASS = 7055


class Presence:
    """A worker's own number, locked over a connection of its own."""

    def __init__(self) -> None:
        self._held: psycopg.Connection[Any] | None = None
        self._number = 0
        self._lock = RLock()

    def number(self) -> int:
        """The number, locked; a new one when the connection was lost."""
        with self._lock:
            if self._held is not None:
                try:
                    self._held.execute("SELECT 1")
                except psycopg.Error:
                    self.close()
            if self._held is None:
                self._held = connect("bureau", autocommit=True)
                self._number = secrets.randbelow(2**31 - 1) + 1
                self._held.execute("SELECT pg_advisory_lock(%s, %s)", (_CLASS, self._number))
            return self._number

    def close(self) -> None:
        """Let go of it: what is still taken is free for others."""
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None


def lives(number: int) -> bool:
    """Whether somebody holds a number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            )
            """,
            [_CLASS, number],
        )
        return bool(cursor.fetchone()[0])
