"""The parts of a door and how they start and stop together."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeVar, cast

from starlette.concurrency import run_in_threadpool

from youjian.intake.admission import Admission
from youjian.intake.batcher import Batcher, DatabaseAwayError, DoorClosingError, QueueFullError
from youjian.intake.commands import Commands
from youjian.intake.committer import Committer, utc_now
from youjian.intake.counting import count_decision
from youjian.intake.database import Database
from youjian.intake.devices import Devices, VapourMonitor
from youjian.intake.drain import Deadlines, Drain
from youjian.intake.journal_gate import JournalGate
from youjian.intake.limits import Budget, Connections
from youjian.intake.logs import fields
from youjian.intake.look_ups import LookUps
from youjian.intake.metrics import Metrics
from youjian.intake.offers import Accepted, Chained, Decision, Offer
from youjian.intake.readiness import Readiness
from youjian.intake.rules import RulesInForce
from youjian.intake.settings import Settings
from youjian.intake.vapour_routes import VapourRoutes, stations_with_vapour
from youjian.ledger import doors
from youjian.ledger.collectors import Collector
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import Command

log = logging.getLogger("youjian.intake")
K = TypeVar("K")
V = TypeVar("V")
_LOOKING = 4
"""Threads that strangers may occupy: the others sort records and commit."""
_OWN = 64
"""Connections at the port of this intake alone, for health and metrics, whatever floods the other."""


class Door:
    """What every door of this process shares: database, register, batcher, counters.

    `brokers` tells of each MQTT broker whether it is connected; `closing` ends the doors beside HTTP.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics(settings.name)
        self.admission = Admission(settings, self.metrics)
        self.budget = Budget(settings.body_bytes)
        self.drain = Drain(settings.drain_s)
        self.bodies, self.answers = Deadlines(), Deadlines()
        self.journal_gate = JournalGate(settings.journal_s, settings.journal_burst)
        self.http, self.hj212 = (
            Connections(most, per_peer, settings.proxy_addresses)
            for most, per_peer in (
                (settings.http_connections, settings.http_connections_per_peer),
                (settings.hj212_connections, settings.hj212_connections_per_peer),
            )
        )
        self.own = Connections(_OWN, _OWN)
        self.brokers: dict[str, Callable[[], bool]] = {}
        self.closing: list[Callable[[], Awaitable[None]]] = []
        self._ending: asyncio.Task[None] | None = None
        self.database = Database(size=settings.workers + settings.readers)
        self.devices = Devices(self.database, settings.key_ttl_s)
        self.vapour_routes = VapourRoutes(self.database)
        self.commands = Commands(self.database, settings.command_look_s, settings.command_again_s)
        self.batcher: Batcher[Offer, Decision] = Batcher(
            Committer(self.database, RulesInForce(), self.metrics), lambda offer: offer.rows, settings.limits
        )
        self._looking = asyncio.Semaphore(_LOOKING)
        self._monitors = LookUps(self.devices.monitors, self._looking)
        self.readiness = Readiness(self.database)
        self._watch()

    def open(self) -> None:
        """Start the committing workers; the database may still be away."""
        self.database.open()
        self.batcher.start()

    def close(self) -> None:
        """Commit what waits, then let go of the database."""
        self.drain.begin()
        self.batcher.close(self.drain.left(self.settings.drain_s, answering=True))
        self.database.close()

    async def end_doors(self) -> None:
        """End every door: nothing more is taken, what is in hand is answered. All at the same time, once."""
        self.drain.begin()
        if self._ending is None:
            self._ending = asyncio.create_task(self._end_doors(), name="end-doors")
        await self._ending

    async def _end_doors(self) -> None:
        left = self.drain.left(self.settings.drain_s, answering=True)
        self.bodies.hurry(left / 4)  # those that are almost there come in
        self.answers.hurry(left)
        for problem in await asyncio.gather(*(close() for close in self.closing), return_exceptions=True):
            if problem is not None:
                log.error("a door did not close", exc_info=problem)

    async def unfit(self) -> list[str]:
        """Why no questions should be sent here now; empty when they should. Takes two seconds at most."""
        full = self.batcher.pending >= self.settings.queue_rows
        reasons = (
            "draining" if self.drain.begun else "",
            "too many rows wait" if full else "",
            "" if self.batcher.working else "a worker that commits has ended",
            await self.readiness.trouble(),
        )
        return [reason for reason in reasons if reason]

    async def decide(self, offer: Offer) -> Decision:
        """The decision about an offer once it is committed.

        Raises QueueFullError when too much waits and DatabaseAwayError when nothing could be decided.
        """
        started = utc_now()
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
        count_decision(self.metrics, offer, decision, started)
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

    async def look_up(self, load: Callable[[K], V], name: K) -> V:
        """Ask the database about a device; only a few at a time do, as anybody may name one.

        Raises DatabaseAwayError.
        """
        async with self._looking:
            return await run_in_threadpool(load, name)

    async def monitor(self, mn: str) -> VapourMonitor | None:
        """The vapour monitor of a number, believed for a short while. Raises DatabaseAwayError."""
        known = self.devices.monitor.fresh(mn)
        return known[0] if known else await self._monitors(mn)

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

    def _watch(self) -> None:
        """Let the metrics ask for what changes all the time."""
        watch, pool = self.metrics.watch, self.database.statistics
        watch("youjian_intake_up", lambda: not self.drain.begun)
        watch("youjian_intake_queue_rows", lambda: self.batcher.pending)
        watch("youjian_intake_body_bytes", lambda: self.budget.used)
        watch("youjian_intake_open_connections", lambda: self.http.open, door="http")
        watch("youjian_intake_open_connections", lambda: self.hj212.open, door="hj212")
        watch("youjian_mqtt_brokers", lambda: sum(up() for up in self.brokers.values()))
        watch(
            "youjian_intake_database_connections",
            lambda: pool()["pool_size"] - pool()["pool_available"],
            state="used",
        )
        watch("youjian_intake_database_connections", lambda: pool()["pool_available"], state="idle")
        watch("youjian_intake_database_waiting", lambda: pool()["requests_waiting"])
