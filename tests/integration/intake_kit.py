"""A running door and a box that speaks the station API, for the tests of intake."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg
import urllib3

from youjian.detection.samples import STATION
from youjian.intake.door import Door
from youjian.intake.server import IntakeServer, server_sockets
from youjian.intake.settings import Settings
from youjian.ledger import collectors
from youjian.protocols import station
from youjian.protocols.station import Ed25519Signer

STATION_ROW = (STATION, "城东加油站", "360203", "private", "91350100M000100Y43", "许可1号", "2010-01-01")
COLLECTOR = "C-0017"


def eventually(condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """The first true value of a condition, asked again and again until the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def add_station(conn: psycopg.Connection, station_id: str = STATION) -> None:
    """A station in the register."""
    conn.execute(
        """
        INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no, opened_on,
            vapour_monitoring, longitude, latitude, status)
        VALUES (%s, %s, %s, %s, %s, %s, %s, true, 117.2, 29.3, 'operating')
        """,
        (station_id, *STATION_ROW[1:]),
    )
    conn.commit()


@dataclass
class RunningDoor:
    """A door that serves in a thread of this process."""

    door: Door
    server: IntakeServer
    settings: Settings

    @property
    def url(self) -> str:
        """Where the station API is."""
        return f"http://127.0.0.1:{self.settings.port}"

    def get(self, path: str) -> urllib3.BaseHTTPResponse:
        """A page of the door."""
        return urllib3.request("GET", self.url + path, retries=False, timeout=30)


@contextmanager
def running_door(**settings: Any) -> Iterator[RunningDoor]:
    """A door on free ports, closed at the end."""
    chosen = Settings(**{"port": free_port(), "hj212_port": 0, "key_ttl_s": 0.2, "drain_s": 5.0, **settings})
    door = Door(chosen)
    server = IntakeServer(door)
    thread = threading.Thread(target=server.serve_on, args=[server_sockets(chosen)])
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive(), "the door opens")
        yield RunningDoor(door, server, chosen)
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@dataclass
class Box:
    """A collector as any supplier might build it: enrols, signs, chains, sends."""

    url: str
    collector_id: str = COLLECTOR
    epoch: int = 1
    next_no: int = 1
    last_digest: bytes = station.ZERO_DIGEST
    content_type: str = station.JSON
    signer: Ed25519Signer = field(
        default_factory=lambda: Ed25519Signer(station.generate_private_key(), "none")
    )

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        """One request, never repeated."""
        headers = {"Content-Type": self.content_type, **headers}
        return urllib3.request("POST", self.url + path, body=body, headers=headers, retries=False, timeout=60)

    def enrol(self, code: str) -> dict[str, Any]:
        """Use a one-time code; the box has its identity afterwards."""
        private = station.generate_private_key()
        request = station.EnrolmentRequest(
            code=code, public_key=station.public_key_of(private), firmware="1.0"
        )
        reply = self.post(station.ENROL, msgspec.json.encode(request), {})
        assert reply.status == 200, reply.data
        known = msgspec.json.decode(reply.data)
        self.signer = Ed25519Signer(private, known["key_id"])
        self.collector_id, self.epoch = known["collector_id"], known["epoch"]
        self.next_no, self.last_digest = 1, station.ZERO_DIGEST
        return known

    def body(self, **tables: list[Any]) -> bytes:
        """A batch's body of records or raw objects by table."""
        content = {"sent_at": datetime.now(UTC), "records": tables}
        if self.content_type == station.MSGPACK:
            return msgspec.msgpack.encode(content)
        return msgspec.json.encode(content)

    def signed(self, body: bytes, number: int | None = None, previous: bytes | None = None) -> dict[str, str]:
        """The headers of a batch, by default the next of the chain."""
        return station.sign_batch(
            self.signer,
            body,
            collector_id=self.collector_id,
            epoch=self.epoch,
            batch_no=number or self.next_no,
            previous_digest=self.last_digest if previous is None else previous,
        ).to_mapping()

    def send(self, body: bytes, **headers: str) -> urllib3.BaseHTTPResponse:
        """The next batch; the chain moves on when it is acknowledged."""
        signed = self.signed(body)
        reply = self.post(station.BATCHES, body, {**signed, **headers})
        if reply.status == 200:
            self.next_no, self.last_digest = self.next_no + 1, bytes.fromhex(signed["Digest"])
        return reply

    def receipt(self, **tables: list[Any]) -> dict[str, Any]:
        """The receipt of the next batch, which is expected to be acknowledged."""
        reply = self.send(self.body(**tables))
        assert reply.status == 200, reply.data
        return msgspec.json.decode(reply.data)

    def say(self, path: str, message: msgspec.Struct) -> urllib3.BaseHTTPResponse:
        """A boot, heartbeat or command results."""
        body = msgspec.json.encode(message)
        headers = station.sign_message(
            self.signer, body, collector_id=self.collector_id, epoch=self.epoch, sent_at=datetime.now(UTC)
        )
        return self.post(path, body, headers.to_mapping())


def enrolment_code(conn: psycopg.Connection, collector_id: str, station_id: str = STATION) -> str:
    """A one-time code as the office would give it out now."""
    now = datetime.now(UTC)
    code = collectors.create_code(
        conn,
        station_id=station_id,
        collector_id=collector_id,
        created_by="test",
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    conn.commit()
    return code


def enrolled_box(
    running: RunningDoor, conn: psycopg.Connection, state: str = "accepted", **names: str
) -> Box:
    """A box of the station, enrolled over the API and taken into the rollout as `state`."""
    collector_id = names.get("collector_id", COLLECTOR)
    code = enrolment_code(conn, collector_id, names.get("station_id", STATION))
    box = Box(running.url)
    box.enrol(code)
    conn.execute("UPDATE ledger.collectors SET state = %s WHERE collector_id = %s", [state, collector_id])
    conn.commit()
    return box
