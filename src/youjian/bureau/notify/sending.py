"""Sending what waits: one delivery of a channel at a time, in order, each attempt noted.

A delivery is taken in one transaction, sent in none, and noted in another. A channel sends one letter at a
time however many workers run, so that its limit holds, and one that does not answer holds up none but
itself. What a killed worker had taken is taken again; whoever was told just before the kill is told once
more, under the same message id.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from youjian.bureau.notify import egress, secrets
from youjian.bureau.notify.backoff import wait
from youjian.bureau.notify.channels.kinds import KINDS
from youjian.bureau.notify.channels.port import Line, Receipt, SendError
from youjian.bureau.notify.channels.web import Web
from youjian.bureau.notify.letters import Letter, letter_of
from youjian.bureau.notify.models import Attempt, Channel, Delivery, Policy
from youjian.bureau.notify.presence import Presence, lives
from youjian.bureau.notify.services import tell_of_dead
from youjian.bureau.scope import scoped
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)
_LOCK_CLASS = 7054
_WINDOW = timedelta(seconds=60)
_WHOLE_WAIT = timedelta(seconds=30)
_RANDOM = random.SystemRandom()
Tokens = dict[str, tuple[str, float]]


@dataclass(frozen=True)
class _Taken:
    """A delivery that is this worker's to send."""

    kind: str
    delivery_id: int
    letter: Letter
    line: Line


@dataclass
class Sender:
    """Sends one channel's deliveries. Tokens are kept from letter to letter."""

    channel_id: int
    presence: Presence
    clock: Callable[[], float] = time.time
    _tokens: Tokens = field(default_factory=Tokens)
    _settled: str = ""

    def send_next(self) -> bool:
        """Send the next delivery that is due; False when there is none, or the channel has to wait."""
        number = self.presence.number()
        with scoped():
            try:
                taken = self._take(number)
            except secrets.SecretLostError as error:
                _close_channel(self.channel_id, str(error))
                return False
        if taken is None:
            return False
        connection.close()
        begun = time.monotonic()
        came = _said(taken)
        with scoped():
            _note(self.channel_id, number, taken, came, time.monotonic() - begun)
        return True

    def line(self, channel: Channel) -> Line:
        """The channel as its kind sees it; raises SecretLostError."""
        settled = channel.secret + str(channel.settings)
        if self._settled != settled:
            self._settled = settled
            self._tokens.clear()
        return line_of(channel, self.clock, self._tokens)

    def _take(self, number: int) -> _Taken | None:
        channel = Channel.objects.filter(id=self.channel_id, enabled=True, removed_at__isnull=True).first()
        if channel is None or not _alone(channel.pk) or _has_to_wait(channel) or _is_sending(channel):
            return None
        delivery = _next_due(channel)
        if delivery is None:
            return None
        taken = _Taken(channel.kind, delivery.pk, letter_of(delivery, channel.kind), self.line(channel))
        delivery.taken_by = number
        delivery.attempts += 1
        delivery.save(update_fields=["taken_by", "attempts"])
        return taken


def line_of(channel: Channel, clock: Callable[[], float], tokens: Tokens) -> Line:
    """A channel with its opened secrets and its way out; raises SecretLostError."""
    own = channel.settings
    web = Web(egress.from_environment(), str(own.get("ca_file") or ""), str(own.get("proxy") or ""))
    return Line(own, secrets.open_sealed(channel.secret), web, clock, tokens)


def _said(taken: _Taken) -> Receipt | SendError:
    try:
        return KINDS[taken.kind].send(taken.line, taken.letter)
    except SendError as error:
        return error
    except Exception as error:
        _LOG.exception("delivery %s could not be sent", taken.delivery_id)
        return SendError(f"{type(error).__name__}: {error}"[:300])


