"""When the door was open: kept in the ledger, so that an outage of the platform is nobody's silence."""

import asyncio
import contextlib
import logging

from starlette.concurrency import run_in_threadpool

from youjian.contract.fields import business_day
from youjian.intake.aside import aside
from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.committer import utc_now
from youjian.intake.door import Door
from youjian.intake.logs import fields
from youjian.ledger import doors
from youjian.ledger.partitions import ensure_ahead

log = logging.getLogger("youjian.intake")
DOOR = "http"
_END_S = 2.0


class SpanKeeper:
    """Opens a span, says every `alive_s` that the door lives, closes the span at the end.

    While the database is away the door takes nothing, so the span ends with the last sign of life and a new
    one begins when the database is back.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self._span: int | None = None
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin in the background."""
        self._task = asyncio.create_task(self._keep(), name="door-span")

    async def close(self) -> None:
        """End the span now."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        try:
            await aside(self._end, max(_END_S / 4, self._door.drain.left(_END_S)), "span")
        except (DatabaseAwayError, TimeoutError) as error:
            log.warning("span not closed", extra=fields(error=str(error)))

    async def _keep(self) -> None:
        while True:
            try:
                await run_in_threadpool(self._live)
            except DatabaseAwayError as error:
                self._span = None
                log.warning("database away", extra=fields(error=str(error)))
            except Exception:
                self._span = None
                log.exception("span not kept")
            await asyncio.sleep(self._door.settings.alive_s if self._span else 1.0)

    def _live(self) -> None:
        with self._door.database.transaction() as conn:
            if self._span is None:
                self._span = doors.open_span(conn, DOOR, utc_now())
                ensure_ahead(conn, business_day(utc_now()))
            else:
                doors.keep_alive(conn, self._span, utc_now())

    def _end(self) -> None:
        if self._span is not None:
            with self._door.database.transaction() as conn:
                doors.close_span(conn, self._span, utc_now())
