"""Several intakes as processes of their own, on one database, one HTTP port and one broker; one is killed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
import urllib3

from tests.integration.intake_kit import Box, add_station, enrolment_code, eventually, free_port
from tests.integration.mqtt_kit import Broker, running_broker
from tests.integration.test_intake_trouble import count, sale
from youjian.collector.uplink.channels.base import Access, UnreachableError
from youjian.collector.uplink.channels.mqtt import MqttChannel
from youjian.protocols import station

TROUBLE = (urllib3.exceptions.HTTPError, OSError)


class Intake:
    """One process of the command, at the shared port and at its own."""

    def __init__(self, name: str, port: int, folder: Path, *words: str) -> None:
        self.name = name
        self.own_port = free_port()
        self._log = folder / f"{name}.log"
        words = ("intake", "--port", str(port), "--hj212-port", "0", "--reuse-port", "--name", name,
                 "--own-port", str(self.own_port), *words)  # fmt: skip
        environment = {"YOUJIAN_INTAKE_KEY_TTL_S": "0.3", "YOUJIAN_INTAKE_DRAIN_S": "8"}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "youjian.cli", *words], stderr=log, env={**os.environ, **environment}
            )

    @property
    def url(self) -> str:
        """Where this one alone answers."""
        return f"http://127.0.0.1:{self.own_port}"

    def ready(self) -> bool:
        """Whether it says so."""
        assert self.process.poll() is None, self.log
        try:
            return urllib3.request("GET", self.url + "/readyz", retries=False, timeout=5).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def metrics(self) -> str:
        """Its page."""
        return urllib3.request("GET", self.url + "/metrics", retries=False, timeout=5).data.decode()

    @property
    def log(self) -> str:
        """What it logged."""
        return self._log.read_text()


class City:
    """A database with a station, a broker, and intakes that are started as a test wants."""

    def __init__(self, owner: psycopg.Connection, broker: Broker, folder: Path) -> None:
        self.owner = owner
        self.broker = broker
        self.port = free_port()
        self._folder = folder
        self.intakes: list[Intake] = []
        self._boxes = 0

    @property
    def url(self) -> str:
        """The port that all intakes share."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, count: int = 1) -> list[Intake]:
        """Further intakes, once they are ready."""
        numbers = range(len(self.intakes) + 1, len(self.intakes) + count + 1)
        new = [Intake(f"intake-{n}", self.port, self._folder, "--mqtt", self.broker.url) for n in numbers]
        self.intakes += new
        for one in new:
            eventually(one.ready, f"{one.name} is ready", 40)
        return new

    def box(self, url: str) -> Box:
        """A collector of a station of its own, enrolled and accepted."""
        self._boxes += 1
        collector_id, station_id = f"C-{self._boxes}", f"360203{self._boxes:04}"
        add_station(self.owner, station_id)
        box = Box(url)
        box.enrol(enrolment_code(self.owner, collector_id, station_id))
        self.owner.execute("UPDATE ledger.collectors SET state = 'accepted'")
        self.owner.commit()
        return box

    def stored(self, box: Box) -> int:
        """Fuellings of a box's station."""
        self.owner.rollback()
        query = "SELECT count(*) FROM ledger.fuellings WHERE station_id = %s"
        row = self.owner.execute(query, [station_of(box)]).fetchone()
        return row[0] if row else 0

    def close(self) -> None:
        """Kill what still runs."""
        for one in self.intakes:
            one.process.kill()
            one.process.wait()


def station_of(box: Box) -> str:
    """The station of a box of this module."""
    return f"360203{int(box.collector_id[2:]):04}"


