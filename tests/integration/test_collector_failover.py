"""A collector with two addresses, real doors behind them, and one that goes away in the middle of a batch."""

import os
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from tests.integration.intake_kit import COLLECTOR, add_station, eventually, running_door
from tests.integration.mqtt_kit import running_broker
from youjian.collector.board import Board
from youjian.collector.config import load
from youjian.collector.outbox import Outbox
from youjian.collector.uplink import Pace, Uplink
from youjian.collector.uplink.enrol import enrol
from youjian.collector.uplink.keys import Keyring
from youjian.collector.uplink.link import LinkState, of_modem
from youjian.collector.uplink.platform import Platform, platform_of
from youjian.contract.records import DeviceEvent
from youjian.detection.samples import STATION
from youjian.ledger import collectors
from youjian.protocols import station

PACE = Pace(base=0.01, longest=0.05, slow=0.2, linger=0.01)


class Relay:
    """A line to a door that a test can cut: after the request has gone through, before its answer comes."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.cut_answers = False
        self.cut = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            door = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._copy, args=(client, door, False), daemon=True).start()
            threading.Thread(target=self._copy, args=(door, client, True), daemon=True).start()

    def _copy(self, source: socket.socket, to: socket.socket, answers: bool) -> None:
        try:
            while data := source.recv(65_536):
                if answers and self.cut_answers:
                    self.close()
                    self.cut.set()
                    break
                to.sendall(data)
        except OSError:
            pass
        for end in (source, to):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


def code_for(conn: psycopg.Connection) -> str:
    """A one-time code for the collector of the station."""
    now = datetime.now(UTC)
    code = collectors.create_code(
        conn,
        station_id=STATION,
        collector_id=COLLECTOR,
        created_by="test",
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    conn.commit()
    return code


@contextmanager
def collecting(
    folder: Path, addresses: list[str], code: str, more: str = ""
) -> Iterator[tuple[Outbox, Platform]]:
    """An enrolled collector without devices, its uplink running."""
    file = folder / "station.toml"
    listed = ", ".join(f'"{address}"' for address in addresses)
    file.write_text(
        f'station_id = "{STATION}"\nplatform = [{listed}]\nhome = "home"\n{more}'
        '[[device]]\ndriver = "taxport"\nname = "d1"\nurl = "tcp://127.0.0.1:9"\n'
        "dispenser_id = 1\nnozzles = [{nozzle_id = 1, address = 1}]\n"
    )
    config = load(file)
    outbox, platform, stop = Outbox(config.folder / "outbox.sqlite"), platform_of(config), threading.Event()
    eventually(lambda: _enrolled(lambda: enrol(config, outbox, platform, code)), "the enrolment")
    ring = Keyring(config.folder, outbox)
    uplink = Uplink(outbox, platform, ring.signer(), Board(), pace=PACE, ring=ring)
    thread = threading.Thread(target=uplink.run, args=(stop,))
    thread.start()
    try:
        yield outbox, platform
    finally:
        stop.set()
        outbox.wake()
        thread.join(30)
        platform.close()
        outbox.close()


def _enrolled(attempt: Callable[[], object]) -> bool:
    from youjian.collector.uplink.channels.base import UnreachableError

    try:
        attempt()
    except UnreachableError:
        return False
    return True


def event(number: int) -> DeviceEvent:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=number)
    return DeviceEvent(station_id=STATION, device="nozzle:1", at=at, code="cover_opened", detail=f"{number}")


def stored(conn: psycopg.Connection) -> list[int]:
    conn.rollback()
    rows = conn.execute("SELECT detail FROM ledger.device_events WHERE code = 'cover_opened'")
    return sorted(int(detail.split()[0]) for (detail,) in rows)


def test_a_door_that_dies_between_request_and_answer_leaves_every_record_once(
    owner: psycopg.Connection, tmp_path: Path
) -> None:
    with running_door() as first, running_door() as second:
        relay = Relay(first.settings.port)
        addresses = [f"http://127.0.0.1:{relay.port}", second.url]
        with collecting(tmp_path, addresses, code_for(owner)) as (outbox, platform):
            outbox.commit([event(1)])
            eventually(lambda: stored(owner) == [1] and outbox.depth == 0, "a batch through the first door")
            assert platform.address == addresses[0]
            relay.cut_answers = True
            outbox.commit([event(2), event(3)])
            eventually(relay.cut.is_set, "the line cut before an answer")
            eventually(lambda: outbox.depth == 0, "the batch acknowledged by the second door")
            outbox.commit([event(4)])
            eventually(lambda: outbox.depth == 0, "another batch")
            assert platform.address == addresses[1]
    assert stored(owner) == [1, 2, 3, 4]


def test_the_way_changes_between_brokers_and_to_http_and_back(
    owner: psycopg.Connection, tmp_path: Path
) -> None:
    with (
        running_broker(tmp_path / "a") as one,
        running_broker(tmp_path / "b") as two,
        running_door(mqtt_url=f"{one.url},{two.url}", mqtt_reconnect_s=1) as door,
    ):
        addresses = [one.url, two.url, door.url]
        more = "[uplink]\nanswer_s = 5\nhome_s = 1\n"
        with collecting(tmp_path, addresses, code_for(owner), more) as (outbox, platform):

            def sends(number: int, address: str) -> bool:
                outbox.commit([event(number)])
                eventually(lambda: outbox.depth == 0, f"batch {number}")
                return platform.address == address

            assert eventually(lambda: sends(1, one.url), "over the first broker")
            one.stop()
            assert eventually(lambda: sends(2, two.url), "over the second broker")
            two.stop()
            assert eventually(lambda: sends(3, door.url), "over HTTP")
            one.start()
            assert eventually(lambda: sends(4, one.url), "back at the first broker")
    assert sorted(set(stored(owner))) == [1, 2, 3, 4]


def test_a_broker_that_takes_small_packets_gets_small_batches(
    owner: psycopg.Connection, tmp_path: Path
) -> None:
    limit = 12_000
    with (
        running_broker(tmp_path / "a", f"allow_anonymous true\nmax_packet_size {limit}\n") as broker,
        running_door(mqtt_url=broker.url, mqtt_reconnect_s=1) as _,
        collecting(tmp_path, [broker.url], code_for(owner)) as (outbox, _platform),
    ):
        outbox.commit([noisy(number) for number in range(1, 241)])
        assert len(outbox.next_batch(Keyring(tmp_path / "home", outbox).signer()).body) > limit  # type: ignore[union-attr]
        eventually(lambda: outbox.depth == 0, "everything acknowledged", 60)
    assert stored(owner) == list(range(1, 241))


def noisy(number: int) -> DeviceEvent:
    """An event that does not compress well."""
    noise = station.sm3(b"%d" % number).hex() + station.sm3(b"-%d" % number).hex()
    return msgspec.structs.replace(event(number), detail=f"{number} {noise}")


class Modem:
    """A modem on a pty: answers AT commands from a table, with its echo on until ATE0."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._echo = True
        self._mine, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.url = f"serial://{os.ttyname(self._theirs)}?baud=115200"
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up. Nobody reads any more when the line is closed: the next modem may get its number."""
        self._closing.set()
        self._thread.join()
        os.close(self._mine)
        os.close(self._theirs)

    def _serve(self) -> None:
        kept = b""
        while not self._closing.is_set():
            if not select.select([self._mine], [], [], 0.05)[0]:
                continue
            kept += os.read(self._mine, 256)
            while b"\r" in kept:
                command, _, kept = kept.partition(b"\r")
                echo = command + b"\r" if self._echo else b""
                self._echo = self._echo and command != b"ATE0"
                os.write(self._mine, echo + self._answers.get(command, b"\r\nERROR\r\n"))


def test_a_modem_on_a_line_tells_network_signal_and_card() -> None:
    modem = Modem(
        {
            b"ATE0": b"\r\nOK\r\n",
            b"AT+COPS?": b'\r\n+COPS: 0,0,"CHINA MOBILE",11\r\n\r\nOK\r\n',
            b"AT+CSQ": b"\r\n+CSQ: 99,99\r\n\r\nOK\r\n",
            b"AT+CESQ": b"\r\n+CESQ: 99,99,255,255,20,53\r\n\r\nOK\r\n",
            b"AT+QCCID": b"\r\n+QCCID: 89860012017300000001\r\n\r\nOK\r\n",
        }
    )
    assert of_modem(modem.url) == LinkState("5g", -88.0, "89860012017300000001")
    modem.close()


def test_a_modem_that_knows_nothing_is_no_error() -> None:
    modem = Modem({b"ATE0": b"\r\nOK\r\n"})
    assert of_modem(modem.url) == LinkState()
    modem.close()
