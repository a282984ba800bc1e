"""The handlers of the station API: replies exactly as the published table has them."""

import logging
from datetime import datetime

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from youjian.intake import enrolment, signs_of_life
from youjian.intake.committer import utc_now
from youjian.intake.door import Door
from youjian.intake.logs import fields
from youjian.intake.offers import Accepted, Chained, NotAdmitted, OutOfChain
from youjian.intake.records import WholeTables, sort_records
from youjian.intake.refusals import RefusalError, unauthorised, unreadable
from youjian.intake.replies import peer_of, reply_to
from youjian.intake.requests import Signed, content_type, decoded, require_admission, sent_body, signed
from youjian.ledger import collectors
from youjian.ledger.collectors import EnrolmentError
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import (
    BatchHeaders,
    BatchReceipt,
    BodyError,
    Boot,
    BootReply,
    ChainState,
    CommandResults,
    CommandResultsReply,
    EnrolmentReply,
    EnrolmentRequest,
    HeartbeatReply,
    HeartbeatReport,
    MessageHeaders,
)

log = logging.getLogger("youjian.intake")


class StationApi:
    """The handlers of the station API over one door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def enrol(self, request: Request) -> Response:
        """A one-time code and a public key for an identity."""
        message = decoded(request, await sent_body(request), EnrolmentRequest)
        try:
            reply = await run_in_threadpool(self._enrol, message)
        except EnrolmentError as error:
            raise unauthorised(str(error)) from None
        except ValueError as error:
            raise RefusalError(422, "invalid", str(error)) from None
        log.info(
            "enrolled",
            extra=fields(collector=reply.collector_id, epoch=reply.epoch, hardware=message.hardware_id),
        )
        return reply_to(request, reply)

    async def batches(self, request: Request) -> Response:
        """Records of one batch: acknowledged when durable and judged."""
        batch = await signed(request, BatchHeaders, self._door.devices)
        body = decoded(request, batch.body, WholeTables)
        try:
            # a mebibyte of bad records takes seconds, in which the other stations must be heard
            content = await run_in_threadpool(sort_records, body.records, content_type(request))
        except BodyError as error:
            raise unreadable(error) from None
        decision = await self._door.decide(Chained(batch.headers, content, peer_of(request)))
        match decision:
            case Accepted(reply):
                return reply_to(request, msgspec.convert(reply, BatchReceipt))
            case OutOfChain():
                _log_out_of_chain(batch.headers, decision)
                state = ChainState(expected_no=decision.expected_no, last_digest=decision.last_digest.hex())
                return reply_to(request, state, 409)
            case NotAdmitted(detail):
                raise unauthorised(detail)
            case _:
                raise TypeError(f"a chained batch was decided as {decision!r}")

    async def boot(self, request: Request) -> Response:
        """The collector started: whether the rollout takes it, and how often to call."""
        message = await signed(request, MessageHeaders, self._door.devices)
        arrived_at = utc_now()
        boot = decoded(request, message.body, Boot)
        collector = message.key.collector
        settings = self._door.settings
        log.info(
            "boot",
            extra=fields(
                collector=collector.collector_id,
                reason=boot.reason,
                firmware=boot.firmware,
                state=collector.state,
            ),
        )
        if collector.state != "refused":
            require_admission(message)
            await run_in_threadpool(self._record_boot, collector.collector_id, boot.firmware, arrived_at)
            await self._door.decide(signs_of_life.of_boot(boot, collector, arrived_at))
        reply = BootReply(
            status=collector.state,
            heartbeat_s=settings.heartbeat_s,
            batch_s=settings.batch_s,
            server_time=utc_now(),
            reason="the rollout has not taken this collector" if collector.state == "refused" else None,
        )
        return reply_to(request, reply)

    async def heartbeat(self, request: Request) -> Response:
        """A sign of life, stored and judged like any record."""
        message = await self._admitted(request)
        arrived_at = utc_now()
        report = decoded(request, message.body, HeartbeatReport)
        await self._door.decide(signs_of_life.of_heartbeat(report, message.key.collector, arrived_at))
        return reply_to(request, HeartbeatReply(server_time=utc_now()))

    async def command_results(self, request: Request) -> Response:
        """What became of commands: kept in the door's journal."""
        message = await self._admitted(request)
        results = decoded(request, message.body, CommandResults).results
        collector = message.key.collector
        entries = [
            DoorEntry(
                at=utc_now(),
                door="station",
                peer=peer_of(request),
                kind="command_result",
                detail=msgspec.json.encode(result).decode(),
                station_id=collector.station_id,
            )
            for result in results
        ]
        await self._door.journal(entries)
        received = [result.command_id for result in results]
        return reply_to(request, CommandResultsReply(received=received, server_time=utc_now()))

    async def _admitted(self, request: Request) -> Signed[MessageHeaders]:
        message = await signed(request, MessageHeaders, self._door.devices)
        require_admission(message)
        return message

    def _enrol(self, message: EnrolmentRequest) -> EnrolmentReply:
        with self._door.database.transaction() as conn:
            return enrolment.enrol(conn, message, utc_now())

    def _record_boot(self, collector_id: str, firmware: str, at: datetime) -> None:
        with self._door.database.transaction() as conn:
            collectors.record_boot(conn, collector_id, firmware, at)


def _log_out_of_chain(headers: BatchHeaders, decision: OutOfChain) -> None:
    log.warning(
        "fork" if decision.fork else "gap",
        extra=fields(
            collector=headers.collector_id, batch_no=headers.batch_no, expected_no=decision.expected_no
        ),
    )
