"""The played platform at a broker: questions from `…/up`, answers on `…/down`, or none where it cuts."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from youjian.conformance.against_collector.heard import Heard, Transcript, Wrapping
from youjian.conformance.against_collector.server import encoded
from youjian.conformance.against_collector.stage import Said, Stage
from youjian.conformance.broker import Broker, properties_of
from youjian.conformance.wire import Exchange
from youjian.protocols import station
from youjian.protocols.station import mqtt

_ANSWER_EXPIRY_S = 120
_QUESTIONS = f"{mqtt.ROOT}/+/+/up"


class MqttServer:
    """The stage at a broker: a trouble that cuts a connection leaves a question without its answer."""

    def __init__(self, stage: Stage, transcript: Transcript, url: str) -> None:
        self._stage = stage
        self._transcript = transcript
        self._stopped = threading.Event()
        self._gone = threading.Event()
        self._pool = ThreadPoolExecutor(4)
        self._broker = Broker(url, lambda message: self._pool.submit(self._take, message))
        self._broker.open()
        self._broker.subscribe(_QUESTIONS)

    def close(self) -> None:
        """Leave the broker."""
        self._stopped.set()
        self._broker.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _take(self, message: Any) -> None:
        place = mqtt.place_of(message.topic)
        if place is None or message.retain or self._gone.is_set():
            return
        began = time.monotonic()
        wrapping = _wrapping(message)
        try:
            path, headers = mqtt.read_question(_pairs(message), wrapping.content_type or None)
        except station.HeaderError as error:
            self._keep(Exchange("", {}, message.payload, began=began, trouble=str(error)), Said(), wrapping)
            return
        if path == mqtt.WILL:
            self._keep(Exchange(path, headers, message.payload, began=began, ended=began), Said(), wrapping)
            return
        said = self._stage.hear(path, headers, message.payload, None if place.enrolling else place)
        if said.delay_s:
            self._stopped.wait(said.delay_s)
        self._answer(place, Exchange(path, headers, message.payload, began=began), said, wrapping)

    def _answer(self, place: mqtt.Place, asked: Exchange, said: Said, wrapping: Wrapping) -> None:
        body, headers = encoded(said, asked.headers)
        ended = time.monotonic()
        status = 0 if said.cut else said.status
        trouble = f"the kit left the question unanswered ({said.act})" if said.cut else ""
        exchange = Exchange(
            asked.path, asked.headers, asked.body, status, headers, body, asked.began, ended, trouble
        )
        self._keep(exchange, said, wrapping)
        if said.ends_platform:
            threading.Thread(target=self._go_away, daemon=True).start()
        if not said.cut:
            properties = properties_of(
                mqtt.answer_properties(said.status, said.headers),
                ContentType=headers["Content-Type"],
                CorrelationData=wrapping.correlation,
                MessageExpiryInterval=_ANSWER_EXPIRY_S,
            )
            self._broker.publish(place.down, body, properties)

    def _keep(self, exchange: Exchange, said: Said, wrapping: Wrapping) -> None:
        heard = Heard(
            exchange, said.act, said.signed, said.committed, said.epoch, datetime.now(UTC), wrapping
        )
        self._transcript.keep(heard)

    def _go_away(self) -> None:
        """Hear nothing for a while, as a platform that is gone."""
        self._gone.set()
        self._stopped.wait(self._stage.pace.gone_s)
        self._gone.clear()


def _wrapping(message: Any) -> Wrapping:
    told = message.properties
    return Wrapping(
        topic=message.topic,
        qos=message.qos,
        correlation=getattr(told, "CorrelationData", b""),
        response_topic=getattr(told, "ResponseTopic", ""),
        content_type=getattr(told, "ContentType", ""),
        expiry_s=getattr(told, "MessageExpiryInterval", 0),
    )


def _pairs(message: Any) -> list[tuple[str, str]]:
    return getattr(message.properties, "UserProperty", [])
