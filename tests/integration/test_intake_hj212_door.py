"""The HJ 212 door over real TCP and a real database: the replies of the standard, after commit."""

import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec import structs

from tests.integration.intake_kit import RunningDoor, add_station, eventually, free_port, running_door
from youjian.detection.samples import STATION
from youjian.protocols import hj212
from youjian.protocols.hj212 import (
    Fill,
    Frame,
    FrameReader,
    Pressure,
    encode_fill,
    encode_frame,
    encode_pressure,
)

VECTORS = json.loads((Path(__file__).parents[1] / "conformance/vectors/hj212_frames.json").read_text())
MN = "3602030017"
PASSWORD = "123456"
SENTINEL = "20991231235959999"
NOW = datetime.now(UTC).replace(microsecond=0)
FILL = Fill(
    nozzle_id=3,
    started_at=NOW - timedelta(minutes=2),
    ended_at=NOW - timedelta(minutes=1),
    fuel_ml=30_000,
    vapour_ml=32_400,
    ratio=1.08,
    fuel_l_min=30.0,
    vapour_l_min=32.4,
)


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    """The ledger seen by its owner, with a station whose vapour monitor reports by itself."""
    with database.connect("owner") as conn:
        add_station(conn)
        register(conn, MN, PASSWORD)
        yield conn


@pytest.fixture
def running(owner: psycopg.Connection) -> Iterator[RunningDoor]:
    """A door that remembers nothing about devices from one frame to the next."""
    with running_door(hj212_port=free_port(), key_ttl_s=0) as running:
        yield running


@pytest.fixture
def line(running: RunningDoor) -> Iterator["Line"]:
    """A connection to the HJ 212 door."""
    line = Line(running)
    yield line
    line.socket.close()


def register(conn: psycopg.Connection, mn: str, password: str, family: str = "c") -> None:
    """A vapour monitor in the register."""
    conn.execute(
        "INSERT INTO ledger.vapour_monitors (mn, station_id, password, family) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (mn) DO UPDATE SET password = excluded.password",
        [mn, STATION, password, family],
    )
    conn.commit()


class Line:
    """A device's end of a connection."""

    def __init__(self, running: RunningDoor) -> None:
        self.socket = socket.create_connection(("127.0.0.1", running.settings.hj212_port), timeout=20)
        self._reader = FrameReader()
        self._waiting: list[Any] = []

    def send(self, *frames: Frame | bytes) -> None:
        """Write frames or raw bytes."""
        for frame in frames:
            self.socket.sendall(frame if isinstance(frame, bytes) else encode_frame(frame))

    def reply(self) -> Frame:
        """The next reply; AssertionError when the door has closed the connection."""
        while not self._waiting:
            data = self.socket.recv(4096)
            assert data, "the door closed the connection"
            self._waiting += self._reader.feed(data)
        return self._waiting.pop(0)

    def replies_to(self, *chunks: bytes) -> list[Frame]:
        """All replies to some bytes: those before the reply to a heartbeat sent after them."""
        self.send(*chunks, Frame(qn=SENTINEL, st="31", cn="9015", pw=PASSWORD, mn=MN, flag=9))
        replies = [self.reply()]
        while replies[-1].qn != SENTINEL:
            replies.append(self.reply())
        return replies[:-1]

    def closed(self) -> bool:
        """Whether the door has closed the connection."""
        return self.socket.recv(1) == b""


def journal(owner: psycopg.Connection) -> list[tuple[str, str, bytes]]:
    """Kind, detail and bytes of what the door wrote down."""
    owner.rollback()
    return owner.execute(
        "SELECT kind, detail, raw FROM ledger.door_journal WHERE door = 'hj212' ORDER BY id"
    ).fetchall()


def fills(owner: psycopg.Connection) -> int:
    """How many fills are stored."""
    owner.rollback()
    row = owner.execute("SELECT count(*) FROM ledger.vapour_fills").fetchone()
    assert row
    return row[0]


