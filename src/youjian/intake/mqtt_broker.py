"""The connection to one broker: subscribed to every collector's questions, kept up by a thread of its own."""

import logging
import secrets
import ssl
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.exception import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from youjian.intake.logs import fields
from youjian.intake.polling import use_poll
from youjian.intake.settings import Settings
from youjian.protocols.station import mqtt

log = logging.getLogger("youjian.intake.mqtt")
_KEEPALIVE_S = 30
_LONGEST_PACKET = 2 * 1024 * 1024
"""The broker keeps longer ones to itself; those above 1 MiB are answered 413."""
_MOST_ANSWERS = 2000
"""Answers that wait for the broker; a collector whose answer found no place asks again."""
_NEVER_RETAINED = 2
_QOS = 1
_LENGTH = 2
_NOT_SHARED = 0x9E
"""SUBACK «shared subscriptions not supported»: every intake then hears every question, which harms nobody."""


@dataclass(frozen=True)
class Ticket:
    """A message by its number within one connection."""

    connection: int
    mid: int


class _Client(Client):
    """A client whose network thread outlives whatever a broker sends: it connects anew.

    A message that paho holds for malformed (U+FEFF in a property, which MQTT allows) would end the
    connection, and that of every other intake in turn, as the broker hands it on. It is passed over.
    """

    again: Callable[[], None]
    passed_over: Callable[[int, str], None]

    def _handle_publish(self) -> MQTTErrorCode:
        try:
            return super()._handle_publish()
        except (MQTTException, UnicodeDecodeError, struct.error) as error:
            mid = mid_of_publish(self._in_packet["command"], bytes(self._in_packet["packet"]))
            self.passed_over(mid, f"{type(error).__name__}: {error}")
            return MQTTErrorCode.MQTT_ERR_SUCCESS

    def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> MQTTErrorCode:
        """Serve the connection until told to stop."""
        while True:
            try:
                return super().loop_forever(timeout, retry_first_connection)
            except Exception:
                log.exception("connection to the broker failed, it is opened anew")
                self.again()


class Broker:
    """`mqtt://user:password@host:1883` or `mqtts://…`; the password may stand in the settings instead.

    The session ends with the connection: what the broker had not been told to be done is asked again by the
    collector, or handed to another intake.
    """

    def __init__(
        self,
        url: str,
        settings: Settings,
        received: Callable[[Any], None],
        passed_over: Callable[[int, str], None],
    ) -> None:
        use_poll()
        parts = urlsplit(url)
        self._host, tls = parts.hostname or "localhost", parts.scheme == "mqtts"
        self._port = parts.port or (8883 if tls else 1883)
        self.name = f"{parts.scheme}://{self._host}:{self._port}"
        self._settings = settings
        self._closing = False
        self._connections = 0
        self._topics = mqtt.SHARED_SUBSCRIPTION
        self._client = client = _Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"youjian-intake-{secrets.token_hex(6)}",
            protocol=MQTTProtocolVersion.MQTTv5,
            manual_ack=True,
        )
        if parts.username:
            client.username_pw_set(unquote(parts.username), unquote(parts.password or settings.mqtt_password))
        if tls:
            client.tls_set_context(_tls_context(settings))
        client.again = self._connect
        client.passed_over = passed_over
        client.max_queued_messages_set(_MOST_ANSWERS)
        client.reconnect_delay_set(1, settings.mqtt_reconnect_s)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_message = lambda _client, _data, message: received(message)

    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._client.is_connected()

    def open(self) -> None:
        """Connect in the background, again and again until it succeeds."""
        self._connect()
        self._client.loop_start()

    def unsubscribe(self) -> None:
        """Ask for no more questions."""
        self._closing = True
        self._client.unsubscribe(self._topics)

    def close(self) -> None:
        """Leave in order."""
        self._closing = True
        self._client.disconnect()
        self._client.loop_stop()

    def ticket(self, mid: int) -> Ticket:
        """What names a message that was just received."""
        return Ticket(self._connections, mid)

    def acknowledge(self, ticket: Ticket) -> None:
        """Tell the broker that a message is done; when its connection has ended its number means nothing."""
        if ticket.connection == self._connections:
            self._client.ack(ticket.mid, _QOS)

    def publish(self, topic: str, body: bytes, properties: Properties) -> bool:
        """Send an answer; False when too many wait here for a broker that does not take them."""
        sent = self._client.publish(topic, body, qos=_QOS, properties=properties)
        return sent.rc != MQTTErrorCode.MQTT_ERR_QUEUE_SIZE

    def _connect(self) -> None:
        properties = packet_properties(
            "CONNECT",
            ReceiveMaximum=self._settings.mqtt_in_flight,
            MaximumPacketSize=_LONGEST_PACKET,
            SessionExpiryInterval=0,
        )
        self._client.connect_async(
            self._host, self._port, _KEEPALIVE_S, clean_start=True, properties=properties
        )

    def _on_connect(self, client: Client, _data: Any, _flags: Any, reason: Any, properties: Any) -> None:
        self._connections += 1
        if reason.is_failure:
            log.error("broker refuses", extra=fields(broker=self.name, reason=str(reason)))
        elif not self._closing:
            log.info("broker connected", extra=fields(broker=self.name))
            shares = getattr(properties, "SharedSubscriptionAvailable", 1)
            self._subscribe(client, mqtt.SHARED_SUBSCRIPTION if shares else mqtt.SUBSCRIPTION)

    def _subscribe(self, client: Client, topics: str) -> None:
        self._topics = topics
        client.subscribe(topics, options=SubscribeOptions(qos=_QOS, retainHandling=_NEVER_RETAINED))

    def _on_subscribe(self, client: Client, _data: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        if reasons and reasons[0].value == _NOT_SHARED and self._topics == mqtt.SHARED_SUBSCRIPTION:
            self._subscribe(client, mqtt.SUBSCRIPTION)
        elif any(reason.is_failure for reason in reasons):
            log.error("broker refuses the subscription", extra=fields(broker=self.name, why=str(reasons[0])))

    def _on_disconnect(self, _client: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not self._closing:
            log.warning("broker away", extra=fields(broker=self.name, reason=str(reason)))


def mid_of_publish(command: int, packet: bytes) -> int:
    """The number of a PUBLISH whose properties cannot be read; 0 where there is none.

    >>> mid_of_publish(0x32, bytes([0, 1]) + b"t" + bytes([0, 7]) + b"rest")
    7
    >>> mid_of_publish(0x30, bytes([0, 1]) + b"t"), mid_of_publish(0x32, b"")
    (0, 0)
    """
    if not command & 0x06 or len(packet) < _LENGTH:
        return 0
    end = _LENGTH + int.from_bytes(packet[:_LENGTH])
    return int.from_bytes(packet[end : end + _LENGTH])


def packet_properties(packet: str, **values: Any) -> Properties:
    """MQTT 5 properties of a packet."""
    properties = Properties(getattr(PacketTypes, packet))
    for name, value in values.items():
        setattr(properties, name, value)
    return properties


def _tls_context(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.mqtt_ca_file or None)
    if settings.mqtt_client_cert:
        context.load_cert_chain(settings.mqtt_client_cert, settings.mqtt_client_key or None)
    return context
