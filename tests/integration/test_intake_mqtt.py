"""The MQTT 5 profile over a real Mosquitto and a real database: answers as over HTTP, after commit."""

import dataclasses
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from tests.integration.intake_kit import (
    Box,
    RunningDoor,
    add_station,
    enrolled_box,
    enrolment_code,
    eventually,
    running_door,
)
from tests.integration.mqtt_kit import Broker, running_broker
from tests.integration.test_intake_station_api import count, sale
from youjian.collector.uplink.channels.base import Access, Answer, UnreachableError
from youjian.collector.uplink.channels.mqtt import MqttChannel
from youjian.detection.samples import STATION
from youjian.protocols import station


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with running_broker(tmp_path / "broker") as broker:
        yield broker


def subscribed(running: RunningDoor, broker: Broker) -> MqttChannel:
    """A channel, once the door answers over it."""
    channel = MqttChannel(broker.url, Access(station_id=STATION, answer_s=20.0))
    request = station.EnrolmentRequest(code="no such code", public_key=bytes(32))

    def asked() -> Answer | None:
        try:
            return channel.ask(station.ENROL, {}, station.encode_body(request))
        except UnreachableError:
            return None

    assert eventually(asked, "the door answers at the broker").status == 401
    return channel


@pytest.fixture
def running(owner: psycopg.Connection, broker: Broker) -> Iterator[RunningDoor]:
    with running_door(mqtt_url=broker.url, mqtt_reconnect_s=1) as running:
        yield running


@pytest.fixture
def channel(running: RunningDoor, broker: Broker) -> Iterator[MqttChannel]:
    channel = subscribed(running, broker)
    yield channel
    channel.close()


def send(channel: MqttChannel, box: Box, body: bytes, number: int | None = None) -> Answer:
    """The next batch of a box, or one under another number."""
    headers = box.signed(body, number)
    answer = channel.ask(station.BATCHES, headers, body)
    if answer.status == 200:
        box.next_no, box.last_digest = box.next_no + 1, bytes.fromhex(headers["Digest"])
    return answer


def test_a_box_enrols_boots_and_sends_over_a_broker_alone(
    channel: MqttChannel, owner: psycopg.Connection
) -> None:
    code = enrolment_code(owner, "C-9")
    private = station.generate_private_key()
    request = station.EnrolmentRequest(code=code, public_key=station.public_key_of(private))
    enrolled = station.decode_body(
        channel.ask(station.ENROL, {}, station.encode_body(request)).body, station.EnrolmentReply
    )
    box = Box(
        "", enrolled.collector_id, enrolled.epoch, signer=station.Ed25519Signer(private, enrolled.key_id)
    )
    now = datetime.now(UTC)
    boot = station.encode_body(station.Boot(at=now, firmware="1.0", reason="start"))
    headers = station.sign_message(box.signer, boot, collector_id="C-9", epoch=1, sent_at=now).to_mapping()
    reply = station.decode_body(channel.ask(station.BOOT, headers, boot).body, station.BootReply)
    assert (enrolled.collector_id, reply.status) == ("C-9", "pending")
    receipt = station.decode_body(
        send(channel, box, box.body(fuellings=[sale(1), sale(2)])).body, station.BatchReceipt
    )
    assert (receipt.batch_no, receipt.stored) == (1, 2)
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 2


