"""The verbs of the station API, the same for every door: replies exactly as the published table has them."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import msgspec
from msgspec import structs
from starlette.concurrency import run_in_threadpool

from youjian.intake import enrolment, rotation, self_reports, signs_of_life
from youjian.intake.batcher import DatabaseAwayError, QueueFullError
from youjian.intake.committer import utc_now
from youjian.intake.door import Door
from youjian.intake.logs import fields
from youjian.intake.offers import Accepted, Chained, Decision, Loose, NotAdmitted, OutOfChain, Stale
from youjian.intake.records import WholeTables, sort_body
from youjian.intake.refusals import RefusalError, away, busy, unauthorised, unreadable
from youjian.intake.replies import Answer
from youjian.intake.requests import H, Question, Signed, decoded, require_admission, signed
from youjian.ledger import collectors
from youjian.ledger.collector_states import SelfReport
from youjian.ledger.collectors import EnrolmentError
from youjian.protocols.station import (
    BATCHES,
    BOOT,
    COMMAND_RESULTS,
    ENROL,
    HEARTBEAT,
    KEYS,
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
    KeyRotation,
    MessageHeaders,
    Problem,
    SentState,
)

log = logging.getLogger("youjian.intake")
Verb = Callable[[Question], Awaitable[Answer]]


class StationApi:
    """The verbs of the station API over one database; `verbs` has them by path."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self.verbs: dict[str, Verb] = {
            ENROL: self.enrol,
            BATCHES: self.batches,
            BOOT: self.boot,
            HEARTBEAT: self.heartbeat,
            COMMAND_RESULTS: self.command_results,
            KEYS: self.keys,
        }

    async def answer(self, question: Question) -> Answer:
        """The answer to any question: a failure is told as a refusal, and every answer is counted."""
        began = time.perf_counter()
        admission, name = self._door.admission, None
        try:
            name = admission.knock(question)
            verb = self.verbs.get(question.path)
            if verb is None:
                raise RefusalError(404, "unknown_path", f"{question.path[:80]!r} is no path of this door")
            async with self._door.answers.within(self._patience()):
                answer = await verb(question)
        except Exception as error:
            answer = self.refused(question, refusal_for(error, self._door.settings.retry_after_s))
        else:
            self._count(question, answer)
        if name is not None:
            admission.settle(name, answer.status)
        self._door.metrics.observe(
            "youjian_intake_request_seconds",
            time.perf_counter() - began,
            path=self._label(question),
            status=str(answer.status),
        )
        return answer

    def _patience(self) -> float:
        """Seconds for an answer. What is cut off may still be committed: its sender gets the same receipt."""
        return self._door.drain.left(self._door.settings.answer_s, answering=True)

    def refused(self, question: Question, refusal: RefusalError) -> Answer:
        """A refusal as the answer, told to the log unless one sender fills it."""
        said = fields(
            path=question.path,
            status=refusal.status,
            detail=refusal.detail,
            peer=question.peer,
            collector=question.headers.get("collector-id"),
        )
        if self._door.admission.worth_telling((question.sender, refusal.status)):
            log.warning("refused", extra=said)
        problem = Problem(error=refusal.error, detail=refusal.detail)
        answer = Answer(problem, refusal.status, refusal.headers)
        self._count(question, answer)
        return answer

    def _count(self, question: Question, answer: Answer) -> None:
        path, status = self._label(question), str(answer.status)
        self._door.metrics.count("youjian_intake_requests_total", path=path, status=status)

    def _label(self, question: Question) -> str:
        return question.path if question.path in self.verbs else "unknown"

    async def enrol(self, question: Question) -> Answer:
        """A one-time code and a public key for an identity."""
        message = decoded(question, EnrolmentRequest)
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
        return Answer(reply)

    async def batches(self, question: Question) -> Answer:
        """Records of one batch: acknowledged when durable and judged."""
        batch = await self._signed(question, BatchHeaders)
        body = decoded(question, WholeTables)
        try:
            # a mebibyte of bad records takes seconds, in which the other stations must be heard
            content = await run_in_threadpool(sort_body, body, question.content_type)
        except BodyError as error:
            raise unreadable(error) from None
        rows = len(content.good) + len(content.bad)
        self._door.admission.records(question, batch.key.collector.collector_id, rows)
        match await self._in_turn(Chained(batch.headers, content, question.peer), question):
            case Accepted(reply):
                receipt = msgspec.convert(reply, BatchReceipt)
                # the receipt is kept as it was; what is asked now goes beside it
                commands = await self._door.commands_for(batch.key.collector)
                return Answer(structs.replace(receipt, commands=commands))
            case OutOfChain() as decision:
                _log_out_of_chain(batch.headers, decision)
                state = ChainState(expected_no=decision.expected_no, last_digest=decision.last_digest.hex())
                return Answer(state, 409)
            case NotAdmitted(detail):
                raise unauthorised(detail)
            case decision:
                raise TypeError(f"a chained batch was decided as {decision!r}")

    async def _in_turn(self, offer: Chained, question: Question) -> Decision:
        """The decision; a batch ahead of its chain is offered again after each pause of its patience."""
        decision = await self._door.decide(offer)
        for pause in question.patience:
            if not isinstance(decision, OutOfChain) or decision.expected_no >= offer.headers.batch_no:
                break
            await asyncio.sleep(pause)
            decision = await self._door.decide(offer)
        return decision

    async def boot(self, question: Question) -> Answer:
        """The collector started: whether the rollout takes it, and how often to call."""
        message = await self._signed(question, MessageHeaders)
        arrived_at = utc_now()
        boot = decoded(question, Boot)
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
            offer = signs_of_life.of_boot(boot, collector, arrived_at)
            stale = await self._heard(offer, self_reports.of_boot(message, boot, arrived_at))
            if stale is not None:
                return stale
            await run_in_threadpool(self._record_boot, collector.collector_id, boot.firmware, arrived_at)
        reply = BootReply(
            status=collector.state,
            heartbeat_s=settings.heartbeat_s,
            batch_s=settings.batch_s,
            server_time=utc_now(),
            reason="the rollout has not taken this collector" if collector.state == "refused" else None,
        )
        return Answer(reply)

    async def heartbeat(self, question: Question) -> Answer:
        """A sign of life, stored and judged like any record."""
        message = await self._admitted(question)
        arrived_at = utc_now()
        report = decoded(question, HeartbeatReport)
        offer = signs_of_life.of_heartbeat(report, message.key.collector, arrived_at, question.peer)
        stale = await self._heard(offer, self_reports.of_heartbeat(message, report, arrived_at))
        if stale is not None:
            return stale
        commands = await self._door.commands_for(message.key.collector)
        return Answer(HeartbeatReply(server_time=utc_now(), commands=commands))

    async def _heard(self, offer: Loose, said: SelfReport) -> Answer | None:
        """Store a sign of life; the answer to one that is not newer than the last, None when it was."""
        decision = await self._door.decide(replace(offer, said=said))
        if not isinstance(decision, Stale):
            return None
        log.warning("sent again", extra=fields(collector=said.collector_id, sent_at=said.sent_at))
        return Answer(SentState(last_sent_at=decision.last_sent_at, server_time=utc_now()), 409)

    async def command_results(self, question: Question) -> Answer:
        """What became of commands: kept with them, and in the door's journal."""
        message = await self._admitted(question)
        results = decoded(question, CommandResults).results
        self._door.admission.records(question, message.key.collector.collector_id, len(results))
        received = await run_in_threadpool(
            self._door.commands.take, message.key.collector, results, question.peer, utc_now()
        )
        return Answer(CommandResultsReply(received=received, server_time=utc_now()))

    async def keys(self, question: Question) -> Answer:
        """The key that is to sign from now on, announced under the one that signs."""
        message = await self._admitted(question)
        wanted = decoded(question, KeyRotation)
        try:
            reply = await run_in_threadpool(
                rotation.announce, self._door.database, message, wanted, question.peer, utc_now()
            )
        except ValueError as error:
            raise RefusalError(422, "invalid", str(error)) from None
        # it may have been asked for before it was known
        self._door.devices.key.forget((message.headers.collector_id, reply.key_id))
        return Answer(reply)

    async def _admitted(self, question: Question) -> Signed[MessageHeaders]:
        message = await self._signed(question, MessageHeaders)
        require_admission(message)
        return message

    async def _signed(self, question: Question, kind: type[H]) -> Signed[H]:
        """The authenticated question, counted for its collector."""
        message = await signed(question, kind, self._door.devices, self._door.look_up)
        self._door.admission.request(question, message.key.collector.collector_id)
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


def refusal_for(error: Exception, retry_after_s: int) -> RefusalError:
    """What a failure is answered with: never as a success, and always so that the box keeps its records."""
    match error:
        case RefusalError():
            return error
        case QueueFullError():
            return busy(retry_after_s)
        case DatabaseAwayError():
            return away(str(error), retry_after_s)
        case TimeoutError():
            return away("no answer in time; send the same again", retry_after_s)
        case _:
            log.error("request failed", exc_info=error)
            return away("the platform is in trouble; its log says why", retry_after_s)
