"""`POST /station/v1/offline`: a sealed file of records, carried to the platform by hand.

The file proves itself; whoever brings it needs no right. It is written to disk while it comes, its seal is
checked over the whole, and only then are its records stored, a line to a transaction. Nothing in it moves a
chain: what still waits in the box comes again by its own way and is known then.
"""

import asyncio
import logging
import tempfile
from dataclasses import dataclass, field
from typing import IO

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from youjian.intake.admission import Name
from youjian.intake.committer import utc_now
from youjian.intake.door import Door
from youjian.intake.http_door import sender_of
from youjian.intake.logs import fields
from youjian.intake.offers import NotAdmitted, Offline
from youjian.intake.records import WholeTables, sort_body
from youjian.intake.refusals import away, busy, too_large, unauthorised, unreadable
from youjian.intake.requests import Question
from youjian.intake.station_api import refusal_for
from youjian.ledger import collectors
from youjian.ledger.batch import Outcome
from youjian.ledger.collectors import Collector
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import (
    JSON,
    BodyError,
    Ed25519Verifier,
    Problem,
    Quarantined,
    SignatureError,
    Verifier,
    decode_body,
    encode_body,
    unique_names,
)
from youjian.protocols.station.offline import (
    MOST_PACKED,
    OFFLINE,
    OfflineHeader,
    OfflineReceipt,
    bodies,
    check_seal,
    header_of,
)

log = logging.getLogger("youjian.intake")
_AT_ONCE = 2
_SLOWEST_S = 900.0
"""64 MiB over a line of 600 kbit/s; a place is held no longer by who sends slower."""
_TOLD = 100


@dataclass
class _Sum:
    """What became of the lines so far."""

    stored: int = 0
    duplicates: int = 0
    quarantined_count: int = 0
    quarantined: list[Quarantined] = field(default_factory=list[Quarantined])

    def add(self, outcome: Outcome) -> None:
        self.stored += outcome.stored
        self.duplicates += outcome.duplicates
        self.quarantined_count += len(outcome.quarantined)
        for table, index, reason in outcome.quarantined[: _TOLD - len(self.quarantined)]:
            self.quarantined.append(Quarantined(table=table, index=index, reason=reason))


class OfflineDoor:
    """Takes files, two at a time."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._places = _AT_ONCE

    async def answer(self, request: Request) -> Response:
        """The receipt, or a `Problem`; every answer is counted."""
        host, port = sender_of(request)
        asked = Question(OFFLINE, request.headers, b"", f"{host}:{port}", sender=host)
        name: Name | None = None
        try:
            name = self._door.admission.knock(asked)
            status, headers = 200, dict[str, str]()
            message: Struct = await self._taken(request, asked.peer)
        except Exception as error:
            refusal = refusal_for(error, self._door.settings.retry_after_s)
            log.warning("refused", extra=fields(path=OFFLINE, status=refusal.status, detail=refusal.detail))
            problem = Problem(error=refusal.error, detail=refusal.detail)
            status, message, headers = refusal.status, problem, refusal.headers
        if name is not None:
            self._door.admission.settle(name, status)
        self._door.metrics.count("youjian_intake_requests_total", path=OFFLINE, status=str(status))
        return Response(encode_body(message), status, headers, media_type=JSON)

    async def _taken(self, request: Request, peer: str) -> OfflineReceipt:
        if not self._places:
            raise busy(self._door.settings.retry_after_s)
        self._places -= 1
        try:
            with tempfile.TemporaryFile() as stream:
                async with asyncio.timeout(self._door.drain.left(_SLOWEST_S, answering=True)):
                    await _received(request, stream)
                return await self._read(stream, peer)
        except TimeoutError:
            why = f"the file did not come within {_SLOWEST_S:.0f} s"
            raise away(why, self._door.settings.retry_after_s) from None
        finally:
            self._places += 1

    async def _read(self, stream: IO[bytes], peer: str) -> OfflineReceipt:
        try:
            header, owner = await run_in_threadpool(self._proved, stream)
            total = await self._stored(stream, header, owner, peer)
        except SignatureError as error:
            raise unauthorised(str(error)) from None
        except BodyError as error:
            raise unreadable(error) from None
        detail = (
            f"{owner.collector_id}: {header.since.isoformat()} to {header.until.isoformat()}, made "
            f"{header.made_at.isoformat()}: {total.stored} stored, {total.duplicates} known, "
            f"{total.quarantined_count} set aside"
        )
        entry = DoorEntry(utc_now(), "station", peer, "offline_file", detail, owner.station_id)
        await self._door.journal([entry])
        return OfflineReceipt(
            stored=total.stored,
            duplicates=total.duplicates,
            quarantined_count=total.quarantined_count,
            quarantined=total.quarantined,
            server_time=utc_now(),
        )

    def _proved(self, stream: IO[bytes]) -> tuple[OfflineHeader, Collector]:
        """The header and whose it is, once the whole file is known to be what that collector sealed."""
        header = header_of(stream)
        owner, verifier = self._key(header)
        check_seal(stream, header, verifier)
        return header, owner

    def _key(self, header: OfflineHeader) -> tuple[Collector, Verifier]:
        """A key of the present epoch, also one that has been replaced since."""
        with self._door.database.transaction() as conn:
            owner = collectors.collector(conn, header.collector_id)
            key = collectors.collector_key(conn, header.collector_id, header.key_id)
        if owner is None or key is None or key.algorithm != "ed25519":
            raise unauthorised(f"key {header.key_id} of collector {header.collector_id} is not known")
        if header.epoch != owner.epoch or key.valid_from < owner.enrolled_at:
            raise unauthorised(
                f"{header.collector_id} was enrolled anew since this file was made: export the range again"
            )
        return owner, Ed25519Verifier(key.public_key)

    async def _stored(self, stream: IO[bytes], header: OfflineHeader, owner: Collector, peer: str) -> _Sum:
        total = _Sum()
        lines = bodies(stream)
        while (line := await run_in_threadpool(next, lines, None)) is not None:
            unique_names(line, JSON)
            content = await run_in_threadpool(sort_body, decode_body(line, WholeTables), JSON)
            decision = await self._door.decide(Offline(owner.collector_id, header.epoch, content, peer))
            if isinstance(decision, NotAdmitted):
                raise unauthorised(decision.detail)
            if not isinstance(decision, Outcome):
                raise TypeError(f"a line of an offline file was decided as {decision!r}")
            total.add(decision)
        return total


async def _received(request: Request, stream: IO[bytes]) -> None:
    """The body on disk; refuses (413) as soon as it is known to be too long."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_PACKED:
            raise too_large(f"more than {MOST_PACKED} bytes sent; export a shorter range")
        stream.write(chunk)
