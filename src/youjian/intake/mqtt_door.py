"""The station API over MQTT 5: one broker, a subscription that several intakes share.

A question becomes the same `Question` as over HTTP; its answer goes to the collector's own topic after
commit, and only then is the broker told (PUBACK) that the question is done. The broker hands out
`mqtt_in_flight` questions at most, so a slow database slows the broker down and never fills memory.
"""

import asyncio
import logging
import threading
from collections import deque
from concurrent.futures import Future
from typing import Any

from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.door import Door
from youjian.intake.logs import fields
from youjian.intake.mqtt_broker import Broker, Ticket
from youjian.intake.mqtt_questions import NotOursError, Wanted, answer_packet, wanted_of
from youjian.intake.mqtt_wills import Wills
from youjian.intake.replies import encoded
from youjian.intake.station_api import StationApi
from youjian.protocols.station import mqtt

log = logging.getLogger("youjian.intake.mqtt")


class MqttDoor:
    """Subscribed at one broker as long as the door is open; comes back by itself when the broker was away."""

    def __init__(self, door: Door, api: StationApi, url: str) -> None:
        self._door = door
        self._api = api
        self._wills = Wills(door)
        self._broker = Broker(url, door.settings, self._received)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._in_hand: deque[tuple[Ticket, Future[None]]] = deque()
        self._acknowledging = threading.Lock()

    async def open(self) -> None:
        """Begin to connect; the door opens even while the broker is away."""
        self._loop = asyncio.get_running_loop()
        self._door.brokers[self._broker.name] = self._broker.connected
        self._broker.open()

    async def close(self) -> None:
        """Take no more questions, answer those in hand, leave the broker."""
        self._broker.unsubscribe()
        waiting = [asyncio.wrap_future(future) for _, future in list(self._in_hand)]
        if waiting:
            await asyncio.wait(waiting, timeout=self._door.settings.drain_s)
        await asyncio.to_thread(self._broker.close)

    def _received(self, message: Any) -> None:
        """Called by the network thread: hand the message to the loop, remember it for its PUBACK."""
        if self._loop is None or self._loop.is_closed():
            return
        taken = asyncio.run_coroutine_threadsafe(self._take(message), self._loop)
        if not message.qos:  # a PUBACK for what asks for none ends the connection, and everybody's questions
            return
        with self._acknowledging:
            self._in_hand.append((self._broker.ticket(message.mid), taken))
        taken.add_done_callback(lambda _: self._acknowledge())

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
        answer = await self._api.answer(wanted.question)
        notation, body = encoded(wanted.question, answer)
        self._broker.publish(wanted.place.down, body, answer_packet(wanted, answer, notation))
