"""The MQTT 5 profile of a platform: the same questions over a broker, answered after commit."""

import secrets
from datetime import UTC, datetime

from youjian.conformance.against_platform.batches import same_receipt
from youjian.conformance.against_platform.device import encoded, new_key
from youjian.conformance.against_platform.mqtt_line import Asked, MqttLine
from youjian.conformance.against_platform.opening import heartbeat
from youjian.conformance.against_platform.visit import Visit, step
from youjian.protocols import station
from youjian.protocols.station import mqtt

_CHECKS = (
    "mqtt.answers", "mqtt.qos", "mqtt.content_type", "mqtt.correlation", "mqtt.response_topic", "mqtt.expiry",
    "mqtt.case", "mqtt.twice", "mqtt.receipt", "mqtt.whose", "mqtt.ahead", "mqtt.ahead_409", "mqtt.enrol",
    "mqtt.will",
)  # fmt: skip
_ANSWER_EXPIRY_S = 120


@step(*_CHECKS)
def over_mqtt(visit: Visit) -> None:
    """The same collector at a broker, where one is given: answers, acknowledgements, wrong topics, a will."""
    if not visit.broker:
        for check in _CHECKS:
            visit.book.pass_over(check, "give --mqtt URL")
        return
    line = MqttLine(visit.broker, visit.ca_file)
    try:
        _enrolment(visit, line)
        _heartbeats(visit, line)
        _batches(visit, line)
        _overtaking(visit, line)
        _will(visit, line)
    finally:
        line.close()


def _place(visit: Visit) -> mqtt.Place:
    return mqtt.Place(visit.device.station_id, visit.device.collector_id)


def _enrolment(visit: Visit, line: MqttLine) -> None:
    place = mqtt.Place(mqtt.ENROLLING, secrets.token_hex(16))
    request = station.EnrolmentRequest(code=f"WRONG-{secrets.token_hex(4)}", public_key=new_key()[1])
    asked = line.ask(place, station.ENROL, {"Content-Type": station.JSON}, encoded(request))
    visit.refused("mqtt.enrol", asked.exchange, 401, "a wrong code at the topic of enrolments")


def _heartbeats(visit: Visit, line: MqttLine) -> None:
    """JSON and MessagePack, names in capitals, a name twice, another response topic."""
    for notation in (station.JSON, station.MSGPACK):
        asked = _beat(visit, line, notation)
        visit.answered("mqtt.answers", asked.exchange, station.HeartbeatReply)
        _judge_wrapping(visit, asked, notation)
    asked = _beat(visit, line, station.JSON, name=str.upper)
    visit.answered("mqtt.case", asked.exchange, station.HeartbeatReply)
    asked = _beat(visit, line, station.JSON, more=[("Epoch", str(visit.device.epoch))])
    visit.expect(
        "mqtt.twice", asked.exchange, "404 to a name that is there twice", asked.exchange.status == 404
    )
    elsewhere = mqtt.Place(visit.device.station_id, "conformance-elsewhere").down
    asked = _beat(visit, line, station.JSON, response_topic=elsewhere)
    own = asked.message is not None and asked.message.topic == _place(visit).down
    visit.expect("mqtt.response_topic", asked.exchange, "the answer on the collector's own topic", own)


def _beat(visit: Visit, line: MqttLine, notation: str, **how: object) -> Asked:
    body = encoded(heartbeat(), notation)
    headers = {**visit.device.say_headers(body), "Content-Type": notation}
    return line.ask(_place(visit), station.HEARTBEAT, headers, body, **how)  # type: ignore[arg-type]


def _judge_wrapping(visit: Visit, asked: Asked, notation: str) -> None:
    exchange, message = asked.exchange, asked.message
    plain = message is not None and message.qos == 1 and not message.retain
    visit.expect("mqtt.qos", exchange, "an answer with QoS 1, not retained", plain)
    visit.expect(
        "mqtt.content_type", exchange, f"content type {notation}", asked.told("ContentType") == notation
    )
    same = asked.told("CorrelationData") == asked.correlation
    visit.expect("mqtt.correlation", exchange, "the question's correlation data", same)
    expiry = asked.told("MessageExpiryInterval")
    held = expiry is not None and 0 < expiry <= _ANSWER_EXPIRY_S
    visit.expect(
        "mqtt.expiry", exchange, f"an answer that expires after {_ANSWER_EXPIRY_S} s; {expiry}", held
    )


def _batches(visit: Visit, line: MqttLine) -> None:
    """A batch, its repetition, a refusal, and a batch on another collector's topic."""
    device = visit.device
    body = device.batch(device_events=[visit.marks.event()])
    headers = {**device.sign(body), "Content-Type": station.JSON}
    stranger = mqtt.Place(device.station_id, "conformance-stranger")
    asked = line.ask(stranger, station.BATCHES, headers, body)
    visit.refused("mqtt.whose", asked.exchange, 401, "another collector's topic")
    first = line.ask(_place(visit), station.BATCHES, headers, body).exchange
    if visit.receipt("mqtt.receipt", first) is not None:
        device.moved(headers)
    again = line.ask(_place(visit), station.BATCHES, headers, body).exchange
    visit.expect("mqtt.receipt", again, "the original receipt", same_receipt(first, again))
    wrong = {**headers, "Digest": "0" * 64}
    refused = line.ask(_place(visit), station.BATCHES, wrong, body).exchange
    visit.refused("mqtt.answers", refused, 401, "another digest")


def _overtaking(visit: Visit, line: MqttLine) -> None:
    """The batch after the next one first: it waits for the one before; alone it is answered 409."""
    device = visit.device
    first = device.batch(device_events=[visit.marks.event()])
    first_headers = {**device.sign(first), "Content-Type": station.JSON}
    second = device.batch(device_events=[visit.marks.event()])
    after = bytes.fromhex(first_headers["Digest"])
    second_headers = {
        **device.sign(second, number=device.next_no + 1, previous=after), "Content-Type": station.JSON
    }  # fmt: skip
    alone = line.ask(_place(visit), station.BATCHES, second_headers, second).exchange
    visit.chain_state("mqtt.ahead_409", alone, "the batch before never came")
    ahead = line.send(_place(visit), station.BATCHES, second_headers, second)
    behind = line.send(_place(visit), station.BATCHES, first_headers, first)
    for headers, body, correlation in ((first_headers, first, behind), (second_headers, second, ahead)):
        exchange = line.answer(correlation, station.BATCHES, headers, body).exchange
        if exchange.status == 200:
            device.moved(headers)
        visit.expect("mqtt.ahead", exchange, "200 to both, though they overtook", exchange.status == 200)


def _will(visit: Visit, line: MqttLine) -> None:
    """A will of this collector: no answer, and nothing is otherwise afterwards."""
    headers = {"Collector-Id": visit.device.collector_id}
    asked = line.ask(_place(visit), mqtt.WILL, headers, b"{}", wait_s=1.0)
    visit.expect("mqtt.will", asked.exchange, "no answer to a will", asked.message is None)
    alive = visit.device.say(station.HEARTBEAT, heartbeat(at=datetime.now(UTC)))
    visit.answered("mqtt.will", alive, station.HeartbeatReply)
