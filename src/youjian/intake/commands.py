"""Commands on their way to collectors: into replies, and their answers back.

A reply costs nothing while no command is open anywhere: which collectors have one is asked of the database
every few seconds for all of them together. A command that cannot be read now goes with a later reply; no
reply waits for one or fails by one.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import structs

from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.committer import utc_now
from youjian.intake.database import Database
from youjian.intake.devices import Remembered
from youjian.intake.logs import fields
from youjian.ledger import commands, doors
from youjian.ledger.collectors import Collector
from youjian.ledger.commands import Answer
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import Command, CommandResult

log = logging.getLogger("youjian.intake")
_ALL = "all collectors"


class Commands:
    """Hands open commands out and takes their answers in.

    `look_s`: how long it is believed which collectors have a command open. `again_s`: how long a command
    rests before it is handed out again.
    """

    def __init__(self, database: Database, look_s: float, again_s: float) -> None:
        self._database = database
        self._again_after = timedelta(seconds=again_s)
        self._open: Remembered[str, frozenset[str]] = Remembered(self._load_open, look_s)

    def none_open(self, collector_id: str) -> bool:
        """Whether it is known, without asking the database, that nothing is open for this collector."""
        known = self._open.fresh(_ALL)
        return known is not None and collector_id not in known[0]

    def for_reply(self, collector: Collector, now: datetime) -> list[Command]:
        """What this collector is asked with the reply that is being made, marked as sent."""
        try:
            if collector.collector_id not in self._open(_ALL):
                return []
            with self._database.transaction() as conn:
                found = commands.hand_out(
                    conn, collector.collector_id, collector.station_id, now, self._again_after
                )
        except DatabaseAwayError as error:
            log.warning("no commands", extra=fields(collector=collector.collector_id, error=str(error)))
            return []
        return [Command(**vars(command)) for command in found]

    def take(
        self, collector: Collector, results: Sequence[CommandResult], peer: str, now: datetime
    ) -> list[str]:
        """Keep answers and journal each; the ids that need not be sent again, which is all of them.

        The first answer stands. One to a command that this collector was never given is journaled and kept
        nowhere else: nobody could act on it, and the collector must not send it for ever.
        """
        with self._database.transaction() as conn:
            entries: list[DoorEntry] = []
            for result in results:
                answer = Answer(result.command_id, result.status, result.at, result.detail)
                kept = commands.write_answer(conn, collector.collector_id, answer, now)
                entries.append(_entry(collector, result, peer, now, kept=kept))
            doors.write_journal(conn, entries)
        return [result.command_id for result in results]

    def _load_open(self, _: str) -> frozenset[str]:
        with self._database.transaction() as conn:
            return commands.collectors_waited_for(conn, utc_now())


def _entry(collector: Collector, result: CommandResult, peer: str, now: datetime, *, kept: bool) -> DoorEntry:
    said = {"collector_id": collector.collector_id, "kept": kept, **structs.asdict(result)}
    return DoorEntry(
        at=now,
        door="station",
        peer=peer,
        kind="command_result",
        detail=msgspec.json.encode(said).decode(),
        station_id=collector.station_id,
    )