def _alone(channel_id: int) -> bool:
    """Whether no other worker is taking from the channel at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, channel_id])
        return bool(cursor.fetchone()[0])


def _has_to_wait(channel: Channel) -> bool:
    moment = now()
    if channel.paused_until is not None and channel.paused_until > moment:
        return True
    tried = Attempt.objects.filter(channel=channel, at__gt=moment - _WINDOW).count()
    return tried >= channel.per_minute


def _is_sending(channel: Channel) -> bool:
    """Whether a letter of the channel is under way; what a dead worker had taken is set free."""
    for taken in Delivery.objects.filter(channel=channel, taken_by__isnull=False).select_for_update():
        if taken.taken_by is not None and lives(taken.taken_by):
            return True
        taken.taken_by = None
        taken.save(update_fields=["taken_by"])
        _attempt(channel, taken, False, "the worker ended while it was sending", 0.0)
    return False


def _next_due(channel: Channel) -> Delivery | None:
    """The oldest delivery that is due, so that nobody is told of the end before the beginning.

    What waits for another try lets later ones pass. A to-do is closed only after it was made.
    """
    waiting = Delivery.objects.filter(channel=channel, state="queued", next_at__lte=now())
    ready = waiting.filter(~Q(action="finish") | ~Q(of__state="queued"))
    chosen = ready.select_related("message", "user", "stands_for", "of").order_by("next_at", "id")
    return chosen.select_for_update(skip_locked=True, of=("self",)).first()


def _note(channel_id: int, number: int, taken: _Taken, came: Receipt | SendError, seconds: float) -> None:
    """Write down what came of it, unless another worker has taken it meanwhile."""
    mine = Delivery.objects.select_for_update(of=("self",)).select_related("message")
    delivery = mine.filter(pk=taken.delivery_id, taken_by=number).first()
    if delivery is None:
        return
    channel = Channel.objects.get(id=channel_id)
    delivery.taken_by = None
    if isinstance(came, Receipt):
        _succeeded(channel, delivery, came, seconds)
    else:
        _failed(channel, delivery, came, seconds)


def _succeeded(channel: Channel, delivery: Delivery, receipt: Receipt, seconds: float) -> None:
    moment = now()
    delivery.sent_at, delivery.error = moment, ""
    delivery.receipt = {**delivery.receipt, **receipt.keep}
    delivery.next_at = moment + timedelta(seconds=30)
    note_state(delivery, receipt.state)
    delivery.save()
    _attempt(channel, delivery, True, receipt.said, seconds)
    Channel.objects.filter(id=channel.pk).update(
        ok_at=moment, failing_since=None, error="", paused_until=None
    )


def note_state(delivery: Delivery, state: str) -> None:
    """Set how far a delivery got, and when; it is not saved yet."""
    delivery.state = state
    if state in ("delivered", "read"):
        delivery.delivered_at = delivery.delivered_at or now()
    if state == "read":
        delivery.read_at = delivery.read_at or now()


def _failed(channel: Channel, delivery: Delivery, error: SendError, seconds: float) -> None:
    """Try again later, or give it up: at once when trying changes nothing, else after so many tries."""
    moment, dead_after = now(), Policy.objects.values_list("dead_after", flat=True).get(id=1)
    final = error.final or delivery.attempts >= dead_after
    pause = wait(delivery.attempts, _RANDOM.random(), error.wait)
    delivery.error = error.said[:512]
    if delivery.state == "queued":
        delivery.state = "dead" if final else "queued"
    delivery.next_at = moment + pause
    delivery.save(update_fields=["state", "next_at", "error", "taken_by"])
    _attempt(channel, delivery, False, error.said, seconds)
    changes: dict[str, Any] = {"error": error.said[:512], "failing_since": channel.failing_since or moment}
    if error.whole and not error.final:
        changes["paused_until"] = moment + max(min(pause, _WHOLE_WAIT), error.wait or timedelta())
    Channel.objects.filter(id=channel.pk).update(**changes)
    if delivery.state == "dead":
        tell_of_dead(channel, delivery, moment)


def _close_channel(channel_id: int, said: str) -> None:
    """A channel whose secrets cannot be opened waits a while; what waits for it is not lost."""
    moment = now()
    Channel.objects.filter(id=channel_id).update(
        error=said[:512], failing_since=moment, paused_until=moment + _WHOLE_WAIT
    )


def _attempt(channel: Channel, delivery: Delivery, ok: bool, said: str, seconds: float) -> None:
    Attempt.objects.create(
        delivery=delivery, channel=channel, at=now(), ok=ok, said=said[:512], seconds=round(seconds, 3)
    )


def sendable() -> list[int]:
    """Channels that may send now."""
    with scoped():
        open_ones = Channel.objects.filter(enabled=True, removed_at__isnull=True)
        return list(open_ones.values_list("id", flat=True))
