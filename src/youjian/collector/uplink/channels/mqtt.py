"""MQTT 5 to the platform: a question is published, its answer awaited on the collector's own topic.

A PUBACK only says that the broker has the question. Nothing is queued here: a question that was not answered
is asked again by whoever asked it, with the same bytes.
"""

import logging
import secrets
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from youjian.collector.uplink.channels.base import Access, Answer, UnreachableError, retry_after
from youjian.protocols import station
from youjian.protocols.station import mqtt

log = logging.getLogger(__name__)
_CONNECT_S = 10.0
_KEEPALIVE_S = 30
_RECEIVE_MAXIMUM = 8
_NOBODY_LISTENS = 0x10
"""PUBACK «no matching subscribers»: no intake is connected to this broker."""
_TOO_LARGE = 0x95
_ENVELOPE = 4096
"""More than topic and properties of a question take."""


@dataclass
class _Waiting:
    """The one question in flight."""

    correlation: bytes
    done: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None
    failure: str = ""

    def end(self, answer: Answer | None, failure: str = "") -> None:
        if not self.done.is_set():
            self.answer, self.failure = answer, failure
            self.done.set()


class MqttChannel:
    """`mqtt://host:1883` or `mqtts://host:8883`; credentials in the address go before those of the file."""

    def __init__(self, address: str, access: Access) -> None:
        parts = urlsplit(address)
        self._tls = parts.scheme == "mqtts"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (8883 if self._tls else 1883)
        self._name = f"{parts.scheme}://{self._host}:{self._port}"
        self._username = unquote(parts.username) if parts.username else access.username
        self._password = unquote(parts.password) if parts.password else access.password
        self._access = access
        self._connection: _Connection | None = None

    def ask(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Publish one question and wait for its answer; UnreachableError when none comes in time."""
        collector_id = headers.get("Collector-Id")
        place = mqtt.Place(self._access.station_id, collector_id) if collector_id else None
        try:
            connection = self._connected(place)
            return connection.ask(path, headers, body, self._access.answer_s)
        except (OSError, ValueError) as error:
            self.close()
            msg = f"{self._name}: {error}"
            raise UnreachableError(msg) from None

    def close(self) -> None:
        """Say goodbye to the broker, so that no will is sent."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self, place: mqtt.Place | None) -> "_Connection":
        """The open connection of this collector; an enrolling box takes a random name."""
        connection = self._connection
        if connection is not None and connection.alive and connection.serves(place):
            return connection
        self.close()
        self._connection = connection = _Connection(
            place or mqtt.Place(mqtt.ENROLLING, secrets.token_hex(16)), self._client_settings
        )
        connection.open(self._host, self._port)
        return connection

    def _client_settings(self, client: Any) -> None:
        if self._username is not None:
            client.username_pw_set(self._username, self._password)
        if self._tls:
            client.tls_set_context(_tls_context(self._access))


class _Connection:
    """A connection to the broker under one name, with its network thread."""

    def __init__(self, place: mqtt.Place, prepare: Any) -> None:
        # the import costs 3 MB: a collector that speaks HTTP goes without
        from paho.mqtt.client import Client  # noqa: PLC0415
        from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion  # noqa: PLC0415

        self._place = place
        self._waiting: _Waiting | None = None
        self._ready = threading.Event()
        self._longest: int | None = None
        self._problem = ""
        self.alive = True
        self._client = client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=place.collector_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        prepare(client)
        client.connect_timeout = _CONNECT_S
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish

    def serves(self, place: mqtt.Place | None) -> bool:
        """Whether questions of this collector (None: a box without identity) go over this connection."""
        return self._place == place or (place is None and self._place.enrolling)

    def open(self, host: str, port: int) -> None:
        """Connect and subscribe; OSError or ValueError says why not."""
        if not self._place.enrolling:
            self._client.will_set(
                self._place.up, b"{}", qos=1, properties=_properties("WILLMESSAGE", _will(self._place))
            )
        connect = _properties("CONNECT", [], ReceiveMaximum=_RECEIVE_MAXIMUM, SessionExpiryInterval=0)
        self._client.connect(host, port, _KEEPALIVE_S, clean_start=True, properties=connect)
        self._client.loop_start()
        if not self._ready.wait(_CONNECT_S):
            raise OSError("the broker does not answer")
        if self._problem:
            raise OSError(self._problem)

    def ask(self, path: str, headers: Mapping[str, str], body: bytes, answer_s: float) -> Answer:
        """Publish and wait; OSError when the broker refuses, the connection ends or no answer comes."""
        waiting = self._waiting = _Waiting(secrets.token_bytes(16))
        properties = _properties(
            "PUBLISH",
            mqtt.question_properties(path, headers),
            ContentType=station.JSON,
            ResponseTopic=self._place.down,
            CorrelationData=waiting.correlation,
            MessageExpiryInterval=max(1, round(answer_s)),
        )
        if not self.alive:
            raise OSError(self._problem or "the connection ended")
        if self._longest is not None and len(body) + _ENVELOPE > self._longest:
            return _too_large(f"the broker takes packets of {self._longest} bytes at most")
        self._client.publish(self._place.up, body, qos=1, properties=properties)
        if not waiting.done.wait(answer_s):
            raise OSError(f"no answer to {path} within {answer_s:g} s")
        if waiting.answer is None:
            raise OSError(waiting.failure)
        return waiting.answer

    def close(self) -> None:
        """End in order: the broker sends no will."""
        self.alive = False
        self._client.disconnect()
        self._client.loop_stop()

    # called by the network thread

    def _on_connect(self, client: Any, _data: Any, _flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._fail(f"the broker refuses the connection: {reason}")
        else:
            self._longest = getattr(properties, "MaximumPacketSize", None)
            client.subscribe(self._place.down, qos=1)

    def _on_subscribe(self, _client: Any, _data: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self._fail(f"the broker refuses {self._place.down}: {reasons[0]}")
        self._ready.set()

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.value == _TOO_LARGE and self._waiting is not None:
            self._waiting.end(_too_large("the broker ended the connection over the packet's size"))
        self._fail(f"the connection to the broker ended: {reason}")

    def _on_publish(self, _client: Any, _data: Any, _mid: int, reason: Any, _properties: Any) -> None:
        if self._waiting is None:
            return
        if reason.value == _NOBODY_LISTENS:
            self._waiting.end(None, "no intake listens at this broker")
        elif reason.value == _TOO_LARGE:
            self._waiting.end(_too_large("the broker says that the packet is too large"))
        elif reason.is_failure:
            self._waiting.end(None, f"the broker refuses the question: {reason}")

    def _on_message(self, _client: Any, _data: Any, message: Any) -> None:
        waiting, properties = self._waiting, message.properties
        if waiting is None or getattr(properties, "CorrelationData", None) != waiting.correlation:
            return
        try:
            status, headers = mqtt.read_answer(getattr(properties, "UserProperty", []))
        except station.HeaderError as error:
            waiting.end(None, f"an answer that cannot be read: {error}")
        else:
            waiting.end(Answer(status, message.payload, retry_after(headers.get("retry-after"))))

    def _fail(self, problem: str) -> None:
        self.alive = False
        self._problem = self._problem or problem
        self._ready.set()
        if self._waiting is not None:
            self._waiting.end(None, problem)


def _too_large(detail: str) -> Answer:
    """What the platform says of a body that is too large: whoever asked splits it."""
    return Answer(413, station.encode_body(station.Problem(error="too_large", detail=detail)))


def _will(place: mqtt.Place) -> mqtt.Pairs:
    return mqtt.question_properties(mqtt.WILL, {"Collector-Id": place.collector_id})


def _properties(packet: str, pairs: mqtt.Pairs, **values: Any) -> Any:
    from paho.mqtt.packettypes import PacketTypes  # noqa: PLC0415
    from paho.mqtt.properties import Properties  # noqa: PLC0415

    properties = Properties(getattr(PacketTypes, packet))
    for name, value in values.items():
        setattr(properties, name, value)
    if pairs:
        properties.UserProperty = pairs
    return properties


def _tls_context(access: Access) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=access.ca_file)
    if not access.verify_tls:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if access.client_cert is not None:
        context.load_cert_chain(access.client_cert, access.client_key)
    return context
