"""The station API over MQTT 5: one broker, a subscription that several intakes share.

A question becomes the same `Question` as over HTTP; its answer goes to the collector's own topic after
commit, and only then is the broker told (PUBACK) that the question is done. The broker hands out
`mqtt_in_flight` questions at most, so a slow database slows the broker down and never fills memory. Limits on
senders, records and bodies are those of HTTP: what is above one is answered 429 with `Retry-After`.
"""

import asyncio
import logging
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from youjian.intake.aside import aside
from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.door import Door
from youjian.intake.logs import fields
from youjian.intake.mqtt_broker import Broker, Ticket
from youjian.intake.mqtt_questions import NotOursError, Wanted, answer_packet, wanted_of
from youjian.intake.mqtt_wills import Wills
from youjian.intake.refusals import busy
from youjian.intake.replies import encoded
from youjian.intake.station_api import StationApi
from youjian.protocols.station import mqtt

log = logging.getLogger("youjian.intake.mqtt")
_FAREWELL_S = 0.5


class MqttDoor:
    """Subscribed at one broker as long as the door is open; comes back by itself when the broker was away."""

    def __init__(self, door: Door, api: StationApi, url: str) -> None:
        self._door = door
        self._api = api
        self._wills = Wills(door)
        self._broker = Broker(url, door.settings, self._received, self._passed_over)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._in_hand: deque[tuple[Ticket, Future[None]]] = deque()
        self._acknowledging = threading.Lock()
        self._unasked = 0

    async def open(self) -> None:
        """Begin to connect; the door opens even while the broker is away."""
        self._loop = asyncio.get_running_loop()
        self._door.brokers[self._broker.name] = self._broker.connected
        self._broker.open()

    async def close(self) -> None:
        """Take no more questions, answer those in hand, leave the broker."""
        self._broker.unsubscribe()
        left = self._door.drain.left(self._door.settings.drain_s, answering=True)
        waiting = [asyncio.wrap_future(future) for _, future in list(self._in_hand)]
        if waiting:
            await asyncio.wait(waiting, timeout=left)
        try:
            await aside(self._broker.close, max(_FAREWELL_S, self._door.drain.left(left)), "leave-broker")
        except TimeoutError:
            log.warning("broker does not let go", extra=fields(broker=self._broker.name))

    def _passed_over(self, mid: int, why: str) -> None:
        """Called by the network thread: a message that cannot be read is done, in its turn (0: no PUBACK)."""
        self._door.metrics.count("youjian_mqtt_unreadable_total")
        if self._door.admission.worth_telling((self._broker.name, "unreadable")):
            log.warning("message passed over", extra=fields(broker=self._broker.name, why=why))
        if mid:
            done: Future[None] = Future()
            done.set_result(None)
            with self._acknowledging:
                self._in_hand.append((self._broker.ticket(mid), done))
            self._acknowledge()

    def _received(self, message: Any) -> None:
        """Called by the network thread: hand the message to the loop, remember it for its PUBACK."""
        if self._loop is None or self._loop.is_closed():
            return
        if not message.qos and self._unasked >= self._door.settings.mqtt_in_flight:
            self._door.metrics.count("youjian_intake_limited_total", door="mqtt", limit="qos0")
            return  # the broker holds back none of these: they must not fill memory
        taken = asyncio.run_coroutine_threadsafe(self._take(message), self._loop)
        if not message.qos:  # a PUBACK for what asks for none ends the connection, and everybody's questions
            self._unasked += 1
            taken.add_done_callback(self._count_down)
            return
        with self._acknowledging:
            self._in_hand.append((self._broker.ticket(message.mid), taken))
        taken.add_done_callback(lambda _: self._acknowledge())

    def _count_down(self, _: Future[None]) -> None:
        self._unasked -= 1

    def _acknowledge(self) -> None:
        """PUBACK what is done, in the order in which it came, as MQTT asks (MQTT-4.6.0-2)."""
        with self._acknowledging:
            while self._in_hand and self._in_hand[0][1].done():
                self._broker.acknowledge(self._in_hand.popleft()[0])

    async def _take(self, message: Any) -> None:
        self._door.metrics.count("youjian_mqtt_questions_total")
        try:
            wanted = wanted_of(message, self._broker.name, self._door.settings.mqtt_patience)
        except NotOursError as error:
            log.warning("left alone", extra=fields(topic=message.topic, why=str(error)))
            return
        try:
            await self._serve(wanted)
        except DatabaseAwayError as error:
            log.warning("will not kept", extra=fields(peer=wanted.question.peer, why=str(error)))
        except Exception:
            log.exception("question failed", extra=fields(peer=wanted.question.peer))

    async def _serve(self, wanted: Wanted) -> None:
        if wanted.question.path == mqtt.WILL:
            await self._wills.journal(wanted)
            return
        with self._door.budget.claim() as claim:
            question = replace(wanted.question, claim=claim)
            if claim.grow(len(question.body)):
                answer = await self._api.answer(question)
            else:
                answer = self._api.refused(question, busy(self._door.settings.retry_after_s))
            notation, body = encoded(question, answer)
        if not self._broker.publish(wanted.place.down, body, answer_packet(wanted, answer, notation)):
            log.warning("answer dropped: the broker takes none", extra=fields(peer=question.peer))
