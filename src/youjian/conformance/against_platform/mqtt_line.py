"""The line to a platform over a broker: a question published, its answer awaited on the topic of answers."""

import secrets
import time
from collections.abc import Callable, Mapping
from queue import Empty, Queue
from typing import Any

from msgspec import Struct

from youjian.conformance.broker import Broker, properties_of
from youjian.conformance.wire import Exchange
from youjian.protocols import station
from youjian.protocols.station import mqtt

WAIT_S = 15.0


class Asked(Struct, frozen=True):
    """A question with the message that answered it as the broker handed it over, or None."""

    exchange: Exchange
    message: Any
    correlation: bytes

    def told(self, name: str) -> Any:
        """A property of the answer, None when it has none."""
        return getattr(self.message.properties, name, None) if self.message is not None else None


class MqttLine:
    """Questions of any collector, one after the other or without waiting."""

    def __init__(self, url: str, ca_file: str | None = None) -> None:
        self._answers: Queue[Any] = Queue()
        self._broker = Broker(url, self._answers.put, ca_file=ca_file)
        self._subscribed: set[str] = set()
        self._broker.open()

    def close(self) -> None:
        """Leave the broker."""
        self._broker.close()

    def ask(
        self, place: mqtt.Place, path: str, headers: Mapping[str, str], body: bytes, *,
        wait_s: float = WAIT_S, name: Callable[[str], str] = str, more: mqtt.Pairs | None = None,
        response_topic: str = "",
    ) -> Asked:  # fmt: skip
        """One question and its answer. `name` writes the properties' names, `more` adds further ones."""
        correlation = self.send(
            place, path, headers, body, name=name, more=more or [], response_topic=response_topic
        )
        return self.answer(correlation, path, headers, body, wait_s)

    def send(
        self, place: mqtt.Place, path: str, headers: Mapping[str, str], body: bytes, *,
        name: Callable[[str], str] = str, more: mqtt.Pairs | None = None, response_topic: str = "",
    ) -> bytes:  # fmt: skip
        """Publish a question; its correlation."""
        if place.down not in self._subscribed:
            self._broker.subscribe(place.down)
            self._subscribed.add(place.down)
        correlation = secrets.token_bytes(16)
        pairs = [(name(key), text) for key, text in mqtt.question_properties(path, headers)]
        properties = properties_of(
            [*pairs, *(more or [])],
            ContentType=headers.get("Content-Type", station.JSON),
            ResponseTopic=response_topic or place.down,
            CorrelationData=correlation,
            MessageExpiryInterval=round(WAIT_S),
        )
        self._broker.publish(place.up, body, properties)
        return correlation

    def answer(
        self, correlation: bytes, path: str, headers: Mapping[str, str], body: bytes, wait_s: float = WAIT_S
    ) -> Asked:
        """The answer with that correlation; answers to others stay for whoever asked."""
        began = time.monotonic()
        message = self._await(correlation, began + wait_s)
        trouble = "" if message is not None else f"no answer within {wait_s:g} s"
        status, reply_headers = _read(message)
        payload = bytes(message.payload) if message is not None else b""
        exchange = Exchange(
            path, headers, body, status, reply_headers, payload, began, time.monotonic(), trouble
        )  # fmt: skip
        return Asked(exchange, message, correlation)

    def _await(self, correlation: bytes, deadline: float) -> Any:
        others: list[Any] = []
        try:
            while True:
                message = self._answers.get(timeout=max(deadline - time.monotonic(), 0.01))
                if getattr(message.properties, "CorrelationData", None) == correlation:
                    return message
                others.append(message)
        except Empty:
            return None
        finally:
            for other in others:
                self._answers.put(other)


def _read(message: Any) -> tuple[int, dict[str, str]]:
    if message is None:
        return 0, {}
    try:
        status, headers = mqtt.read_answer(getattr(message.properties, "UserProperty", []))
    except station.HeaderError:
        return 0, {}
    return status, {**headers, "Content-Type": getattr(message.properties, "ContentType", "") or ""}
