"""A connection to an MQTT 5 broker for either side of the kit: subscribe, publish, hear."""

import ssl
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

_WAIT_S = 10.0
_KEEPALIVE_S = 30
Heard = Callable[[Any], object]


class BrokerError(ValueError):
    """The broker cannot be used: what is wrong with its address, or what it said."""


class Broker:
    """Connected while it is open; `heard` is called by the network's thread with each message."""

    def __init__(self, url: str, heard: Heard, *, ca_file: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
            msg = f"{url!r} is no broker; write mqtt://HOST:PORT or mqtts://HOST:PORT"
            raise BrokerError(msg)
        self._name = f"{parts.scheme}://{parts.hostname}"
        self._ready = threading.Event()
        self._problem = ""
        self._client = client = _client()
        if parts.username:
            client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        if parts.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context(cafile=ca_file))
        client.on_connect = self._on_connect
        client.on_subscribe = lambda *_: self._ready.set()
        client.on_message = lambda _client, _data, message: heard(message)
        self._host, self._port = parts.hostname, parts.port or (8883 if parts.scheme == "mqtts" else 1883)

    def open(self) -> None:
        """Connect; BrokerError says why it cannot be."""
        try:
            self._client.connect(self._host, self._port, _KEEPALIVE_S, clean_start=True)
        except OSError as error:
            msg = f"{self._name} cannot be reached: {error}"
            raise BrokerError(msg) from None
        self._client.loop_start()
        self._await("the broker does not answer")

    def subscribe(self, topic: str) -> None:
        """Hear a topic from now on."""
        self._ready.clear()
        self._client.subscribe(topic, qos=1)
        self._await(f"the broker does not answer to the subscription of {topic}")

    def publish(self, topic: str, body: bytes, properties: Any, *, retain: bool = False) -> None:
        """Hand a message over, QoS 1."""
        self._client.publish(topic, body, qos=1, retain=retain, properties=properties)

    def close(self) -> None:
        """End in order."""
        self._client.disconnect()
        self._client.loop_stop()

    def _await(self, problem: str) -> None:
        if not self._ready.wait(_WAIT_S) or self._problem:
            raise BrokerError(f"{self._name}: {self._problem or problem}")

    def _on_connect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self._problem = f"refuses the connection: {reason}" if reason.is_failure else ""
        self._ready.set()


def properties_of(pairs: list[tuple[str, str]], **values: Any) -> Any:
    """The properties of a message: user properties, and MQTT's own by their names."""
    from paho.mqtt.packettypes import PacketTypes  # noqa: PLC0415  only where a broker is asked for
    from paho.mqtt.properties import Properties  # noqa: PLC0415

    properties = Properties(PacketTypes.PUBLISH)
    for name, value in values.items():
        setattr(properties, name, value)
    if pairs:
        properties.UserProperty = pairs
    return properties


def _client() -> Any:
    try:
        from paho.mqtt.client import Client  # noqa: PLC0415
        from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion  # noqa: PLC0415
    except ImportError:
        raise BrokerError("paho-mqtt is not installed here: pip install paho-mqtt") from None
    return Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