# What a centre that follows clause 6.5 and annex C answers to each frame of the vectors, in their order.
ANSWERS: list[list[tuple[str, dict[str, str]]]] = [
    [("9011", {"QnRtn": "1"}), ("9012", {"ExeRtn": "2"})],
    [],
    [("9011", {"QnRtn": "1"}), ("9012", {"ExeRtn": "2"})],
    [],
    [("9014", {})],
    [("9014", {})],
    [],
    [],
    [("9011", {"QnRtn": "1"}), ("9012", {"ExeRtn": "2"})],
    [],
    [],
    [],
    [("9011", {"QnRtn": "1"}), ("9012", {"ExeRtn": "100"})],
    [("9014", {})],
    [],
    [("9014", {})],
    [("9014", {})],
    [],
    [("9013", {})],
    [],
    [],
    [("9011", {"QnRtn": "9"})],
    [("9011", {"QnRtn": "9"})],
    [("9011", {"QnRtn": "9"})],
    [("9011", {"QnRtn": "9"})],
    [("9011", {"QnRtn": "6"})],
]
KINDS = ["crc_modbus", "crc", "crc", "crc", "length", "length", "split"]


def test_every_published_frame_gets_the_reply_of_the_standard(line: Line, owner: psycopg.Connection) -> None:
    *short, too_long = VECTORS["frames"]
    for vector, wanted in zip(short, ANSWERS, strict=True):
        sent = (vector["frame"] + vector["terminator"]).encode()
        names = dict(re.findall(r"(QN|MN|PW)=([^;]+);", vector["frame"]))
        register(owner, names["MN"], names["PW"])
        replies = line.replies_to(sent)
        assert [(r.cn, r.cp) for r in replies] == wanted, vector["note"]
        assert {(r.qn, r.mn, r.st, r.flag) for r in replies} <= {(names.get("QN"), names["MN"], "91", 4)}
        register(owner, MN, PASSWORD)
    line.send(too_long["frame"].encode())
    assert line.closed()
    refused = [entry for entry in journal(owner) if entry[0] != "packet"]
    assert [kind for kind, _, _ in refused] == [*KINDS, "too_long"]
    modbus = refused[0]
    assert "MODBUS" in modbus[1]
    assert modbus[2].startswith(b"##0137ST=32;CN=2011;PW=123456;MN=C201801010001;")


@pytest.mark.parametrize("stream", VECTORS["streams"], ids=lambda stream: stream["note"])
def test_streams_are_cut_into_frames_wherever_they_break(
    line: Line, owner: psycopg.Connection, stream: dict[str, Any]
) -> None:
    register(owner, "010000A8900016F000169DC0", PASSWORD)
    chunks = [chunk.encode("latin-1") for chunk in stream.get("reads") or [stream["bytes"]]]
    assert [reply.cn for reply in line.replies_to(*chunks)] == ["9011", "9012"]


def test_data_are_answered_when_they_are_stored_and_once_more_when_sent_again(
    line: Line, owner: psycopg.Connection
) -> None:
    fill = encode_fill(FILL, mn=MN, qn=hj212.qn_of(NOW), station_id=STATION, pw=PASSWORD)
    pressure = encode_pressure(
        Pressure(at=NOW, pressure_pa=-120.5, vapour_ppm=7.0), mn=MN, qn=hj212.qn_of(NOW)
    )
    for _ in range(3):
        line.send(fill)
        assert line.reply().cn == "9014"
        assert fills(owner) == 1
    line.send(pressure)
    assert line.reply().cn == "9014"
    owner.rollback()
    (stored,) = owner.execute(
        "SELECT nozzle_id, fuel_ml, vapour_ml, ratio, ended_at FROM ledger.vapour_fills"
    )
    assert stored == (3, 30_000, 32_400, 1.08, FILL.ended_at)
    (reading,) = owner.execute("SELECT at, pressure_pa, vapour_ppm FROM ledger.pressure_readings")
    assert reading == (NOW, -120.5, 7.0)
    assert journal(owner) == []


