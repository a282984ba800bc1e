"""Whether questions should be sent to this intake, said in bounded time however dead the database is."""

import asyncio
import time
from concurrent.futures import Future

import psycopg

from youjian.intake.aside import begin
from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.database import Database
from youjian.ledger import migrations

_BELIEVED_S = 1.0
_PATIENCE_S = 2.0


class Readiness:
    """Asks the database at most once a second, and never twice at the same time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wanted = migrations.migrations()[-1].number
        self._asking: Future[str] | None = None
        self._asked_at = 0.0

    async def trouble(self) -> str:
        """What is wrong with the database, empty for nothing."""
        try:
            return await asyncio.wait_for(asyncio.wrap_future(self._asked()), _PATIENCE_S)
        except TimeoutError:
            return "the database does not answer"

    def _asked(self) -> "Future[str]":
        """The question under way, or the last one, or a new one."""
        now, asking = time.monotonic(), self._asking
        if asking is None or (asking.done() and now - self._asked_at > _BELIEVED_S):
            self._asked_at = now
            self._asking = asking = begin(self._ask, "readiness")
        return asking

    def _ask(self) -> str:
        try:
            with self._database.transaction() as conn:
                known = migrations.newest(conn)
        except DatabaseAwayError:
            return "the database is away"
        except psycopg.Error as error:
            return f"the schema cannot be told: {type(error).__name__}"
        if known < self._wanted:
            return f"the schema is at {known}, {self._wanted} is needed: youjian migrate"
        return ""
