"""One station's talk with the platform: signed messages, and what each failure means for the next try."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from msgspec import Struct

from youjian.collector.backoff import Backoff
from youjian.collector.board import Board
from youjian.collector.outbox import Batch, Identity, Outbox, OutboxFullError
from youjian.collector.uplink.offset import ClockOffset
from youjian.collector.uplink.platform import Answer, UnreachableError
from youjian.contract.fields import EventCode
from youjian.contract.records import DeviceEvent
from youjian.protocols import station

log = logging.getLogger(__name__)
R = TypeVar("R", bound=Struct)
_NEVER = datetime.min.replace(tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_LATEST = datetime.max.replace(tzinfo=UTC) - _TICK
_MOST_OUTAGES = 100
_ORDERED = frozenset({station.BOOT, station.HEARTBEAT})
"""Messages whose `Sent-At` must rise, so that a captured one sent again revives nobody."""


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


class Sender(Protocol):
    """What the uplink needs of `uplink.platform.Platform`."""

    def send_batch(self, batch: Batch) -> Answer:
        """Send a batch as it was built."""
        ...

    def send_message(
        self, path: str, message: Struct, signer: station.Signer, identity: Identity, sent_at: datetime
    ) -> Answer:
        """Send a signed message."""
        ...


class Talk:
    """The exchange of signed messages; every failure is shown on the board, told once and timed."""

    def __init__(
        self,
        outbox: Outbox,
        platform: Sender,
        signer: station.Signer,
        board: Board,
        *,
        pace: Pace,
        now: Callable[[], datetime],
    ) -> None:
        identity = outbox.identity
        if identity is None:
            raise ValueError("the collector is not enrolled: run `youjian collect enrol` with a code")
        self.identity: Identity = identity
        self.signer = signer
        self.pace = pace
        self.now = now
        self._backoff = Backoff(pace.base, pace.longest)
        self.held = "chain_fork" if outbox.stopped else None
        self._outbox = outbox
        self._platform = platform
        self._board = board
        self._offset = ClockOffset()
        self._sent_at = _NEVER
        self._lost_at: datetime | None = None
        self._outages: list[tuple[datetime, datetime]] = []

    def ask(self, path: str, message: Struct, kind: type[R]) -> tuple[R | None, Answer | None]:
        """The reply, or None with what came in its place; None twice when nobody answers."""
        answer = self._exchange(path, message)
        if answer is not None and answer.status == 409 and path in _ORDERED and self._catch_up(answer):
            answer = self._exchange(path, message)
        if answer is None:
            return None, None
        if answer.status != 200:
            self.refusal(answer)
            return None, answer
        self.reachable()
        try:
            return station.decode_body(answer.body, kind), answer
        except station.BodyError as error:
            log.warning("the platform's answer to %s cannot be read: %s", path, error)
            return None, answer

    def send(self, batch: Batch) -> Answer | None:
        """The answer to a batch, None when nobody answers."""
        try:
            return self._platform.send_batch(batch)
        except UnreachableError as error:
            self._unreachable(error)
            return None

    def measure(self, server_time: datetime) -> None:
        """Take the platform's time from the reply that has just come."""
        self._board.offset(self._offset.measured(self._asked_at, self.now(), server_time))

    def after_failure(self, answer: Answer | None, backoff: Backoff | None = None) -> float:
        """Seconds until the next try; batches count their failures apart from messages."""
        backoff = backoff or self._backoff
        if answer is None:
            return backoff.failed()
        if answer.status in (200, 429) or answer.status >= 500:
            return backoff.failed(answer.retry_after_s)
        return max(self.pace.slow, answer.retry_after_s)

    def refusal(self, answer: Answer) -> str:
        """Show a refusal, log it once; the state shown."""
        state = "unauthorised" if answer.status == 401 else f"refused_{answer.status}"
        if self._board.device("collector", state):
            log.log(
                logging.WARNING if answer.status >= 500 or answer.status == 429 else logging.ERROR,
                "platform refused: %s",
                answer.problem,
            )
        return state

    def reachable(self) -> None:
        """The platform took something."""
        self._backoff.succeeded()
        lost_at, self._lost_at = self._lost_at, None
        if lost_at is not None and self.now() - lost_at > self.pace.outage:
            self._outages = [*self._outages, (lost_at, self.now())][-_MOST_OUTAGES:]
        self._record_outages()
        if self._board.device("collector", self.held or "ok") and self.held is None:
            log.info("platform answers")

    def _exchange(self, path: str, message: Struct) -> Answer | None:
        self._asked_at = self.now()
        if path in _ORDERED:
            self._sent_at = max(self._asked_at, min(self._sent_at, _LATEST) + _TICK)
        sent_at = self._sent_at if path in _ORDERED else self._asked_at
        try:
            return self._platform.send_message(path, message, self.signer, self.identity, sent_at)
        except UnreachableError as error:
            self._unreachable(error)
            return None

    def _catch_up(self, answer: Answer) -> bool:
        """Go on after the last `Sent-At` that the platform took: a clock that was set back is behind it."""
        try:
            self._sent_at = station.decode_body(answer.body, station.SentState).last_sent_at
        except station.BodyError:
            return False
        return True

    def _unreachable(self, error: Exception) -> None:
        self._lost_at = self._lost_at or self.now()
        if self._board.device("collector", "link_lost"):
            log.warning("platform does not answer: %s", error)

    def _record_outages(self) -> None:
        """What the platform could not be told while it happened; without room in the outbox, later."""
        if not self._outages:
            return
        codes: tuple[EventCode, EventCode] = ("link_lost", "link_restored")
        events = [
            DeviceEvent(station_id=self.identity.station_id, device="collector", at=at, code=code)
            for outage in self._outages
            for at, code in zip(outage, codes, strict=True)
        ]
        try:
            self._outbox.commit(events)
            self._outages = []
        except OutboxFullError:
            log.warning("the outbox has no room yet to tell that the link was lost")