@pytest.fixture(scope="module")
def city(module_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Two intakes that run."""
    folder = tmp_path_factory.mktemp("intakes")
    with module_database.connect("owner") as owner, running_broker(folder / "broker") as broker:
        city = City(owner, broker, folder)
        try:
            city.start(2)
            yield city
        finally:
            city.close()


@contextmanager
def asking(city: City, box: Box) -> Iterator[MqttChannel]:
    """A box's channel over the broker."""
    channel = MqttChannel(city.broker.url, Access(station_id=station_of(box), answer_s=3.0))
    try:
        yield channel
    finally:
        channel.close()


def next_body(box: Box) -> bytes:
    """A batch of three sales that go on from the box's number."""
    first = 3 * box.next_no
    return box.body(fuellings=[sale(n, station_of(box)) for n in range(first, first + 3)])


def pushed_on(box: Box, headers: dict[str, str]) -> None:
    """The batch with these headers was acknowledged."""
    box.next_no, box.last_digest = box.next_no + 1, bytes.fromhex(headers["Digest"])


def test_a_chain_goes_on_whichever_intake_a_batch_comes_to(city: City) -> None:
    one, two = city.intakes[:2]
    box = city.box(one.url)
    for number in range(1, 7):
        first, second = (one, two) if number % 2 else (two, one)
        body = next_body(box)
        headers = box.signed(body)
        receipts = []
        for intake in (first, second):
            box.url = intake.url
            reply = box.post(station.BATCHES, body, headers)
            assert reply.status == 200, reply.data
            receipts.append(msgspec.json.decode(reply.data))
        assert receipts[0] == receipts[1]
        assert receipts[0]["stored"] == 3
        pushed_on(box, headers)
    box.url = two.url
    body = next_body(box)
    ahead = box.post(station.BATCHES, body, box.signed(body, number=20))
    assert (ahead.status, msgspec.json.decode(ahead.data)["expected_no"]) == (409, 7)
    assert city.stored(box) == 18


def test_each_intake_has_its_own_span_and_its_own_counters(city: City) -> None:
    for intake in city.intakes[:2]:
        page = intake.metrics()
        assert f'youjian_intake_up{{intake="{intake.name}"}} 1.0' in page
        assert all(f'intake="{intake.name}"' in line for line in page.splitlines() if line[0] != "#")
    spans = "SELECT count(*) FROM ledger.door_spans WHERE stopped_at IS NULL"
    eventually(lambda: count(city.owner, spans) == 2, "a span for each")


def test_a_revoked_key_is_soon_refused_by_all(city: City) -> None:
    box = city.box(city.intakes[0].url)
    for intake in city.intakes[:2]:
        box.url = intake.url
        assert box.send(next_body(box)).status == 200
    city.owner.execute(
        "UPDATE ledger.collector_keys SET revoked_at = now() WHERE collector_id = %s", [box.collector_id]
    )
    city.owner.commit()
    for intake in city.intakes[:2]:
        box.url = intake.url
        eventually(lambda: box.send(next_body(box)).status == 401, f"{intake.name} refuses the key")


def test_a_killed_intake_loses_nothing_over_http_and_mqtt(city: City) -> None:
    """Two boxes send on, one by each way, while one of the intakes is killed -9."""
    by_http, by_mqtt = city.box(city.url), city.box(city.url)
    wanted, halfway = 12, threading.Event()

    def run_http() -> None:
        while by_http.next_no <= wanted:
            body = next_body(by_http)
            headers = by_http.signed(body)
            eventually(lambda: _acknowledged(by_http, body, headers), "an answer of the intake that is left")  # noqa: B023
            pushed_on(by_http, headers)
            if by_http.next_no > wanted // 2:
                halfway.set()

    def run_mqtt() -> None:
        with asking(city, by_mqtt) as channel:
            while by_mqtt.next_no <= wanted:
                body = next_body(by_mqtt)
                headers = by_mqtt.signed(body)
                eventually(lambda: _answered(channel, body, headers), "an answer over the broker")  # noqa: B023
                pushed_on(by_mqtt, headers)

    senders = [threading.Thread(target=run) for run in (run_http, run_mqtt)]
    for sender in senders:
        sender.start()
    assert halfway.wait(60)
    victim = city.intakes[0]
    victim.process.send_signal(signal.SIGKILL)
    for sender in senders:
        sender.join(60)
    assert (city.stored(by_http), city.stored(by_mqtt)) == (3 * wanted, 3 * wanted)
    assert "Traceback" not in city.intakes[1].log


def test_a_stopped_intake_answers_what_it_has_and_the_next_takes_the_rest(city: City) -> None:
    """SIGTERM under load: 0, everything acknowledged is there, what was not is taken by another intake."""
    leaving = city.intakes[1]
    boxes = [city.box(leaving.url) for _ in range(3)]
    under_load, acknowledged, wanted = threading.Event(), [0], 40

    def run(box: Box) -> None:
        box.url = city.url
        while box.next_no <= wanted:
            body = next_body(box)
            headers = box.signed(body)
            eventually(lambda: _acknowledged(box, body, headers), "an answer of the next intake", 60)  # noqa: B023
            pushed_on(box, headers)
            acknowledged[0] += 1
            if acknowledged[0] >= wanted:
                under_load.set()

    senders = [threading.Thread(target=run, args=[box]) for box in boxes]
    for sender in senders:
        sender.start()
    city.start(1)
    assert under_load.wait(60)
    leaving.process.send_signal(signal.SIGTERM)
    assert leaving.process.wait(20) == 0
    for sender in senders:
        sender.join(120)
    assert [city.stored(box) for box in boxes] == [3 * wanted] * len(boxes)
    events = [msgspec.json.decode(line)["event"] for line in leaving.log.splitlines()]
    assert events[-1] == "closed"
    assert not {"the database hangs", "batch failed", "request failed"} & set(events)
    stopped = "SELECT count(*) FROM ledger.door_spans WHERE stopped_at IS NOT NULL"
    assert count(city.owner, stopped) == 1


def _acknowledged(box: Box, body: bytes, headers: dict[str, str]) -> bool:
    """Whether a batch is acknowledged now; a collector sends the same bytes again until it is."""
    try:
        reply = box.post(station.BATCHES, body, headers)
    except TROUBLE:
        return False
    assert reply.status in (200, 503), reply.data
    return reply.status == 200


def _answered(channel: MqttChannel, body: bytes, headers: dict[str, str]) -> bool:
    try:
        return channel.ask(station.BATCHES, headers, body).status == 200
    except UnreachableError:
        return False


def test_an_upgrade_of_one_intake_after_the_other_loses_and_doubles_nothing(city: City) -> None:
    """Both are stopped and started again in turn while a box sends on: the upgrade of docs/deployment.md."""
    running = [one for one in city.intakes if one.process.poll() is None][-2:]
    pair = running + city.start(2 - len(running))
    box = city.box(city.url)
    upgraded, sent = threading.Event(), [0]

    def run() -> None:
        while not upgraded.wait(0.4):  # a box at its own pace: a batch holds what was sold since the last one
            body = next_body(box)
            headers = box.signed(body)
            eventually(lambda: _acknowledged(box, body, headers), "an answer of the intake that is left", 60)  # noqa: B023
            pushed_on(box, headers)
            sent[0] += 1

    sender = threading.Thread(target=run)
    sender.start()
    for old in pair:
        before = sent[0]
        eventually(lambda: sent[0] > before + 3, "records go on")  # noqa: B023
        old.process.send_signal(signal.SIGTERM)
        assert old.process.wait(20) == 0
        city.start(1)
    upgraded.set()
    sender.join(90)
    assert not sender.is_alive()
    query = "SELECT count(*), count(DISTINCT (nozzle_id, seq)) FROM ledger.fuellings WHERE station_id = %s"
    city.owner.rollback()
    assert city.owner.execute(query, [station_of(box)]).fetchone() == (3 * sent[0], 3 * sent[0])
