"""Transactions as `youjian_intake`; a database that does not answer is told apart from one that objects."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from youjian.intake.batcher import DatabaseAwayError
from youjian.ledger.connection import conninfo

# Planning a statement over the partitions takes longer than carrying it out for a few records: a prepared one
# is planned once.
_SESSION = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "plan_cache_mode": "force_generic_plan",
}
_AWAY_CLASSES = ("08", "53", "57", "58")
"""SQLSTATE classes: connection, resources, operator intervention, system error."""
_BELIEVED_AWAY_S = 0.5


class Database:
    """A small pool. Connections are made when needed, so the door opens even while the database is away."""

    def __init__(self, size: int, wait_s: float = 3.0) -> None:
        self._pool = ConnectionPool(
            conninfo("intake", **_SESSION),
            kwargs={"connect_timeout": 3},
            min_size=0,
            max_size=size,
            timeout=wait_s,
            reconnect_timeout=wait_s,
            check=ConnectionPool.check_connection,
            name="intake",
            open=False,
        )
        self._away_until = 0.0

    def open(self) -> None:
        """Begin to hand out connections."""
        self._pool.open()

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def statistics(self) -> dict[str, int]:
        """Connections: `pool_size`, `pool_available`; threads that wait: `requests_waiting`."""
        known = self._pool.get_stats()
        return {name: known.get(name, 0) for name in ("pool_size", "pool_available", "requests_waiting")}

    @contextmanager
    def transaction(self) -> Iterator[Connection[Any]]:
        """A transaction, committed at the end; raises DatabaseAwayError when the database does not answer.

        Just after somebody waited for it in vain nobody else waits: thousands would, and none be answered.
        """
        if time.monotonic() < self._away_until:
            raise DatabaseAwayError("the database did not answer a moment ago")
        try:
            with self._pool.connection() as conn:
                yield conn
        except (PoolTimeout, PoolClosed) as error:
            self._away_until = time.monotonic() + _BELIEVED_AWAY_S
            raise DatabaseAwayError(f"no connection to the database: {error}") from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if is_away(error):
                raise DatabaseAwayError(f"the database went away: {error}") from error
            raise


def is_away(error: psycopg.Error) -> bool:
    """Whether an error says that the server is gone or overloaded, not that it objects to what was asked.

    >>> is_away(psycopg.errors.AdminShutdown()), is_away(psycopg.errors.DeadlockDetected())
    (True, False)
    """
    return error.sqlstate is None or error.sqlstate.startswith(_AWAY_CLASSES)
