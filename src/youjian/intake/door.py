"""The parts of a door and how they start and stop together."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import cast

from starlette.concurrency import run_in_threadpool

from youjian.intake.batcher import Batcher, DatabaseAwayError, DoorClosingError, QueueFullError
from youjian.intake.commands import Commands
from youjian.intake.committer import Committer, utc_now
from youjian.intake.database import Database
from youjian.intake.devices import Devices
from youjian.intake.logs import fields
from youjian.intake.metrics import Metrics
from youjian.intake.offers import Accepted, Chained, Decision, Offer
from youjian.intake.rules import RulesInForce
from youjian.intake.settings import Settings
from youjian.intake.vapour_routes import VapourRoutes, stations_with_vapour
from youjian.ledger import doors
from youjian.ledger.batch import Outcome
from youjian.ledger.collectors import Collector
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import Command

log = logging.getLogger("youjian.intake")


class Door:
    """What every door of this process shares: database, register, batcher, counters.

    `brokers` tells of each MQTT broker whether it is connected.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.hj212_connections = 0
        self.brokers: dict[str, Callable[[], bool]] = {}
        self.database = Database(size=settings.workers + settings.readers)
        self.devices = Devices(self.database, settings.key_ttl_s)
        self.vapour_routes = VapourRoutes(self.database)
        self.commands = Commands(self.database, settings.command_look_s, settings.command_again_s)
        self.batcher: Batcher[Offer, Decision] = Batcher(
            Committer(self.database, RulesInForce(), self.metrics), lambda offer: offer.rows, settings.limits
        )

    def open(self) -> None:
        """Start the committing workers; the database may still be away."""
        self.database.open()
        self.batcher.start()

    def close(self) -> None:
        """Commit what waits, then let go of the database."""
        self.batcher.close(self.settings.drain_s)
        self.database.close()

    async def decide(self, offer: Offer) -> Decision:
        """The decision about an offer once it is committed.

        Raises QueueFullError when too much waits and DatabaseAwayError when nothing could be decided.
        """
        try:
            decision = await asyncio.wrap_future(cast("Future[Decision]", self.batcher.submit(offer)))
        except (QueueFullError, DatabaseAwayError):
            raise
        except DoorClosingError as error:
            raise DatabaseAwayError(str(error)) from error
        except Exception as error:
            log.exception("batch failed", extra=fields(error=str(error)))
            raise DatabaseAwayError(
                "the batch could not be committed; the platform's log says why"
            ) from error
        self._count(decision)
        if isinstance(offer, Chained) and isinstance(decision, Accepted):
            await self._notice_routes(offer)
        return decision

    async def _notice_routes(self, offer: Chained) -> None:
        """Tell the journal of vapour records that come by two routes; the batch is durable all the same."""
        stations = stations_with_vapour(offer.content.good)
        if stations:
            collector_id = offer.headers.collector_id
            try:
                entries = await run_in_threadpool(
                    self.vapour_routes.entries, stations, offer.peer, collector_id, utc_now()
                )
                if entries:
                    await self.journal(entries)
            except DatabaseAwayError as error:
                log.warning("routes not looked at", extra=fields(why=str(error)))

    async def commands_for(self, collector: Collector) -> list[Command]:
        """What a reply to this collector carries; never fails and rarely asks the database."""
        if self.commands.none_open(collector.collector_id):
            return []
        return await run_in_threadpool(self.commands.for_reply, collector, utc_now())

    async def journal(self, entries: list[DoorEntry]) -> None:
        """Write to the doors' journal, durable on return. Raises DatabaseAwayError."""
        await run_in_threadpool(self._write_journal, entries)

    def _write_journal(self, entries: list[DoorEntry]) -> None:
        with self.database.transaction() as conn:
            doors.write_journal(conn, entries)

    def _count(self, decision: Decision) -> None:
        if isinstance(decision, Accepted):
            stored, duplicates = decision.reply["stored"], decision.reply["duplicates"]
            quarantined = len(decision.reply["quarantined"])
        elif isinstance(decision, Outcome):
            stored, duplicates, quarantined = decision.stored, decision.duplicates, len(decision.quarantined)
        else:
            return
        for outcome, amount in (("stored", stored), ("duplicate", duplicates), ("quarantined", quarantined)):
            self.metrics.count("youjian_intake_records_total", amount, outcome=outcome)