def test_a_message_in_packets_is_answered_packet_by_packet_and_stored_whole(
    line: Line, owner: psycopg.Connection
) -> None:
    whole = encode_fill(FILL, mn=MN, qn=hj212.qn_of(NOW), station_id=STATION, pw=PASSWORD)
    items = list(whole.cp.items())
    for number, part in enumerate((items[:5], items[5:]), 1):
        packet = structs.replace(
            whole, qn=f"2026112200000000{number}", flag=7, pnum=2, pno=number, cp=dict(part)
        )
        line.send(packet)
        answer = line.reply()
        assert (answer.cn, answer.qn) == ("9014", packet.qn)
    assert fills(owner) == 1
    assert [kind for kind, _, _ in journal(owner)] == ["packet"]


def test_packets_with_moments_of_their_own_are_all_stored(line: Line, owner: psycopg.Connection) -> None:
    moments = [NOW - timedelta(minutes=minutes) for minutes in (3, 2, 1)]
    for number, at in enumerate(moments, 1):
        single = encode_pressure(Pressure(at=at, pressure_pa=-100.0 - number, vapour_ppm=None), mn=MN, qn="1")
        line.send(structs.replace(single, qn=f"2026112200000000{number}", flag=7, pnum=3, pno=number))
        assert line.reply().cn == "9014"
    owner.rollback()
    stored = owner.execute("SELECT at, pressure_pa FROM ledger.pressure_readings ORDER BY at").fetchall()
    assert stored == [(at, -100.0 - number) for number, at in enumerate(moments, 1)]


def test_strangers_are_refused_and_written_down(line: Line, owner: psycopg.Connection) -> None:
    good = encode_fill(FILL, mn=MN, qn=hj212.qn_of(NOW), station_id=STATION, pw=PASSWORD)
    stranger, liar = structs.replace(good, mn="9999"), structs.replace(good, pw="654321")
    line.send(stranger, liar)
    assert [line.reply().cp, line.reply().cp] == [{"QnRtn": "4"}, {"QnRtn": "3"}]
    assert [(kind, raw) for kind, _, raw in journal(owner)] == [
        ("unknown_mn", encode_frame(stranger)),
        ("wrong_password", encode_frame(liar)),
    ]
    assert fills(owner) == 0


def test_a_value_that_is_none_is_set_aside_and_does_not_block_the_device(
    line: Line, owner: psycopg.Connection
) -> None:
    fill = encode_fill(FILL, mn=MN, qn=hj212.qn_of(NOW), station_id=STATION, pw=PASSWORD)
    line.send(structs.replace(fill, cp={**fill.cp, "i41020-Info": "-8"}))
    assert line.reply().cn == "9014"
    owner.rollback()
    (held,) = owner.execute("SELECT reason, door, raw FROM ledger.quarantine").fetchall()
    assert held[:2] == ("invalid", "hj212")
    assert b"i41020-Info=-8" in held[2]
    assert fills(owner) == 0


def test_a_silent_connection_is_closed(owner: psycopg.Connection) -> None:
    with running_door(hj212_port=free_port(), hj212_idle_s=0.2) as running:
        assert Line(running).closed()
        eventually(lambda: running.door.hj212.open == 0, "the connection is let go")


def test_endless_noise_is_cut_off(line: Line, owner: psycopg.Connection) -> None:
    line.send(b"x" * 5000)
    assert line.closed()
    assert [(kind, len(raw) <= 1100) for kind, _, raw in journal(owner)] == [("too_long", True)]


def test_only_so_many_connections_are_taken(owner: psycopg.Connection) -> None:
    with running_door(hj212_port=free_port(), hj212_connections=1) as running:
        first = Line(running)
        assert first.replies_to() == []
        assert Line(running).closed()
        assert first.replies_to() == []
