"""The door's replayer: looks every few seconds whether the office asked for replays, and carries them out."""

import asyncio
import contextlib
import logging

from youjian.intake.aside import begin
from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.committer import utc_now
from youjian.intake.database import Database
from youjian.intake.logs import fields
from youjian.intake.replays import AT_ONCE, replay
from youjian.intake.rules import RulesInForce

log = logging.getLogger("youjian.intake")
LOOK_S = 2.0


class Replayer:
    """Carries out the replays that wait; several doors may do so side by side."""

    def __init__(self, database: Database, rules: RulesInForce) -> None:
        self._database, self._rules = database, rules
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin in the background."""
        self._task = asyncio.create_task(self._keep(), name="replayer")

    async def close(self) -> None:
        """End now: a transaction in hand commits by itself, or its replays wait for the next door."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _keep(self) -> None:
        while True:
            try:
                done = await asyncio.wrap_future(begin(self._once, "replays"))
            except DatabaseAwayError as error:
                done = 0
                log.warning("no replays: database away", extra=fields(error=str(error)))
            except Exception:
                done = 0
                log.exception("replays failed")
            if done < AT_ONCE:
                await asyncio.sleep(LOOK_S)

    def _once(self) -> int:
        with self._database.transaction() as conn:
            settled = replay(conn, self._rules.judge(conn), utc_now())
        refused = sum(why is not None for why in settled.values())
        if settled:
            log.info("replayed", extra=fields(stored=len(settled) - refused, refused=refused))
        return len(settled)