def test_the_same_question_twice_gets_the_same_receipt_and_one_record(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection
) -> None:
    box = enrolled_box(running, owner)
    body = box.body(fuellings=[sale(1)])
    headers = box.signed(body)
    first, second = (channel.ask(station.BATCHES, headers, body) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 1


def test_refusals_are_those_of_http(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection
) -> None:
    box = enrolled_box(running, owner)
    body = box.body(fuellings=[sale(1)])
    assert channel.ask(station.BATCHES, {**box.signed(body), "Signature": "AAAA"}, body).status == 401
    assert channel.ask(station.BATCHES, {"Collector-Id": box.collector_id}, body).status == 401
    assert send(channel, box, b"not json").status == 422
    assert send(channel, box, b" " * 1_100_000).status == 413
    assert channel.ask("/station/v1/dance", box.signed(body), body).status == 404
    gap = send(channel, box, body, number=5)
    assert gap.status == 409
    assert station.decode_body(gap.body, station.ChainState).expected_no == 1
    assert send(channel, box, body).status == 200


def test_another_collectors_topic_is_refused(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection, broker: Broker
) -> None:
    box = enrolled_box(running, owner)
    body = box.body(fuellings=[sale(1)])
    elsewhere = MqttChannel(broker.url, Access(station_id="3602030099", answer_s=20.0))
    answer = elsewhere.ask(station.BATCHES, box.signed(body), body)
    elsewhere.close()
    assert (answer.status, b"does not send on" in answer.body) == (401, True)
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 0


def test_the_door_comes_back_after_the_broker_did(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection, broker: Broker
) -> None:
    box = enrolled_box(running, owner)
    assert send(channel, box, box.body(fuellings=[sale(1)])).status == 200
    assert running.get("/healthz").json()["brokers"] == {broker.url: "ok"}
    broker.stop()
    eventually(lambda: running.get("/healthz").json()["brokers"] == {broker.url: "away"}, "it is told")
    assert running.get("/healthz").status == 200
    body = box.body(fuellings=[sale(2)])
    headers = box.signed(body)
    with pytest.raises(UnreachableError):
        channel.ask(station.BATCHES, headers, body)
    broker.start()

    def answered() -> Answer | None:
        try:
            return channel.ask(station.BATCHES, headers, body)
        except UnreachableError:
            return None

    assert eventually(answered, "an answer after the restart").status == 200
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 2


def test_a_connection_that_ends_without_farewell_is_a_line_in_the_journal(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection
) -> None:
    box = enrolled_box(running, owner)
    assert send(channel, box, box.body(fuellings=[sale(1)])).status == 200
    connection = channel._connection
    assert connection is not None
    wills = "SELECT count(*) FROM ledger.door_journal WHERE kind = 'will' AND station_id IS NOT NULL"
    assert count(owner, wills) == 0
    connection._client.socket().shutdown(2)
    eventually(lambda: count(owner, wills) == 1, "the will in the journal")
    assert send(channel, box, box.body(fuellings=[sale(2)])).status == 200
    channel.close()
    other = MqttChannel(channel._name, Access(station_id=STATION, answer_s=20.0))
    assert send(other, box, box.body(fuellings=[sale(3)])).status == 200
    other.close()
    assert count(owner, wills) == 1


def test_several_intakes_share_the_questions_of_one_broker(owner: psycopg.Connection, broker: Broker) -> None:
    with running_door(mqtt_url=broker.url) as one, running_door(mqtt_url=broker.url) as two:
        channel = subscribed(one, broker)
        box = enrolled_box(one, owner)

        def questions(running: RunningDoor) -> int:
            page = running.get("/metrics").data.decode()
            lines = [line for line in page.splitlines() if line.startswith("youjian_mqtt_questions_total ")]
            return int(float(lines[0].split()[1])) if lines else 0

        def both() -> bool:
            assert send(channel, box, box.body(fuellings=[sale(box.next_no)])).status == 200
            return questions(one) > 2 and questions(two) > 2

        eventually(both, "both intakes take questions")
        channel.close()
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == box.next_no - 1


def test_batches_that_overtake_one_another_are_put_in_order(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection, broker: Broker
) -> None:
    """A supplier's box that sends several at once: the second waits for the first, a gap gets its 409."""
    import threading

    box = enrolled_box(running, owner)
    bodies = [box.body(fuellings=[sale(number)]) for number in (1, 2)]
    signed = []
    for body in bodies:
        signed.append(box.signed(body))
        box.next_no, box.last_digest = box.next_no + 1, bytes.fromhex(signed[-1]["Digest"])
    answers: dict[int, Answer] = {}
    channels = {1: channel, 0: _named(broker, "second")}

    def ask(index: int) -> None:
        answers[index] = channels[index].ask(station.BATCHES, signed[index], bodies[index])

    second = threading.Thread(target=ask, args=(1,))
    second.start()
    page = 'youjian_intake_requests_total{path="/station/v1/batches"'
    assert page not in running.get("/metrics").data.decode()
    ask(0)
    second.join()
    receipts = [msgspec.json.decode(answers[index].body) for index in (0, 1)]
    assert [receipt.get("batch_no") for receipt in receipts] == [1, 2]


def _named(broker: Broker, client_id: str) -> MqttChannel:
    """A channel whose connection does not push the other one of the same collector out."""
    channel = MqttChannel(broker.url, Access(station_id=STATION, answer_s=20.0))
    made = channel._client_settings

    def settings(client: Any) -> None:
        made(client)
        client._client_id = client_id.encode()

    channel._client_settings = settings  # type: ignore[method-assign]
    return channel


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate of 127.0.0.1 and its key."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert_file, key_file


def test_a_broker_with_tls_and_passwords_lets_in_who_knows_them(
    owner: psycopg.Connection, tmp_path: Path
) -> None:
    import shutil
    import subprocess

    tool = shutil.which("mosquitto_passwd")
    if tool is None:
        pytest.skip("mosquitto_passwd is not installed: run scripts/setup.sh")
    cert_file, key_file = certificate(tmp_path / "tls")
    passwords = tmp_path / "tls" / "passwords"
    passwords.touch(0o600)
    for name in ("door", "box"):
        subprocess.run([tool, "-b", str(passwords), name, f"{name}'s"], check=True)
    more = (
        f"certfile {cert_file}\nkeyfile {key_file}\nallow_anonymous false\npassword_file {passwords}\n"
        f"user {os.environ.get('USER', 'root')}\n"
    )
    with running_broker(tmp_path / "broker", more) as broker:
        url = f"mqtts://127.0.0.1:{broker.port}"
        door_url = f"mqtts://door:door%27s@127.0.0.1:{broker.port}"
        with running_door(mqtt_url=door_url, mqtt_ca_file=str(cert_file)) as door:
            access = Access(
                station_id=STATION, ca_file=str(cert_file), username="box", password="box's", answer_s=20.0
            )
            channel = MqttChannel(url, access)
            box = enrolled_box(door, owner)

            def sent() -> Answer | None:
                try:
                    return send(channel, box, box.body(fuellings=[sale(1)]))
                except UnreachableError:
                    return None

            assert eventually(sent, "an answer over TLS").status == 200
            channel.close()
            for changed, why in (
                ({"password": "guessed"}, "refuses the connection"),
                ({"username": None}, "refuses the connection"),
                ({"ca_file": None}, "certificate"),
            ):
                stranger = MqttChannel(url, dataclasses.replace(access, **changed))
                with pytest.raises(UnreachableError, match=why):
                    send(stranger, box, box.body(fuellings=[sale(2)]))
            unchecked = MqttChannel(url, dataclasses.replace(access, ca_file=None, verify_tls=False))
            assert send(unchecked, box, box.body(fuellings=[sale(2)])).status == 200
            unchecked.close()
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 2


def test_whatever_is_published_harms_nobody(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection, broker: Broker
) -> None:
    """Questions without properties, with headers twice, retained, of other topics and of no sense at all."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    box = enrolled_box(running, owner)
    mine = f"youjian/v1/{STATION}/{box.collector_id}"
    stranger = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    stranger.connect("127.0.0.1", broker.port)
    stranger.loop_start()

    def publish(topic: str, body: bytes, pairs: list[tuple[str, str]], retain: bool = False) -> None:
        properties = Properties(PacketTypes.PUBLISH)
        if pairs:
            properties.UserProperty = pairs
        stranger.publish(topic, body, qos=1, retain=retain, properties=properties).wait_for_publish(10)

    paths = [
        ("Path", path) for path in (station.BATCHES, station.HEARTBEAT, station.ENROL, "/station/v1/will")
    ]
    for topic in (
        f"{mine}/up",
        "youjian/v1/3602039999/C-1/up",
        "youjian/v1/enrol/t/up",
        "youjian/v1/x/../up",
    ):
        for body in (b"", b"\xff\x00", b"{}", b'{"code":"123456","public_key":"AA=="}', b"[" * 5000):
            publish(topic, body, [])
            for path in paths:
                publish(topic, body, [path])
                publish(topic, body, [path, path])
                publish(topic, body, [path, ("Collector-Id", "\ud7ff"), ("Content-Encoding", "zstd")])
    publish(f"{mine}/up", b"{}", [("Path", station.ENROL)], retain=True)
    for retain in (False, True):
        stranger.publish(f"{mine}/up", b"{}", qos=0, retain=retain)
        assert send(channel, box, box.body(fuellings=[sale(1)])).status == 200
    stranger.disconnect()
    stranger.loop_stop()
    assert send(channel, box, box.body(fuellings=[sale(1)])).status == 200
    assert "protocol error" not in (broker.folder / "log").read_text()
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 1
    kept = owner.execute("SELECT kind, station_id, count(*) FROM ledger.door_journal GROUP BY 1, 2")
    assert kept.fetchall() == [("will", STATION, 1)]


def test_a_byte_order_mark_in_a_property_takes_nobodys_connection_away(
    channel: MqttChannel, running: RunningDoor, owner: psycopg.Connection, broker: Broker
) -> None:
    """paho holds U+FEFF for malformed, MQTT does not: such a message is passed over and acknowledged."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    box = enrolled_box(running, owner)
    assert send(channel, box, box.body(fuellings=[sale(1)])).status == 200
    stranger = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    stranger.connect("127.0.0.1", broker.port)
    stranger.loop_start()
    for qos in (0, *[1] * 70):  # more than a broker hands out before answers go back
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = [("Path", "\ufeff/station/v1/batches")]
        topic = f"youjian/v1/{STATION}/{box.collector_id}/up"
        stranger.publish(topic, b"{}", qos=qos, properties=properties).wait_for_publish(10)
    stranger.disconnect()
    stranger.loop_stop()
    passed_over = "youjian_mqtt_unreadable_total 71.0"
    eventually(lambda: passed_over in running.get("/metrics").data.decode(), "all are passed over")
    assert send(channel, box, box.body(fuellings=[sale(2)])).status == 200
    assert (broker.folder / "log").read_text().count(" as youjian-intake-") == 1


def test_a_box_above_its_limit_is_told_over_the_broker_when_to_come_again(
    owner: psycopg.Connection, broker: Broker
) -> None:
    limits = {"collector_records_s": 0.01, "collector_records_burst": 1}
    with running_door(mqtt_url=broker.url, **limits) as running:
        channel = subscribed(running, broker)
        box = enrolled_box(running, owner)
        assert send(channel, box, box.body(fuellings=[sale(1), sale(2)])).status == 200
        refused = send(channel, box, box.body(fuellings=[sale(3)]))
        channel.close()
    assert (refused.status, refused.retry_after_s > 50) == (429, True)
