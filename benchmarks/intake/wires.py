"""How requests and answers look on the wire of each door, made beforehand so that the client costs little."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from benchmarks.intake.fleet import Batch
from youjian.protocols import station
from youjian.protocols.station import mqtt


@dataclass(frozen=True)
class Answer:
    """What a door said: `status` as in HTTP, rows stored and known already."""

    status: int
    stored: int = 0
    duplicates: int = 0
    quarantined: bool = False


class _Receipt(msgspec.Struct):
    stored: int
    duplicates: int
    quarantined: list[msgspec.Raw]


Feed = Callable[[bytearray], "tuple[Answer | None, bytes]"]
"""Takes one answer off a buffer; None when it is not whole. Beside it, what is to be sent at once."""

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_PUBLISH, _PUBACK = 3, 4


def http_request(batch: Batch) -> bytes:
    """A POST of a batch on a connection that stays open."""
    lines = [
        f"POST {station.BATCHES} HTTP/1.1",
        "Host: platform",
        f"Content-Type: {batch.notation}",
        f"Content-Length: {len(batch.body)}",
        *(f"{name}: {value}" for name, value in batch.headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + batch.body


def http_answer(buffer: bytearray) -> tuple[Answer | None, bytes]:
    """The next response of a connection."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None, b""
    head = bytes(buffer[:end])
    length, status = _LENGTH.search(head), _STATUS.match(head)
    if length is None or status is None:
        raise ValueError(f"no response that can be read: {head[:200]!r}")
    whole = end + 4 + int(length[1])
    if len(buffer) < whole:
        return None, b""
    answer = _said(int(status[1]), bytes(buffer[end + 4 : whole]))
    del buffer[:whole]
    return answer, b""


def _said(status: int, body: bytes) -> Answer:
    """What a receipt says, in the notation in which its batch was sent."""
    if status != 200:
        return Answer(status)
    decode = msgspec.json.decode if body[:1] == b"{" else msgspec.msgpack.decode
    receipt = decode(body, type=_Receipt)
    return Answer(status, receipt.stored, receipt.duplicates, bool(receipt.quarantined))


def mqtt_hello(name: str, down: Sequence[str]) -> list[bytes]:
    """CONNECT and SUBSCRIBE to the topics of answers; each is followed by one packet of the broker."""
    level = b"\x00\x04MQTT\x05\x02" + b"\x00\x00" + b"\x00"
    topics = b"".join(_text(topic) + b"\x01" for topic in down)
    return [_packet(0x10, level + _text(name)), _packet(0x82, b"\x00\x01\x00" + topics)]


def mqtt_request(batch: Batch, packet_id: int) -> bytes:
    """A PUBLISH (QoS 1) of a batch on its collector's topic, as `collector.uplink` makes it."""
    place = mqtt.Place(batch.station_id, batch.collector_id)
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = batch.notation
    properties.ResponseTopic = place.down
    properties.CorrelationData = packet_id.to_bytes(16, "big")
    properties.MessageExpiryInterval = 60
    properties.UserProperty = mqtt.question_properties(station.BATCHES, batch.headers)
    variable = _text(place.up) + packet_id.to_bytes(2, "big") + properties.pack()
    return _packet(0x32, variable + batch.body)


def mqtt_answer(buffer: bytearray) -> tuple[Answer | None, bytes]:
    """The next packet: an answer, with the PUBACK that is due for it; others are passed over."""
    while (whole := _whole_packet(buffer)) is not None:
        kind, flags, content = whole
        if kind == _PUBACK and len(content) > 2 and content[2] >= 0x80:
            return Answer(500), b""
        if kind == _PUBLISH:
            topic_end = 2 + int.from_bytes(content[:2], "big")
            packet_id, start = b"", topic_end
            if flags & 0x06:
                packet_id, start = content[start : start + 2], start + 2
            properties = Properties(PacketTypes.PUBLISH)
            _, used = properties.unpack(content[start:])
            status, _ = mqtt.read_answer(properties.UserProperty)  # type: ignore[attr-defined]
            return _said(status, content[start + used :]), _packet(0x40, packet_id) if packet_id else b""
    return None, b""


def _whole_packet(buffer: bytearray) -> tuple[int, int, bytes] | None:
    """Kind, flags and content of the first packet, taken off; None when it is not whole."""
    length, start = 0, 1
    while start < len(buffer):
        length |= (buffer[start] & 0x7F) << 7 * (start - 1)
        start += 1
        if not buffer[start - 1] & 0x80:
            break
    else:
        return None
    end = start + length
    if len(buffer) < end:
        return None
    kind, flags, content = buffer[0] >> 4, buffer[0] & 0x0F, bytes(buffer[start:end])
    del buffer[:end]
    return kind, flags, content


def _packet(first: int, content: bytes) -> bytes:
    length, rest = bytearray(), len(content)
    while True:
        rest, digit = rest >> 7, rest & 0x7F
        length.append(digit | (0x80 if rest else 0))
        if not rest:
            return bytes([first]) + bytes(length) + content


def _text(text: str) -> bytes:
    return len(text.encode()).to_bytes(2, "big") + text.encode()


def hj212_answer(buffer: bytearray) -> tuple[Answer | None, bytes]:
    """The next reply frame: 9014 (data received) or 9011 with a refusal."""
    end = buffer.find(b"\r\n")
    if end < 0:
        return None, b""
    frame = bytes(buffer[:end])
    del buffer[: end + 2]
    return (Answer(200, 1) if b"CN=9014" in frame else Answer(500)), b""


ANSWERS: dict[str, Feed] = {"http": http_answer, "mqtt": mqtt_answer, "hj212": hj212_answer}
