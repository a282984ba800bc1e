"""The way up: boot, heartbeats, batches one at a time, each kept until the platform's receipt.

A batch is sent again, byte for byte, until it is answered; only its receipt deletes it. Waits grow with full
jitter, `Retry-After` is obeyed, a refused key or body is tried again slowly and shown, never dropped.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from youjian import __version__
from youjian.collector.backoff import Backoff
from youjian.collector.board import Board
from youjian.collector.desk import utc_now
from youjian.collector.orders import Orders
from youjian.collector.outbox import Batch, Identity, Outbox
from youjian.collector.platform import Answer, Platform, UnreachableError
from youjian.contract.fields import EventCode
from youjian.contract.records import DeviceEvent
from youjian.protocols import station

log = logging.getLogger(__name__)
R = TypeVar("R", bound=Struct)
FIRMWARE = f"youjian-collector {__version__}"


@dataclass(frozen=True)
class Pace:
    """Times in seconds. `slow` is for refusals that only a person can cure; `linger` lets a batch fill.

    A link that was gone for longer than `outage` leaves two events, from when it was lost to now.
    """

    base: float = 0.5
    longest: float = 60.0
    slow: float = 60.0
    linger: float = 0.1
    outage: timedelta = timedelta(seconds=60)


class Uplink:
    """One station's thread towards the platform."""

    def __init__(
        self,
        outbox: Outbox,
        platform: Platform,
        signer: station.Signer,
        board: Board,
        *,
        link: str | None = None,
        pace: Pace | None = None,
        on_heartbeat: Callable[[], None] | None = None,
        orders: Orders | None = None,
        intervals: Mapping[str, float] | None = None,
    ) -> None:
        identity = outbox.identity
        if identity is None:
            raise ValueError("the collector is not enrolled: run `youjian collect enrol` with a code")
        self._identity: Identity = identity
        self._outbox = outbox
        self._orders = orders or Orders(outbox, utc_now)
        self._intervals = intervals if intervals is not None else {}
        self._results_at = 0.0
        self._platform = platform
        self._signer = signer
        self._board = board
        self._link = link
        self._pace = pace or Pace()
        self._on_heartbeat = on_heartbeat or (lambda: None)
        self._backoff = Backoff(self._pace.base, self._pace.longest)
        self._heartbeat_s = 60.0
        self._lost_at: datetime | None = None
        self._booted = False
        self._held = "chain_fork" if outbox.stopped else None
        self._most = 1000
        self._heartbeat_at = 0.0
        self._batch_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop; `Outbox.wake` ends a wait early."""
        while not stop.is_set():
            stored = self._outbox.stored
            pause = self.step()
            if pause > 0 and self._outbox.wait_beyond(stored, pause):
                stop.wait(self._pace.linger)

    def step(self) -> float:
        """Do what is due; seconds until something may be due again, unless more is stored."""
        if time.monotonic() >= self._heartbeat_at:
            pause = self._beat() if self._booted else self._boot()
            self._heartbeat_at = time.monotonic() + pause
        if self._booted:
            self._report_results()
        if not self._booted or self._outbox.stopped:
            return max(self._heartbeat_at - time.monotonic(), 0.0)
        if time.monotonic() < self._batch_at:
            return max(min(self._heartbeat_at, self._batch_at) - time.monotonic(), 0.0)
        pause = self._send_next()
        if pause is None:
            return max(self._heartbeat_at - time.monotonic(), 0.0)
        self._batch_at = time.monotonic() + pause
        return min(pause, max(self._heartbeat_at - time.monotonic(), 0.0))

    # boot, heartbeat, commands

    def _boot(self) -> float:
        head = self._outbox.head
        message = station.Boot(
            at=datetime.now(UTC),
            firmware=FIRMWARE,
            reason="start",
            devices=self._board.devices,
            last_batch_no=head.batch_no,
            last_digest=head.digest.hex(),
            outbox_depth=self._outbox.depth,
        )
        answer = self._exchange(station.BOOT, message)
        reply = self._decoded(answer, station.BootReply)
        if reply is None:
            return self._after_failure(answer)
        self._heartbeat_s = float(reply.heartbeat_s)
        self._measure(reply.server_time)
        refused = reply.status == "refused"
        log.log(
            logging.ERROR if refused else logging.INFO,
            "platform answered boot: %s%s",
            reply.status,
            f" ({reply.reason})" if reply.reason else "",
        )
        self._board.device("collector", "refused" if refused else "ok")
        self._booted = not refused
        return self._pace.slow if refused else 0.0

    def _beat(self) -> float:
        self._on_heartbeat()
        message = station.HeartbeatReport(
            at=datetime.now(UTC),
            outbox_depth=self._outbox.depth,
            last_record_at=self._board.last_record_at,
            firmware=FIRMWARE,
            devices=self._board.devices,
            link=self._link,
            clock_offset_s=self._board.clock_offset_s,
        )
        answer = self._exchange(station.HEARTBEAT, message)
        reply = self._decoded(answer, station.HeartbeatReply)
        if reply is None:
            return min(self._heartbeat_s, self._after_failure(answer))
        self._measure(reply.server_time)
        self._orders.obey(reply.commands)
        return self._intervals.get("heartbeat", self._heartbeat_s)

    def _report_results(self) -> None:
        """Tell what became of commands, until the platform has it; after a refusal no sooner than it asks."""
        results = self._outbox.results()
        if not results or time.monotonic() < self._results_at:
            return
        answer = self._exchange(station.COMMAND_RESULTS, station.CommandResults(results=results))
        reply = self._decoded(answer, station.CommandResultsReply)
        if reply is None:
            self._results_at = time.monotonic() + self._after_failure(answer)
            return
        self._outbox.forget_results(reply.received)
        if {result.command_id for result in results} - set(reply.received):
            self._results_at = time.monotonic() + self._pace.slow

    def _exchange(self, path: str, message: Struct) -> Answer | None:
        self._sent_at = datetime.now(UTC)
        try:
            return self._platform.send_message(path, message, self._signer, self._identity)
        except UnreachableError as error:
            self._unreachable(error)
            return None

    def _decoded(self, answer: Answer | None, kind: type[R]) -> R | None:
        if answer is None:
            return None
        if answer.status != 200:
            self._refusal(answer)
            return None
        self._reachable()
        try:
            return station.decode_body(answer.body, kind)
        except station.BodyError as error:
            log.warning("the platform's answer cannot be read: %s", error)
            return None

    def _measure(self, server_time: datetime) -> None:
        """Collector minus platform: the middle of the exchange against the platform's time."""
        now = datetime.now(UTC)
        middle = self._sent_at + (now - self._sent_at) / 2
        self._board.offset(round((middle - server_time).total_seconds(), 3))

    # batches

    def _send_next(self) -> float | None:
        """Send the oldest batch; seconds until the next one may go, None when nothing waits."""
        batch = self._outbox.next_batch(self._signer, most=self._most)
        if batch is None:
            return None
        try:
            answer = self._platform.send_batch(batch)
        except UnreachableError as error:
            self._unreachable(error)
            return self._backoff.failed()
        if answer.status == 200:
            return self._receipt(batch, answer)
        if answer.status == 409:
            return self._chain_differs(batch, answer)
        if answer.status == 413 and batch.count > 1:
            self._most = max(1, batch.count // 2)
            self._outbox.take_apart(batch.batch_no)
            log.warning("batch %d is too large for the platform, halved to %d", batch.batch_no, self._most)
            return 0.0
        self._held = self._refusal(answer)
        return self._after_failure(answer)

    def _receipt(self, batch: Batch, answer: Answer) -> float:
        try:
            receipt = station.decode_body(answer.body, station.BatchReceipt)
        except station.BodyError as error:
            log.warning("receipt of batch %d cannot be read: %s", batch.batch_no, error)
            return self._backoff.failed()
        if receipt.batch_no != batch.batch_no:
            log.warning("receipt of batch %d came for batch %d", receipt.batch_no, batch.batch_no)
            return self._backoff.failed()
        self._held = None
        self._reachable()
        for item in receipt.quarantined:
            log.warning(
                "platform quarantined %s[%d] of batch %d: %s",
                item.table,
                item.index,
                batch.batch_no,
                item.reason,
            )
        self._board.count("quarantined", len(receipt.quarantined))
        self._outbox.acknowledge(batch.batch_no)
        self._orders.obey(receipt.commands)
        return 0.0

    def _chain_differs(self, batch: Batch, answer: Answer) -> float:
        """409: ours acknowledged already, not yet expected, or another's chain under our name (a fork)."""
        try:
            chain = station.decode_body(answer.body, station.ChainState)
        except station.BodyError:
            self._refusal(answer)
            return self._after_failure(answer)
        theirs = (chain.expected_no, chain.last_digest)
        if theirs == (batch.batch_no + 1, batch.headers.digest.hex()):
            self._outbox.acknowledge(batch.batch_no)
            return 0.0
        if theirs == (batch.batch_no, batch.headers.previous_digest.hex()):
            return self._backoff.failed()
        reason = (
            f"the platform expects batch {chain.expected_no} after {chain.last_digest[:16]}…, "
            f"here batch {batch.batch_no} follows {batch.headers.previous_digest.hex()[:16]}…: "
            "enrol anew to send the records that wait"
        )
        log.error("fork of the chain: %s", reason)
        self._outbox.stop(reason)
        self._held = "chain_fork"
        self._board.device("collector", "chain_fork")
        return self._pace.slow

    # failures

    def _after_failure(self, answer: Answer | None) -> float:
        if answer is None:
            return self._backoff.failed()
        if answer.status in (429, 503) or answer.status >= 500:
            return self._backoff.failed(answer.retry_after_s)
        return max(self._pace.slow, answer.retry_after_s)

    def _refusal(self, answer: Answer) -> str:
        """Show a refusal, log it once; the state shown."""
        state = "unauthorised" if answer.status == 401 else f"refused_{answer.status}"
        if self._board.device("collector", state):
            log.log(
                logging.WARNING if answer.status >= 500 or answer.status == 429 else logging.ERROR,
                "platform refused: %s",
                answer.problem,
            )
        return state

    def _unreachable(self, error: Exception) -> None:
        self._lost_at = self._lost_at or datetime.now(UTC)
        if self._board.device("collector", "link_lost"):
            log.warning("platform does not answer: %s", error)

    def _reachable(self) -> None:
        self._backoff.succeeded()
        lost_at, self._lost_at = self._lost_at, None
        if lost_at is not None and datetime.now(UTC) - lost_at > self._pace.outage:
            self._record_outage(lost_at)
        if self._board.device("collector", self._held or "ok") and self._held is None:
            log.info("platform answers")

    def _record_outage(self, lost_at: datetime) -> None:
        """What the platform could not be told while it happened."""
        moments: list[tuple[datetime, EventCode]] = [
            (lost_at, "link_lost"),
            (datetime.now(UTC), "link_restored"),
        ]
        station_id = self._identity.station_id
        self._outbox.commit(
            [DeviceEvent(station_id=station_id, device="collector", at=at, code=code) for at, code in moments]
        )
